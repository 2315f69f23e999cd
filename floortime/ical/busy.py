"""When somebody is busy, by the calendar they publish: events or free/busy times, expanded; titles are never looked at.

Sources: RFC 5545 §3.6.1, §3.6.4 (VFREEBUSY), §3.8.2.7 (TRANSP); an event that cannot be read is left out, no more.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from floortime.errors import Malformed
from floortime.ical.incoming import Moment
from floortime.ical.lines import BUSY, Line, Part, calendar_of, decoded
from floortime.ical.moments import Zones, length_of, moment_in, moment_of, zones_in
from floortime.ical.rules import instances_between
from floortime.ical.zones import zone_of

MOST = 5_000
"""Busy times that are kept of one calendar."""
LONGEST = timedelta(days=400)
DAY = timedelta(days=1)
UNREADABLE = (Malformed, ValueError, OverflowError, LookupError, TypeError)
FREE = frozenset({"FREE", "WORKINGELSEWHERE"})


class Taken(Struct, frozen=True, order=True):
    """One busy time, aware UTC instants; `uid` is the event's, empty where the calendar tells none."""

    start: datetime
    end: datetime
    uid: str = ""


class Frame(Struct, frozen=True):
    """The time that matters, and the zone in which whole days and floating times are read."""

    zone: str
    first: datetime
    last: datetime

    def wall(self, instant: datetime, zone: str) -> datetime:
        """An instant as a naive wall time of a zone."""
        return instant.astimezone(zone_of(zone)).replace(tzinfo=None)

    def meets(self, start: datetime, end: datetime) -> bool:
        """Whether a span lies in it, if only in part."""
        return start < end and start < self.last and self.first < end


def busy_times(body: bytes, frame: Frame) -> tuple[Taken, ...]:
    """The busy times within a frame, in order, each once; the first MOST of them. Malformed for what is no calendar."""
    calendar = calendar_of(decoded(body, most=BUSY.octets), BUSY)
    zones = zones_in(calendar)
    events = [part for part in calendar.parts if part.name == "VEVENT"]
    moved = {key for part in events if (key := _replaces(part, zones, frame)) is not None}
    found: set[Taken] = set()
    for part in calendar.parts:
        try:
            if part.name == "VFREEBUSY":
                found |= {one for one in _periods(part) if frame.meets(one.start, one.end)}
            elif part.name == "VEVENT" and _is_busy(part):
                found |= set(_spans(part, zones, frame, moved))
        except UNREADABLE:
            continue
    return tuple(sorted(found)[:MOST])


def _is_busy(part: Part) -> bool:
    return (
        part.value("STATUS").strip().upper() != "CANCELLED"
        and part.value("TRANSP").strip().upper() != "TRANSPARENT"
        and part.value("X-MICROSOFT-CDO-BUSYSTATUS").strip().upper() not in FREE
    )


def _replaces(part: Part, zones: Zones, frame: Frame) -> tuple[str, datetime] | None:
    """Which date of which event this one stands for."""
    try:
        slot = moment_in(part.all("RECURRENCE-ID"), zones)
    except UNREADABLE:
        return None
    return (part.value("UID"), slot.instant_in(frame.zone)) if slot is not None else None


def _spans(part: Part, zones: Zones, frame: Frame, moved: set[tuple[str, datetime]]) -> Iterator[Taken]:
    """Each instance of an event, but for those that were left out or moved."""
    start = moment_in(part.all("DTSTART"), zones)
    if start is None:
        return
    length = length_of(part, start, zones, longest=LONGEST)
    if length is None:
        length = DAY if start.is_date else timedelta(0)
    uid, alone = part.value("UID"), bool(part.all("RECURRENCE-ID"))
    out = {
        moment.instant_in(frame.zone)
        for line in part.all("EXDATE") for one in line.value.split(",")
        if (moment := moment_of(line, one, zones)) is not None
    }  # fmt: skip
    for instant in _instants(part, start, length, zones, frame):
        end = _end(start, instant, length, frame)
        known = (uid, instant) in moved and not alone
        if frame.meets(instant, end) and instant not in out and not known:
            yield Taken(instant, end, uid[:255])


def _end(start: Moment, instant: datetime, length: timedelta, frame: Frame) -> datetime:
    """Where it ends; whole days end at midnight on the owner's clock, however long the last one is."""
    if not start.is_date:
        return instant + length
    return (frame.wall(instant, frame.zone) + length).replace(tzinfo=zone_of(frame.zone)).astimezone(UTC)


def _instants(part: Part, start: Moment, length: timedelta, zones: Zones, frame: Frame) -> Iterator[datetime]:
    rule, zone = part.value("RRULE"), start.zone or frame.zone
    if not rule or part.all("RECURRENCE-ID"):
        yield start.instant_in(frame.zone)
    else:
        low, high = frame.wall(frame.first - length, zone) - DAY, frame.wall(frame.last, zone) + DAY
        for wall in instances_between(rule, start.wall, zone, low, high):
            yield wall.replace(tzinfo=zone_of(zone)).astimezone(UTC)
    for line in part.all("RDATE"):
        for one in line.value.split(","):
            moment = moment_of(line, one.partition("/")[0], zones)
            if moment is not None:
                yield moment.instant_in(frame.zone)


def _periods(part: Part) -> Iterator[Taken]:
    """FREEBUSY of every kind but free."""
    for line in part.all("FREEBUSY"):
        if line.param("FBTYPE").upper() == "FREE":
            continue
        for period in line.value.split(","):
            try:
                yield _period(line, period.strip())
            except UNREADABLE:
                continue


def _period(line: Line, period: str) -> Taken:
    """start/end or start/duration, in UTC (RFC 5545 §3.3.9); Malformed for any other."""
    begin, _slash, end = period.partition("/")
    start = moment_of(line, begin, {})
    if start is None or start.instant is None:
        raise Malformed("A busy time without a beginning.")
    if end.startswith("P"):
        length = length_of(Part("VEVENT", [Line("DURATION", {}, end)]), start, {}, longest=LONGEST)
        return Taken(start.instant, start.instant + (length or timedelta(0)))
    until = moment_of(line, end, {})
    if until is None or until.instant is None:
        raise Malformed("A busy time without an end.")
    return Taken(start.instant, until.instant)
