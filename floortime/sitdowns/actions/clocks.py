"""When a newer tz database says that clocks change otherwise: instants follow, and calendars hear of it; knows invitations."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import select

from floortime.act import Act
from floortime.journal import actions as journal
from floortime.people import queries as people
from floortime.sitdowns import invitations
from floortime.sitdowns.actions.changing import edit_series
from floortime.sitdowns.model import Series, Sitdown
from floortime.sitdowns.queries.changing import EDITED
from floortime.sitdowns.queries.clocks import coming_rows, moved_rows, series_moved, true_slot
from floortime.sitdowns.queries.planning import one_series_event
from floortime.sitdowns.recurrence import starts_at
from floortime.words import _, in_language


def recheck_clocks(act: Act) -> bool:
    """Look at every date to come by the clocks as they are known now; one series, or one date without one, a part.

    Wall times stay, instants follow them, answers stand. Those seated hear of it by `finish_changes`.
    """
    with in_language(people.house(act.session).language):
        why = _("The clocks at the site change otherwise than was known.")
    series_id = series_moved(act.session, act.at, act.today)
    if series_id is not None:
        _recheck_series(act, cast("Series", act.session.get(Series, series_id)), why)
        return True
    for row in moved_rows(coming_rows(act.session, act.at, series_id=None))[:1]:
        _follow(act, [row], why)
        if row.booked_uid is None:
            invitations.tell_leader_moved(act, row, retimed=False)
        return True
    return False


def _recheck_series(act: Act, series: Series, why: str) -> None:
    slots = act.session.scalars(
        select(Sitdown).where(Sitdown.series_id == series.id, Sitdown.original_start > act.at)
    ).all()
    true = [(row, true_slot(series, row)) for row in slots]
    for row, _slot in true:
        row.original_start = None
    act.session.flush()
    for row, slot in true:
        row.original_start = slot
    moved = moved_rows(coming_rows(act.session, act.at, series_id=series.id))
    _follow(act, moved, why)
    if one_series_event(series) or not invitations.holds_series(act, series):
        invitations.tell_series_edited(act, series, moved, retimed=False, why=why)
    else:
        edit_series(act, series, {name: getattr(series, name) for name in EDITED}, from_on=None, reason=why)
    journal.write(act, "series.clocks_changed", "series", series.id, dates=len(moved))


def _follow(act: Act, rows: Sequence[Sitdown], why: str) -> None:
    for row in rows:
        row.starts_at, row.reason = starts_at(row.start_local, row.zone), why
        cal = invitations.seat_event(act, row)
        cal.owes = cal.owes or "changed"
        journal.write(act, "sitdown.clocks_changed", "sitdown", row.id)
    act.session.flush()
