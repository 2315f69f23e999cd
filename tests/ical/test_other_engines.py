"""Series in the profile mean the same instants to ical.js, rrule.js and libical as to us."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from playwright.sync_api import Page, sync_playwright

from floortime.clock import zone
from floortime.ical.values import Event, Method
from floortime.ical.writing import calendar
from floortime.sitdowns.recurrence import MonthlyLast, Weekly, dates, starts_at, to_rule
from tests.ical.libical import Libical, libical
from tests.ical.test_series_engines import (
    ADA,
    ORGANIZER,
    dateutil_agrees,
    last_wall,
    meets,
    moved_to_next_day,
    recurring_ical_events_agrees,
    rule_line,
    series,
)
from tests.journeys.conftest import OPTIONS, PLACES

VENDOR = Path(__file__).parents[1] / "vendor"
SHIM = "var module = { exports: {} }, exports = module.exports;"
MANY = rules(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def missing(what: str) -> None:
    """Leave it out on a laptop; under CI that is a failure."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {what} on this machine")


@pytest.fixture(scope="module")
def browser_engines() -> Iterator[Page]:
    """A bare page with both libraries."""
    program = next(filter(None, map(shutil.which, PLACES)), None)
    if program is None:
        missing("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        page = browser.new_page()
        page.add_script_tag(content=SHIM + (VENDOR / "ical.js" / "ical.es5.min.cjs").read_text("utf-8"))
        page.add_script_tag(content="window.icalModule = module;")
        rrule = (VENDOR / "rrule" / "rrule.min.js").read_text("utf-8")
        page.add_script_tag(content=f"(function (module, exports, define) {{ {rrule}\n }}).call(window);")
        page.add_script_tag(path=Path(__file__).parent / "engines.js")
        yield page
        browser.close()


@pytest.fixture(scope="module")
def system_library() -> Libical:
    """libical, as the system has it."""
    found = libical()
    if found is None:
        missing("libical3")
    return found


def edge_of(made) -> datetime:
    """The instant of the last slot: until when a series is reckoned."""
    master, _overrides, real = made
    return starts_at(datetime.combine(real[-1], master.start_local.time()), master.zone)


def ical_js_agrees(page: Page, made) -> None:
    """The whole calendar, with its VTIMEZONE and moved dates."""
    master, overrides, _real = made
    raw = calendar([master, *overrides], method=Method.REQUEST).decode()
    found = page.evaluate("([text, until]) => byIcalJs(text, until)", [raw, edge_of(made).timestamp()])
    length = timedelta(minutes=master.minutes)
    assert [tuple(span) for span in found] == [
        (at.timestamp(), (at + length).timestamp()) for at in meets(made)
    ]


def rrule_js_agrees(page: Page, made) -> None:
    """It knows no VTIMEZONE and no single dates: it is given wall times, the end as one, and for a moved date the slot
    to leave out and the time to put in."""
    master, overrides, real = made
    rule = rule_line(calendar([master], method=Method.REQUEST))
    if master.rule.until is not None:
        last = datetime.combine(real[-1], master.start_local.time())
        whole = rule.split("UNTIL=")[1].split(";")[0]
        rule = rule.replace(whole, f"{max(last, wall_of(master.rule.until, master.zone)):%Y%m%dT%H%M%S}Z")
    lines = [f"DTSTART:{master.start_local:%Y%m%dT%H%M%S}Z", rule]
    left_out = (*master.exdates, *(event.recurrence_id for event in overrides))
    lines += [f"EXDATE:{wall:%Y%m%dT%H%M%S}Z" for wall in left_out]
    lines += [f"RDATE:{event.start_local:%Y%m%dT%H%M%S}Z" for event in overrides]
    until = last_wall(made).replace(tzinfo=UTC).timestamp()
    found = page.evaluate("([lines, until]) => byRruleJs(lines, until)", ["\n".join(lines), until])
    walls = [datetime.fromtimestamp(second, UTC).replace(tzinfo=None) for second in found]
    assert [starts_at(wall, master.zone) for wall in walls] == meets(made)


def libical_agrees(library: Libical, made) -> None:
    """It expands a series and its overrides as events of their own: those are put together here."""
    master, overrides, _real = made
    raw, edge = calendar([master, *overrides], method=Method.REQUEST), edge_of(made)
    first = starts_at(master.start_local, master.zone)
    plain, *single = library.spans(raw, first - timedelta(days=2), edge + timedelta(days=3))
    slots = {starts_at(event.recurrence_id, event.zone) for event in overrides}
    found = [span for span in plain if span[0] not in slots and span[0] <= edge]
    found += [span for events in single for span in events]
    length = timedelta(minutes=master.minutes)
    assert sorted(found) == [(at, at + length) for at in meets(made)]


def wall_of(instant: datetime, name: str) -> datetime:
    """A wall time there: UNTIL may reach past the last date that was not dropped."""
    return instant.astimezone(zone(name)).replace(tzinfo=None)


@MANY
@given(series().filter(bool))
def test_ical_js_agrees(browser_engines: Page, made):
    ical_js_agrees(browser_engines, made)


@MANY
@given(series().filter(bool))
def test_rrule_js_agrees(browser_engines: Page, made):
    rrule_js_agrees(browser_engines, made)


@MANY
@given(series().filter(bool))
def test_libical_agrees(system_library: Libical, made):
    libical_agrees(system_library, made)


CLOCKS = {
    "Europe/Amsterdam": 2,
    "America/New_York": 2,
    "Pacific/Auckland": 2,
    "America/Santiago": 2,
    "Australia/Lord_Howe": 2,
    "America/Sao_Paulo": 0,
    "Europe/Istanbul": 0,
}
"""How often the clocks change between the two ends of the year below: north, south, by half an hour, given up."""


@pytest.mark.parametrize("name", CLOCKS)
@pytest.mark.parametrize(
    "cadence", [Weekly(3), Weekly(6, 2), MonthlyLast(0)], ids=["weekly", "fortnightly", "last"]
)
def test_all_six_agree_across_both_changes(browser_engines, system_library, name, cadence):
    """A year with a date called off, a fortnight closed and dates moved, of which nothing is left to chance."""
    at, begins, ends = time(20, 30), date(2026, 12, 1), date(2027, 12, 20)
    days = list(dates(cadence, begins, horizon=ends))
    offsets = [datetime.combine(day, at, zone(name)).utcoffset() for day in days]
    assert sum(a != b for a, b in pairwise(offsets)) == CLOCKS[name]
    gone = {days[2], days[-2]}
    moved = {days[0], days[4], days[-1]}
    rule = to_rule(cadence, begins, at, name, until=ends)
    master = Event(
        uid="series@nordvik.example", sequence=1, stamp=datetime(2026, 11, 21, 12, tzinfo=UTC), zone=name,
        start_local=datetime.combine(days[0], at), minutes=45, summary="Floor time", organizer=ORGANIZER,
        attendees=(ADA,), rule=rule, exdates=tuple(datetime.combine(day, at) for day in sorted(gone)),
    )  # fmt: skip
    overrides = [moved_to_next_day(master, datetime.combine(day, at)) for day in sorted(moved)]
    made = master, overrides, [day for day in days if day not in gone]
    ical_js_agrees(browser_engines, made)
    rrule_js_agrees(browser_engines, made)
    libical_agrees(system_library, made)
    recurring_ical_events_agrees(made)
    dateutil_agrees(made)
