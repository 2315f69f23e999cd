"""Which dates a series has, and what stands against each; knows this room's tables, recurrence and people's days."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from msgspec import Struct
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from floortime.clock import zone as zone_named
from floortime.ical.profile import series_fits
from floortime.people import queries as people
from floortime.sitdowns import recurrence
from floortime.sitdowns.hours import Hours
from floortime.sitdowns.model import Programme, Series, Sitdown
from floortime.sitdowns.queries.free_time import FreeTime, free_time
from floortime.sitdowns.queries.programme import default_programme, hours_at, hours_said
from floortime.sitdowns.recurrence import Cadence
from floortime.words import _, ngettext

DAY = timedelta(days=1)
HORIZON = timedelta(weeks=26)
"""How far ahead the dates of a running series are rows."""


class Slot(Struct, frozen=True):
    """One date of a series before it exists: why it is left out, or what speaks against it."""

    day: date
    start_local: datetime
    left_out: str
    """holiday, closed, skipped; empty: it takes place."""
    conflicts: tuple[str, ...]
    """Sentences."""


class _Around(Struct, frozen=True):
    """What may speak against the dates of a series: sit-downs near them, the leader's own calendar, and the hours."""

    booked: list[Sitdown]
    hours: Hours
    off: Callable[[date], bool]
    free: FreeTime


def iso_week(day: date) -> str:
    """The week as closed weeks are written: 2026-W52."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def reason_to_skip(session: Session, programme: Programme, series: Series) -> Callable[[date], str]:
    """Why a date of this series is left out: holiday, closed or skipped; empty when it is not."""
    off = people.days_off(session, series.site_id) if programme.skip_holidays else recurrence.never
    closed, skipped = frozenset(programme.closed_weeks), frozenset(series.skipped)

    def why(day: date) -> str:
        if day.isoformat() in skipped:
            return "skipped"
        if closed and iso_week(day) in closed:
            return "closed"
        return "holiday" if off(day) else ""

    return why


def beats(series: Series, horizon: date) -> Iterator[date]:
    """Every date its rule hits, left out or not, up to its end or the horizon."""
    return recurrence.dates(cadence_of(series), series.starts_on, until=series.ends_on, horizon=horizon)


def cadence_of(series: Series) -> Cadence:
    """Its cadence as a value."""
    return recurrence.from_text(series.cadence)


def slot_instant(series: Series, day: date) -> datetime:
    """The instant of its slot on that day: what a RECURRENCE-ID means."""
    return recurrence.starts_at(datetime.combine(day, series.time_local), series.zone)


def day_of_slot(series: Series, sitdown: Sitdown) -> date:
    """On which day of the series a sit-down stood originally."""
    assert sitdown.original_start is not None
    return sitdown.original_start.astimezone(zone_named(series.zone)).date()


def one_series_event(series: Series) -> bool:
    """Whether calendars can hold it as one recurring event; if not, its leader gets single events."""
    return can_end_on(series, series.ends_on)


def can_end_on(series: Series, last: date | None) -> bool:
    """The same for a series that ends on that day, or never."""
    start = datetime.combine(series.starts_on, series.time_local)
    until = slot_instant(series, last) if last else None
    return series_fits(series.zone, start, series.minutes, until)


def last_day_of(session: Session, programme: Programme, series: Series) -> date | None:
    """The date of its last sit-down, however its end was given; None when it has no end.

    ValueError when so many sit-downs are never reached because everything is left out.
    """
    if series.ends_after is None:
        return series.ends_on
    why = reason_to_skip(session, programme, series)
    real = recurrence.dates(
        cadence_of(series),
        series.starts_on,
        count=series.ends_after,
        skip=lambda day: bool(why(day)),
        horizon=series.starts_on + recurrence.LONGEST_COUNT,
    )
    found = list(real)
    if len(found) < series.ends_after:
        raise ValueError("this series never reaches its number of sit-downs")
    return found[-1]


def preview(session: Session, programme: Programme, series: Series, today: date) -> list[Slot]:
    """Every date up to the horizon, those left out as well, each with what speaks against it in words."""
    horizon = today + HORIZON  # what opening would make, no more
    end = last_day_of(session, programme, series)
    days = list(
        recurrence.dates(
            cadence_of(series), series.starts_on, until=end, horizon=min(end or horizon, horizon)
        )
    )
    if not days:
        return []
    why = reason_to_skip(session, programme, series)
    around = _around(session, programme, series, days[0], days[-1])
    slots = []
    for day in days:
        left_out = why(day)
        start = datetime.combine(day, series.time_local)
        found = () if left_out in {"holiday", "closed"} else tuple(_against(series, start, around, today))
        slots.append(Slot(day, start, left_out, found))
    return slots


def against(
    session: Session, goal: Series, starts: list[datetime], today: date, *, own_id: int
) -> dict[datetime, tuple[str, ...]]:
    """What speaks against these times of a series as it would be, in sentences; its own dates do not count."""
    if not starts:
        return {}
    around = _around(
        session, default_programme(session), goal, min(starts).date(), max(starts).date(), own_id=own_id
    )
    return {start: tuple(_against(goal, start, around, today)) for start in starts}


def _around(
    session: Session,
    programme: Programme,
    series: Series,
    first: date,
    last: date,
    *,
    own_id: int | None = None,
) -> _Around:
    booked = [
        row for row in _booked(session, series, first, last) if own_id is None or row.series_id != own_id
    ]
    low, high = slot_instant(series, first) - DAY, slot_instant(series, last) + DAY
    free = free_time(session, series.leader_id, low, high, series.zone)
    return _Around(
        booked, hours_at(session, programme, series.site_id), people.days_off(session, series.site_id), free
    )


def _booked(session: Session, series: Series, first: date, last: date) -> list[Sitdown]:
    """What the leader or the room is booked for around these dates."""
    who = Sitdown.leader_id == series.leader_id
    if series.place:
        who = or_(who, (Sitdown.place == series.place) & (Sitdown.site_id == series.site_id))
    low = slot_instant(series, first) - DAY
    high = slot_instant(series, last) + DAY
    found = session.scalars(
        select(Sitdown)
        .where(who, Sitdown.state == "planned", Sitdown.starts_at >= low, Sitdown.starts_at <= high)
        .order_by(Sitdown.starts_at)
    )
    return [row for row in found if series.id is None or row.series_id != series.id]


def _against(series: Series, start: datetime, around: _Around, today: date) -> Iterator[str]:
    instant = recurrence.starts_at(start, series.zone)
    until = instant + timedelta(minutes=series.minutes)
    if not around.hours.hold(start, series.minutes, around.off):
        yield hours_said(around.hours)
    for row in around.booked:
        if overlaps(row, instant, until):
            clock = f"{row.start_local:%H:%M}"
            if row.leader_id == series.leader_id:
                yield _(
                    "The leader already sits down with %(whom)s at %(clock)s.",
                    whom=row.title or row.place,
                    clock=clock,
                )
            else:
                yield _("%(place)s is taken from %(clock)s.", place=series.place, clock=clock)
    if said := around.free.against(instant, until):
        yield said
    change = recurrence.clock_change(start, series.zone)
    if change == "gap":
        yield _("This hour does not exist that night: the clocks go forward.")
    elif change == "fold":
        yield _("This hour comes twice that night: the clocks go back. We mean the first.")
    yield from _too_soon(series, (start.date() - today).days)


def _too_soon(series: Series, ahead: int) -> Iterator[str]:
    if ahead < 0:
        yield _("This date is over.")
    elif ahead == 0 and series.notice_days:
        yield ngettext(
            "This is today, sooner than the notice of %(n)s day.",
            "This is today, sooner than the notice of %(n)s days.",
            series.notice_days,
        )
    elif ahead < series.notice_days:
        yield ngettext(
            "This is in %(n)s day, sooner than the notice of %(notice)s.",
            "This is in %(n)s days, sooner than the notice of %(notice)s.",
            ahead,
            notice=series.notice_days,
        )


def overlaps(row: Sitdown, start: datetime, end: datetime) -> bool:
    """Whether a sit-down shares time with the span."""
    return row.starts_at < end and start < row.starts_at + timedelta(minutes=row.minutes)


def clashes(session: Session, sitdown: Sitdown, which: ColumnElement[bool]) -> bool:
    """Whether another planned sit-down, of those that `which` means, shares time with this one."""
    start, day = sitdown.starts_at, timedelta(days=1)
    end = start + timedelta(minutes=sitdown.minutes)
    others = session.scalars(
        select(Sitdown).where(
            which,
            Sitdown.state == "planned",
            Sitdown.id != sitdown.id,
            Sitdown.starts_at > start - day,
            Sitdown.starts_at < end,
        )
    )
    return any(overlaps(other, start, end) for other in others)


def unmade_dates(session: Session, programme: Programme, series: Series, horizon: date) -> list[date]:
    """Real dates after those that are rows, up to the horizon."""
    why = reason_to_skip(session, programme, series)
    after = series.horizon_on
    return [day for day in beats(series, horizon) if not why(day) and (after is None or day > after)]


def due_horizons(session: Session, today: date) -> list[int]:
    """Running series whose rows end before the horizon, a week at a time: what the horizon duty extends."""
    edge = today + HORIZON - timedelta(days=7)
    return list(
        session.scalars(
            select(Series.id)
            .where(Series.state == "open", Series.horizon_on < edge)
            .where(or_(Series.ends_on.is_(None), Series.ends_on >= today))
            .order_by(Series.id)
        )
    )


def wall_end(start_local: datetime, minutes: int, zone: str) -> time:
    """The wall time at which something ends, across a change of clocks too."""
    instant = recurrence.starts_at(start_local, zone) + timedelta(minutes=minutes)
    return instant.astimezone(zone_named(zone)).time()
