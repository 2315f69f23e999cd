"""What those who lead and those who belong to all dates hear of a change: which event carries it, to whom; knows series, singles."""

from collections.abc import Sequence

from sqlalchemy import select

from floortime.act import Act
from floortime.sitdowns.invitations.edition import series_event
from floortime.sitdowns.invitations.holders import Holder, holders, person_of, present, series_of
from floortime.sitdowns.invitations.series import (
    cancel_date,
    cancel_series,
    send_override,
    send_series,
)
from floortime.sitdowns.invitations.singles import send_single, withdraw_single
from floortime.sitdowns.invitations.stored import new_event
from floortime.sitdowns.invitations.values import fresh_numbers
from floortime.sitdowns.model import CalEvent, Series, Sitdown
from floortime.sitdowns.queries.planning import one_series_event


def invite_leader(act: Act, series: Series, rows: Sequence[Sitdown]) -> None:
    """Give them what was opened, or what the horizon added: the series once, else each date."""
    if not one_series_event(series):
        for row in rows:
            send_single(act, row, "lead", present(act, row), "sitdown_planned")
        return
    if series_event(act, series) is None:
        cal = new_event(act, "series", series_id=series.id)
        send_series(act, series, cal, holders(act, series), rise=False)


def holds_series(act: Act, series: Series) -> bool:
    """Whether calendars hold it as one recurring event."""
    return series_event(act, series) is not None


def tell_leader_dates(act: Act, series: Series) -> None:
    """The dates that are left out changed: say so for those who hold the series."""
    cal = series_event(act, series)
    if cal is not None:
        send_series(act, series, cal, holders(act, series))


def tell_leader_moved(act: Act, sitdown: Sitdown, *, retimed: bool = True) -> bool:
    """One date moved: an override alone, known by its original slot; or its own single event anew.

    Another time asks again whether they come; another place does not. False when nobody had to be told.
    """
    people = present(act, sitdown)
    if sitdown.booked_uid is not None:
        return False  # the leader's own event moved first
    told = False
    if sitdown.leader_id not in {holder.person.id for holder in people}:
        substitute = Holder(person_of(act, sitdown.leader_id), chair=True)
        told = send_single(act, sitdown, "substitute", [substitute], "sitdown_moved", retimed=retimed)
    series, cal = _recurring(act, sitdown)
    if series is None or cal is None:
        return send_single(act, sitdown, "lead", people, "sitdown_moved", retimed=retimed) or told
    numbers = fresh_numbers(act, cal, rise=True)
    for holder in people:
        told |= send_override(act, series, cal, sitdown, holder, numbers, retimed=retimed, asked=retimed)
    return told


def tell_leader_brief(act: Act, sitdown: Sitdown, facts: dict[str, object]) -> bool:
    """Bring the brief into the calendar of whoever leads a date: an update of that date alone, that asks nothing.

    False where it is not ours to update, or they hold it like that already.
    """
    if sitdown.booked_uid is not None:
        return False
    leader = Holder(person_of(act, sitdown.leader_id), chair=True)
    series, cal = _recurring(act, sitdown)
    mine = leader.person.id in {holder.person.id for holder in present(act, sitdown)}
    if mine and series is not None and cal is not None:
        numbers = fresh_numbers(act, cal, rise=True)
        return send_override(act, series, cal, sitdown, leader, numbers, retimed=False, brief=facts)
    role = "lead" if mine else "substitute"
    return send_single(act, sitdown, role, [leader], "brief_sent", retimed=False, brief=facts)


def tell_leader_cancelled(act: Act, sitdown: Sitdown) -> None:
    """One date was called off: its CANCEL, and at once the series without it.

    Some calendars take the CANCEL of one date for the whole series, others do not look at EXDATE in an update:
    the pair is right in both (docs/decisions).
    """
    cancel_leader_single(act, sitdown)
    series, cal = _recurring(act, sitdown)
    if series is None or cal is None:
        return
    cancel_date(act, series, cal, sitdown, present(act, sitdown))
    here = {holder.person.id for holder in present(act, sitdown)}
    everybody = holders(act, series)
    send_series(act, series, cal, [one for one in everybody if one.person.id in here], at_once=True)
    away = [one for one in everybody if one.person.id not in here]
    if away:  # their series was without that date before
        send_series(act, series, cal, away, at_once=True, compare=True)


def cancel_leader_single(act: Act, sitdown: Sitdown) -> None:
    """Take a date out of the calendars that hold it as an event of its own."""
    for role in ("lead", "substitute"):
        withdraw_single(act, sitdown, role)


def end_leader_series(act: Act, series: Series) -> None:
    """One letter that ends a series: cut after its last kept date, or cancelled whole when nothing is left."""
    cal = series_event(act, series)
    if cal is None:
        return
    kept = select(Sitdown.id).where(Sitdown.series_id == series.id, Sitdown.state != "cancelled").limit(1)
    if act.session.scalar(kept) is None:
        cancel_series(act, series, cal)
        return
    why = series.end_reason
    send_series(act, series, cal, holders(act, series), at_once=True, letter="series_ended", why=why)


def _recurring(act: Act, sitdown: Sitdown) -> tuple[Series | None, CalEvent | None]:
    series = series_of(act, sitdown)
    return series, series_event(act, series) if series else None
