"""The safe profile: what all calendars read alike; knows values and zones, refuses the rest with OutsideProfile."""

from datetime import UTC, datetime, time, timedelta

from floortime.ical.values import Event, OutsideProfile, Rule
from floortime.ical.zones import change_windows, holds, is_steady, vtimezone, zone_of

NIGHT = (60, 240)  # minutes of the day: 01:00 to 03:59 local, where most clocks change and clients disagree
_DAY = 1440


def series_fits(zone: str, start: datetime, minutes: int, until: datetime | None = None) -> bool:
    """Whether a series may go out as one RRULE; if not, as single events in UTC with their own UIDs.

    `start` is the naive wall time of its first date in `zone`, `minutes` its length, `until` the aware UTC
    instant of its last, None for a series without end. ValueError for an unknown zone.
    """
    if at_night(zone, start.time(), minutes):
        return False
    return holds(zone, _instant(zone, start), until)


def at_night(zone: str, start: time, minutes: int) -> bool:
    """Whether a daily time touches 01:00–03:59, or an hour of the day at which the zone changes its clocks."""
    first = start.hour * 60 + start.minute
    last = first + minutes
    return any(
        first < closes + over and last > opens + over
        for opens, closes in (NIGHT, *change_windows(zone))
        for over in (0, _DAY)
    )


def single_fits(zone: str, start: datetime, minutes: int) -> bool:
    """Whether a single event may carry its wall times in `zone`; if not, it goes out in UTC.

    Its start and end must each come once and only once that day, and the zone must have a true VTIMEZONE.
    ValueError for an unknown zone.
    """
    return _single_end(zone, start, minutes) is not None


def checked_end(event: Event) -> datetime:
    """The naive wall time in its zone at which the event, or a series' first date, ends.

    OutsideProfile when the event could be read differently by different calendars: DTSTART is the rule's
    first instance; EXDATEs are instances of it; UNTIL is not before DTSTART; a series' zone follows its rule
    for the whole span; no wall time is missing or doubled; the zone has a true VTIMEZONE.
    """
    if event.rule is not None:
        _check_series(event, event.rule)
    end = _single_end(event.zone, event.start_local, event.minutes)
    if end is None:
        raise OutsideProfile(
            f"{event.start_local} in {event.zone}: not a time all calendars read alike; send it in UTC"
        )
    return end


def _check_series(event: Event, rule: Rule) -> None:
    first = event.start_local
    if not rule.matches(first.date(), first.date()):
        raise OutsideProfile(f"{first.date()} is not the first date of its rule")
    if not series_fits(event.zone, first, event.minutes, rule.until):
        raise OutsideProfile(f"a series at {first.time()} in {event.zone}: send single events in UTC")
    if rule.until is not None and rule.until < _instant(event.zone, first):
        raise OutsideProfile("the rule ends before it begins")
    for left_out in event.exdates:
        known = left_out.time() == first.time() and rule.matches(first.date(), left_out.date())
        if not known or (rule.until is not None and _instant(event.zone, left_out) > rule.until):
            raise OutsideProfile(f"{left_out} is no date of the series")


def _single_end(zone: str, start: datetime, minutes: int) -> datetime | None:
    """The end's wall time, or None where start or end are missing, doubled, or cannot be told."""
    length = timedelta(minutes=minutes)
    if zone == "UTC":
        return start + length
    if vtimezone(zone, start.year) is None:
        return None
    if minutes <= _DAY and is_steady(zone, start.year, start.month):
        return start + length
    end = (_instant(zone, start) + length).astimezone(zone_of(zone)).replace(tzinfo=None)
    return end if _is_plain(zone, start) and _is_plain(zone, end) else None


def _instant(zone: str, local: datetime) -> datetime:
    return local.replace(tzinfo=zone_of(zone)).astimezone(UTC)


def _is_plain(zone: str, local: datetime) -> bool:
    here = zone_of(zone)
    first = local.replace(tzinfo=here, fold=0).utcoffset()
    return first == local.replace(tzinfo=here, fold=1).utcoffset()
