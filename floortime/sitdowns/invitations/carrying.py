"""A series that was edited, or carried on as a new one: who hears of it by which event; knows series and singles."""

from collections.abc import Sequence

from floortime.act import Act
from floortime.sitdowns.invitations.edition import rows_of, series_event
from floortime.sitdowns.invitations.holders import Holder, holders, person_of, present
from floortime.sitdowns.invitations.said import take_back_asking
from floortime.sitdowns.invitations.series import (
    cancel_series,
    send_series,
)
from floortime.sitdowns.invitations.singles import send_single, withdraw_single
from floortime.sitdowns.invitations.stored import new_event
from floortime.sitdowns.model import CalEvent, Series, Sitdown
from floortime.sitdowns.queries.planning import can_end_on, day_of_slot, one_series_event


def tell_series_edited(act: Act, series: Series, rows: Sequence[Sitdown], *, retimed: bool, why: str) -> bool:
    """Nothing was held yet: the same UID with a higher SEQUENCE; `rows` are the dates that read differently now.

    False when nobody had to be told: it was changed and changed back at once.
    """
    cal, told = series_event(act, series), False
    if cal is not None:
        people = holders(act, series)
        # Whoever was not told yet of a series that carries another on reads of a change, not of something new.
        first = "series_edited" if series.split_of_id is not None else "series_opened"
        told = send_series(
            act, series, cal, people, letter="series_edited", first=first, why=why, retimed=retimed
        )
        if retimed and not told:
            take_back_asking(act, cal)
    return told | _tell_singles(act, rows, alone=cal is None, retimed=retimed)


def tell_series_split(
    act: Act, old: Series, new: Series, rows: Sequence[Sitdown], *, retimed: bool, why: str
) -> None:
    """Something was held: the old UID ends with its last kept date, a new one goes on from there as its sibling."""
    before = series_event(act, old)
    if before is not None:
        _shorten(act, old, before, why)
    recurring = one_series_event(new)
    if recurring:
        cal = new_event(act, "series", series_id=new.id)
        send_series(act, new, cal, holders(act, new), rise=False, first="series_edited", why=why)
    if recurring and before is None:
        for row in rows_of(act, new):
            withdraw_single(act, row, "lead", letter="sitdown_replaced")
    if not recurring and before is not None:
        rows = [row for row in rows_of(act, new) if row.state == "planned"]
    _tell_singles(act, rows, alone=not recurring, retimed=retimed)


def _shorten(act: Act, old: Series, cal: CalEvent, why: str) -> None:
    kept = [day_of_slot(old, row) for row in rows_of(act, old) if row.state != "cancelled"]
    if kept and can_end_on(old, max(kept)):
        send_series(act, old, cal, holders(act, old), letter="series_shortened", why=why)
    else:
        cancel_series(act, old, cal, letter="series_shortened")


def _tell_singles(act: Act, rows: Sequence[Sitdown], *, alone: bool, retimed: bool) -> bool:
    """Dates that are events of their own: all of them where the series is no event, else those of substitutes."""
    told = False
    for row in rows:
        people = present(act, row)
        if alone:
            told |= send_single(act, row, "lead", people, "sitdown_moved", retimed=retimed)
        if row.leader_id not in {holder.person.id for holder in people}:
            leader = Holder(person_of(act, row.leader_id), chair=True)
            told |= send_single(act, row, "substitute", [leader], "sitdown_moved", retimed=retimed)
    return told
