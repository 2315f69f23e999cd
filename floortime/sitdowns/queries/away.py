"""Sit-downs to come whose leader declined from their calendar; knows answering and sit-downs' tables."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, literal_column, select, union_all
from sqlalchemy.orm import Session, aliased

from floortime.sitdowns.answering import Said, counting
from floortime.sitdowns.model import CalAnswer, CalEvent, Sitdown


class Told(Struct, frozen=True):
    """One answer of a leader to a date they lead, or to its whole series."""

    sitdown_id: int
    series_id: int | None
    original_start: datetime | None
    event_id: int
    time_sequence: int
    said: Said


def declined() -> ColumnElement[bool]:
    """Whether somebody's last word on a sit-down, or on its series, was a no: those of which `away` looks at all answers."""
    # Written out: a partial index has the same condition. Answers themselves are a hundred times as many.
    no: Any = literal_column("cal_events.declined AND cal_events.role <> 'seat'")
    dates = select(CalEvent.sitdown_id).where(no, CalEvent.sitdown_id.is_not(None))
    of_series = aliased(Sitdown)
    series = (
        select(of_series.id)
        .join(CalEvent, CalEvent.series_id == of_series.series_id)
        .where(no, CalEvent.series_id.is_not(None))
    )
    # One list, from which both databases begin: of two they would go through all dates that there are.
    return Sitdown.id.in_(union_all(dates, series))


def told(*shown: Any, which: Iterable[ColumnElement[bool]]) -> Select[Any]:
    """What leaders answered of those of these dates that somebody declined, in their own events and in those of whole series.

    The dates are found first, then what holds them, then the answers: from all answers that there are, each would be
    tried with every date that its leader leads.
    """
    unsure = (*which, declined())
    own: Any = literal_column("cal_events.role <> 'seat'")
    alone = select(Sitdown.id, CalEvent.id.label("event")).join(CalEvent, CalEvent.sitdown_id == Sitdown.id)
    whole: Any = literal_column("cal_events.role = 'series'")
    series = select(Sitdown.id, CalEvent.id).join(CalEvent, CalEvent.series_id == Sitdown.series_id)
    holds = union_all(alone.where(own, *unsure), series.where(whole, *unsure))
    held = holds.cte("held").prefix_with("MATERIALIZED")
    return (
        select(*shown)
        .select_from(held)
        .join(Sitdown, Sitdown.id == held.c.id)
        .join(CalEvent, CalEvent.id == held.c.event)
        .join(CalAnswer, and_(CalAnswer.event_id == held.c.event, CalAnswer.person_id == Sitdown.leader_id))
    )


def leaders_away(session: Session, now: datetime) -> list[Sitdown]:
    """Sit-downs to come whose leader declined from their calendar, by date: each wants a substitute or another time.

    Who declined a whole series stands there once, with its next date. One statement, whatever they said.
    """
    rows = session.execute(
        told(
            Sitdown, CalEvent.id, CalEvent.time_sequence, CalAnswer,
            which=(Sitdown.state == "planned", Sitdown.starts_at > now),
        )
        .order_by(Sitdown.starts_at, Sitdown.id)
    ).all()  # fmt: skip
    dates: dict[int, Sitdown] = {row.id: row for row, *_rest in rows}
    answers = (
        Told(row.id, row.series_id, row.original_start, event_id, since,
             Said(a.recurrence, a.sequence, a.dtstamp, a.answer))
        for row, event_id, since, a in rows
    )  # fmt: skip
    return [dates[key] for key in away(answers)]


def away(answers: Iterable[Told]) -> list[int]:
    """The dates whose leader's no still counts, of all answers in the order of the dates; of a series its first."""
    said: dict[int, dict[tuple[int, int], list[Said]]] = {}
    dates: dict[int, Told] = {}
    for one in answers:
        dates[one.sitdown_id] = one
        of_event = said.setdefault(one.sitdown_id, {}).setdefault((one.event_id, one.time_sequence), [])
        of_event.append(one.said)
    found: dict[tuple[str, int | None], int] = {}
    for key, date in dates.items():
        best = _newest(said[key], _slot(date.original_start))
        if best is not None and best.answer == "declined":
            whole = not best.recurrence and date.series_id is not None
            found.setdefault(("series", date.series_id) if whole else ("date", key), key)
    return list(found.values())


def _newest(said: dict[tuple[int, int], list[Said]], slot: str) -> Said | None:
    """What counts of all that was said of a date, in the series and in events of its own."""
    counts = [counting(of, recurrence=slot, time_sequence=since) for (_event, since), of in said.items()]
    return max((one for one in counts if one is not None), key=lambda one: one.stamp, default=None)


def _slot(original_start: datetime | None) -> str:
    return f"{original_start.astimezone(UTC):%Y%m%dT%H%M%SZ}" if original_start else ""
