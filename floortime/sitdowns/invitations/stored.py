"""The bytes that feeds and downloads show, made when a sit-down changes; knows ical, the revisions and this room."""

from collections.abc import Iterable
from datetime import UTC, date
from typing import cast

from msgspec.structs import replace
from sqlalchemy import select

from floortime import links
from floortime.act import Act
from floortime.db import bump
from floortime.ical.writing import event_bytes
from floortime.people import queries as people
from floortime.people.model import Person
from floortime.sitdowns.invitations.values import Revision, single, to_lead
from floortime.sitdowns.model import CalBytes, CalEvent, CalGuest, SeriesMember, Sitdown
from floortime.tokens import fresh
from floortime.words import in_language

FEEDS = "feed"
"""The name of the revisions that a person's feed stands on; the key is the person's id."""


def new_event(
    act: Act, role: str, *, sitdown_id: int | None = None, series_id: int | None = None
) -> CalEvent:
    """A calendar event of ours with a UID for life: 160 random bits under our own domain."""
    cal = CalEvent(
        uid=f"{fresh()}@{act.settings.mail_domain}",
        role=role,
        sitdown_id=sitdown_id,
        series_id=series_id,
        sequence=0,
        time_sequence=0,
        told=[],
    )
    act.session.add(cal)
    act.session.flush()
    return cal


def seat_event(act: Act, sitdown: Sitdown) -> CalEvent:
    """The event of those who sit there; every sit-down has one from its first day."""
    found = event_of(act, sitdown, "seat")
    return found or new_event(act, "seat", sitdown_id=sitdown.id)


def event_of(act: Act, sitdown: Sitdown, role: str) -> CalEvent | None:
    """A sit-down's event in that role, if there is one."""
    return act.session.scalar(
        select(CalEvent).where(CalEvent.sitdown_id == sitdown.id, CalEvent.role == role)
    )


def keep_bytes(act: Act, sitdown: Sitdown) -> None:
    """Write the sit-down's VEVENT anew, without people, and tell every feed that shows it."""
    cal = seat_event(act, sitdown)
    leader = cast("Person", act.session.get(Person, sitdown.leader_id))
    numbers = Revision(cal.uid, cal.sequence, cal.last_stamp or act.at)
    with in_language(people.house(act.session).language):
        event = single(act, sitdown, leader, numbers)
    row = act.session.get(CalBytes, (cal.id, ""))
    if row is None:
        row = CalBytes(event_id=cal.id, recurrence="", revision=0)
        act.session.add(row)
    row.revision += 1
    row.zone, row.first_year = event.zone, event.start_local.year
    row.body = event_bytes(event, attendees=False)
    row.led = _as_led(act, sitdown, leader, numbers)
    row.cancelled_on = _cancelled_on(act, sitdown)
    guests = act.session.scalars(select(CalGuest.person_id).where(CalGuest.event_id == cal.id))
    members = act.session.scalars(
        select(SeriesMember.person_id).where(SeriesMember.series_id == sitdown.series_id)
    )
    touch_feeds(act, {sitdown.leader_id, *guests, *members})


def _as_led(act: Act, sitdown: Sitdown, leader: Person, numbers: Revision) -> bytes | None:
    """The same event for the feed of whoever leads it, with the brief; None where there is none."""
    if not sitdown.brief or sitdown.state != "planned":
        return None
    page = links.to(act.settings, "sitdowns", sitdown.id, "brief")
    with in_language(leader.language):
        event = single(act, sitdown, leader, replace(numbers, stamp=act.at))
        told = replace(event, description=to_lead(None, page, sitdown.brief))
    return event_bytes(told, attendees=False)


def _cancelled_on(act: Act, sitdown: Sitdown) -> date | None:
    return act.at.astimezone(UTC).date() if sitdown.state == "cancelled" else None


def touch_feeds(act: Act, person_ids: Iterable[int]) -> None:
    """The feeds of these people changed."""
    for person_id in sorted(person_ids):
        bump(act.session, FEEDS, str(person_id))
