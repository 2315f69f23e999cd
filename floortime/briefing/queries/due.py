"""Which briefs stand now, which are over, and the next one of a series; knows sit-downs' tables."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from floortime.sitdowns import queries as sitdowns
from floortime.sitdowns.model import Sitdown

DAY_AFTER = timedelta(days=1)
"""How long after its beginning a brief is kept."""


def due_briefs(session: Session, at: datetime) -> list[int]:
    """Sit-downs of which today is the working day before, or the day itself, and that have not begun."""
    return sitdowns.due_reminders(session, at)


def over(session: Session, at: datetime, due: list[int]) -> int | None:
    """One sit-down that still has a brief although its day is over, or far off again."""
    return session.scalar(
        select(Sitdown.id)
        .where(
            Sitdown.brief != "",
            Sitdown.id.not_in(due),
            or_(Sitdown.starts_at > at, Sitdown.starts_at < at - DAY_AFTER),
        )
        .order_by(Sitdown.id)
        .limit(1)
    )


def next_of(session: Session, series_id: int, at: datetime) -> int | None:
    """The next date of a series that is still to come."""
    return session.scalar(
        select(Sitdown.id)
        .where(Sitdown.series_id == series_id, Sitdown.state == "planned", Sitdown.starts_at > at)
        .order_by(Sitdown.starts_at)
        .limit(1)
    )
