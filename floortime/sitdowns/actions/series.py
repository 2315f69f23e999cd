"""A series: drafted, looked at, opened, carried on and ended; knows this room, its invitations and the journal."""

from datetime import date, time
from typing import cast

from msgspec import Struct
from sqlalchemy import select

from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.sitdowns import invitations, recurrence
from floortime.sitdowns.actions.briefing import forget_brief
from floortime.sitdowns.actions.programme import own_programme
from floortime.sitdowns.actions.rows import make_rows
from floortime.sitdowns.model import CalEvent, CalGuest, Programme, Series, Sitdown
from floortime.sitdowns.queries.planning import (
    HORIZON,
    beats,
    last_day_of,
    reason_to_skip,
    unmade_dates,
)
from floortime.words import _


class Plan(Struct, frozen=True):
    """What somebody typed about a series, checked."""

    leader_id: int
    site_id: int | None
    title: str
    cadence: str
    starts_on: date
    time_local: time
    zone: str
    minutes: int
    place: str
    link: str
    capacity: int
    notice_days: int
    ends_on: date | None = None
    ends_after: int | None = None


def draft_series(act: Act, plan: Plan) -> Series:
    """Write a series down; nobody hears of it, and it has no dates yet."""
    series = Series(programme_id=own_programme(act).id, state="draft", skipped=[], end_reason="", end_side="")
    _take_over(series, plan)
    act.session.add(series)
    act.session.flush()
    journal.write(act, "series.drafted", "series", series.id)
    return series


def change_series(act: Act, series: Series, plan: Plan) -> None:
    """Change a draft. What is open is in people's calendars: `edit_series` is for that."""
    _only_draft(series)
    _take_over(series, plan)
    journal.write(act, "series.changed", "series", series.id)


def skip_dates(act: Act, series: Series, days: set[date]) -> None:
    """Leave these dates out of a draft, and no others."""
    _only_draft(series)
    wanted = sorted(day.isoformat() for day in days)
    if wanted != series.skipped:
        series.skipped = wanted
        journal.write(act, "series.skipped", "series", series.id, dates=wanted)


def drop_series(act: Act, series: Series) -> None:
    """Throw a draft away."""
    _only_draft(series)
    journal.write(act, "series.dropped", "series", series.id)
    act.session.delete(series)


def open_series(act: Act, series: Series) -> None:
    """From a draft to real dates and one letter to its leader. Opened twice, it is open once."""
    if series.state == "open":
        return
    _only_draft(series)
    programme = cast("Programme", act.session.get(Programme, series.programme_id))
    series.ends_on = _last_day(act, programme, series)
    why = reason_to_skip(act.session, programme, series)
    real = [day for day in beats(series, act.today + HORIZON) if not why(day) and day >= act.today]
    if not real:
        raise Refused(_("This series has no date in the next half year. Choose another start or cadence."))
    series.starts_on = real[0]
    series.state, series.horizon_on = "open", None
    rows = make_rows(act, series, real)
    series.horizon_on = act.today + HORIZON
    act.session.flush()
    invitations.invite_leader(act, series, rows)
    journal.write(act, "series.opened", "series", series.id, dates=len(rows))


def extend_series(act: Act, series: Series) -> int:
    """Make rows of its dates up to the horizon; returns how many. Nobody gets a letter for what calendars know."""
    if series.state != "open":
        return 0
    programme = cast("Programme", act.session.get(Programme, series.programme_id))
    horizon, before = act.today + HORIZON, series.horizon_on or series.starts_on
    if horizon <= before:
        return 0
    days = unmade_dates(act.session, programme, series, horizon)
    rows = make_rows(act, series, days)
    series.horizon_on = horizon
    act.session.flush()
    cal = act.session.scalar(
        select(CalEvent).where(CalEvent.series_id == series.id, CalEvent.role == "series")
    )
    if cal is None:
        invitations.invite_leader(act, series, rows)
    else:
        new = {day for day in beats(series, horizon) if day > before}
        if new - set(days) != {day for day in map(date.fromisoformat, cal.told) if day in new}:
            invitations.tell_leader_dates(act, series)
    journal.write(act, "series.extended", "series", series.id, dates=len(rows))
    return len(rows)


def end_series(act: Act, series: Series, *, reason: str, side: str) -> list[int]:
    """Call off all that is still to come; returns the sit-downs whose people must still be told.

    The leader's calendar is told here, in one letter. The seats follow one sit-down an act (`tell_cancelled`),
    so that no transaction writes more than one room's letters; a duty finishes what a crash left over.
    """
    if series.state == "ended":
        return []
    if series.state != "open":
        raise Refused(_("A draft is thrown away, not ended."))
    series.state, series.end_reason, series.end_side = "ended", reason, side
    coming = act.session.scalars(
        select(Sitdown)
        .where(Sitdown.series_id == series.id, Sitdown.state == "planned", Sitdown.starts_at > act.at)
        .order_by(Sitdown.starts_at, Sitdown.id)
    ).all()
    for row in coming:
        row.state, row.reason, row.side = "cancelled", reason, side
        forget_brief(act, row, of_id=row.leader_id)
        journal.write(act, "sitdown.cancelled", "sitdown", row.id, side=side, series=series.id)
    act.session.flush()
    for row in coming:
        invitations.keep_bytes(act, row)
    invitations.end_leader_series(act, series)
    journal.write(act, "series.ended", "series", series.id, dates=len(coming))
    return [row.id for row in coming]


def tell_cancelled(act: Act, sitdown: Sitdown) -> int:
    """Take a cancelled sit-down out of the calendars it is still in; returns how many seats that were."""
    if sitdown.state != "cancelled":
        return 0
    leader_told = act.session.scalar(
        select(CalGuest.event_id)
        .join(CalEvent, CalEvent.id == CalGuest.event_id)
        .where(
            CalEvent.sitdown_id == sitdown.id,
            CalEvent.role.in_(("lead", "substitute")),
            CalGuest.withdrawn_sequence.is_(None),
        )
        .limit(1)
    )
    if leader_told is not None:
        invitations.cancel_leader_single(act, sitdown)
    return invitations.take_back_seats(act, sitdown)


def _take_over(series: Series, plan: Plan) -> None:
    recurrence.from_text(plan.cadence)
    for name in Plan.__struct_fields__:
        setattr(series, name, getattr(plan, name))


def _only_draft(series: Series) -> None:
    if series.state != "draft":
        raise Refused(_("This series is open. Change it, move or cancel single dates, or end it."))


def _last_day(act: Act, programme: Programme, series: Series) -> date | None:
    try:
        return last_day_of(act.session, programme, series)
    except ValueError:
        raise Refused(_("Every date of this series is a holiday or in a closed week.")) from None
