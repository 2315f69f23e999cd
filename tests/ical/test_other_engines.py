"""Series in the profile mean the same instants to ical.js, rrule.js and libical as to us."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from playwright.sync_api import Page, sync_playwright

from floortime.ical.values import Event, Method
from floortime.ical.writing import calendar
from floortime.sitdowns.recurrence import starts_at
from tests.ical.libical import Libical, libical
from tests.ical.test_series_engines import series
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


def instants(made: tuple[Event, list[Event], list]) -> tuple[list[datetime], datetime]:
    """When we say that a series meets, and until when that was reckoned."""
    master, overrides, real = made
    at = master.start_local.time()
    moved = {event.recurrence_id.date(): event.start_local for event in overrides}
    ours = sorted(starts_at(moved.get(day, datetime.combine(day, at)), master.zone) for day in real)
    return ours, starts_at(datetime.combine(real[-1], at), master.zone)


@MANY
@given(series().filter(bool))
def test_ical_js_agrees(browser_engines: Page, made):
    master, overrides, _real = made
    ours, last = instants(made)
    raw = calendar([master, *overrides], method=Method.REQUEST).decode()
    found = browser_engines.evaluate("([text, until]) => byIcalJs(text, until)", [raw, last.timestamp()])
    spans = [(at.timestamp(), (at + timedelta(minutes=master.minutes)).timestamp()) for at in ours]
    assert [tuple(span) for span in found] == spans


@MANY
@given(series().filter(bool))
def test_rrule_js_agrees_on_the_wall(browser_engines: Page, made):
    """It knows no VTIMEZONE: it is given wall times, and the end as one."""
    master, _overrides, real = made
    raw = calendar([master], method=Method.REQUEST).decode().replace("\r\n ", "")
    (rule,) = [line for line in raw.split("\r\n") if line.startswith("RRULE:")][-1:]
    if master.rule.until is not None:
        wall = datetime.combine(real[-1], master.start_local.time())
        whole = rule.split("UNTIL=")[1].split(";")[0]
        rule = rule.replace(whole, f"{max(wall, _wall_of(master)):%Y%m%dT%H%M%S}Z")
    lines = [f"DTSTART:{master.start_local:%Y%m%dT%H%M%S}Z", rule]
    lines += [f"EXDATE:{left_out:%Y%m%dT%H%M%S}Z" for left_out in master.exdates]
    until = datetime.combine(real[-1], master.start_local.time(), UTC)
    found = browser_engines.evaluate(
        "([lines, until]) => byRruleJs(lines, until)", ["\n".join(lines), until.timestamp()]
    )
    assert [datetime.fromtimestamp(second, UTC).date() for second in found] == real


def _wall_of(master: Event) -> datetime:
    """UNTIL as a wall time: the rule may reach past the last date that was not dropped."""
    from floortime.clock import zone

    return master.rule.until.astimezone(zone(master.zone)).replace(tzinfo=None)


@MANY
@given(series().filter(bool))
def test_libical_agrees(system_library: Libical, made):
    """It expands a series and its overrides as events of their own: those are put together here."""
    master, overrides, _real = made
    ours, last = instants(made)
    raw = calendar([master, *overrides], method=Method.REQUEST)
    first = starts_at(master.start_local, master.zone)
    plain, *single = system_library.spans(raw, first - timedelta(days=2), last + timedelta(days=3))
    slots = {starts_at(event.recurrence_id, event.zone) for event in overrides}
    found = [span for span in plain if span[0] not in slots and span[0] <= last]
    found += [span for events in single for span in events]
    assert sorted(found) == [(at, at + timedelta(minutes=master.minutes)) for at in ours]
