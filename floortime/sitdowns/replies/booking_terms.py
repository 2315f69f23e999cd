"""What a leader's invitation asks for, and why it cannot be had; pure but for a site's closed days and hours."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from floortime.clock import zone as zone_named
from floortime.ical.incoming import Told
from floortime.ical.octets import clean_line

USUAL = timedelta(minutes=45)
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=8)


class Terms(Struct, frozen=True):
    """Its instants in order (aware, UTC), its length, its place, and the zone whose clock it follows."""

    slots: tuple[datetime, ...]
    minutes: int
    place: str
    zone: str
    recurring: bool


def terms_of(  # noqa: PLR0911 - each way out is one reason
    told: Told,
    home: str,
    at: datetime,
    *,
    closed: Callable[[date], bool],
    open_at: Callable[[datetime, int], bool],
) -> Terms | str:
    """The terms of an event, read in the leader's own zone `home` where it names none; or in a word why not:
    whole_day, length, repetition, past, closed, outside. `open_at` takes an instant and how many minutes from it."""
    start = told.start
    if start is None or start.is_date:
        return "whole_day"
    length = told.length or USUAL
    if not SHORTEST <= length <= LONGEST:
        return "length"
    if told.unsupported:
        return "repetition"
    zone = start.zone if start.zone not in {"", "UTC"} else home
    left_out = {moment.instant_in(zone) for moment in told.exdates if not moment.is_date}
    days_out = {moment.wall.date() for moment in told.exdates if moment.is_date}
    slots = tuple(
        slot
        for slot in _instants(told, zone)
        if slot not in left_out and slot.astimezone(zone_named(zone)).date() not in days_out
    )
    coming = [slot for slot in slots if slot > at]
    if not coming:
        return "past"
    if not told.rule and closed(coming[0].astimezone(zone_named(zone)).date()):
        return "closed"
    minutes = int(length.total_seconds() // 60)
    if not all(open_at(slot, minutes) for slot in coming):
        return "outside"
    return Terms(tuple(coming), minutes, clean_line(told.location, 200).strip(), zone, bool(told.rule))


def _instants(told: Told, zone: str) -> list[datetime]:
    """Every instant of it: a rule's wall times on the clock of the event's own zone, else its one start."""
    assert told.start is not None
    if not told.slots:
        return [told.start.instant_in(zone)]
    here = zone_named(told.start.zone or zone)
    return [wall.replace(tzinfo=here).astimezone(UTC) for wall in told.slots]


def slot_text(slot: datetime) -> str:
    """An instant as tables keep it."""
    return f"{slot:%Y%m%dT%H%M%SZ}"


def slot_of(text: str) -> datetime:
    """And back."""
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
