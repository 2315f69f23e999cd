"""Other people's RRULEs: an allow-list of the grammar first, then their dates, never more than a calendar needs.

A rule is looked at word by word before anything expands it: INTERVAL=0, COUNT=1000000000 or a product of BYxxx
parts would keep an expander busy for ever. Source: RFC 5545 §3.3.10, §3.8.5.3.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from floortime.errors import Malformed
from floortime.ical.zones import zone_of

MOST = 600
"""Instances that are followed; a rule with more within LONGEST is not one of sit-downs."""
LONGEST = timedelta(days=3653)
"""From its first date on: an endless series is often years old by the time it comes to us, and goes on for years."""

_DAY = "(SU|MO|TU|WE|TH|FR|SA)"
_ALLOWED = {
    "FREQ": r"DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d?",
    "COUNT": r"[1-9]\d{0,3}",
    "UNTIL": r"\d{8}(T\d{6}Z?)?",
    "BYDAY": rf"([+-]?[1-5])?{_DAY}(,([+-]?[1-5])?{_DAY}){{0,6}}",
    "BYMONTHDAY": r"[+-]?\d{1,2}(,[+-]?\d{1,2}){0,30}",
    "BYMONTH": r"\d{1,2}(,\d{1,2}){0,11}",
    "BYSETPOS": r"[+-]?[1-5]",
    "WKST": _DAY,
}
_GRAMMAR = {name: re.compile(shape) for name, shape in _ALLOWED.items()}


def checked_rule(text: str) -> dict[str, str]:
    """The parts of an RRULE that is allowed; Malformed for any other."""
    parts: dict[str, str] = {}
    for part in text.strip().rstrip(";").upper().split(";"):
        name, _, value = part.partition("=")
        if name in parts or name not in _GRAMMAR or _GRAMMAR[name].fullmatch(value) is None:
            raise Malformed(f"A repetition that cannot be followed: {part[:40]}.")
        parts[name] = value
    if "FREQ" not in parts or ("COUNT" in parts and "UNTIL" in parts):
        raise Malformed("A repetition without a beat, or with two ends.")
    if parts["FREQ"] in {"DAILY", "WEEKLY"} and re.search(r"\d", parts.get("BYDAY", "")):
        raise Malformed("A repetition that counts weekdays without a month.")
    in_range = all(1 <= abs(int(day)) <= 31 for day in parts.get("BYMONTHDAY", "1").split(","))
    if not in_range or not all(1 <= int(month) <= 12 for month in parts.get("BYMONTH", "1").split(",")):
        raise Malformed("A repetition on a day that no month has.")
    return parts


def instances(text: str, start: datetime, zone: str) -> tuple[datetime, ...]:
    """The naive wall times of a rule's instances from `start` on, DTSTART first, within LONGEST.

    `zone` is the IANA name in which UNTIL, an instant, is compared. Malformed for a rule that is not allowed,
    and for one with more than MOST instances.
    """
    from dateutil.rrule import rrulestr

    parts = checked_rule(text)
    last = start + LONGEST
    if "UNTIL" in parts:
        last = min(last, _until(parts.pop("UNTIL"), zone))
    count = int(parts.pop("COUNT", 0))
    parts["UNTIL"] = f"{last:%Y%m%dT%H%M%S}"
    words = ";".join(f"{name}={value}" for name, value in parts.items())
    found: list[datetime] = [start]
    for slot in rrulestr(words, dtstart=start):
        if count and len(found) >= count:
            break
        if slot != start:
            found.append(slot)
        if len(found) > MOST:
            raise Malformed("A repetition with too many dates.")
    return tuple(found)


def instances_between(
    text: str, start: datetime, zone: str, low: datetime, high: datetime
) -> Iterator[datetime]:
    """The naive wall times of a rule's instances from `low` to `high` (naive, in `zone`), whenever it began.

    Malformed for a rule that is not allowed, and for one with more than MOST instances between them.
    """
    from dateutil.rrule import rrulestr

    parts = checked_rule(text)
    last = min(high, _until(parts.pop("UNTIL"), zone)) if "UNTIL" in parts else high
    count = int(parts.pop("COUNT", 0))
    parts["UNTIL"] = f"{last:%Y%m%dT%H%M%S}"
    step = _STEPS.get(parts["FREQ"], timedelta(0)) * int(parts.get("INTERVAL", "1"))
    if step and not count and start < low:  # a beat that has gone on for years is taken up shortly before
        start += step * max((low - start) // step - 1, 0)
    found = 0
    words = ";".join(f"{name}={value}" for name, value in parts.items())
    for number, slot in enumerate(rrulestr(words, dtstart=start)):
        if count and number >= count:
            return
        if slot >= low:
            found += 1
            if found > MOST:
                raise Malformed("A repetition with too many dates.")
            yield slot


_STEPS = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}


def _until(value: str, zone: str) -> datetime:
    """UNTIL as a naive wall time in `zone`; a bare date includes its whole day."""
    try:
        if len(value) == 8:
            return datetime.strptime(value + "235959", "%Y%m%d%H%M%S")  # noqa: DTZ007
        wall = datetime.strptime(value[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007
    except ValueError as wrong:
        raise Malformed("A repetition whose end is no date.") from wrong
    if not value.endswith("Z"):
        return wall
    try:
        return wall.replace(tzinfo=UTC).astimezone(zone_of(zone)).replace(tzinfo=None)
    except OverflowError:
        return wall
