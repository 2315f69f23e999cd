"""Reading how far a promise is; knows its table."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floortime.followups.model import Progress
from floortime.people.model import Person


class Line(Struct, frozen=True):
    """One thing that was said."""

    n: int
    words: str
    on: date
    by: str
    shown: bool
    waits: bool
    """It says what was done, and waits for something that shows it."""


def progress_of(session: Session, followup_id: int) -> list[Line]:
    """All that was said, the newest first."""
    rows = session.execute(
        select(Progress, Person)
        .outerjoin(Person, Person.id == Progress.by_id)
        .where(Progress.followup_id == followup_id)
        .order_by(Progress.n.desc())
        .limit(100)
    )
    return [
        Line(p.n, p.words, p.on, by.name if by else "", p.shown_on is not None, p.waits) for p, by in rows
    ]


def last_words(lines: Sequence[Line]) -> list[Line]:
    """What was said last, and what was said to be done before it where that still waits."""
    return [line for n, line in enumerate(lines) if not n or line.waits]


def waiting_claim(session: Session, followup_id: int) -> Progress | None:
    """What its owner says was done, as long as that waits for something that shows it."""
    return session.scalar(
        select(Progress).where(Progress.followup_id == followup_id, Progress.waits).limit(1)
    )


def shown_progress(session: Session, followup_ids: Sequence[int]) -> dict[int, Progress]:
    """The newest line of each promise that the log shows."""
    newest = (
        select(Progress.followup_id, func.max(Progress.n).label("n"))
        .where(Progress.followup_id.in_(followup_ids), Progress.shown_on.is_not(None))
        .group_by(Progress.followup_id)
        .subquery()
    )
    rows = session.scalars(
        select(Progress).join(
            newest, (newest.c.followup_id == Progress.followup_id) & (newest.c.n == Progress.n)
        )
    )
    return {row.followup_id: row for row in rows}


def last_said(session: Session, followup_id: int, person_id: int) -> str:
    """What somebody said last about a promise."""
    found = session.scalar(
        select(Progress.words)
        .where(Progress.followup_id == followup_id, Progress.by_id == person_id)
        .order_by(Progress.n.desc())
        .limit(1)
    )
    return found or ""
