"""Dates that something is due: their exact bytes, and what other libraries make of them."""

from datetime import UTC, date, datetime

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from floortime.ical.days import Due, day_bytes, todo_bytes
from floortime.ical.writing import feed
from tests.ical.libical import Libical
from tests.ical.test_other_engines import browser_engines, system_library  # noqa: F401 - fixtures

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DUE = Due(
    uid="7f3a@nordvik.example",
    sequence=2,
    stamp=AT,
    day=date(2026, 12, 31),
    summary="Promised: the map, first; then the depot",
    description="They read it to us.\n\nhttps://nordvik.example/followups/F2BB",
    url="https://nordvik.example/followups/F2BB",
)
COMMON = "DTSTAMP:20261123T090000Z\r\nLAST-MODIFIED:20261123T090000Z\r\nSEQUENCE:2\r\n"
WORDS = (
    "SUMMARY:Promised: the map\\, first\\; then the depot\r\n"
    "DESCRIPTION:They read it to us.\\n\\nhttps://nordvik.example/followups/F2BB\r\n"
    "URL:https://nordvik.example/followups/F2BB\r\n"
)


def test_a_day_keeps_nobody_busy_and_ends_the_day_after():
    assert day_bytes(DUE).decode() == (
        "BEGIN:VEVENT\r\nUID:7f3a@nordvik.example\r\n" + COMMON +
        "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\nSTATUS:CONFIRMED\r\nTRANSP:TRANSPARENT\r\n"
        + WORDS + "END:VEVENT\r\n"
    )  # fmt: skip
    assert b"STATUS:CANCELLED\r\n" in day_bytes(replace(DUE, state="dropped"))


@pytest.mark.parametrize(
    ("state", "lines"),
    [
        ("open", "STATUS:NEEDS-ACTION\r\n"),
        ("started", "STATUS:IN-PROCESS\r\n"),
        ("done", "STATUS:COMPLETED\r\nCOMPLETED:20261123T090000Z\r\nPERCENT-COMPLETE:100\r\n"),
        ("dropped", "STATUS:CANCELLED\r\n"),
    ],
)
def test_a_task_says_how_far_it_is(state, lines):
    due = replace(DUE, state=state, done_at=AT if state == "done" else None)
    assert todo_bytes(due).decode() == (
        "BEGIN:VTODO\r\nUID:7f3a@nordvik.example\r\n" + COMMON + "DUE;VALUE=DATE:20261231\r\n" + lines + WORDS
        + "END:VTODO\r\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": -1},
        {"stamp": datetime(2026, 11, 23, 9)},
        {"state": "done"},
        {"done_at": AT},
        {"day": date(999, 1, 1)},
    ],
)
def test_what_contradicts_itself_cannot_be_made(change):
    with pytest.raises((ValueError, TypeError)):
        replace(DUE, **change)


def test_an_event_is_not_done():
    with pytest.raises(ValueError, match="cannot be done"):
        day_bytes(replace(DUE, state="done", done_at=AT))


@given(
    summary=some.text(min_size=1, max_size=300),
    description=some.text(max_size=300),
    day=some.dates(date(2000, 1, 1), date(2099, 12, 30)),
)
def test_icalendar_reads_back_what_was_said(summary, description, day):
    due = replace(DUE, summary=summary, description=description, day=day)
    raw = feed([day_bytes(due), todo_bytes(replace(due, uid="task-" + due.uid))], {}, name="Floortime")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    whole = icalendar.Calendar.from_ical(raw)
    (event,), (task,) = whole.walk("VEVENT"), whole.walk("VTODO")
    assert (event["DTSTART"].dt, (event["DTEND"].dt - event["DTSTART"].dt).days, task["DUE"].dt) == (
        day,
        1,
        day,
    )
    assert str(event["SUMMARY"]) == str(task["SUMMARY"])
    assert (event.errors, task.errors) == ([], [])


def test_libical_sees_a_day_and_a_task(system_library: Libical):  # noqa: F811 - a fixture
    raw = feed([day_bytes(DUE), todo_bytes(replace(DUE, uid="task-" + DUE.uid))], {}, name="Floortime")
    assert system_library.dates(raw) == ([(date(2026, 12, 31), date(2027, 1, 1))], [date(2026, 12, 31)], 0)


def test_ical_js_sees_a_day_and_a_task(browser_engines):  # noqa: F811 - a fixture
    done = replace(DUE, uid="task-" + DUE.uid, state="done", done_at=AT)
    raw = feed([day_bytes(DUE), todo_bytes(done)], {}, name="Floortime").decode()
    found = browser_engines.evaluate("(text) => daysByIcalJs(text)", raw)
    assert found == [
        ["vevent", "2026-12-31", "2027-01-01", True, "TRANSPARENT", DUE.summary],
        ["vtodo", "2026-12-31", "2026-11-23T09:00:00Z", True, "COMPLETED", DUE.summary],
    ]
