"""Times as calendars write them: DTSTART, DTEND, DURATION, with zones of any name; for all who read strangers' events.

Source: RFC 5545 §3.3.4, §3.3.5, §3.3.6, §3.6.5.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from floortime.errors import Malformed
from floortime.ical.foreign_zones import Observance, iana_name, observance, offset_at
from floortime.ical.incoming import Moment
from floortime.ical.lines import Line, Part
from floortime.ical.octets import clean_line
from floortime.ical.zones import zone_of

LONGEST_EVENT = timedelta(days=7)

STAMP = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?"
)

Zones = Mapping[str, tuple[Observance, ...]]


def zones_in(calendar: Part) -> Zones:
    """The VTIMEZONEs whose names say nothing to us; one that cannot be read is missed only if it is used."""
    found: dict[str, tuple[Observance, ...]] = {}
    for part in calendar.parts:
        tzid = part.value("TZID")
        if part.name != "VTIMEZONE" or iana_name(tzid) or len(part.parts) > 60:
            continue
        try:
            found[tzid] = tuple(
                observance({line.name: line.value for line in sub.lines}) for sub in part.parts
            )
        except (Malformed, ValueError):
            continue
    return found


def moment_in(lines: list[Line], zones: Zones) -> Moment | None:
    return moment_of(lines[0], lines[0].value, zones) if lines else None


def moment_of(line: Line, value: str, zones: Zones) -> Moment | None:
    """A DATE or DATE-TIME with its zone; None for an empty one, Malformed for one that is no time."""
    found = STAMP.fullmatch(value.strip())
    if found is None:
        if not value.strip():
            return None
        raise Malformed(f"A time that is none: {clean_line(value, 40)}.")
    try:
        wall = datetime.strptime(found[1] + (found[2] or "000000"), "%Y%m%d%H%M%S")  # noqa: DTZ007
    except ValueError as wrong:
        raise Malformed(f"A time that is none: {clean_line(value, 40)}.") from wrong
    if not 1971 <= wall.year <= 2200:
        raise Malformed("A time in no year that calendars reach.")
    if found[2] is None:
        return Moment(wall, is_date=True)
    if found[3]:
        return Moment(wall, "UTC", wall.replace(tzinfo=UTC))
    tzid = line.param("TZID")
    if not tzid:
        return Moment(wall)
    zone = iana_name(tzid)
    if zone is not None:
        return Moment(wall, zone, wall.replace(tzinfo=zone_of(zone)).astimezone(UTC))
    if tzid not in zones:
        raise Malformed(f"An unknown time zone: {clean_line(tzid, 60)}.")
    return Moment(wall, "", (wall - offset_at(zones[tzid], wall)).replace(tzinfo=UTC))


def length_of(
    part: Part, start: Moment | None, zones: Zones, *, longest: timedelta = LONGEST_EVENT
) -> timedelta | None:
    """DTEND less DTSTART, or DURATION (RFC 5545 §3.6.1); None when neither is there. Malformed when it is absurd."""
    end = moment_in(part.all("DTEND"), zones)
    if start is not None and end is not None:
        both = start.instant is not None and end.instant is not None
        length = end.instant - start.instant if both else end.wall - start.wall  # type: ignore[operator]
    else:
        found = DURATION.fullmatch(part.value("DURATION").strip())
        if found is None or found[1] == "-":
            return None
        weeks, days, hours, minutes, seconds = (int(one or 0) for one in found.groups()[1:])
        length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if not timedelta(0) <= length <= longest:
        raise Malformed("An event that ends before it begins, or never.")
    return length
