"""What an edit of an open series would do, date by date, before it is done; the act follows it to the letter.

Knows planning, matching and this room's tables.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.clock import day_in
from floortime.sitdowns.matching import matched
from floortime.sitdowns.model import CalEvent, Programme, Series, Sitdown
from floortime.sitdowns.queries.planning import (
    HORIZON,
    beats,
    cadence_of,
    day_of_slot,
    last_day_of,
    one_series_event,
    reason_to_skip,
    slot_instant,
)
from floortime.sitdowns.recurrence import Weekly, starts_at

EDITED = ("title", "cadence", "time_local", "minutes", "place", "link", "capacity", "notice_days",
          "ends_on", "ends_after")  # fmt: skip
"""What an edit may change; who leads it, where and in which zone it is make another series."""
SHOWN = ("title", "cadence", "time_local", "minutes", "place", "link", "ends_on")
"""What calendars show of a series."""
SHARED = ("minutes", "place", "link", "title", "capacity")
"""What a date takes from its series unless it has its own."""


Way = Literal["none", "quiet", "edit", "split"]


class Shift(Struct, frozen=True):
    """What becomes of one date: it stays or moves to `start_local`; without a row it is new, without a day called off."""

    row: Sitdown | None
    day: date | None
    start_local: datetime | None
    values: dict[str, Any]
    """minutes, place, link, title and capacity as they will be."""

    @property
    def retimed(self) -> bool:
        """Whether it will be at another time, or take longer."""
        return self.row is not None and self.day is not None and (
            (self.start_local, self.values["minutes"]) != (self.row.start_local, self.row.minutes)
        )  # fmt: skip

    @property
    def differs(self) -> bool:
        """Whether those who come must hear of it. How many seats there are is nobody's calendar's affair."""
        row = self.row
        return row is not None and self.day is not None and (
            self.retimed or any(self.values[name] != getattr(row, name) for name in ("place", "link", "title"))
        )  # fmt: skip


class SeriesChange(Struct, frozen=True):
    """An edit, thought through."""

    way: Way
    """quiet: nothing that a calendar shows; split: something was held, or calendars need another kind of event."""
    goal: Series
    """The series as it will be; belongs to no session."""
    shifts: tuple[Shift, ...]
    put_back: tuple[Sitdown, ...]
    """Moved dates that go back to where the rule has them."""
    retimed: bool
    from_on: date | None
    before: tuple[Sitdown, ...]
    """Dates still to come that it leaves alone, for they lie before it."""

    @property
    def coming(self) -> list[Shift]:
        """The dates that will be."""
        return [shift for shift in self.shifts if shift.day is not None]

    @property
    def called_off(self) -> list[Sitdown]:
        """The dates that will not be any more."""
        return [shift.row for shift in self.shifts if shift.row is not None and shift.day is None]


def series_change(
    session: Session,
    programme: Programme,
    series: Series,
    wanted: dict[str, Any],
    *,
    from_on: date | None,
    skip: frozenset[date] = frozenset(),
    at: datetime,
) -> SeriesChange:
    """What `wanted` (of EDITED) from a date on means; ValueError when "after n" is never reached."""
    rows = session.scalars(
        select(Sitdown).where(Sitdown.series_id == series.id).order_by(Sitdown.original_start)
    ).all()
    coming = [row for row in rows if row.state == "planned" and row.starts_at > at]
    first = from_on or (day_of_slot(series, coming[0]) if coming else None)
    movable = [row for row in coming if first is not None and day_of_slot(series, row) >= first]
    before = tuple(row for row in coming if row not in movable)
    kept = [row for row in rows if row.state not in {"cancelled", "draft"} and row not in movable]
    retimed = (wanted["cadence"], wanted["time_local"]) != (series.cadence, series.time_local)
    goal = _goal(series, wanted, rows, skip)
    days: list[date] = []
    if first is not None:
        days = (
            _new_days(session, programme, goal, first, kept, at)
            if retimed
            else _same_days(session, programme, series, goal, movable)
        )
    shifts = _shifts(series, goal, movable, days, retimed=retimed)
    recast = has_series_event(session, series) != one_series_event(goal)
    way = _way(series, goal, shifts, recast=recast, held=bool(kept))
    moved = [row for row in movable if row.starts_at != row.original_start]
    return SeriesChange(way, goal, shifts, tuple(moved) if retimed else (), retimed, first, before)


def _way(series: Series, goal: Series, shifts: Sequence[Shift], *, recast: bool, held: bool) -> Way:
    """How far the change goes. A series that only ends sooner or later keeps its UID: nothing held reads differently."""
    unlike = {
        name for name in (*SHOWN, "capacity", "notice_days") if getattr(goal, name) != getattr(series, name)
    }
    dates = any(s.row is None or s.day is None or s.differs for s in shifts)
    if not recast and not dates and not unlike & set(SHOWN):
        return "quiet" if unlike else "none"
    only_end = not recast and not any(s.differs for s in shifts) and not (unlike & set(SHOWN)) - {"ends_on"}
    if only_end:
        goal.starts_on = series.starts_on
    return "split" if recast or (held and not only_end) else "edit"


def has_series_event(session: Session, series: Series) -> bool:
    """Whether calendars hold the series as one recurring event."""
    which = select(CalEvent.id).where(CalEvent.series_id == series.id, CalEvent.role == "series")
    return session.scalar(which) is not None


def _goal(series: Series, wanted: dict[str, Any], rows: Sequence[Sitdown], skip: frozenset[date]) -> Series:
    """The series as it will be. Days that were called off stay so where the new rule comes upon them again."""
    gone = {day_of_slot(series, row).isoformat() for row in rows if row.state == "cancelled"}
    return Series(
        programme_id=series.programme_id,
        leader_id=series.leader_id,
        site_id=series.site_id,
        zone=series.zone,
        starts_on=series.starts_on,
        skipped=sorted({*series.skipped, *gone, *(day.isoformat() for day in skip)}),
        state="open",
        horizon_on=series.horizon_on,
        split_of_id=series.split_of_id,
        end_reason="",
        end_side="",
        **{name: wanted[name] for name in EDITED},
    )


def _new_days(
    session: Session,
    programme: Programme,
    goal: Series,
    first: date,
    kept: Sequence[Sitdown],
    at: datetime,
) -> list[date]:
    """The dates of a new rule or time, from the week or month on in which it sets in, after all that is kept."""
    today = day_in(at, goal.zone)
    earliest = [_period(goal, first), today]
    earliest += [row.start_local.date() + timedelta(days=1) for row in kept]
    goal.starts_on = max(day for day in earliest if day <= max(first, today))
    goal.ends_on = last_day_of(session, programme, goal)
    why = reason_to_skip(session, programme, goal)
    days = [day for day in beats(goal, _edge(goal, today)) if not why(day) and slot_instant(goal, day) > at]
    if days:
        goal.starts_on = days[0]
    return days


def _same_days(
    session: Session, programme: Programme, series: Series, goal: Series, movable: Sequence[Sitdown]
) -> list[date]:
    """The dates that stand, as far as they go on; with a later end those it adds."""
    stand = [day_of_slot(series, row) for row in movable]
    if not stand:
        return []
    goal.starts_on = stand[0]
    goal.ends_on = last_day_of(session, programme, goal)
    why = reason_to_skip(session, programme, goal)
    chosen = frozenset(goal.skipped)
    stand = [day for day in stand if day.isoformat() not in chosen]
    made = series.horizon_on or goal.starts_on
    later = [] if series.ends_on is None else [
        day for day in beats(goal, made) if day > series.ends_on and not why(day)
    ]  # fmt: skip
    return [day for day in [*stand, *later] if goal.ends_on is None or day <= goal.ends_on]


def _edge(goal: Series, today: date) -> date:
    return goal.horizon_on or today + HORIZON


def _period(goal: Series, first: date) -> date:
    """The beginning of the week or month of a date: so Thursday's sit-down becomes that week's Tuesday, not the next."""
    if isinstance(cadence_of(goal), Weekly):
        return first - timedelta(days=first.weekday())
    return first.replace(day=1)


def _shifts(
    series: Series, goal: Series, movable: Sequence[Sitdown], days: Sequence[date], *, retimed: bool
) -> tuple[Shift, ...]:
    rows = {day_of_slot(series, row): row for row in movable}
    shifts = []
    for old, new in matched(list(rows), days):
        row = rows[old] if old is not None else None
        shared = {
            name: getattr(row, name)
            if row is not None and not retimed and getattr(row, name) != getattr(series, name)
            else getattr(goal, name)
            for name in SHARED
        }
        start = None if new is None else datetime.combine(new, goal.time_local)
        if start is not None and row is not None and not retimed:
            start = row.start_local
        shifts.append(Shift(row, new, start, shared))
    return tuple(shifts)


def instant_of(goal: Series, shift: Shift) -> datetime:
    """When a date will begin."""
    assert shift.start_local is not None
    return starts_at(shift.start_local, goal.zone)


def slot_of(goal: Series, shift: Shift) -> datetime:
    """Its RECURRENCE-ID in the series as it will be."""
    assert shift.day is not None
    return slot_instant(goal, shift.day)
