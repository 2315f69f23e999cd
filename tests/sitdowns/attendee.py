"""An attendee's calendar as independent software would keep it: letters in, dates out. Knows RFC 5546, not our writer."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default as modern

import icalendar
from dateutil.rrule import rrulestr
from sqlalchemy import select

from floortime.outbox.model import Letter

KINDS = ("strict", "lenient", "whole")
"""strict: a REQUEST for a series replaces its single dates; lenient: it keeps them; whole: the CANCEL of one date
takes the whole series away, as sabre-based servers do."""


def calendar_of(body: bytes) -> icalendar.Calendar:
    """The calendar object of a letter, the same in both of its places."""
    parts = [
        part
        for part in message_from_bytes(body, policy=modern).walk()
        if part.get_content_type() in {"text/calendar", "application/ics"}
    ]
    assert len(parts) == 2
    first, second = (part.get_payload(decode=True) for part in parts)
    assert first == second
    found = icalendar.Calendar.from_ical(first)
    assert parts[0].get_param("method") == str(found["METHOD"])
    return found


def deliver(stage) -> list[Letter]:
    """Send what is due, in the order of the outbox; returns the letters."""
    with stage.act() as act:
        letters = act.session.scalars(
            select(Letter)
            .where(Letter.state == "queued", Letter.not_before <= act.at)
            .order_by(Letter.not_before, Letter.id)
        ).all()
        for letter in letters:
            letter.state, letter.sent_at = "sent", act.at
        act.session.flush()
        act.session.expunge_all()
        return list(letters)


@dataclass
class Entry:
    """A series or a single event, and the dates of it that differ."""

    master: icalendar.Event | None = None
    single: dict[datetime, icalendar.Event] = field(default_factory=dict)
    gone: set[datetime] = field(default_factory=set)
    seen: dict[object, tuple[int, datetime]] = field(default_factory=dict)


class Attendee:
    """One person's calendar."""

    def __init__(self, kind: str = "strict") -> None:
        self.kind = kind
        self.entries: dict[str, Entry] = {}

    def receive(self, calendar: icalendar.Calendar) -> None:
        """Apply one message, unless it is older than what is known."""
        (event,) = calendar.walk("VEVENT")
        assert len(event.get("ATTENDEE") if isinstance(event.get("ATTENDEE"), list) else [1]) == 1
        entry = self.entries.setdefault(str(event["UID"]), Entry())
        slot = event["RECURRENCE-ID"].dt.astimezone(UTC) if "RECURRENCE-ID" in event else None
        numbers = int(event["SEQUENCE"]), event["DTSTAMP"].dt
        newest = max([entry.seen.get(None), entry.seen.get(slot)], key=lambda n: n or (-1, UTC))
        if newest is not None and numbers < newest:
            return
        entry.seen[slot] = numbers
        if str(calendar["METHOD"]) == "CANCEL":
            self._cancel(entry, slot)
        else:
            self._request(entry, slot, event)

    def _cancel(self, entry: Entry, slot: datetime | None) -> None:
        if slot is None or self.kind == "whole":
            entry.master, entry.single, entry.gone = None, {}, set()
        else:
            entry.single.pop(slot, None)
            entry.gone.add(slot)

    def _request(self, entry: Entry, slot: datetime | None, event: icalendar.Event) -> None:
        if slot is not None:
            entry.single[slot] = event
            entry.gone.discard(slot)
            return
        entry.master = event
        if self.kind != "lenient":
            entry.single, entry.gone = {}, set()

    def dates(self, after: datetime, until: datetime) -> set[tuple[datetime, int, str]]:
        """(start, minutes, place) of everything between two instants."""
        found = set()
        for entry in self.entries.values():
            slots = set() if entry.master is None else set(_instances(entry.master, until))
            for slot in slots - set(entry.single) - entry.gone:
                found.add(_said(entry.master, slot))
            for slot, event in entry.single.items():
                if slot in slots or (entry.master is not None and slot not in slots and slot > until):
                    found.add(_said(event, event["DTSTART"].dt.astimezone(UTC)))
        return {date for date in found if after < date[0] <= until}


def _said(event: icalendar.Event, start: datetime) -> tuple[datetime, int, str]:
    minutes = (event["DTEND"].dt - event["DTSTART"].dt) // timedelta(minutes=1)
    return start, minutes, str(event.get("LOCATION", ""))


def _instances(event: icalendar.Event, until: datetime):
    start = event["DTSTART"].dt
    if "RRULE" not in event:
        yield start.astimezone(UTC)
        return
    left_out = event.get("EXDATE", [])
    left_out = left_out if isinstance(left_out, list) else [left_out]
    dropped = {value.dt.astimezone(UTC) for part in left_out for value in part.dts}
    # Expanded on the wall clock, as RFC 5545 asks; UNTIL is an instant and is compared as one.
    rule = dict(event["RRULE"])
    last = rule.pop("UNTIL", [until + timedelta(days=400)])[0]
    text = icalendar.vRecur(rule).to_ical().decode()
    edge = (min(last, until) + timedelta(days=2)).replace(tzinfo=None)
    for wall in rrulestr(text, dtstart=start.replace(tzinfo=None)).between(
        start.replace(tzinfo=None), edge, inc=True
    ):
        instant = wall.replace(tzinfo=start.tzinfo).astimezone(UTC)
        if instant <= last and instant not in dropped:
            yield instant
