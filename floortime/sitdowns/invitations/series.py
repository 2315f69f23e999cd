"""The recurring event of a series in the calendars of those who belong to all its dates; knows posting and values."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from sqlalchemy import select

from floortime.act import Act
from floortime.ical.profile import single_fits
from floortime.ical.values import Event, Method, Status
from floortime.people.model import Person
from floortime.sitdowns.invitations.facts import led, of_series
from floortime.sitdowns.invitations.holders import Holder, guests_of, is_away, person_of, questions_of
from floortime.sitdowns.invitations.posting import guest_row, recurrence_text, send, standing
from floortime.sitdowns.invitations.singles import send_cancel
from floortime.sitdowns.invitations.values import (
    AHEAD,
    Revision,
    differs,
    fresh_numbers,
    override,
    whole_series,
)
from floortime.sitdowns.model import CalEvent, Programme, Series, Sitdown
from floortime.sitdowns.queries.clocks import told_clocks
from floortime.sitdowns.queries.planning import beats, day_of_slot, reason_to_skip
from floortime.sitdowns.recurrence import starts_at
from floortime.words import in_language


@dataclass(frozen=True, slots=True)
class _Edition:
    """One version of a series, as it goes out to several people."""

    series: Series
    cal: CalEvent
    rows: Sequence[Sitdown]
    left_out: Sequence[date]
    numbers: Revision
    questions: str
    sibling: str

    def to(self, act: Act, holder: Holder) -> Event:
        """The copy of one person, in their language; dates that somebody else leads for them are left out."""
        away = {
            day_of_slot(self.series, row)
            for row in self.rows
            if row.state != "cancelled" and is_away(self.series, row, holder)
        }
        with in_language(holder.person.language):
            return whole_series(
                act,
                self.series,
                self.rows,
                person_of(act, self.series.leader_id),
                self.numbers,
                party=holder.party,
                left_out=sorted({*self.left_out, *away}),
                questions=self.questions if holder.chair else "",
                sibling=self.sibling,
            )


def series_event(act: Act, series: Series) -> CalEvent | None:
    """The recurring event of a series; None where those who lead it hold single events."""
    return act.session.scalar(
        select(CalEvent).where(CalEvent.series_id == series.id, CalEvent.role == "series")
    )


def rows_of(act: Act, series: Series) -> Sequence[Sitdown]:
    """All dates of a series that are rows, in the order of their slots."""
    return act.session.scalars(
        select(Sitdown).where(Sitdown.series_id == series.id).order_by(Sitdown.original_start)
    ).all()


def left_out_dates(act: Act, series: Series, rows: Sequence[Sitdown]) -> list[date]:
    """Dates its rule hits without a sit-down: by the rows as far as they go, by the programme beyond."""
    programme = cast("Programme", act.session.get(Programme, series.programme_id))
    why = reason_to_skip(act.session, programme, series)
    living = {day_of_slot(series, row) for row in rows if row.state != "cancelled"}
    made = series.horizon_on or series.starts_on
    edge = max(made, act.today + AHEAD)
    return [day for day in beats(series, edge) if (day not in living if day <= made else why(day))]


def send_series(
    act: Act,
    series: Series,
    cal: CalEvent,
    to: Sequence[Holder],
    *,
    rise: bool = True,
    at_once: bool = False,
    letter: str = "series_changed",
    first: str = "series_opened",
    why: str = "",
    compare: bool | None = None,
    also: Collection[int] = (),
) -> None:
    """The series' REQUEST with its EXDATEs, and after it every moved date again: an update may drop overrides.

    `first` is the letter for those who did not hold it yet; `also` are dates to be sent again although they
    stand where the rule has them.
    """
    rows = [(guest_row(act, cal, holder.person.id), holder) for holder in to]
    again = any(row.withdrawn_sequence is not None for row, _holder in rows)
    edition = _edition(act, series, cal, rise=rise or again)
    for row, holder in rows:
        row.withdrawn_sequence = None
        who = standing(act, holder.person, cal)
        row.mailed = who is not None
        coming = [one for one in edition.rows if _to_come(act, one) and not is_away(series, one, holder)]
        if who is None or (not coming and series.state == "ended" and not who.knows):
            continue
        sent = send(
            act,
            who,
            edition.to(act, holder),
            method=Method.REQUEST,
            letter=letter if who.knows else first,
            subject=("series", series.id),
            facts=of_series(act, series, person_of(act, series.leader_id), holder.person, coming, why),
            at_once=at_once and who.knows,
            compare=compare,
        )
        for one in edition.rows:
            if not _may_differ(act, series, one, holder):
                continue
            told = who.told.last(slot_text(one)) is not None
            if one.id in also or told or differs(series, one):
                # Where only a calendar that kept the old date must hear of it, compare before repeating it.
                plain = told and not differs(series, one) and one.id not in also
                send_override(
                    act, series, cal, one, holder, edition.numbers, at_once=at_once and who.knows,
                    compare=plain or not sent, put_back=one.id in also,
                )  # fmt: skip


def _edition(act: Act, series: Series, cal: CalEvent, *, rise: bool) -> _Edition:
    rows = rows_of(act, series)
    left_out = left_out_dates(act, series, rows)
    cal.told, cal.clocks = [day.isoformat() for day in left_out], told_clocks(series)
    before = act.session.get(Series, series.split_of_id) if series.split_of_id else None
    sibling = series_event(act, before) if before else None
    return _Edition(
        series,
        cal,
        rows,
        left_out,
        fresh_numbers(act, cal, rise=rise),
        questions_of(act, series.programme_id),
        sibling.uid if sibling else "",
    )


def _to_come(act: Act, row: Sitdown) -> bool:
    return row.state == "planned" and row.starts_at > act.at


def _may_differ(act: Act, series: Series, row: Sitdown, holder: Holder) -> bool:
    slot_or_start = max(row.starts_at, row.original_start or row.starts_at)
    return row.state != "cancelled" and slot_or_start > act.at and not is_away(series, row, holder)


def slot_text(row: Sitdown) -> str:
    """A date's RECURRENCE-ID as the outbox keeps it."""
    return f"{row.original_start:%Y%m%dT%H%M%SZ}"


def send_override(
    act: Act,
    series: Series,
    cal: CalEvent,
    sitdown: Sitdown,
    holder: Holder,
    numbers: Revision,
    *,
    at_once: bool = False,
    compare: bool = False,
    put_back: bool = False,
    retimed: bool = True,
) -> None:
    """One date of a series that differs from it, alone, known by its original slot."""
    leader = person_of(act, sitdown.leader_id)
    holder = replace(holder, chair=holder.person.id == sitdown.leader_id)
    with in_language(holder.person.language):
        event = override(
            act, series, sitdown, leader, numbers, party=holder.party, why=sitdown.reason,
            questions=questions_of(act, series.programme_id),
        )  # fmt: skip
    who = standing(act, holder.person, cal, recurrence=recurrence_text(event))
    if who is None:
        return
    unheard = who.told.last(recurrence_text(event)) is None and not differs(series, sitdown)
    if who.replaced and unheard and not put_back:
        return  # moved and put back before anybody was told
    send(
        act,
        who,
        event,
        method=Method.REQUEST,
        letter="sitdown_moved",
        subject=("sitdown", sitdown.id),
        facts={**led(act, sitdown, leader, who.to, chair=holder.chair), "retimed": retimed},
        at_once=at_once,
        compare=compare or None,
    )


def cancel_date(
    act: Act,
    series: Series,
    cal: CalEvent,
    sitdown: Sitdown,
    to: Sequence[Holder],
    letter: str = "sitdown_cancelled",
) -> None:
    """Take one date out of the calendars of these people. The series without it follows (see docs/decisions)."""
    knowing = [(holder, who) for holder in to if (who := standing(act, holder.person, cal)) and who.knows]
    if not knowing:
        return
    numbers = fresh_numbers(act, cal, rise=True)
    leader = person_of(act, sitdown.leader_id)
    for holder, who in knowing:
        with in_language(holder.person.language):
            event = override(act, series, sitdown, leader, numbers, party=holder.party, why=sitdown.reason)
        send_cancel(act, who, event, sitdown, letter)


def cancel_series(
    act: Act, series: Series, cal: CalEvent, *, only: int | None = None, letter: str = "series_ended"
) -> None:
    """Take the whole series out of everybody's calendar, or out of one, in one letter each, at once."""
    rows = [(row, person) for row, person in guests_of(act, cal) if only is None or person.id == only]
    if not rows:
        return
    numbers = fresh_numbers(act, cal, rise=True)
    for row, person in rows:
        row.withdrawn_sequence, row.mailed = cal.sequence, False
        _cancel_whole(act, series, cal, Holder(person, chair=person.id == series.leader_id), numbers, letter)


def _cancel_whole(
    act: Act, series: Series, cal: CalEvent, holder: Holder, numbers: Revision, letter: str
) -> None:
    who = standing(act, holder.person, cal)
    if who is None or not who.knows:
        return
    leader: Person = person_of(act, series.leader_id)
    with in_language(holder.person.language):
        event = whole_series(act, series, (), leader, numbers, party=holder.party, left_out=())
    send(
        act,
        who,
        _anywhere(replace(event, status=Status.CANCELLED, rule=None, exdates=())),
        method=Method.CANCEL,
        letter=letter,
        subject=("series", series.id),
        facts=of_series(act, series, leader, holder.person, [], series.end_reason),
        at_once=True,
    )


def _anywhere(event: Event) -> Event:
    """An event whose zone can no longer be told to calendars, in UTC."""
    if single_fits(event.zone, event.start_local, event.minutes):
        return event
    return replace(
        event, zone="UTC", start_local=starts_at(event.start_local, event.zone).replace(tzinfo=None)
    )
