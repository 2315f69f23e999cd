"""Time zones by the names that other programs give them, and by their VTIMEZONE where the name says nothing.

Sources: RFC 5545 §3.8.3.1 (TZID), §3.6.5 (VTIMEZONE); Unicode CLDR windowsZones by way of icalendar.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache

from msgspec import Struct

from floortime.errors import Malformed
from floortime.ical.footer import Change
from floortime.ical.tzif import names

_RULE = re.compile(r"(?P<nth>-1|[1-5])(?P<day>SU|MO|TU|WE|TH|FR|SA)")
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(\d\d)?")
_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")


@cache
def _known() -> dict[str, str]:
    """Every name we read, folded, to its IANA name. Windows names win nothing over IANA ones: they never meet."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    found = {windows.casefold(): zone for windows, zone in WINDOWS_TO_OLSON.items() if zone in names()}
    found.update({name.casefold(): name for name in names()})
    found.update(dict.fromkeys(("utc", "gmt", "etc/utc", "etc/gmt", "z", "tzone://microsoft/utc"), "UTC"))
    return found


def iana_name(tzid: str) -> str | None:
    """The IANA name meant by a TZID: IANA, Windows, or an IANA name behind a program's own prefix; else None."""
    given = tzid.strip().strip('"').casefold()
    known = _known()
    if given in known:
        return known[given]
    parts = given.split("/")
    tails = ("/".join(parts[-n:]) for n in (3, 2) if len(parts) > n)
    return next((known[tail] for tail in tails if tail in known), None)


class Observance(Struct, frozen=True):
    """A STANDARD or DAYLIGHT part: since when, with which offset, and its yearly change if it has one we read."""

    start: datetime
    offset: timedelta
    change: Change | None

    def onset_before(self, wall: datetime) -> datetime | None:
        """The last wall time, not after `wall`, at which it began."""
        if self.change is None:
            return self.start if self.start <= wall else None
        times = (self.change.local(year) for year in (wall.year, wall.year - 1))
        return next((time for time in times if self.start <= time <= wall), None)


def offset_at(observances: Iterable[Observance], wall: datetime) -> timedelta:
    """The offset that a VTIMEZONE gives a naive wall time; Malformed when it has no part for it."""
    begun = [(onset, part.offset) for part in observances if (onset := part.onset_before(wall)) is not None]
    if not begun:
        raise Malformed("A time zone that says nothing about the time of the event.")
    return max(begun, key=lambda one: one[0])[1]


def observance(lines: Mapping[str, str]) -> Observance:
    """One part from its properties, by name; Malformed for forms that cannot be followed safely."""
    start = datetime.strptime(lines.get("DTSTART", "")[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007
    found = _OFFSET.fullmatch(lines.get("TZOFFSETTO", "").strip())
    if found is None:
        raise Malformed("A time zone without its offset.")
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return Observance(start, -offset if found[1] == "-" else offset, _change(lines.get("RRULE", ""), start))


def _change(rule: str, start: datetime) -> Change | None:
    if not rule:
        return None
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    day = _RULE.fullmatch(parts.get("BYDAY", ""))
    month = parts.get("BYMONTH", str(start.month))
    if parts.get("FREQ") != "YEARLY" or day is None or not month.isdecimal() or not 1 <= int(month) <= 12:
        raise Malformed("A time zone whose clock changes in a way we do not read.")
    week = 5 if day["nth"] == "-1" else int(day["nth"])
    since_midnight = timedelta(hours=start.hour, minutes=start.minute, seconds=start.second)
    return Change(int(month), week, _DAYS.index(day["day"]), since_midnight)
