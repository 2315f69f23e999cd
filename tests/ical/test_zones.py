"""VTIMEZONEs against the tzdata package itself, read by an independent reader."""

import re
import zoneinfo
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from dateutil import tz

from floortime.ical.tzif import names
from floortime.ical.zones import LAST_YEAR, change_windows, holds, is_steady, vtimezone, zone_of

UNTELLABLE = {"Asia/Gaza", "Asia/Hebron"}
HOUR = timedelta(hours=1)


def read_by_dateutil(text: str, zone: str):
    return tz.tzical(StringIO(text.replace("\r\n", "\n"))).get(zone)


def changes(zone: str, start: datetime, end: datetime) -> list[datetime]:
    """Every UTC instant (naive) at which the package's own offset changes, found by bisection."""
    here = zone_of(zone)

    def offset(at: datetime) -> timedelta:
        return at.replace(tzinfo=UTC).astimezone(here).utcoffset()

    found, at, step = [], start, timedelta(days=7)
    while at < end:
        if offset(at) != offset(at + step):
            low, high = at, at + step
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                low, high = (middle, high) if offset(middle) == offset(at) else (low, middle)
            found.append(high.replace(microsecond=0))
        at += step
    return found


def compare(zone: str, first_year: int) -> None:
    """Local hours around every change, and in every month, are read as the package reads them."""
    here, read = zone_of(zone), read_by_dateutil(vtimezone(zone, first_year), zone)
    locals_ = [
        datetime(year, month, 14, 9) for year in range(first_year, LAST_YEAR + 1) for month in range(1, 13)
    ]
    for change in changes(zone, datetime(first_year, 1, 2), datetime(LAST_YEAR, 12, 30)):
        wall = change.replace(tzinfo=UTC).astimezone(here).replace(tzinfo=None, fold=0, second=0)
        locals_ += [wall + shift * HOUR for shift in (-30, -5, -3, 3, 5, 30)]
    ours = {local: local.replace(tzinfo=here).utcoffset() for local in locals_}
    theirs = {local: local.replace(tzinfo=read).utcoffset() for local in locals_}
    assert theirs == ours, zone


@pytest.mark.parametrize("first_letter", sorted({name[0] for name in names()}))
def test_every_zone_is_told_truly_from_this_year_on(first_letter):
    for zone in sorted(names() - UNTELLABLE):
        if zone[0] == first_letter:
            compare(zone, 2026)


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Amsterdam",
        "Europe/Dublin",
        "Europe/Chisinau",
        "Africa/Cairo",
        "Africa/Casablanca",
        "America/Nuuk",
        "America/Santiago",
        "America/Sao_Paulo",
        "America/Vancouver",
        "Asia/Jerusalem",
        "Asia/Tehran",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Easter",
    ],
)
@pytest.mark.parametrize("first_year", [2012, 2020])
def test_older_events_are_told_truly_too(zone, first_year):
    compare(zone, first_year)


def test_a_zone_without_a_rule_is_not_told():
    assert {zone for zone in names() if vtimezone(zone, 2026) is None} == UNTELLABLE
    assert {zone for zone in names() if vtimezone(zone, 2012) is None} == UNTELLABLE


def test_no_zone_needs_rdate_and_all_lines_are_crlf():
    for zone in names() - UNTELLABLE:
        text = vtimezone(zone, 2026)
        assert "RDATE" not in text
        assert text.replace("\r\n", "").isprintable()
        assert max(len(line) for line in text.split("\r\n")) <= 75


def test_a_year_beyond_the_promise_still_has_its_rule():
    assert vtimezone("Europe/Oslo", 2050).count("RRULE") == 2
    assert vtimezone("Europe/Oslo", 2050).count("DTSTART:20490328T020000") == 1


@pytest.mark.parametrize("year", [0, 1, 9_999])
def test_a_year_outside_the_calendar_is_refused(year):
    with pytest.raises(ValueError):
        vtimezone("Europe/Oslo", year)


@pytest.mark.parametrize("first_year", [2012, 2020, 2026])
def test_every_zone_says_what_was_in_force_before_its_first_event(first_year):
    late = []
    for zone in sorted(names() - UNTELLABLE):
        starts = re.findall(r"DTSTART:(\d{4})", vtimezone(zone, first_year))
        if int(min(starts)) >= first_year:
            late.append(zone)
    assert late == []


@pytest.mark.parametrize("first_year", [2012, 2020, 2026])
def test_each_change_begins_where_the_one_before_it_ended(first_year):
    broken = []
    for zone in sorted(names() - UNTELLABLE):
        told = sorted(
            re.findall(
                r"DTSTART:(\S+)\r\nTZOFFSETFROM:(\S+)\r\nTZOFFSETTO:(\S+)", vtimezone(zone, first_year)
            )
        )
        if any(before[2] != after[1] for before, after in pairwise(told)):
            broken.append(zone)
    assert broken == []


def test_a_zone_that_stopped_changing_ends_in_a_single_onset():
    assert vtimezone("Asia/Kolkata", 2026) == (
        "BEGIN:VTIMEZONE\r\nTZID:Asia/Kolkata\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0530\r\nTZOFFSETTO:+0530\r\nTZNAME:IST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    assert vtimezone("America/Vancouver", 2030).count("RRULE") == 0
    assert vtimezone("Africa/Cairo", 2030).count("DTSTART:20291025T235959\r\n") == 1
    assert vtimezone("Asia/Jerusalem", 2030).count("BYMONTHDAY=23,24,25,26,27,28,29;BYDAY=FR") == 1


@pytest.mark.parametrize(
    ("zone", "start", "end", "truth"),
    [
        ("Europe/Amsterdam", datetime(2026, 11, 21, tzinfo=UTC), None, True),
        ("UTC", datetime(2026, 11, 21, tzinfo=UTC), None, True),
        ("America/Sao_Paulo", datetime(2018, 12, 1, tzinfo=UTC), None, False),
        ("America/Sao_Paulo", datetime(2020, 12, 1, tzinfo=UTC), None, True),
        ("America/Sao_Paulo", datetime(2018, 6, 1, tzinfo=UTC), datetime(2018, 7, 1, tzinfo=UTC), True),
        ("America/Havana", datetime(2026, 11, 21, tzinfo=UTC), None, False),
        ("America/Havana", datetime(2027, 6, 1, tzinfo=UTC), None, True),
        ("Asia/Gaza", datetime(2026, 11, 21, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC), False),
    ],
)
def test_where_the_rule_in_force_holds(zone, start, end, truth):
    assert holds(zone, start, end) is truth


def test_months_are_steady_when_no_clock_changes_near_them():
    steady = [month for month in range(1, 13) if is_steady("Europe/Amsterdam", 2027, month)]
    assert steady == [1, 2, 4, 5, 6, 7, 8, 9, 12]
    assert [month for month in range(1, 13) if is_steady("Asia/Kolkata", 2027, month)] == list(range(1, 13))
    assert is_steady("UTC", 2027, 3)


@pytest.mark.parametrize(
    ("zone", "windows"),
    [
        ("UTC", set()),
        ("Asia/Kolkata", set()),
        ("Europe/Amsterdam", {(120, 180)}),
        ("Africa/Cairo", {(0, 60), (1380, 1440)}),
        ("Australia/Lord_Howe", {(90, 120), (120, 150)}),
        ("Pacific/Easter", {(1260, 1320), (1320, 1380)}),
    ],
)
def test_the_hours_at_which_clocks_change(zone, windows):
    assert set(change_windows(zone)) == windows


def test_a_zone_is_read_from_the_package_alone():
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=())
    try:
        fresh = zoneinfo.ZoneInfo.no_cache("America/Vancouver")
    finally:
        zoneinfo.reset_tzpath(to=before)
    summer, winter = datetime(2027, 7, 1), datetime(2027, 1, 1)
    assert [zone_of("America/Vancouver").utcoffset(at) for at in (summer, winter)] == [
        fresh.utcoffset(at) for at in (summer, winter)
    ]
