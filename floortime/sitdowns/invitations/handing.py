"""Another person leads one date, or belongs to all of them: whose calendar gains and loses what; knows series and singles."""

from sqlalchemy import select

from floortime.act import Act
from floortime.people.model import Person
from floortime.sitdowns.invitations.edition import series_event
from floortime.sitdowns.invitations.holders import Holder, holders, person_of, series_of
from floortime.sitdowns.invitations.series import (
    cancel_date,
    cancel_series,
    send_override,
    send_series,
)
from floortime.sitdowns.invitations.singles import send_single, withdraw_single
from floortime.sitdowns.invitations.stored import event_of, keep_bytes, touch_feeds
from floortime.sitdowns.invitations.values import fresh_numbers
from floortime.sitdowns.model import CalGuest, Series, Sitdown


def hand_over(act: Act, sitdown: Sitdown, former_id: int) -> None:
    """One date: out of the one calendar, into the other, and an update to those who belong to all dates.

    A standing member who leads holds the date already; everybody else gets a single event with its own UID.
    """
    series = series_of(act, sitdown)
    members = [one for one in holders(act, series) if not one.chair] if series else []
    ids = {one.person.id for one in members}
    if former_id not in ids:
        _take_out(act, sitdown, series, Holder(person_of(act, former_id), chair=True))
    if sitdown.leader_id not in ids:
        _give(act, sitdown, series, Holder(person_of(act, sitdown.leader_id), chair=True))
    cal = series_event(act, series) if series else None
    if series is not None and cal is not None:
        numbers = fresh_numbers(act, cal, rise=True)
        for one in members:
            send_override(act, series, cal, sitdown, one, numbers, retimed=False)
    else:
        send_single(act, sitdown, "lead", members, "sitdown_moved", retimed=False)
    keep_bytes(act, sitdown)
    touch_feeds(act, [former_id, *ids])


def _take_out(act: Act, sitdown: Sitdown, series: Series | None, former: Holder) -> None:
    cal = series_event(act, series) if series else None
    if series is not None and cal is not None and former.person.id == series.leader_id:
        cancel_date(act, series, cal, sitdown, [former], "sitdown_handed_over")
        send_series(act, series, cal, [former], at_once=True)
        return
    for role in ("lead", "substitute"):
        withdraw_single(act, sitdown, role, only=former.person.id, letter="sitdown_handed_over")


def _give(act: Act, sitdown: Sitdown, series: Series | None, new: Holder) -> None:
    cal = series_event(act, series) if series else None
    if series is None:
        own = event_of(act, sitdown, "lead")
        before = act.session.get(CalGuest, (own.id, new.person.id)) if own else None
        send_single(act, sitdown, "lead" if before else "substitute", [new], "sitdown_planned")
    elif new.person.id != series.leader_id:
        send_single(act, sitdown, "substitute", [new], "sitdown_planned", rise=False)
    elif cal is None:
        send_single(act, sitdown, "lead", [new], "sitdown_planned")
    else:  # the date itself once more: some calendars remember that it was cancelled
        send_series(act, series, cal, [new], compare=False, also={sitdown.id})


def invite_member(act: Act, series: Series, person: Person) -> None:
    """The whole series with its moved dates to somebody new, and to nobody else."""
    cal = series_event(act, series)
    if cal is not None:
        send_series(act, series, cal, [Holder(person)], rise=False)
    for row in _coming(act, series):
        if row.leader_id == person.id:
            withdraw_single(act, row, "substitute", only=person.id, letter="sitdown_replaced")
        if cal is None:
            mine = Holder(person, chair=row.leader_id == person.id)
            send_single(act, row, "lead", [mine], "sitdown_planned", rise=False)
    touch_feeds(act, [person.id])


def withdraw_member(act: Act, series: Series, person: Person) -> None:
    """All dates out of one person's calendar; those that they lead in the leader's place stay, each by itself."""
    cal = series_event(act, series)
    if cal is not None:
        cancel_series(act, series, cal, only=person.id, letter="series_left")
    for row in _coming(act, series):
        if cal is None:
            withdraw_single(act, row, "lead", only=person.id, letter="sitdown_replaced")
        if row.leader_id == person.id:
            send_single(act, row, "substitute", [Holder(person, chair=True)], "sitdown_planned")
    touch_feeds(act, [person.id])


def _coming(act: Act, series: Series) -> list[Sitdown]:
    rows = act.session.scalars(
        select(Sitdown)
        .where(Sitdown.series_id == series.id, Sitdown.state == "planned", Sitdown.starts_at > act.at)
        .order_by(Sitdown.starts_at)
    )
    return list(rows)
