"""Closing a sit-down: every note goes to its room, once, and those who were there get what was heard."""

import re
from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import func, select

from floortime.capture.closing import close_sitdown
from floortime.errors import Refused
from floortime.followups.model import Followup
from floortime.journal.model import Entry
from floortime.obstacles.model import Obstacle, ObstacleFollowup, Raising
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.recognition.model import Thanks
from floortime.sitdowns.actions import drop_note, keep_note
from floortime.sitdowns.model import Note, Seat, Sitdown
from tests.mailroom.inbox import brought
from tests.mailroom.replies import reply
from tests.obstacles.play import published
from tests.obstacles.rooms import sitdown_with

DUE = "2026-12-04"


@pytest.fixture
def sitdown(stage, cast):
    with stage.act(cast.ada) as act:
        return sitdown_with(act, cast, [cast.bo, cast.colleagues[0]])


@pytest.fixture
def noted(stage, cast, sitdown):
    """`noted(kind, words, **facts)` keeps a note."""

    def keep(kind, words, **facts):
        with stage.act(cast.ada) as act:
            row = act.session.get(Sitdown, sitdown.id)
            return keep_note(act, row, kind=kind, words=words, facts={"language": "en", **facts})

    return keep


@pytest.fixture
def close(stage, cast, sitdown):
    def closed(**more):
        with stage.act(cast.ada) as act:
            close_sitdown(act, act.session.get(Sitdown, sitdown.id), **more)

    return closed


def all_of(db, statement):
    with db.reading() as session:
        return list(session.scalars(statement))


def letters(db, event):
    return sorted(all_of(db, select(Letter.to_id).where(Letter.event == event)))


def test_each_note_goes_to_its_room(db, cast, sitdown, noted, close):
    noted("thanks", "You stayed on the line", to_kind="person", to_id=cast.bo.id, shown=True)
    heard = noted("obstacle", "We see the map late", named_id=None)
    noted("promise", "Lars hears this from me", due_on=DUE, about=f"note:{heard.id}")
    close()
    [thanks] = all_of(db, select(Thanks))
    assert (thanks.to_id, thanks.by_id, thanks.sitdown_id, thanks.leader_agrees) == (
        cast.bo.id,
        cast.ada.id,
        sitdown.id,
        True,
    )
    [raising] = all_of(db, select(Raising))
    assert (raising.words, raising.channel, raising.sitdown_id, raising.named_id) == (
        "We see the map late",
        "room",
        sitdown.id,
        None,
    )
    [obstacle] = all_of(db, select(Obstacle))
    assert (obstacle.stage, obstacle.site_id) == ("sorting", cast.utrecht.id)
    [promise] = all_of(db, select(Followup))
    assert (promise.what, promise.due_on, promise.owner_id, promise.promised_by_id, promise.sitdown_id) == (
        "Lars hears this from me",
        date(2026, 12, 4),
        cast.ada.id,
        cast.ada.id,
        sitdown.id,
    )
    assert all_of(db, select(ObstacleFollowup.obstacle_id)) == [obstacle.id]
    [row] = all_of(db, select(Sitdown))
    assert (row.state, row.held_at is not None, row.closed_at is not None) == ("held", True, True)


def test_the_letters_after(db, cast, noted, close):
    noted("promise", "Lars hears this from me", due_on=DUE)
    noted("obstacle", "We see the map late", named_id=cast.bo.id)
    close()
    assert letters(db, "sitdown_summarised") == sorted([cast.bo.id, cast.colleagues[0].id])
    assert letters(db, "promises_listed") == [cast.ada.id]
    assert letters(db, "followup_assigned") == []
    [body] = all_of(db, select(Letter.body).where(Letter.to_id == cast.colleagues[0].id))
    text = message_from_bytes(body, policy=default).get_body(("plain",)).get_content()
    assert text.count("We see the map late") == 1
    assert text.count("Bo") == 0, "who raised it stands in a colleague's letter"


@pytest.mark.parametrize(("theirs", "said"), [({}, 1), ({"owner_address": "lars@maps.example"}, 0)])
def test_the_leaders_letter_speaks_of_links_only_where_it_has_some(db, cast, noted, close, theirs, said):
    noted("promise", "The map is on our screen", due_on=DUE, **theirs)
    close()
    bodies = all_of(db, select(Letter.body).where(Letter.event == "promises_listed"))
    [text] = [message_from_bytes(b, policy=default).get_body(("plain",)).get_content() for b in bodies]
    assert text.count("A link opens a page") == said
    assert text.count("say=done") == said


def test_twice_is_once(db, noted, close):
    noted("obstacle", "We see the map late")
    noted("promise", "Lars hears this", due_on=DUE)

    def counts():
        with db.reading() as session:
            return [
                session.scalar(select(func.count()).select_from(t))
                for t in (Raising, Followup, Letter, Entry)
            ]

    close()
    before = counts()
    close()
    assert counts() == before


def test_an_unknown_address_becomes_a_guest_who_is_asked(db, cast, noted, close):
    noted("promise", "The map first", due_on=DUE, owner_id=None, owner_address="lars@networks.example")
    close()
    [guest] = all_of(db, select(Person).where(Person.email_norm == "lars@networks.example"))
    assert guest.kind == "guest"
    assert letters(db, "followup_assigned") == [guest.id]


def test_the_same_as_in_the_log_joins_it(stage, db, cast, noted, close):
    there = published(stage, cast)
    noted("obstacle", "We see the outage map late", same=there.code)
    heard = noted("obstacle", "x")
    noted("promise", "About the map", due_on=DUE, about=f"code:{there.code}")
    assert heard.id
    close()
    with db.reading() as session:
        entry = session.get(Obstacle, there.id)
        assert (entry.voices_n, entry.stage) == (1, "in_hand")
        merged = session.scalars(select(Obstacle).where(Obstacle.merged_into_id == there.id)).all()
        assert [o.stage for o in merged] == ["merged"]


def test_a_promise_is_in_the_language_of_whoever_made_it(stage, db, cast, noted, close):
    there = published(stage, cast)
    noted("promise", "Kartan syns innan kunden ringer", due_on=DUE, about=f"code:{there.code}", language="sv")
    close()
    [promise] = all_of(db, select(Followup))
    assert (there.language, promise.language, promise.about_in) == ("en", "sv", "en")


def test_only_those_who_came_get_the_summary(db, cast, noted, close, sitdown):
    noted("obstacle", "We see the map late")
    close(attended={cast.bo.id})
    assert letters(db, "sitdown_summarised") == [cast.bo.id]
    with db.reading() as session:
        seats = {s.person_id: s.attended for s in session.scalars(select(Seat))}
    assert seats == {cast.bo.id: True, cast.colleagues[0].id: False}


def test_closed_notes_stand(stage, cast, noted, close):
    note = noted("obstacle", "We see the map late")
    close()
    with stage.act(cast.ada) as act, pytest.raises(Refused):
        drop_note(act, act.session.get(Note, note.id))


def test_a_delegate_closes_for_the_leader(stage, db, cast, sitdown, noted):
    noted("promise", "Lars hears this", due_on=DUE)
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        close_sitdown(act, act.session.get(Sitdown, sitdown.id))
    [line] = all_of(db, select(Entry).where(Entry.verb == "followup.made"))
    assert (line.actor_kind, line.actor_id, line.for_id) == ("delegate", cast.dee.id, cast.ada.id)
    assert letters(db, "followup_assigned") == []


def test_without_notes_it_is_held_all_the_same(db, cast, close):
    close()
    assert all_of(db, select(Sitdown.state)) == ["held"]
    assert letters(db, "promises_listed") == []


def test_the_leader_answers_from_that_letter(db, stage, cast, noted, close):
    noted("promise", "Lars hears this from me", due_on=DUE)
    close()
    with db.reading() as session:
        letter = session.scalar(select(Letter).where(Letter.event == "promises_listed"))
    text = message_from_bytes(letter.body, policy=default).get_body(("plain",)).get_content()
    assert [text.count(f"say={way}") for way in ("accept", "date", "notmine", "cannot", "done")] == [1] * 5
    raw = reply(letter, "Done: Lars knows it", sender=cast.ada.email)
    assert brought(stage, raw) == ("applied", "reply_done")
    assert all_of(db, select(Followup.stage)) == ["claimed"]


def test_the_first_blue_button_is_the_leaders_own_and_several_promises_have_two_each(db, cast, noted, close):
    """What somebody else does stands in it without a button, also where it is due first."""
    noted("promise", "The courier hears of it", due_on="2026-11-27", owner_address="lars@maps.example")
    noted("promise", "The map is on our screen", due_on=DUE)
    noted("promise", "Lars hears this from me", due_on="2026-12-11")
    close()
    [body] = all_of(db, select(Letter.body).where(Letter.event == "promises_listed"))
    page = message_from_bytes(body, policy=default).get_body(("html",)).get_content()
    buttons = re.findall(r'<a href="[^"]*say=(\w+)" style="display:block;border:2px solid (#\w+)', page)
    assert buttons == [("done", "#1E3F8F"), ("date", "#1C1A16"), ("done", "#1C1A16"), ("date", "#1C1A16")]
    links = re.findall(r'<a href="[^"]*say=(\w+)" style="color', page)
    assert links == ["accept", "notmine", "cannot"] * 2


def test_the_letters_name_what_is_due_first_before_the_others(db, cast, noted, close):
    for what, due in (("The second", DUE), ("The third", "2026-12-11"), ("The first", "2026-11-27")):
        noted("promise", what, due_on=due)
    close()
    for event in ("promises_listed", "sitdown_summarised"):
        body = all_of(db, select(Letter.body).where(Letter.event == event))[0]
        text = message_from_bytes(body, policy=default).get_body(("plain",)).get_content()
        assert sorted(["The first", "The second", "The third"], key=text.index) == [
            "The first",
            "The second",
            "The third",
        ], event
