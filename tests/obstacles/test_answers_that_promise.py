"""“We do something about it” is a promise with a day: in the name of whoever signs, followed like every other, taken back with the answer."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from floortime.followups.letters import FIRST
from floortime.followups.model import Followup
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.model import Obstacle, ObstacleFollowup
from floortime.outbox.model import Letter
from floortime.text import first_sentence
from tests.builders import OURS, errors, post
from tests.obstacles.play import TITLE, published
from tests.obstacles.test_answer import link

WORDS = "The map goes on **your** second screen. We begin in Utrecht, and tell you how it goes."
SAYS_BY_WHEN = "Say by when: the floor counts on a day, even if it is the one on which you tell more."
DAY = 'name="due_on"'


@pytest.fixture
def entry(stage, cast):
    return published(stage, cast)


@pytest.fixture
def read(db):
    def of(statement):
        with db.reading() as session:
            return session.scalars(statement).all()

    return of


@pytest.fixture
def url(entry):
    return f"/obstacles/{entry.code}/answer"


def toast(page) -> str:
    return re.findall(r"data-toast>\s*<p>(.*?)</p>", page.text)[0]


def answered(browser, url, **typed):
    given = {"kind": "answer", "words": WORDS, "due_on": "2026-12-01", **typed}
    return post(browser, url, given, page=url)


def test_it_is_promised_by_whoever_signs(signed_in, cast, entry, read, url):
    assert answered(signed_in(cast.ada), url).status_code == 303
    made = read(select(Followup))
    assert [(f.what, f.owner_id, f.promised_by_id, f.due_on, f.stage, f.about) for f in made] == [
        ("The map goes on your second screen.", cast.ada.id, cast.ada.id, date(2026, 12, 1), "open", TITLE)
    ]  # fmt: skip
    assert read(select(ObstacleFollowup.obstacle_id)) == [entry.id]
    stands = read(select(Obstacle))[0]
    assert (stands.stage, stands.waiting_kind, stands.waiting_id) == ("in_hand", "person", cast.ada.id)


@pytest.mark.parametrize(("by", "told"), [("ada", []), ("dee", ["ada"])])
def test_whoever_is_signed_for_hears_of_it(signed_in, cast, read, url, by, told):
    answered(signed_in(getattr(cast, by)), url, decider=str(cast.ada.id))
    assert read(select(Letter.to_id).where(Letter.event == FIRST)) == [getattr(cast, who).id for who in told]


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("", SAYS_BY_WHEN),
        ("2026-11-20", "That day is over. Choose today or a later day."),
        ("2026-02-30", SAYS_BY_WHEN),
    ],
)
def test_without_a_day_to_come_nothing_is_kept(signed_in, cast, read, url, day, says):
    told = answered(signed_in(cast.ada), url, due_on=day)
    assert (told.status_code, errors(told)) == (422, [says])
    assert WORDS in told.text
    assert read(select(Followup)) == []


def test_a_no_needs_no_such_day(signed_in, cast, read, url):
    said = answered(signed_in(cast.ada), url, kind="no", due_on="", review_on="2027-01-18")
    assert (said.status_code, read(select(Followup))) == (303, [])


def test_what_is_promised_already_is_not_promised_again(signed_in, stage, cast, entry, read, url):
    ada = signed_in(cast.ada)
    assert DAY in ada.get(url).text
    with stage.act(cast.dee) as act:
        mine = act.session.get(Obstacle, entry.id)
        promise_on(act, mine, what="The map first", owner_id=cast.cy.id, due_on=date(2026, 12, 4))
    assert DAY not in ada.get(url).text
    assert answered(ada, url, due_on="").status_code == 303
    assert answered(ada, url).status_code == 303
    assert [f.what for f in read(select(Followup))] == ["The map first"]


def test_behind_the_link_too(client, cast, db, entry, read):
    at = link(db)
    assert DAY in client.get(at).text
    typed = {"kind": "answer", "words": WORDS}
    told = client.post(at, data=typed, headers=OURS)
    assert (told.status_code, errors(told)) == (422, [SAYS_BY_WHEN])
    assert client.post(at, data={**typed, "due_on": "2026-12-01"}, headers=OURS).status_code == 200
    assert [(f.owner_id, f.due_on) for f in read(select(Followup))] == [(cast.ada.id, date(2026, 12, 1))]


def test_it_may_be_worded_apart(signed_in, cast, read, url):
    ada = signed_in(cast.ada)
    answered(ada, url, promise=" The map on all 14 screens ")
    assert [f.what for f in read(select(Followup))] == ["The map on all 14 screens"]
    told = "The floor reads this now. Promised, by Tuesday 1 December: “The map on all 14 screens”"
    assert toast(ada.get(url)) == told


def test_its_confirmation_says_what_was_promised_and_by_when(signed_in, client, cast, db, url):
    at = link(db)
    told = client.post(at, data={"kind": "answer", "words": WORDS, "due_on": "2026-12-01"}, headers=OURS)
    promised = "Promised, by Tuesday 1 December: “The map goes on your second screen.”"
    assert re.findall(r'<p class="strong">(.*?)</p>', told.text) == [promised]
    ada = signed_in(cast.ada)
    answered(ada, url)  # there is a promise already: this one makes none
    assert toast(ada.get(url)) == "The floor reads this now."


def test_a_name_in_it_stops_it_and_what_was_typed_stays(signed_in, cast, read, url):
    told = answered(signed_in(cast.ada), url, promise=f"{cast.bo.name} gets a map")
    assert (told.status_code, errors(told)) == (422, [f"The log shows this. Leave out {cast.bo.name}."])
    assert re.findall(r'<details class="folded"( open)?', told.text) == [" open"]
    assert read(select(Followup)) == []
    kept = answered(signed_in(cast.ada), url, kind="no", review_on="2027-01-18", promise=cast.bo.name)
    assert (kept.status_code, read(select(Followup))) == (303, [])


def test_taken_back_with_the_answer(signed_in, cast, read, url):
    ada = signed_in(cast.ada)
    answered(ada, url)
    assert post(ada, f"{url}/undo", page="/me").status_code == 303
    gone = read(select(Followup))[0]
    assert (gone.stage, gone.reason) == ("dropped", "The answer that made it was taken back.")
    stands = read(select(Obstacle))[0]
    assert (stands.stage, stands.answers_n, stands.waiting_kind) == ("published", 0, "department")
    assert DAY in ada.get(url).text


def test_not_taken_back_once_its_date_has_moved(signed_in, stage, cast, read, url):
    from floortime.obstacles.actions.promises import move_promise

    ada = signed_in(cast.ada)
    answered(ada, url)
    with stage.act(cast.ada) as act:
        promise = act.session.scalars(select(Followup)).one()
        move_promise(act, promise, to_on=date(2026, 12, 8), reason="Two screens")
    assert post(ada, f"{url}/undo", page="/me").status_code == 409
    assert read(select(Followup))[0].stage == "open"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("One. Two.", "One."),
        ("From 1.5 to 2 Mbit, on Monday", "From 1.5 to 2 Mbit, on Monday"),
        ("Now? Now!\nThen", "Now?"),
        ("seven letters each", "seven…"),
        ("x" * 30, "xxxxxxxxxxx…"),
        ("", ""),
    ],
)
def test_the_first_sentence(words, line):
    most = 12 if "seven" in words or "x" in words else 160
    assert first_sentence(words, most) == line
