"""The POSIX rule at the end of a zone file: read it, follow it, say it as an RRULE; knows onsets only.

Sources: RFC 8536 §3.3 (footer), POSIX.1-2017 §8.3 (TZ), RFC 5545 §3.3.10 (RRULE).
"""
# ruff: noqa: DTZ001 - every datetime in here is naive: wall time by the rule, or UTC where it says so

import calendar as months
import re
from datetime import datetime, timedelta

from msgspec import Struct

from floortime.ical.onsets import Onset

_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")  # POSIX counts weekdays from Sunday
_NAME = r"(<[A-Za-z0-9+-]+>|[A-Za-z]+)"
_TIME = r"([+-]?\d{1,3}(?::\d\d){0,2})"
_CHANGE = rf",M(\d+)\.(\d)\.(\d)(?:/{_TIME})?"
_FOOTER = re.compile(rf"{_NAME}{_TIME}(?:{_NAME}{_TIME}?{_CHANGE}{_CHANGE})?")


class Change(Struct, frozen=True):
    """The `week`-th (5 = last) `weekday` (0 = Sunday) of `month`, and how long after its midnight."""

    month: int
    week: int
    weekday: int
    after_midnight: timedelta

    def local(self, year: int) -> datetime:
        """The wall time of the change in a year."""
        first = datetime(year, self.month, 1)
        days = (self.weekday - first.isoweekday()) % 7 + 7 * (self.week - 1)
        if days >= months.monthrange(year, self.month)[1]:
            days -= 7
        return first + timedelta(days=days) + self.after_midnight


class Footer(Struct, frozen=True):
    """Standard time, and summer time with its beginning and end where there is one."""

    name: str
    offset: timedelta
    summer_name: str = ""
    summer_offset: timedelta = timedelta(0)
    begins: Change | None = None
    ends: Change | None = None

    def onsets(self, start: datetime, end: datetime) -> tuple[Onset, ...]:
        """Every change in the naive UTC span [start, end), rising; empty for a zone without changes."""
        if self.begins is None or self.ends is None:
            return ()
        found = []
        for year in range(start.year - 1, end.year + 2):
            summer = self.begins.local(year) - self.offset
            winter = self.ends.local(year) - self.summer_offset
            found.append(Onset(summer, self.offset, self.summer_offset, self.summer_name))
            found.append(Onset(winter, self.summer_offset, self.offset, self.name))
        return tuple(sorted((o for o in found if start <= o.at < end), key=lambda onset: onset.at))

    def state_at(self, at: datetime) -> Onset:
        """The onset in force at a naive UTC instant."""
        behind = self.onsets(at - timedelta(days=400), at + timedelta(microseconds=1))
        return behind[-1] if behind else Onset(at, self.offset, self.offset, self.name)


def read_footer(text: str) -> Footer:
    """Parse a footer; ValueError for forms that no zone of the tzdata package uses (Julian days, none)."""
    found = _FOOTER.fullmatch(text)
    if found is None:
        raise ValueError(f"a zone rule of a form we do not read: {text!r}")
    name, west, summer_name, summer_west, *changes = found.groups()
    offset = -_duration(west)
    if summer_name is None:
        return Footer(name.strip("<>"), offset)
    summer_offset = -_duration(summer_west) if summer_west else offset + timedelta(hours=1)
    begins, ends = _change(*changes[:4]), _change(*changes[4:])
    return Footer(name.strip("<>"), offset, summer_name.strip("<>"), summer_offset, begins, ends)


def yearly_rule(footer: Footer, onset: Onset) -> tuple[str, timedelta] | None:
    """An onset's RRULE, and by how much DTSTART must come early for it; None when no RRULE says it.

    A time outside 0–24 h moves the weekday; the seven days on which it can then fall are listed. Where these
    would cross a month's end, midnight becomes one second before it (Cairo): nobody meets in that second.
    """
    change = footer.begins if onset.after == footer.summer_offset else footer.ends
    if change is None:
        return None
    shift, clock = divmod(change.after_midnight, timedelta(days=1))
    early = timedelta(0)
    days = _days(change, shift)
    if days is None and not clock:
        shift, early = shift - 1, timedelta(seconds=1)
        days = _days(change, shift)
    if days is None:
        return None
    weekday = _DAYS[(change.weekday + shift) % 7]
    if not shift:
        weekday = f"{-1 if change.week == 5 else change.week}{weekday}"
        return f"FREQ=YEARLY;BYMONTH={change.month};BYDAY={weekday}", early
    listed = ",".join(str(day) for day in days)
    return f"FREQ=YEARLY;BYMONTH={change.month};BYMONTHDAY={listed};BYDAY={weekday}", early


def _days(change: Change, shift: int) -> range | None:
    """The days of the month on which the shifted weekday can fall, or None when they leave the month."""
    length = 28 if change.month == 2 else months.monthrange(2001, change.month)[1]
    if change.week == 5 and change.month == 2 and shift:
        return None  # its last week is not the same days each year
    first = (length - 6 if change.week == 5 else 7 * change.week - 6) + shift
    return range(first, first + 7) if first >= 1 and first + 6 <= length else None


def _change(month: str, week: str, weekday: str, time: str | None) -> Change:
    return Change(int(month), int(week), int(weekday), _duration(time or "2"))


def _duration(text: str) -> timedelta:
    """`[+-]h[hh][:mm[:ss]]` as a duration."""
    hours, minutes, seconds = (*text.lstrip("+-").split(":"), "0", "0")[:3]
    length = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return -length if text.startswith("-") else length
