"""Reading the journal; knows its table."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.journal.model import Entry


def history(session: Session, kind: str, subject_id: int, limit: int = 200) -> Sequence[Entry]:
    """What happened to one thing, newest first; within a day what nobody did comes last, since it has no hour."""
    return session.scalars(
        select(Entry)
        .where(Entry.kind == kind, Entry.subject_id == subject_id)
        .order_by(
            Entry.on_day.desc(),
            Entry.at.desc().nulls_last(),
            Entry.turn.desc().nulls_last(),
            Entry.id.desc(),
        )
        .limit(limit)
    ).all()


def last_change(session: Session, kind: str, subject_id: int) -> Entry | None:
    """The newest line about one thing: who a reader lost a race to."""
    return next(iter(history(session, kind, subject_id, limit=1)), None)
