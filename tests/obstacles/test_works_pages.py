"""Works now, or not yet? By every way a voice can come in; opening changes nothing, the word is nobody's."""

import re
from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from floortime.act import NOBODY
from floortime.app import create_app
from floortime.dates import day
from floortime.followups.actions import make_followup
from floortime.followups.model import Followup
from floortime.journal.model import Entry
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.promises import claim_done
from floortime.obstacles.actions.rounds import ask_the_floor
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.claims import grouped
from floortime.obstacles.model import Obstacle, Round, Verdict
from floortime.outbox.model import Letter
from tests.builders import OURS, errors, heading, post
from tests.obstacles.play import TITLE, publish, raised
from tests.obstacles.rooms import sitdown_with

PHONE = "a-value-that-only-this-browser-keeps"


def ledes(response):
    return re.findall(r'<p class="lede">(.*?)</p>', response.get_data(as_text=True), re.DOTALL)


@pytest.fixture
def found(stage, cast):
    return raised(stage, cast)


@pytest.fixture
def asked(stage, cast, found):
    entry = publish(stage, cast, found)
    with stage.act(NOBODY) as act:
        say_me_too(act, act.session.get(Obstacle, entry.id), device=PHONE)
    with stage.act(cast.bo) as act:
        say_me_too(act, act.session.get(Obstacle, entry.id), person_id=cast.bo.id)
    with stage.act(cast.dee) as act:
        ask_the_floor(act, act.session.get(Obstacle, entry.id), sentence="The map is on your screen")
    return entry


@pytest.fixture
def url(asked):
    return f"/log/{asked.code}/works"


@pytest.fixture
def stands(db, asked):
    def stage():
        with db.reading() as session:
            return session.get(Obstacle, asked.id).stage

    return stage


def link_in(db, event):
    with db.reading() as session:
        body = session.scalar(select(Letter.body).where(Letter.event == event))
    text = message_from_bytes(body, policy=default).get_body(("plain",)).get_content()
    return re.search(r"http://localhost(/w/[\w-]+)", text)[1]


def press(client, url, **data):
    return client.post(url, data=data, headers=OURS)


def test_opening_changes_nothing(client, db, url, stands):
    link = link_in(db, "works_asked")
    for at in (url, link, f"{link}?say=works"):
        answer = client.get(at)
        assert (answer.status_code, heading(answer)) == (200, TITLE)
        assert client.head(at).status_code == 200
    assert stands() == "asked"


def test_a_browser_that_said_me_too(client, url, stands):
    client.set_cookie("voice", PHONE, path="/log")
    page = press(client, url, says="works")
    assert (page.status_code, "That was enough: the light is green." in page.text) == (200, True)
    assert stands() == "fixed"


def test_where_the_log_is_for_members_a_word_does_not_tell_its_light(settings, moment, url, stands):
    app = create_app(replace(settings, log_public=False), clock=moment)
    client = app.test_client()
    client.set_cookie("voice", PHONE, path="/log")
    page = press(client, url, says="works")
    assert (page.status_code, "That was enough" in page.text) == (200, False)
    assert stands() == "fixed"
    app.extensions["floortime"].db.close()


def test_a_claim_code(client, url, stands, found):
    press(client, url, says="works", code=grouped(found.claim_code).lower())
    assert stands() == "fixed"


def test_from_the_page_of_the_claim_code(client, url, found, asked):
    page = press(client, "/claim", code=found.claim_code)
    assert page.text.count(f'action="{url}"') == 1


def test_a_letter(client, db, url, stands):
    press(client, link_in(db, "works_asked"), says="works")
    assert stands() == "fixed"


def test_under_ones_name_it_is_nobodys_word(cast, signed_in, db, url, stands):
    post(signed_in(cast.bo), f"{url}/named", {"says": "works"}, page=f"{url}/named")
    assert stands() == "fixed"
    with db.reading() as session:
        line = session.scalar(select(Entry).where(Entry.verb == "obstacle.judged"))
        assert (line.actor_kind, line.actor_id, line.at) == ("nobody", None, None)


def test_a_stranger_has_no_say(client, cast, signed_in, url, stands):
    assert press(client, url, says="works").status_code == 409
    wrong = press(client, url, says="works", code="2222-3333-4444-5555")
    assert (wrong.status_code, len(errors(wrong))) == (422, 1)
    assert post(signed_in(cast.cy), f"{url}/named", {"says": "works"}, page=f"{url}/named").status_code == 409
    assert stands() == "asked"


def test_not_yet_then_why(client, db, url, stands):
    client.set_cookie("voice", PHONE, path="/log")
    answer = press(client, url, says="not_yet")
    assert (heading(answer), stands()) == ("Not yet, you say", "in_hand")
    press(client, url, says="why", because="Not at night")
    with db.reading() as session:
        assert session.scalar(select(Verdict.because)) == "Not at night"


def test_where_one_not_yet_is_not_enough_nobody_reads_that_it_was(client, stage, cast, url, stands):
    with stage.act(cast.dee) as act:
        act.session.get(type(cast.programme), cast.programme.id).not_yet_share = 100
    client.set_cookie("voice", PHONE, path="/log")
    answer = press(client, url, says="not_yet")
    assert (ledes(answer), stands()) == (
        ["Noted, without your name. When enough of you say so, it is in hand again."],
        "asked",
    )
    why = press(client, url, says="why", because="Not at night")
    assert ledes(why) == ["Without your name, as soon as enough of you say so."]


def test_a_press_without_a_word_is_asked_again(client, url, stands):
    assert press(client, url, says="").status_code == 422
    assert stands() == "asked"


def test_from_another_site_it_is_refused(client, url, stands):
    client.set_cookie("voice", PHONE, path="/log")
    assert (
        client.post(url, data={"says": "works"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    )
    assert stands() == "asked"


def test_a_promise_that_stands_alone(stage, cast, client, db):
    with stage.act(cast.ada) as act:
        room = sitdown_with(act, cast, [cast.bo])
        made = make_followup(
            act, what="Coffee", due_on=date(2026, 12, 4), owner_id=cast.ada.id, sitdown_id=room.id
        )
        claim_done(act, made, claim="It stands there")
    link = link_in(db, "works_asked")
    assert heading(client.get(link)) == "Coffee"
    press(client, link, says="not_yet")
    press(client, link, says="why", because="Only decaf")
    with db.reading() as session:
        assert session.get(Followup, made.id).stage == "in_progress"


def test_the_closing_sentence(stage, cast, signed_in, found, db):
    entry = publish(stage, cast, found)
    at, dee = f"/obstacles/{entry.code}/ask", signed_in(cast.dee)
    assert len(errors(post(dee, at, {"sentence": " "}, page=at))) == 1
    assert post(dee, at, {"sentence": "It is there since Monday"}, page=at).status_code == 303
    assert signed_in(cast.bo).get(at).status_code in {403, 404}
    with db.reading() as session:
        assert session.get(Obstacle, entry.id).stage == "asked"


def test_a_promise_alone_is_also_asked_signed_in(stage, cast, signed_in, db):
    with stage.act(cast.ada) as act:
        room = sitdown_with(act, cast, [cast.bo])
        made = make_followup(
            act, what="Coffee", due_on=date(2026, 12, 4), owner_id=cast.ada.id, sitdown_id=room.id
        )
        claim_done(act, made, claim="It stands there")
    at = f"/followups/{made.code}/works"
    codes = {n: signed_in(getattr(cast, n)).get(at).status_code for n in ("bo", "ada", "cy", "dee")}
    assert codes == {"bo": 200, "ada": 404, "cy": 404, "dee": 404}
    post(signed_in(cast.bo), at, {"says": "works"}, page=at)
    with db.reading() as session:
        assert session.get(Followup, made.id).stage == "confirmed"
        line = session.scalar(select(Entry).where(Entry.verb == "followup.confirmed"))
        assert (line.actor_kind, line.actor_id) == ("nobody", None)


def test_a_name_in_the_reason_goes_nowhere(client, db, cast, url, stands):
    client.set_cookie("voice", PHONE, path="/log")
    press(client, url, says="not_yet")
    answer = press(client, url, says="why", because=f"{cast.bo.name} still sees nothing")
    assert answer.status_code == 422
    assert errors(answer) == [f"The log shows this. Leave out {cast.bo.name}."]
    assert f"{cast.bo.name} still sees nothing" in answer.text
    with db.reading() as session:
        assert set(session.scalars(select(Verdict.because))) == {""}


def test_green_carries_what_was_done_the_days_and_thanks(client, stage, cast, found, asked, moment):
    moment.forward(days=7)
    client.set_cookie("voice", PHONE, path="/log")
    press(client, f"/log/{asked.code}/works", says="works")
    page = client.get(f"/log/{asked.code}").text
    words = " ".join(
        re.sub(
            r"<[^>]+>", " ", re.search(r'aria-labelledby="closed".*?</section>', page, re.DOTALL)[0]
        ).split()
    )
    assert words.partition("Fixed, says the floor ")[2] == (
        "The map is on your screen Confirmed on 30 November, 5 working days after it came into the log. "
        "Thank you to those who raised it and said whether it works."
    )
    mine = press(client, "/claim", code=grouped(found.claim_code))
    assert "Thank you: it was raised, it was done" in mine.text


def test_the_page_names_a_last_day_only_while_it_waits(client, db, url, stands):
    link = link_in(db, "works_asked")
    waits = "stays unconfirmed" in client.get(link).text
    press(client, link, says="works")
    assert (waits, stands(), "stays unconfirmed" in client.get(link).text) == (True, "fixed", False)


def test_after_green_it_says_so_and_a_not_yet_takes_it_back_until_the_last_day(
    client, db, url, stands, moment
):
    link = link_in(db, "works_asked")
    press(client, link, says="works")
    with db.reading() as session:
        until = session.scalar(select(Round.until_on))
    said = f"The floor says that it works. If it does not for you, say so by {day(until, 2026)}."
    for at in (url, link):
        page = client.get(at)
        assert (ledes(page), page.text.count('name="says"'), "stays unconfirmed" in page.text) == (
            [said],
            2,
            False,
        )
    moment.forward(days=(until - moment().date()).days + 1)
    for at in (url, link):
        page = client.get(at)
        assert (ledes(page), page.text.count('name="says"')) == (
            ["The floor has said that it works. If it is in the way again, raise it again."],
            0,
        )
    assert press(client, link, says="not_yet").status_code == 409
    assert stands() == "fixed"


def test_where_the_log_is_for_members_the_page_does_not_tell_that_it_is_green(settings, moment, db, url):
    app = create_app(replace(settings, log_public=False), clock=moment)
    client = app.test_client()
    before = client.get(url).text
    press(client, link_in(db, "works_asked"), says="works")
    after = client.get(url).text
    assert re.sub(r'value="[^"]+"', "", after) == re.sub(r'value="[^"]+"', "", before)
    app.extensions["floortime"].db.close()


def test_behind_a_claim_code_the_question_stands_under_what_was_done(asked, found, client, stage, cast):
    with stage.act(cast.dee) as act:
        entry = act.session.get(Obstacle, asked.id)
        answer_obstacle(act, entry, kind="closing", words="The map is on your screen", decider_id=cast.ada.id)
    pages = (
        client.post("/claim", data={"code": found.claim_code}, headers=OURS),
        client.get(f"/log/{asked.code}/works"),
    )
    done = [re.findall(r'<div class="said-done">(.*?)</div>', page.text, re.DOTALL) for page in pages]
    assert done[0] == done[1] != []
    words = " ".join(re.sub(r"<[^>]+>", " ", done[0][0]).split())
    assert words == "Ada Lindqvist , Customer said on 23 November: The map is on your screen"
