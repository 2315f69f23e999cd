"""Sit-downs to come whose leader declined from their calendar; knows answering and sit-downs' tables."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, literal_column, or_, select, text
from sqlalchemy.orm import Session

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


def ever_declined() -> ColumnElement[bool]:
    """Whether anybody ever said no to a sit-down or its series as a whole: those of which `away` looks at all answers."""
    # Written out: a partial index has the same condition.
    own: Any = literal_column("cal_events.role <> 'seat'")
    no = and_(CalAnswer.event_id == CalEvent.id, CalAnswer.answer == "declined")
    dates = select(CalEvent.sitdown_id).join(CalAnswer, no).where(own, CalEvent.sitdown_id.is_not(None))
    series = select(CalEvent.series_id).join(CalAnswer, no).where(CalEvent.role == text("'series'"))
    return or_(Sitdown.id.in_(dates), Sitdown.series_id.in_(series.where(CalEvent.series_id.is_not(None))))


def told(*shown: Any) -> Select[Any]:
    """What leaders answered of dates, in their own events and in those of whole series."""
    mine = or_(
        CalEvent.sitdown_id == Sitdown.id,
        and_(CalEvent.series_id == Sitdown.series_id, CalEvent.role == "series"),
    )
    return (
        select(*shown)
        .select_from(Sitdown)
        .join(CalEvent, mine)
        .join(CalAnswer, and_(CalAnswer.event_id == CalEvent.id, CalAnswer.person_id == Sitdown.leader_id))
        .where(CalEvent.role != "seat")
    )


def leaders_away(session: Session, now: datetime) -> list[Sitdown]:
    """Sit-downs to come whose leader declined from their calendar, by date: each wants a substitute or another time.

    Who declined a whole series stands there once, with its next date. One statement, whatever they said.
    """
    rows = session.execute(
        told(Sitdown, CalEvent.id, CalEvent.time_sequence, CalAnswer)
        .where(Sitdown.state == "planned", Sitdown.starts_at > now, ever_declined())
        .order_by(Sitdown.starts_at, Sitdown.id)
    ).all()
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
