"""Time zones as calendars need them: VTIMEZONEs from the tzdata package, right or not at all.

Reads only pip's `tzdata` (never the system's zone files), so that the program and the VTIMEZONEs it sends
agree to the second. Sources: RFC 8536 §3 (TZif), RFC 5545 §3.6.5 (VTIMEZONE).
"""
# ruff: noqa: DTZ001, DTZ901 - every datetime made in here is naive UTC, as in the modules it reads from

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from floortime.ical.footer import Footer, yearly_rule
from floortime.ical.onsets import Onset
from floortime.ical.tzif import ZoneData, path_of, read_zone

LAST_YEAR = 2040  # what is promised about a rule is checked up to the end of this year


@cache
def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name, from the tzdata package alone; ValueError when it has none of that name."""
    with path_of(name).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@lru_cache(maxsize=2048)
def vtimezone(zone: str, first_year: int) -> str | None:
    """The VTIMEZONE of `zone` for events from 1 January `first_year` (local) on, as CRLF lines; None if impossible.

    A STANDARD and a DAYLIGHT with the rule in force; changes before it as single onsets. It agrees with the
    package until the end of LAST_YEAR (and 14 years on), and needs no RDATE. ValueError for an unknown zone, or
    a year outside 2 to 9983.
    """
    data = read_zone(zone)
    span = datetime(first_year - 1, 1, 1), datetime(max(LAST_YEAR, first_year + 14) + 1, 1, 1)
    real = _real_onsets(data, *span)
    ruled = data.footer.onsets(*span)
    tail = _common_tail(real, ruled)
    if ruled and tail < 2:
        return None
    singles = real[: len(real) - tail]
    parts: list[str] = []
    regular = real[len(real) - tail :][:2]
    if not real or real[0].at.year >= first_year:  # else nothing would say what was in force before it
        start = _state_at(data, span[0])
        parts.append(_observance("STANDARD", datetime(1970, 1, 1), start.after, start.after, start.name))
    parts += [_single(onset) for onset in singles]
    for onset in regular:
        ruled_part = _yearly(onset, data.footer)
        if ruled_part is None:
            return None
        parts.append(ruled_part)
    return f"BEGIN:VTIMEZONE\r\nTZID:{zone}\r\n{''.join(parts)}END:VTIMEZONE\r\n"


def holds(zone: str, start: datetime, end: datetime | None) -> bool:
    """Whether the zone's rule in force (its footer) gives the true offset all the way from `start` to `end`.

    Both are aware instants, included; None means until the end of LAST_YEAR, beyond which nothing is promised.
    False as well where no true VTIMEZONE can be made. "UTC" always holds. ValueError for an unknown zone.
    """
    if zone == "UTC":
        return True
    if vtimezone(zone, start.year) is None:
        return False
    first = start.astimezone(UTC).replace(tzinfo=None)
    last = datetime.max if end is None else end.astimezone(UTC).replace(tzinfo=None)
    return all(last < since or first >= until for since, until in _disagreements(zone))


@lru_cache(maxsize=4096)
def is_steady(zone: str, year: int, month: int) -> bool:
    """Whether no clock changes in this month or within two days of it: nearly always, and quickly known."""
    if zone == "UTC":
        return True
    first = datetime(year, month, 1)
    days = timedelta(days=2)
    return not _real_onsets(read_zone(zone), first - days, first + timedelta(days=31) + days)


@cache
def change_windows(zone: str) -> tuple[tuple[int, int], ...]:
    """The wall-clock minutes of the day [from, to) that the zone's rule skips or repeats somewhere in a year."""
    if zone == "UTC":
        return ()
    windows = []
    for onset in read_zone(zone).footer.onsets(datetime(LAST_YEAR, 1, 1), datetime(LAST_YEAR + 1, 1, 1)):
        low = onset.at + min(onset.before, onset.after)
        minute = low.hour * 60 + low.minute
        length = abs(onset.after - onset.before) // timedelta(minutes=1)
        windows.append((minute, min(minute + length, 1440)))
        if minute + length > 1440:
            windows.append((0, minute + length - 1440))
    return tuple(windows)


@cache
def _disagreements(zone: str) -> tuple[tuple[datetime, datetime], ...]:
    """Spans of naive UTC, [from, until), in which the footer's offset is not the true one; from 1970 on."""
    data = read_zone(zone)
    span = datetime(1970, 1, 1), datetime(LAST_YEAR + 1, 1, 1)
    real = (_state_at(data, span[0]), *_real_onsets(data, *span))
    ruled = (data.footer.state_at(span[0]), *data.footer.onsets(*span))
    moments = sorted({span[0], *(o.at for o in real[1:]), *(o.at for o in ruled[1:])})
    found: list[tuple[datetime, datetime]] = []
    for at, until in zip(moments, [*moments[1:], span[1]], strict=True):
        if _offset_at(real, at) == _offset_at(ruled, at):
            continue
        if found and found[-1][1] == at:
            found[-1] = found[-1][0], until
        else:
            found.append((at, until))
    return tuple(found)


def _offset_at(onsets: tuple[Onset, ...], at: datetime) -> timedelta:
    behind = bisect_right(onsets[1:], at, key=lambda onset: onset.at)
    return onsets[behind].after


def _real_onsets(data: ZoneData, start: datetime, end: datetime) -> tuple[Onset, ...]:
    explicit = [onset for onset in data.onsets if start <= onset.at < end]
    return (*explicit, *data.footer.onsets(max(start, data.footer_from), end))


def _state_at(data: ZoneData, at: datetime) -> Onset:
    """The last onset not after `at`, whose `after` and `name` are in force then."""
    if at > data.footer_from:
        return data.footer.state_at(at)
    behind = bisect_right(data.onsets, at, key=lambda onset: onset.at)
    return data.onsets[behind - 1] if behind else data.before


def _common_tail(real: tuple[Onset, ...], ruled: tuple[Onset, ...]) -> int:
    """How many onsets at the end are the same in both; the names do not matter."""
    same = 0
    while same < min(len(real), len(ruled)) and real[-1 - same] == ruled[-1 - same]:
        same += 1
    return same


def _yearly(onset: Onset, footer: Footer) -> str | None:
    """The onset as the beginning of an observance that comes each year, or None when no RRULE says it."""
    found = yearly_rule(footer, onset)
    if found is None:
        return None
    rrule, early = found
    return _observance(
        onset.kind, onset.local - early, onset.before, onset.after, onset.name, f"RRULE:{rrule}\r\n"
    )


def _single(onset: Onset) -> str:
    return _observance(onset.kind, onset.local, onset.before, onset.after, onset.name)


def _observance(
    kind: str, start: datetime, before: timedelta, after: timedelta, name: str, rule: str = ""
) -> str:
    return (
        f"BEGIN:{kind}\r\nDTSTART:{start:%Y%m%dT%H%M%S}\r\n"
        f"TZOFFSETFROM:{_offset(before)}\r\nTZOFFSETTO:{_offset(after)}\r\nTZNAME:{name}\r\n"
        f"{rule}END:{kind}\r\n"
    )


def _offset(offset: timedelta) -> str:
    seconds = round(offset.total_seconds())
    sign = "-" if seconds < 0 else "+"
    hours, rest = divmod(abs(seconds), 3600)
    minutes, odd = divmod(rest, 60)
    return f"{sign}{hours:02d}{minutes:02d}" + (f"{odd:02d}" if odd else "")
