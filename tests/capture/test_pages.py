"""The phone pages in the room, through HTTP and without scripts."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from floortime.followups.model import Followup
from floortime.people.model import Person
from floortime.sitdowns.model import Note, Programme, Seat, Sitdown
from tests.builders import errors, heading, post
from tests.obstacles.play import published
from tests.obstacles.rooms import sitdown_with


@pytest.fixture
def sitdown(stage, cast):
    with stage.act(cast.ada) as act:
        return sitdown_with(act, cast, [cast.bo, cast.colleagues[0]], hours=-0.2)


@pytest.fixture
def url(sitdown):
    return f"/room/{sitdown.id}"


@pytest.fixture
def ada(cast, signed_in):
    return signed_in(cast.ada)


def key_of(browser, url):
    return re.search(r'name="key"[^>]*value="([^"]+)"', browser.get(url).text)[1]


def note(browser, url, kind, **data):
    at = f"{url}/{kind}"
    return post(browser, at, {"key": key_of(browser, at), **data}, page=at)


def notes(db):
    with db.reading() as session:
        return [(n.kind, n.words) for n in session.scalars(select(Note).order_by(Note.id))]


def test_who_may_come_in(cast, signed_in, client, url):
    codes = {n: signed_in(getattr(cast, n)).get(url).status_code for n in ("ada", "dee", "bo", "cy")}
    assert codes == {"ada": 200, "dee": 200, "bo": 404, "cy": 404}
    assert client.get(url).status_code == 303


def test_the_whole_way(db, cast, ada, url, sitdown):
    assert heading(ada.get(url)) == "Night shift, Utrecht"
    note(ada, url, "thanks", whom=f"person:{cast.bo.id}", words="You stayed on the line")
    note(ada, url, "obstacle", words="We see the map late", who="")
    note(ada, url, "promise", words="Lars hears this", due_on="2026-12-04", owner="me")
    assert notes(db) == [
        ("thanks", "You stayed on the line"),
        ("obstacle", "We see the map late"),
        ("promise", "Lars hears this"),
    ]
    back = ada.get(f"{url}/read-back").text
    assert re.findall(r'class="what">([^<]+)', back) == ["Thanks, Bo", "Obstacle", "I promise, by 4 December"]
    assert post(ada, f"{url}/close", page=f"{url}/read-back").status_code == 303
    assert heading(ada.get(url)) == "Closed"
    with db.reading() as session:
        assert session.get(Sitdown, sitdown.id).closed_at is not None
        assert session.scalar(select(func.count()).select_from(Followup)) == 1


def test_a_double_tap_keeps_one_note(db, ada, url):
    at = f"{url}/obstacle"
    data = {"key": key_of(ada, at), "words": "We see the map late", "who": ""}
    assert [post(ada, at, data, page=at).status_code for _ in range(3)] == [303] * 3
    assert len(notes(db)) == 1


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("thanks", {"words": "", "whom": ""}, 2),
        ("obstacle", {"words": " "}, 1),
        ("promise", {"words": "x", "due_on": "2026-11-01", "owner": "me"}, 1),
        ("promise", {"words": "x", "due_on": "2026-12-01", "owner": "other", "address": "lars"}, 1),
        ("promise", {"words": "x", "due_on": "2026-12-01", "owner": "me", "address": "lars@maps.example"}, 1),
        ("promise", {"words": "", "due_on": "soon", "owner": "me"}, 2),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(db, ada, url, kind, data, said):
    answer = note(ada, url, kind, **data)
    assert (answer.status_code, len(errors(answer))) == (422, said)
    assert notes(db) == []


def test_already_in_the_log(stage, db, cast, ada, url):
    there = published(stage, cast)
    answer = note(ada, url, "obstacle", words="the outage map shows after the customer", who="")
    assert (answer.status_code, answer.text.count("Already in the log?")) == (422, 1)
    note(
        ada,
        url,
        "obstacle",
        words="the outage map shows after the customer",
        who="",
        seen="1",
        same=there.code,
    )
    with db.reading() as session:
        assert session.scalar(select(Note)).facts["same"] == there.code
    assert ada.get(f"{url}/read-back").text.count("same as") == 1


def test_edit_and_strike_out(db, ada, url):
    note(ada, url, "obstacle", words="We see the map late", who="")
    at = f"{url}/notes/1"
    assert ada.get(at).text.count("We see the map late") == 1
    post(ada, at, {"words": "We see the map too late", "who": "", "key": key_of(ada, at)}, page=at)
    assert notes(db) == [("obstacle", "We see the map too late")]
    post(ada, f"{at}/drop", page=at)
    assert notes(db) == []


def test_a_note_of_another_room_is_not_found(stage, cast, db, ada, url):
    note(ada, url, "obstacle", words="We see the map late", who="")
    with stage.act(cast.ada) as act:
        other = sitdown_with(act, cast, [])
    assert ada.get(f"/room/{other.id}/notes/1").status_code == 404


def test_who_is_here(db, cast, ada, url, sitdown):
    post(ada, f"{url}/here", {"people": [str(cast.bo.id)]}, page=f"{url}/here")
    with db.reading() as session:
        assert {s.person_id: s.attended for s in session.scalars(select(Seat))} == {
            cast.bo.id: True,
            cast.colleagues[0].id: False,
        }
        assert session.get(Sitdown, sitdown.id).state == "held"


def test_it_did_not_happen(db, ada, url, sitdown):
    at = f"{url}/missed"
    assert len(errors(post(ada, at, {}, page=at))) == 2
    assert post(ada, at, {"side": "leader", "reason": "A storm"}, page=at).status_code == 303
    with db.reading() as session:
        row = session.get(Sitdown, sitdown.id)
        assert (row.state, row.side, row.reason) == ("missed", "leader", "A storm")


def test_back_from_why_it_did_not_happen_notes_nothing_and_keeps_the_words(db, ada, url, sitdown):
    at = f"{url}/missed"
    gone = post(ada, at, {"reason": "A storm closed", "back": "1"}, page=at)
    assert (gone.status_code, gone.location) == (303, url)
    with db.reading() as session:
        assert session.get(Sitdown, sitdown.id).state == "planned"
    assert 'value="A storm closed"' in ada.get(at).text
    post(ada, at, {"side": "house", "reason": "A storm closed the site"}, page=at)
    assert "A storm" not in ada.get(at).text


def test_what_is_still_owed_stands_first(stage, cast, ada, url):
    from floortime.followups.actions import make_followup

    with stage.act(cast.ada) as act:
        before = sitdown_with(act, cast, [cast.bo], hours=-300)
        elsewhere = sitdown_with(act, cast, [cast.cy], hours=-300)
        for what, room in (("Keep what was typed", before), ("Not theirs", elsewhere)):
            make_followup(
                act,
                what=what,
                due_on=date(2026, 11, 27),
                owner_id=cast.ada.id,
                promised_by_id=cast.ada.id,
                sitdown_id=room.id,
            )
    shown = ada.get(url).text
    assert (shown.count("Keep what was typed"), shown.count("Not theirs")) == (1, 0)
    assert shown.count("27 Nov") == 1


def test_reading_changes_nothing(db, ada, url):
    for page in ("", "/thanks", "/obstacle", "/promise", "/here", "/read-back", "/missed"):
        assert ada.get(url + page).status_code == 200
    assert notes(db) == []


def test_what_the_log_has_already_is_offered_while_typing(cast, stage, ada, url, signed_in, db):
    entry = published(stage, cast, title="We see the outage map after the customer does")
    at = f"{url}/obstacle"
    found = post(ada, f"{url}/alike", {"words": "customers have the outage map first"}, page=at)
    assert re.findall(r'name="same" value="([^"]+)"', found.text) == [entry.code]
    assert 'name="seen" value="1"' in found.text
    assert post(ada, f"{url}/alike", {"words": "the coffee"}, page=at).text.strip() == ""
    assert post(signed_in(cast.bo), f"{url}/alike", {"words": "outage map"}).status_code == 404
    assert notes(db) == []


@pytest.mark.parametrize("kind", ["thanks", "obstacle", "promise"])
def test_back_from_an_empty_page_keeps_nothing(db, ada, url, kind):
    assert note(ada, url, kind, back="1", words=" ", owner="me").location == url
    assert notes(db) == []


def test_back_keeps_what_was_typed(db, ada, url):
    assert note(ada, url, "obstacle", back="1", words="We see the map late", who="").location == url
    assert notes(db) == [("obstacle", "We see the map late")]


def test_back_from_a_line_that_lacks_something_says_what_and_offers_to_leave(db, ada, url):
    answer = note(ada, url, "thanks", back="1", words="You stayed on the line")
    assert (answer.status_code, errors(answer)) == (422, ["Choose a person or a team."])
    assert answer.text.count("You stayed on the line") == 1
    assert re.findall(r'href="([^"]+)">Leave without keeping it', answer.text) == [url]
    assert "Leave without keeping it" not in ada.get(f"{url}/thanks").text
    assert notes(db) == []


def test_back_from_a_changed_line_keeps_the_change(db, ada, url):
    note(ada, url, "obstacle", words="We see the map late", who="")
    at = f"{url}/notes/1"
    answer = post(ada, at, {"words": "We see the map too late", "who": "", "back": "1"}, page=at)
    assert answer.location == f"{url}/read-back"
    assert notes(db) == [("obstacle", "We see the map too late")]


def test_the_questions_stand_in_the_room_until_it_is_over(stage, cast, db, ada, url):
    def asked():
        return re.findall(
            r"<li>(.*?)</li>",
            "".join(re.findall(r'<details class="to-ask">.*?</details>', ada.get(url).text)),
        )

    with stage.act() as act:
        act.session.get(Person, cast.ada.id).language = "nl"
    assert asked() == [
        "Wat hield je deze week tegen om een klant goed te helpen?",
        "Wat vragen klanten dat wij niet kunnen?",
        "Waar moeten we mee stoppen?",
    ]
    with stage.act() as act:
        act.session.get(Programme, cast.programme.id).questions = "Who <helped>?"
    assert asked() == ["Who &lt;helped&gt;?"]
    post(ada, f"{url}/close", page=f"{url}/read-back")
    assert asked() == []
