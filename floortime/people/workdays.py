"""Working days and public holidays; pure, knows the `holidays` package and nobody else."""

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from importlib.util import find_spec, module_from_spec

Closed = Callable[[date], bool] | frozenset[date]  # days on which nobody works, beside the weekends

_ONE = timedelta(days=1)
_LONGEST_CLOSURE = (
    366  # days in a row; beyond it the predicate closes everything and counting would never end
)
_REGIONS = {"GB": "ENG"}  # where a country's days differ by region: the region we mean


@cache
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of an ISO 3166 country ("NL", "SE", "NO", "GB" = England) in a year.

    As the `holidays` package knows them, category "public", in lieu days included. ValueError for a country
    it does not know.
    """
    import holidays

    _read_no_other_country()
    try:
        found = holidays.country_holidays(country, subdiv=_REGIONS.get(country), years=year)
    except NotImplementedError:
        raise ValueError(f"no public holidays are known for {country[:20]!r}") from None
    return frozenset(day for day in found if day.year == year)


def _read_no_other_country() -> None:
    """Let the package read the countries that are asked for alone.

    Importing one would first run the `__init__` beside it, which imports all two hundred and fifty: 8 MB and a
    tenth of a second of every process. Nothing of ours wants that file's names, so its place is taken by an
    empty package of the same path.
    """
    name = "holidays.countries"
    if name not in sys.modules and (spec := find_spec(name)) is not None:
        sys.modules[name] = module_from_spec(spec)


def is_working_day(day: date, off: Closed) -> bool:
    """Monday to Friday, and not `off`."""
    if day.weekday() >= 5:
        return False
    return day not in off if isinstance(off, frozenset) else not off(day)


def add_working_days(day: date, n: int, off: Closed) -> date:
    """The n-th working day after `day`; before it for a negative n; for 0 `day` itself or the next working day.

    ValueError when no working day is found for a year.
    """
    if n == 0:
        return next(_working_days(day, _ONE, off))
    step = _ONE if n > 0 else -_ONE
    found = _working_days(day + step, step, off)
    for _ in range(abs(n) - 1):
        next(found)
    return next(found)


def working_days_between(a: date, b: date, off: Closed) -> int:
    """How many working days one must add to `a` to reach `b`: those after `a`, up to and including `b`.

    Negative when `b` is earlier: those before `a`, down to and including `b`. So for n ≠ 0
    `working_days_between(a, add_working_days(a, n, off), off) == n`.
    """
    if b < a:
        return -sum(is_working_day(b + timedelta(days=n), off) for n in range((a - b).days))
    return sum(is_working_day(b - timedelta(days=n), off) for n in range((b - a).days))


def _working_days(day: date, step: timedelta, off: Closed) -> Iterator[date]:
    closed = 0
    while closed <= _LONGEST_CLOSURE:
        if is_working_day(day, off):
            closed = 0
            yield day
        else:
            closed += 1
        day += step
    raise ValueError("no working day for a year: everything is closed")
