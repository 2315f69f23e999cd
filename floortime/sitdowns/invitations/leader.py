"""The leader's calendar: one recurring event a series, or single events where calendars would disagree; knows posting."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from sqlalchemy import select

from floortime import links
from floortime.act import Act
from floortime.ical.values import Event, Method, Status
from floortime.people.model import Person
from floortime.sitdowns.invitations.facts import about
from floortime.sitdowns.invitations.posting import Standing, guest_row, recurrence_text, send, standing
from floortime.sitdowns.invitations.stored import event_of, new_event
from floortime.sitdowns.invitations.values import (
    AHEAD,
    Revision,
    day_of_slot,
    differs,
    fresh_numbers,
    guest,
    override,
    single,
    whole_series,
)
from floortime.sitdowns.model import CalEvent, CalGuest, Programme, Series, Sitdown
from floortime.sitdowns.queries.planning import beats, one_series_event, reason_to_skip
from floortime.words import in_language


def invite_leader(act: Act, series: Series, rows: Sequence[Sitdown]) -> None:
    """Give the leader what was opened, or what the horizon added: the series once, else each date."""
    leader = _leader(act, series.leader_id)
    if not one_series_event(series):
        for row in rows:
            _single(act, row, leader, "sitdown_planned")
        return
    if series_event(act, series) is None:
        cal = new_event(act, "series", series_id=series.id)
        guest_row(act, cal, leader.id)
        _whole(act, series, cal, leader, rise=False, at_once=False)


def tell_leader_dates(act: Act, series: Series) -> None:
    """The dates that are left out changed: say so for those who hold the series."""
    cal = series_event(act, series)
    if cal is not None:
        _whole(act, series, cal, _leader(act, series.leader_id), rise=True, at_once=False)


def tell_leader_moved(act: Act, sitdown: Sitdown) -> None:
    """One date moved: an override alone, known by its original slot; or its own single event anew."""
    leader = _leader(act, sitdown.leader_id)
    series = act.session.get(Series, sitdown.series_id) if sitdown.series_id else None
    cal = series_event(act, series) if series else None
    if series is None or cal is None:
        _single(act, sitdown, leader, "sitdown_moved")
        return
    numbers = fresh_numbers(act, cal, rise=True)
    _override(act, series, cal, sitdown, leader, numbers)


def tell_leader_cancelled(act: Act, sitdown: Sitdown) -> None:
    """One date was called off: its CANCEL, and at once the series without it.

    Some calendars take the CANCEL of one date for the whole series, others do not look at EXDATE in an update:
    the pair is right in both (docs/decisions).
    """
    leader = _leader(act, sitdown.leader_id)
    series = act.session.get(Series, sitdown.series_id) if sitdown.series_id else None
    cal = series_event(act, series) if series else None
    if series is None or cal is None:
        cancel_leader_single(act, sitdown)
        return
    who = standing(act, leader, cal)
    if who is not None and who.knows:
        numbers = fresh_numbers(act, cal, rise=True)
        with in_language(leader.language):
            event = override(
                act, series, sitdown, leader, numbers, party=guest(leader, chair=True), why=sitdown.reason
            )
        _send_cancel(act, who, event, sitdown, leader)
    _whole(act, series, cal, leader, rise=True, at_once=who is not None and who.knows)


def end_leader_series(act: Act, series: Series) -> None:
    """One letter that ends a series: cut after its last kept date, or cancelled whole when nothing is left."""
    cal = series_event(act, series)
    leader = _leader(act, series.leader_id)
    if cal is None:
        return
    if any(row.state != "cancelled" for row in rows_of(act, series)):
        _whole(act, series, cal, leader, rise=True, at_once=True, letter="series_ended")
        return
    row = guest_row(act, cal, leader.id)
    numbers = fresh_numbers(act, cal, rise=True)
    row.withdrawn_sequence, row.mailed = cal.sequence, False
    who = standing(act, leader, cal)
    if who is None or not who.knows:
        return
    with in_language(leader.language):
        event = whole_series(act, series, (), leader, numbers, party=guest(leader, chair=True), left_out=())
    send(
        act,
        who,
        replace(event, status=Status.CANCELLED, rule=None, exdates=()),
        method=Method.CANCEL,
        letter="series_ended",
        subject=("series", series.id),
        facts=_series_facts(act, series, leader, []),
        at_once=True,
    )


def series_event(act: Act, series: Series) -> CalEvent | None:
    """The recurring event of a series; None where its leader holds single events."""
    return act.session.scalar(
        select(CalEvent).where(CalEvent.series_id == series.id, CalEvent.role == "series")
    )


def rows_of(act: Act, series: Series) -> Sequence[Sitdown]:
    """All dates of a series that are rows, in the order of their slots."""
    return act.session.scalars(
        select(Sitdown).where(Sitdown.series_id == series.id).order_by(Sitdown.original_start)
    ).all()


def _leader(act: Act, leader_id: int) -> Person:
    return cast("Person", act.session.get(Person, leader_id))


def left_out_dates(act: Act, series: Series, rows: Sequence[Sitdown]) -> list[date]:
    """Dates its rule hits without a sit-down: by the rows as far as they go, by the programme beyond."""
    programme = cast("Programme", act.session.get(Programme, series.programme_id))
    why = reason_to_skip(act.session, programme, series)
    living = {day_of_slot(series, row) for row in rows if row.state != "cancelled"}
    made = series.horizon_on or series.starts_on
    edge = max(made, act.today + AHEAD)
    return [day for day in beats(series, edge) if (day not in living if day <= made else why(day))]


def _whole(
    act: Act,
    series: Series,
    cal: CalEvent,
    leader: Person,
    *,
    rise: bool,
    at_once: bool,
    letter: str = "",
) -> None:
    """The series' REQUEST with its EXDATEs, and after it every moved date again: an update may drop overrides."""
    rows = rows_of(act, series)
    left_out = left_out_dates(act, series, rows)
    cal.told = [day.isoformat() for day in left_out]
    numbers = fresh_numbers(act, cal, rise=rise)
    who = standing(act, leader, cal)
    guest_row(act, cal, leader.id).mailed = who is not None
    if who is None:
        return
    party = guest(leader, chair=True)
    with in_language(leader.language):
        event = whole_series(act, series, rows, leader, numbers, party=party, left_out=left_out)
    coming = [row for row in rows if row.state == "planned" and row.starts_at > act.at]
    letter = letter or ("series_changed" if who.knows else "series_opened")
    send(
        act,
        who,
        event,
        method=Method.REQUEST,
        letter=letter,
        subject=("series", series.id),
        facts=_series_facts(act, series, leader, coming),
        at_once=at_once,
    )
    for row in rows:
        slot_or_start = max(row.starts_at, row.original_start or row.starts_at)
        if row.state != "cancelled" and differs(series, row) and slot_or_start > act.at:
            _override(act, series, cal, row, leader, numbers, at_once=at_once)


def _override(
    act: Act,
    series: Series,
    cal: CalEvent,
    sitdown: Sitdown,
    leader: Person,
    numbers: Revision,
    *,
    at_once: bool = False,
) -> None:
    party = guest(leader, chair=True)
    with in_language(leader.language):
        event = override(act, series, sitdown, leader, numbers, party=party, why=sitdown.reason)
    who = standing(act, leader, cal, recurrence=recurrence_text(event))
    if who is None:
        return
    if who.replaced and who.told.last(recurrence_text(event)) is None and not differs(series, sitdown):
        return  # moved and put back before anybody was told
    send(
        act,
        who,
        event,
        method=Method.REQUEST,
        letter="sitdown_moved",
        subject=("sitdown", sitdown.id),
        facts={**about(act, sitdown, leader, who.to), "company": [], "seat_page": ""},
        at_once=at_once,
    )


def _single(act: Act, sitdown: Sitdown, leader: Person, letter: str) -> None:
    cal = event_of(act, sitdown, "lead")
    new = cal is None
    if cal is None:
        cal = new_event(act, "lead", sitdown_id=sitdown.id)
    row = guest_row(act, cal, leader.id)
    numbers = fresh_numbers(act, cal, rise=not new)
    who = standing(act, leader, cal)
    row.mailed = who is not None
    if who is None:
        return
    with in_language(leader.language):
        event = single(act, sitdown, leader, numbers, party=guest(leader, chair=True), why=sitdown.reason)
    send(
        act,
        who,
        event,
        method=Method.REQUEST,
        letter=letter if who.knows or new else "sitdown_planned",
        subject=("sitdown", sitdown.id),
        facts={**about(act, sitdown, leader, who.to), "company": [], "seat_page": ""},
    )


def cancel_leader_single(act: Act, sitdown: Sitdown) -> None:
    """Take a date out of a leader's calendar where it is an event of its own."""
    leader = _leader(act, sitdown.leader_id)
    cal = event_of(act, sitdown, "lead")
    row = act.session.get(CalGuest, (cal.id, leader.id)) if cal else None
    if cal is None or row is None or row.withdrawn_sequence is not None:
        return
    numbers = fresh_numbers(act, cal, rise=True)
    row.withdrawn_sequence, row.mailed = cal.sequence, False
    who = standing(act, leader, cal)
    if who is None or not who.knows:
        return
    with in_language(leader.language):
        event = single(act, sitdown, leader, numbers, party=guest(leader, chair=True), why=sitdown.reason)
    _send_cancel(act, who, event, sitdown, leader)


def _send_cancel(act: Act, who: Standing, event: Event, sitdown: Sitdown, leader: Person) -> None:
    send(
        act,
        who,
        replace(event, status=Status.CANCELLED),
        method=Method.CANCEL,
        letter="sitdown_cancelled",
        subject=("sitdown", sitdown.id),
        facts={**about(act, sitdown, leader, who.to), "chair": True},
        at_once=True,
    )


def _series_facts(act: Act, series: Series, leader: Person, coming: Sequence[Sitdown]) -> dict[str, object]:
    first = coming[0] if coming else None
    return {
        "first_name": leader.first_name,
        "leader": leader.name,
        "leader_first": leader.first_name,
        "title": series.title,
        "place": series.place or series.link,
        "dates": [(row.start_local.date(), row.start_local.time()) for row in coming[:8]],
        "more": max(len(coming) - 8, 0),
        "first": first.start_local.date() if first else None,
        "time": series.time_local,
        "minutes": series.minutes,
        "reason": series.end_reason,
        "page": links.to(act.settings, "series", series.id),
    }
