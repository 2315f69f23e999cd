"""Working days: examples from four countries, and the laws of adding and counting."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floortime.people.workdays import (
    add_working_days,
    is_working_day,
    public_holidays,
    working_days_between,
)

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (20, 21, 22, 23))
NONE: frozenset[date] = frozenset()

days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
counts = st.integers(-60, 60)
closures = st.sets(st.integers(0, 800), max_size=60)


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("NL", date(2027, 4, 27)),  # King's Day
        ("SE", date(2026, 6, 6)),  # National Day
        ("NO", date(2027, 5, 17)),  # Constitution Day
        ("GB", date(2026, 8, 31)),  # Summer Bank Holiday in England
        ("GB", date(2026, 12, 28)),  # Boxing Day in lieu
    ],
)
def test_public_holidays_of_our_countries(country, day):
    assert [found for found in public_holidays(country, day.year) if found == day] == [day]


def test_a_country_read_alone_keeps_the_days_it_has_among_all():
    """The package is asked past the file that would import every country: what it says must not differ."""
    ask = (
        "import sys; sys.path.insert(0, sys.argv[1]); {first}"
        "from floortime.people.workdays import public_holidays as days;"
        "import holidays; codes = list(holidays.list_supported_countries(include_aliases=False));"
        "print(len(codes), [(code, sorted(days(code, 2027))) for code in codes])"
    )
    root = str(Path(__file__).parents[2])
    alone, among_all = (
        subprocess.run(
            [sys.executable, "-c", ask.format(first=first), root], capture_output=True, check=True
        ).stdout
        for first in ("", "import holidays.countries;")
    )
    assert alone == among_all
    assert int(alone.split()[0]) > 200


def test_england_is_meant_and_not_scotland():
    assert [day for day in public_holidays("GB", 2026) if day == date(2026, 1, 2)] == []


def test_days_of_other_years_are_not_told():
    assert {day.year for day in public_holidays("NO", 2027)} == {2027}


@pytest.mark.parametrize("country", ["XX", "", "nl; drop"])
def test_an_unknown_country_is_refused(country):
    with pytest.raises(ValueError, match="no public holidays are known"):
        public_holidays(country, 2026)


@pytest.mark.parametrize(
    ("day", "n", "off", "found"),
    [
        (FRIDAY, 0, NONE, FRIDAY),
        (SATURDAY, 0, NONE, MONDAY),
        (FRIDAY, 1, NONE, MONDAY),
        (SATURDAY, 1, NONE, MONDAY),
        (SUNDAY, 2, NONE, date(2026, 11, 24)),
        (FRIDAY, 10, NONE, date(2026, 12, 4)),
        (FRIDAY, 1, frozenset({MONDAY}), date(2026, 11, 24)),
        (FRIDAY, 0, frozenset({FRIDAY}), MONDAY),
        (MONDAY, -1, NONE, FRIDAY),
        (SUNDAY, -1, NONE, FRIDAY),
        (MONDAY, -1, frozenset({FRIDAY}), date(2026, 11, 19)),
    ],
)
def test_adding_working_days(day, n, off, found):
    assert add_working_days(day, n, off) == found
    assert add_working_days(day, n, off.__contains__) == found


def test_a_world_that_is_always_closed_is_refused():
    with pytest.raises(ValueError, match="everything is closed"):
        add_working_days(FRIDAY, 3, lambda _day: True)


@pytest.mark.parametrize(
    ("a", "b", "count"),
    [
        (FRIDAY, FRIDAY, 0),
        (FRIDAY, MONDAY, 1),
        (SATURDAY, SUNDAY, 0),
        (MONDAY, FRIDAY, -1),
        (SUNDAY, FRIDAY, -1),
    ],
)
def test_counting_working_days(a, b, count):
    assert working_days_between(a, b, NONE) == count


@given(days, counts.filter(bool), closures)
def test_counting_undoes_adding(day, n, closed):
    off = frozenset(day + timedelta(days=shift - 400) for shift in closed)
    found = add_working_days(day, n, off)
    assert is_working_day(found, off)
    assert (found > day) == (n > 0)
    assert working_days_between(day, found, off) == n


@given(days, st.integers(0, 30), st.integers(0, 30), closures)
def test_adding_twice_is_adding_the_sum(day, n, m, closed):
    off = frozenset(day + timedelta(days=shift - 400) for shift in closed)
    start = add_working_days(day, 0, off)
    assert add_working_days(add_working_days(start, n, off), m, off) == add_working_days(start, n + m, off)
    assert add_working_days(add_working_days(start, n, off), -n, off) == start


@given(days, st.integers(0, 400), st.integers(0, 400), closures)
def test_counts_add_up(day, one, two, closed):
    off = frozenset(day + timedelta(days=shift) for shift in closed)
    middle, end = day + timedelta(days=one), day + timedelta(days=one + two)
    whole = working_days_between(day, end, off)
    assert whole == working_days_between(day, middle, off) + working_days_between(middle, end, off)
