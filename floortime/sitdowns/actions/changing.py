"""Editing an open series: in place while nothing was held, else it ends and goes on as its sibling; knows invitations."""

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import exists, select

from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.sitdowns import invitations
from floortime.sitdowns.actions.briefing import forget_brief
from floortime.sitdowns.actions.proposing import settle_series_proposals
from floortime.sitdowns.actions.rows import make_rows
from floortime.sitdowns.invitations.said import time_changed
from floortime.sitdowns.model import CalGuest, Programme, Series, SeriesMember, Sitdown
from floortime.sitdowns.queries.changing import (
    EDITED,
    SHARED,
    SeriesChange,
    instant_of,
    series_change,
    slot_of,
)
from floortime.sitdowns.queries.planning import HORIZON
from floortime.words import _


def edit_series(
    act: Act,
    series: Series,
    wanted: dict[str, Any],
    *,
    from_on: date | None,
    reason: str,
    skip: frozenset[date] = frozenset(),
) -> tuple[Series, list[int]]:
    """Change an open series from a date on: all of it, or this date and all following.

    Returns the series that goes on, and the sit-downs whose people must still be told, one an act
    (`tell_changed`). Without a difference nothing happens.
    """
    if series.state != "open":
        raise Refused(_("Only an open series is changed like this."))
    programme = cast("Programme", act.session.get(Programme, series.programme_id))
    change = _thought_through(act, programme, series, wanted, from_on, skip)
    if change.way == "none":
        return series, []
    if change.way == "quiet":
        return _quietly(act, series, change), []
    called_off = _call_off(act, change, reason)
    asked = [shift.row for shift in change.shifts if shift.row is not None and shift.retimed]
    target = _carried_on(act, series, change) if change.way == "split" else _in_place(series, change)
    told = _shift_rows(act, target, change, reason)
    new = make_rows(act, target, [s.day for s in change.shifts if s.row is None and s.day is not None])
    act.session.flush()
    retimed = change.retimed or bool(asked)
    rows = [row for row, _seated in told] + new
    if change.way == "split":
        told_them = True
        invitations.tell_series_split(act, series, target, rows, retimed=retimed, why=reason)
        journal.write(act, "series.carried_on", "series", series.id, into=target.id)
    else:
        told_them = invitations.tell_series_edited(act, target, rows, retimed=retimed, why=reason)
    for row in asked:
        time_changed(act, row, told=told_them)
    if retimed:
        settle_series_proposals(act, series, target)
    journal.write(act, "series.edited", "series", target.id, dates=len(rows), off=len(called_off))
    return target, [*called_off, *(row.id for row, seated in told if seated)]


def tell_changed(act: Act, sitdown: Sitdown) -> None:
    """Tell those seated what their series changed; nothing where it was said, or overtaken."""
    cal = invitations.seat_event(act, sitdown)
    if not cal.owes:
        return
    if sitdown.state == "planned" and sitdown.starts_at > act.at:
        invitations.change_seats(act, sitdown, retimed=cal.owes == "retimed")
    cal.owes = ""


def _thought_through(
    act: Act,
    programme: Programme,
    series: Series,
    wanted: dict[str, Any],
    from_on: date | None,
    skip: frozenset[date],
) -> SeriesChange:
    try:
        change = series_change(act.session, programme, series, wanted, from_on=from_on, skip=skip, at=act.at)
    except ValueError:
        raise Refused(_("Every date of this series is a holiday or in a closed week.")) from None
    if not change.coming:
        raise Refused(_("No date would be left. End the series instead."))
    return change


def _call_off(act: Act, change: SeriesChange, reason: str) -> list[int]:
    for row in change.called_off:
        row.state, row.reason, row.side = "cancelled", reason, "house"
        forget_brief(act, row, of_id=row.leader_id)
        journal.write(act, "sitdown.cancelled", "sitdown", row.id, side="house")
        invitations.keep_bytes(act, row)
    return [row.id for row in change.called_off]


def _quietly(act: Act, series: Series, change: SeriesChange) -> Series:
    """What nobody's calendar shows: how many seats, how long before."""
    for row in (shift.row for shift in change.coming):
        if row is not None and row.capacity == series.capacity:
            row.capacity = change.goal.capacity
    series.capacity, series.notice_days = change.goal.capacity, change.goal.notice_days
    journal.write(act, "series.edited", "series", series.id, dates=0, off=0)
    return series


def _in_place(series: Series, change: SeriesChange) -> Series:
    for name in (*EDITED, "skipped", "starts_on"):
        setattr(series, name, getattr(change.goal, name))
    return series


def _carried_on(act: Act, series: Series, change: SeriesChange) -> Series:
    """The rest as a series of its own, with the same standing members; the old one ends where it was kept."""
    new = change.goal
    new.split_of_id, new.horizon_on = series.id, series.horizon_on or act.today + HORIZON
    series.state = "ended"
    act.session.add(new)
    act.session.flush()
    members = act.session.scalars(
        select(SeriesMember.person_id).where(SeriesMember.series_id == series.id)
    ).all()
    for person_id in members:
        act.session.add(SeriesMember(series_id=new.id, person_id=person_id))
    return new


def _shift_rows(act: Act, target: Series, change: SeriesChange, reason: str) -> list[tuple[Sitdown, bool]]:
    """Re-base every date that goes on; returns those that read differently, and whether somebody has a seat there."""
    going = [(shift, shift.row) for shift in change.shifts if shift.row is not None and shift.day is not None]
    for _shift, row in going:
        row.series_id, row.original_start = target.id, None  # two may change slots with each other
    act.session.flush()
    told = []
    for shift, row in going:
        differs, retimed, before = shift.differs, shift.retimed, row.start_local
        row.original_start = slot_of(target, shift)
        if change.retimed:
            row.moved_from_at = None
        for name in SHARED:
            setattr(row, name, shift.values[name])
        if retimed and row.brief:
            forget_brief(act, row, of_id=row.leader_id)
        row.start_local, row.starts_at = cast("datetime", shift.start_local), instant_of(target, shift)
        if differs:
            row.reason = reason
            told.append((row, _tell_or_owe(act, row, retimed=retimed)))
            journal.write(
                act, "sitdown.moved", "sitdown", row.id, from_local=f"{before:%Y-%m-%dT%H:%M}",
                to_local=f"{row.start_local:%Y-%m-%dT%H:%M}",
            )  # fmt: skip
    act.session.flush()
    return told


def _tell_or_owe(act: Act, row: Sitdown, *, retimed: bool) -> bool:
    """Whether people must be told, which is another act's work; where nobody sits yet, nothing is owed."""
    cal = invitations.seat_event(act, row)
    seated = exists().where(CalGuest.event_id == cal.id, CalGuest.withdrawn_sequence.is_(None))
    if act.session.scalar(select(seated)):
        cal.owes = "retimed" if retimed or cal.owes == "retimed" else "changed"
        return True
    invitations.change_seats(act, row, retimed=retimed)
    return False
