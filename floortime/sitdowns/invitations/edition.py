"""One version of a recurring event as several people get it; knows values, holders and this room's planning."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from msgspec import Struct
from sqlalchemy import select

from floortime.act import Act
from floortime.ical.values import Event
from floortime.sitdowns.invitations.holders import Holder, is_away, party_in, person_of, questions_of
from floortime.sitdowns.invitations.values import AHEAD, Revision, whole_series
from floortime.sitdowns.model import CalEvent, Programme, Series, Sitdown
from floortime.sitdowns.queries.planning import beats, day_of_slot, reason_to_skip
from floortime.words import in_language


class Edition(Struct, frozen=True):
    """One version of a series, as it goes out to several people."""

    series: Series
    cal: CalEvent
    rows: Sequence[Sitdown]
    left_out: Sequence[date]
    numbers: Revision
    questions: str
    sibling: str

    def to(self, act: Act, holder: Holder, *, asked: bool = False) -> Event:
        """The copy of one person, in their language, with what they answered unless they are asked anew.

        Dates that somebody else leads for them are left out.
        """
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
                party=party_in(act, self.cal, holder, asked=asked),
                left_out=sorted({*self.left_out, *away}),
                questions=self.questions if holder.chair else None,
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


def edition(act: Act, series: Series, cal: CalEvent, numbers: Revision) -> Edition:
    """A series as it stands now, under these numbers."""
    rows = rows_of(act, series)
    before = act.session.get(Series, series.split_of_id) if series.split_of_id else None
    sibling = series_event(act, before) if before else None
    return Edition(
        series,
        cal,
        rows,
        left_out_dates(act, series, rows),
        numbers,
        questions_of(act, series.programme_id),
        sibling.uid if sibling else "",
    )
