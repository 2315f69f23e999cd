"""Which dates and series a newer tz database moves; knows this room's tables, recurrence and the zones."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.ical.zones import vtimezone
from floortime.sitdowns.model import CalEvent, Series, Sitdown
from floortime.sitdowns.queries.planning import day_of_slot, one_series_event, slot_instant
from floortime.sitdowns.recurrence import starts_at


def told_clocks(series: Series) -> str:
    """A digest of the clock rules that a letter about this series carries."""
    text = vtimezone(series.zone, series.starts_on.year) or ""
    return sha256(text.encode()).hexdigest()[:16]


def true_slot(series: Series, row: Sitdown) -> datetime:
    """The instant of a date's slot by the clocks as they are known now, though it was reckoned by others.

    No zone ever moved by more than hours at once: the slot is on the day whose instant is nearest.
    """
    assert row.original_start is not None
    before = row.original_start
    day = day_of_slot(series, row)
    near = (slot_instant(series, day + timedelta(days=n)) for n in (-1, 0, 1))
    return min(near, key=lambda instant: abs(instant - before))


def moved_rows(rows: Sequence[Sitdown]) -> list[Sitdown]:
    """The sit-downs whose wall time is another instant now."""
    return [row for row in rows if starts_at(row.start_local, row.zone) != row.starts_at]


def coming_rows(session: Session, at: datetime, *, series_id: int | None) -> Sequence[Sitdown]:
    """The sit-downs of a series that are still to come, or those without one."""
    return session.scalars(
        select(Sitdown)
        .where(
            Sitdown.series_id == series_id if series_id else Sitdown.series_id.is_(None),
            Sitdown.state == "planned",
            Sitdown.starts_at > at,
        )
        .order_by(Sitdown.starts_at, Sitdown.id)
    ).all()


def series_moved(session: Session, at: datetime, today: date) -> int | None:
    """The first open series that a newer tz database touches: an instant, a rule it was sent with, or whether one holds."""
    rows = session.execute(
        select(Series, CalEvent.clocks)
        .outerjoin(CalEvent, (CalEvent.series_id == Series.id) & (CalEvent.role == "series"))
        .where(Series.state == "open", Series.ends_on.is_(None) | (Series.ends_on >= today))
        .order_by(Series.id)
    )
    for series, clocks in rows:
        if clocks is not None and (not one_series_event(series) or clocks not in {"", told_clocks(series)}):
            return int(series.id)
        if moved_rows(coming_rows(session, at, series_id=series.id)):
            return int(series.id)
    return None
