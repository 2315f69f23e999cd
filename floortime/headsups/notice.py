"""How much notice a heads-up gave, and how long it matters; pure craft, knows working days and zones."""

from datetime import date, datetime, timedelta
from typing import Literal

from floortime.clock import day_in
from floortime.people.workdays import Closed, working_days_between

Late = Literal["", "short", "after"]
OPEN_ENDED = timedelta(days=14)
"""So long after its beginning one without an end stands at the head of the log, unless it is ended before."""


def late(told_at: datetime, starts_at: datetime, *, zone: str, notice_days: int, off: Closed) -> Late:
    """Told after it hit, with less than so many working days between, or in time."""
    if told_at >= starts_at:
        return "after"
    given = working_days_between(day_in(told_at, zone), day_in(starts_at, zone), off)
    return "short" if given < notice_days else ""


def shown_until(starts_at: datetime, ends_at: datetime | None, zone: str) -> date:
    """The last day on which it matters, where it was written."""
    return day_in(ends_at if ends_at is not None else starts_at + OPEN_ENDED, zone)
