"""A delegate books from their own address for a leader: in the leader's name, or with the leader invited beside us."""

import pytest
from sqlalchemy import select

from floortime.journal.model import Entry
from floortime.people.model import Delegate, Person
from floortime.sitdowns.model import Booking
from tests.cast import person
from tests.sitdowns.attendee import deliver
from tests.sitdowns.test_bookings import NO, US, WINDOWS, YES, answers, invitation, sent, standing
from tests.sitdowns.test_opening_hours import text_of

MAX = "max@nordvik.example"
ADA = ":mailto:ada@nordvik.example"
IN_THEIR_NAME = {
    "ORGANIZER": ';CN=Ada Lindqvist;SENT-BY="mailto:max@nordvik.example":mailto:Ada@nordvik.example'
}
THEIR_OWN = {"ORGANIZER": ";CN=Max:mailto:max@nordvik.example"}


@pytest.fixture
def max_(stage, cast) -> Person:
    with stage.act() as act:
        row = person(act, "Max", language="nl")
        act.session.add(Delegate(leader_id=cast.ada.id, delegate_id=row.id))
        return row


def leaders(stage) -> list[int]:
    with stage.db.reading() as session:
        return list(session.scalars(select(Booking.leader_id)))


def test_in_the_leaders_name_it_is_the_leaders_and_the_leader_is_answered(stage, cast, max_):
    assert sent(stage, cast, invitation(**IN_THEIR_NAME), sender=MAX) == ("applied", "booked")
    assert leaders(stage) == [cast.ada.id]
    assert answers(stage) == [YES]
    with stage.db.reading() as session:
        (line,) = session.scalars(select(Entry).where(Entry.verb == "sitdown.booked"))
    assert (line.actor_kind, line.actor_id, line.for_id) == ("mail_link", max_.id, cast.ada.id)


def test_their_own_invitation_is_for_the_leader_who_is_invited_too(stage, cast, max_):
    own = invitation(**THEIR_OWN, ATTENDEE=[US, ADA])
    assert sent(stage, cast, own, sender=MAX) == ("applied", "booked")
    assert leaders(stage) == [cast.ada.id]
    (letter,) = deliver(stage)
    assert letter.to_address == MAX
    assert "Max, het vloergesprek van Ada Lindqvist op donderdag 3 december om 14:00 is geboekt." in text_of(
        letter.body
    )
    later = {"SEQUENCE": 1, "DTSTAMP": "20261123T091000Z", "DTSTART": f"{WINDOWS}20261203T150000",
             "DTEND": f"{WINDOWS}20261203T154500"}  # fmt: skip
    assert sent(stage, cast, invitation(**THEIR_OWN, **later), sender=MAX) == ("applied", "booked")
    assert standing(stage) == [("planned", "12-03 15:00", 45, "Canteen")]
    gone = invitation("CANCEL", SEQUENCE=2, DTSTAMP="20261123T092000Z", **THEIR_OWN)
    assert sent(stage, cast, gone, sender=MAX, method="CANCEL") == ("applied", "booking_off")
    assert [one[0] for one in standing(stage)] == ["cancelled"]


def test_without_the_leader_it_is_declined_and_says_what_to_do(stage, cast, max_):
    assert sent(stage, cast, invitation(**THEIR_OWN), sender=MAX) == ("refused", "booking_whose")
    assert leaders(stage) == []
    (letter,) = deliver(stage)
    assert "Je handelt voor een leider: nodig die ook uit" in text_of(letter.body)


def test_who_acts_for_nobody_books_for_nobody(stage, cast):
    for named in (IN_THEIR_NAME, {**THEIR_OWN, "ATTENDEE": [US, ADA]}):
        with stage.act() as act:
            act.session.execute(Booking.__table__.delete())
        bo = invitation(**named, SEQUENCE=len(named))
        assert sent(stage, cast, bo, sender=cast.bo.email) == ("refused", "booking_not_a_leader")
    assert (leaders(stage), NO in answers(stage)) == ([], True)


def test_a_delegate_whom_nobody_vouches_for_is_asked_before_anything_is_booked(stage, cast, max_):
    found = sent(stage, cast, invitation(**IN_THEIR_NAME), sender=MAX, results=None)
    assert found == ("held", "booking_asked")
    assert leaders(stage) == []
    assert [(x.to_id, x.event) for x in deliver(stage)] == [(max_.id, "booking_asked")]


def test_once_it_is_taken_back_a_delegate_changes_nothing_more(stage, cast, max_):
    own = {**THEIR_OWN, "ATTENDEE": [US, ADA]}
    assert sent(stage, cast, invitation(**own), sender=MAX) == ("applied", "booked")
    with stage.act() as act:
        act.session.delete(act.session.get(Delegate, (cast.ada.id, max_.id)))
    gone = invitation("CANCEL", SEQUENCE=2, DTSTAMP="20261123T092000Z", **own)
    assert sent(stage, cast, gone, sender=MAX, method="CANCEL") == ("refused", "unknown_event")
    assert [one[0] for one in standing(stage)] == ["planned"]
