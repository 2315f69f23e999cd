"""When a series meets: cadences, their dates and clock changes; pure, knows ical's values and zones only."""

import calendar as months
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count as counting
from itertools import takewhile
from typing import Literal, assert_never

from msgspec import Struct

from floortime.ical.values import LAST, WEEKDAYS, Rule
from floortime.ical.zones import zone_of

LONGEST_COUNT = timedelta(
    days=366 * 30
)  # "after n" must be reached within this, else the skip shuts everything

_TEXT = re.compile(
    r"FREQ=WEEKLY;(?:INTERVAL=(?P<every>[1-9][0-9]?);)?BYDAY=(?P<on>MO|TU|WE|TH|FR|SA|SU)"
    r"|FREQ=MONTHLY;BYDAY=(?P<nth>[1-4]|-1)(?P<day>MO|TU|WE|TH|FR|SA|SU)"
)


class BadCadence(ValueError):  # noqa: N818 - named for what it is, as all our refusals are
    """A stored or typed cadence that is not one of ours."""


def _check_weekday(weekday: int) -> None:
    if not 0 <= weekday <= 6:
        raise BadCadence(f"weekday {weekday} is not between 0 (Monday) and 6 (Sunday)")


class Weekly(Struct, frozen=True):
    """Every `every` weeks (1 to 52) on `weekday` (0 = Monday)."""

    weekday: int
    every: int = 1

    def __post_init__(self) -> None:
        _check_weekday(self.weekday)
        if not 1 <= self.every <= 52:
            raise BadCadence(f"every {self.every} weeks is not between 1 and 52")


class MonthlyNth(Struct, frozen=True):
    """Each month on its `nth` (1 to 4) `weekday` (0 = Monday)."""

    nth: int
    weekday: int

    def __post_init__(self) -> None:
        _check_weekday(self.weekday)
        if not 1 <= self.nth <= 4:
            raise BadCadence(f"weekday number {self.nth} of a month is not between 1 and 4")


class MonthlyLast(Struct, frozen=True):
    """Each month on its last `weekday` (0 = Monday)."""

    weekday: int

    def __post_init__(self) -> None:
        _check_weekday(self.weekday)


Cadence = Weekly | MonthlyNth | MonthlyLast


class CadenceWords(Struct, frozen=True):
    """What a sentence about a cadence needs; the words are the page's, in the reader's language."""

    kind: Literal["weekly", "every_n_weeks", "monthly_nth", "monthly_last"]
    every: int
    nth: int | None
    weekday: int


def to_text(cadence: Cadence) -> str:
    """The canonical form for one column: an RRULE value without UNTIL (RFC 5545 §3.3.10)."""
    match cadence:
        case Weekly(weekday, every):
            interval = f"INTERVAL={every};" if every > 1 else ""
            return f"FREQ=WEEKLY;{interval}BYDAY={WEEKDAYS[weekday]}"
        case MonthlyNth(nth, weekday):
            return f"FREQ=MONTHLY;BYDAY={nth}{WEEKDAYS[weekday]}"
        case MonthlyLast(weekday):
            return f"FREQ=MONTHLY;BYDAY=-1{WEEKDAYS[weekday]}"
    assert_never(cadence)


def from_text(text: str) -> Cadence:
    """Read what `to_text` wrote; BadCadence for anything else, also for equivalent but not canonical text."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise BadCadence(f"not a cadence: {text[:80]!r}")
    cadence: Cadence
    if found["on"]:
        cadence = Weekly(WEEKDAYS.index(found["on"]), int(found["every"] or 1))
    elif found["nth"] == "-1":
        cadence = MonthlyLast(WEEKDAYS.index(found["day"]))
    else:
        cadence = MonthlyNth(int(found["nth"]), WEEKDAYS.index(found["day"]))
    if to_text(cadence) != text:
        raise BadCadence(f"not in its canonical form: {text[:80]!r}")
    return cadence


def in_words(cadence: Cadence) -> CadenceWords:
    """What to say about a cadence, as data."""
    match cadence:
        case Weekly(weekday, every):
            return CadenceWords("weekly" if every == 1 else "every_n_weeks", every, None, weekday)
        case MonthlyNth(nth, weekday):
            return CadenceWords("monthly_nth", 1, nth, weekday)
        case MonthlyLast(weekday):
            return CadenceWords("monthly_last", 1, None, weekday)
    assert_never(cadence)


def never(_day: date) -> bool:
    """A skip that skips nothing."""
    return False


def dates(
    cadence: Cadence,
    start: date,
    *,
    until: date | None = None,
    count: int | None = None,
    skip: Callable[[date], bool] = never,
    horizon: date,
) -> Iterator[date]:
    """The real dates from `start` on, rising, none after `horizon` or `until` (both included).

    `start` need not fit the cadence: the first date that does sets the beat, also when it is skipped.
    `count` counts sit-downs, not skipped dates. ValueError for `until` together with `count`, or count < 1.
    """
    if until is not None and count is not None:
        raise ValueError("a series ends by date or after a number, not both")
    if count is not None and count < 1:
        raise ValueError("a series has at least one sit-down")
    last = min(until, horizon) if until is not None else horizon
    return _real(cadence, start, last, count, skip)


def skipped(
    cadence: Cadence,
    start: date,
    *,
    until: date | None = None,
    count: int | None = None,
    skip: Callable[[date], bool],
    horizon: date,
) -> Iterator[date]:
    """The dates a rule would hit and the series leaves out: its EXDATEs up to `horizon` (included), rising.

    None before the first real date, where the series begins, and none after its last one, where it ends.
    """
    real = list(dates(cadence, start, until=until, count=count, skip=skip, horizon=horizon))
    if not real:
        return iter(())
    ended = until is not None and until <= horizon
    ended = ended or (count is not None and len(real) == count)
    last = real[-1] if ended else horizon
    kept = frozenset(real)
    return (day for day in _real(cadence, real[0], last, None, never) if day not in kept)


def to_rule(
    cadence: Cadence,
    start: date,
    at: time,
    zone: str,
    *,
    until: date | None = None,
    count: int | None = None,
    skip: Callable[[date], bool] = never,
) -> Rule:
    """The rule a calendar is sent; both kinds of end become UNTIL, the UTC instant of the last real date.

    `at` is the wall time in `zone`. The event begins at the first of `dates`. ValueError when the series
    would never meet, or when `count` is not reached within 30 years because everything is skipped.
    """
    last = _last_date(cadence, start, until, count, skip)
    instant = None if last is None else starts_at(datetime.combine(last, at), zone)
    match cadence:
        case Weekly(weekday, every):
            return Rule.weekly(weekday, interval=every, until=instant)
        case MonthlyNth(nth, weekday):
            return Rule.monthly_weekday(nth, weekday, until=instant)
        case MonthlyLast(weekday):
            return Rule.monthly_weekday(LAST, weekday, until=instant)
    assert_never(cadence)


def starts_at(local: datetime, zone: str) -> datetime:
    """The aware UTC instant of a naive wall time (RFC 5545 §3.3.5).

    A doubled hour means its first pass; a missing hour is read with the offset before the change. ValueError
    for a zone that is not in the tzdata package.
    """
    if local.tzinfo is not None:
        raise ValueError("a wall time is naive")
    return local.replace(tzinfo=zone_of(zone), fold=0).astimezone(UTC)


def clock_change(local: datetime, zone: str) -> Literal["gap", "fold"] | None:
    """Whether a naive wall time is missing ('gap') or comes twice ('fold') on its day in `zone`."""
    if local.tzinfo is not None:
        raise ValueError("a wall time is naive")
    here = zone_of(zone)
    first = local.replace(tzinfo=here, fold=0).utcoffset()
    second = local.replace(tzinfo=here, fold=1).utcoffset()
    if first is None or second is None or first == second:
        return None
    return "gap" if first < second else "fold"


def _last_date(
    cadence: Cadence,
    start: date,
    until: date | None,
    count: int | None,
    skip: Callable[[date], bool],
) -> date | None:
    if until is None and count is None:
        return None
    far = until if until is not None else start + LONGEST_COUNT
    real = list(dates(cadence, start, until=until, count=count, skip=skip, horizon=far))
    if not real or (count is not None and len(real) < count):
        raise ValueError("every date of this series is skipped")
    return real[-1]


def _real(
    cadence: Cadence, start: date, last: date, count: int | None, skip: Callable[[date], bool]
) -> Iterator[date]:
    met = 0
    for day in takewhile(lambda day: day <= last, _beats(cadence, start)):
        if skip(day):
            continue
        yield day
        met += 1
        if met == count:
            return


def _beats(cadence: Cadence, start: date) -> Iterator[date]:
    """Every date of the cadence from `start` on, without end."""
    if isinstance(cadence, Weekly):
        first = start + timedelta(days=(cadence.weekday - start.weekday()) % 7)
        return (first + timedelta(weeks=n * cadence.every) for n in counting())
    days = (_in_month(cadence, start.year + n // 12, n % 12 + 1) for n in counting(start.month - 1))
    return (day for day in days if day >= start)


def _in_month(cadence: MonthlyNth | MonthlyLast, year: int, month: int) -> date:
    if isinstance(cadence, MonthlyNth):
        first = date(year, month, 1)
        return first + timedelta(days=(cadence.weekday - first.weekday()) % 7, weeks=cadence.nth - 1)
    last = date(year, month, months.monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() - cadence.weekday) % 7)
