"""An attendee whose calendar is libical's iTIP: what our letters are to it, and what its answers are to us."""

import os
from datetime import timedelta
from email import message_from_bytes
from email.policy import default as modern

import pytest
from sqlalchemy import select

from floortime.people.model import Person
from floortime.sitdowns.actions import cancel_sitdown, give_seat, move_sitdown, tell_cancelled
from floortime.sitdowns.model import CalEvent, Seat, Sitdown
from floortime.sitdowns.queries.calendars import leader_says
from tests.ical.libicalss import itip
from tests.mailroom.inbox import brought
from tests.mailroom.letters import mail
from tests.sitdowns.attendee import deliver
from tests.sitdowns.plans import dates_of, opened, row


@pytest.fixture(scope="module")
def attendee():
    """The library; a laptop may do without, CI may not."""
    found = itip()
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no libicalss on this machine")
    return found


@pytest.fixture
def table(stage, cast, moment):
    """An open series in whose first date Bo sits; their letters, by person."""
    first = dates_of(stage, opened(stage, cast))[0]
    with stage.act(cast.dee) as act:
        give_seat(act, row(act, Sitdown, first.id), row(act, Person, cast.bo.id))
    moment.forward(minutes=3)
    return first, {letter.to_id: calendar_in(letter) for letter in deliver(stage)}


def calendar_in(letter) -> bytes:
    (part,) = [
        part
        for part in message_from_bytes(letter.body, policy=modern).walk()
        if part.get_content_type() == "application/ics"
    ]
    return part.get_payload(decode=True)


def sent(stage, moment, raw: bytes, who) -> tuple[str, str]:
    moment.forward(minutes=1)
    return brought(stage, mail(raw, sender=who.email, subject=f"At {moment()}"))


def test_each_letter_is_to_it_what_it_is_meant_to_be(attendee, table, stage, cast, moment):
    first, held = table
    bo, known = cast.bo.email, held[cast.bo.id]
    said = [attendee.kind(known, None, bo), attendee.kind(held[cast.ada.id], None, cast.ada.email)]
    with stage.act(cast.dee) as act:
        move_sitdown(
            act, row(act, Sitdown, first.id), start_local=first.start_local + timedelta(hours=1), place="Room 8",
            link="", reason="The canteen is taken.",
        )  # fmt: skip
    moment.forward(minutes=3)
    later = next(calendar_in(letter) for letter in deliver(stage) if letter.to_id == cast.bo.id)
    said.append(attendee.kind(later, known, bo))
    with stage.act(cast.dee) as act:
        cancel_sitdown(act, row(act, Sitdown, first.id), reason="Board meeting.", side="leader")
        tell_cancelled(act, row(act, Sitdown, first.id))
    off = next(calendar_in(letter) for letter in deliver(stage) if letter.to_id == cast.bo.id)
    said.append(attendee.kind(off, later, bo))
    assert said == ["REQUEST-NEW", "REQUEST-NEW", "REQUEST-RESCHEDULE", "CANCEL-EVENT"]


def test_its_answers_are_applied(attendee, table, stage, cast, moment):
    first, held = table
    bo, ada = cast.bo, cast.ada

    def says(made, who):
        return sent(stage, moment, made(held[who.id], who.email, moment() + timedelta(minutes=1)), who)

    assert says(attendee.accepted, bo) == ("applied", "accepted")
    assert says(attendee.accepted, ada) == ("applied", "leader_accepted")
    assert says(attendee.declined, bo) == ("applied", "declined")
    with stage.db.reading() as session:
        assert session.get(Seat, (first.id, bo.id)).answer == "declined"
        assert leader_says(session, session.get(Sitdown, first.id)) == "accepted"
        assert session.scalar(select(CalEvent.sequence).where(CalEvent.role == "series")) == 0


def test_a_seat_it_passes_on_waits_for_a_person(attendee, table, stage, cast, moment):
    _first, held = table
    raw = attendee.passed_on(held[cast.bo.id], cast.bo.email, cast.colleagues[0].email, moment())
    assert sent(stage, moment, raw, cast.bo) == ("held", "delegated")
