"""Whose message about which date of which event this is: UID, RECURRENCE-ID as an instant, ATTENDEE; reads only."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct
from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from floortime.clock import zone as zone_named
from floortime.ical.incoming import Attendee, Moment, Told
from floortime.mail.speaking import Speaker
from floortime.people.addresses import norm
from floortime.people.model import Person
from floortime.sitdowns.model import CalEvent, CalGuest, Seat, Series, Sitdown
from floortime.sitdowns.queries.planning import beats, slot_instant

FAST_CLOCK = timedelta(hours=24)
"""How far ahead of ours a sender's clock may run before its times mean nothing."""


class Date(Struct, frozen=True):
    """One date of an event: how it is written in tables, and its row if it has one."""

    recurrence: str
    sitdown: Sitdown | None


def our_event(session: Session, uid: str) -> CalEvent | None:
    """The event of ours that bears this UID."""
    return session.scalar(_BY_UID, {"uid": uid})


_BY_UID = select(CalEvent).where(CalEvent.uid == bindparam("uid"))  # built once: each mail asks it


def concerned(
    session: Session, uid: str, attendee: Attendee | None
) -> tuple[CalEvent | None, Person | None, CalGuest | None]:
    """The event with this UID, the person behind an attendee, and what it is to them; the first address known to us counts.

    One question for what every answer asks; their seat and its sit-down come along, and wait in the session.
    """
    addresses = [norm(address) for address in attendee.addresses] if attendee else []
    rows = session.execute(_CONCERNED, {"uid": uid, "addresses": addresses}).all()
    if not rows:
        return None, None, None
    known = {row.Person.email_norm: row for row in rows if row.Person is not None}
    row = next((known[address] for address in addresses if address in known), None)
    return (rows[0].CalEvent, None, None) if row is None else (row.CalEvent, row.Person, row.CalGuest)


_CONCERNED = (
    select(CalEvent, Person, CalGuest, Seat, Sitdown)
    .select_from(CalEvent)
    .outerjoin(Person, Person.email_norm.in_(bindparam("addresses", expanding=True)))
    .outerjoin(CalGuest, and_(CalGuest.event_id == CalEvent.id, CalGuest.person_id == Person.id))
    .outerjoin(Seat, and_(Seat.sitdown_id == CalEvent.sitdown_id, Seat.person_id == Person.id))
    .outerjoin(Sitdown, Sitdown.id == CalEvent.sitdown_id)
    .where(CalEvent.uid == bindparam("uid"))
)


def who_says(told: Told, speaker: Speaker) -> Attendee | None:
    """The attendee who speaks: the one the sender may speak for, else the first, who is then not believed."""
    mine = [one for one in told.attendees if speaker.may_speak_for(one.addresses)]
    return next(iter([*mine, *told.attendees]), None)


def stamp_of(told: Told, speaker: Speaker, at: datetime) -> datetime | None:
    """When it was said; None for a time that is a day or more away in the future."""
    stamp = (told.stamp or speaker.sent_at or at).astimezone(UTC)
    return stamp if stamp < at + FAST_CLOCK else None


def date_of(session: Session, cal: CalEvent, told: Told) -> Date | None:
    """Which date a message is about; for the whole event an empty recurrence. None for a date the event never had."""
    if cal.series_id is None or cal.role != "series":
        return Date("", session.get(Sitdown, cal.sitdown_id) if cal.sitdown_id else None)
    if told.recurrence_id is None:
        return Date("", None)
    series = session.get(Series, cal.series_id)
    assert series is not None
    slot = _slot(series, told.recurrence_id)
    if slot is None:
        return None
    row = session.scalar(
        select(Sitdown).where(Sitdown.series_id == series.id, Sitdown.original_start == slot)
    )
    return Date(f"{slot:%Y%m%dT%H%M%SZ}", row)


def _slot(series: Series, moment: Moment) -> datetime | None:
    """The slot of a series that a RECURRENCE-ID means, which may be a date alone (RFC 5545 §3.8.4.4)."""
    instant = moment.instant_in(series.zone)
    day = moment.wall.date() if moment.is_date else instant.astimezone(zone_named(series.zone)).date()
    if not series.starts_on <= day <= series.starts_on + timedelta(days=3660):
        return None
    if day not in set(beats(series, day)):
        return None
    slot = slot_instant(series, day)
    return slot if moment.is_date or slot == instant else None
