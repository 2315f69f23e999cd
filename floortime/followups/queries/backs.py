"""Reading what was found missing by who looked at what was done; knows its table and the history."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.followups.model import Back, Followup
from floortime.followups.queries.history import BACK, Line, lines_of
from floortime.followups.stages import OPEN
from floortime.people.model import Person

FLOORS = frozenset({"followup.reopened", "followup.confirmed", "followup.closed"})
"""What the floor, or a chief of staff in its place, has said since is read instead."""


class Missing(Struct, frozen=True):
    """What somebody found missing, and who that was; nobody where they are erased."""

    n: int
    words: str
    on: date
    by: str


def missing_in(session: Session, followup_id: int) -> list[Missing]:
    """All that was ever found missing, the newest first."""
    rows = session.execute(
        select(Back, Person)
        .outerjoin(Person, Person.id == Back.by_id)
        .where(Back.followup_id == followup_id)
        .order_by(Back.n.desc())
    )
    return [Missing(row.n, row.reason, row.on, by.name if by else "") for row, by in rows]


def still_missing(session: Session, followup: Followup) -> Missing | None:
    """What its owner is still to bring: nothing once it is done, or the floor has had the last word."""
    found = missing_in(session, followup.id) if followup.stage in OPEN else []
    return found[0] if found and _last_word(lines_of(session, followup.id)) else None


def _last_word(lines: Iterable[Line]) -> bool:
    said = [line for line in lines if line.verb in {BACK, *FLOORS} and "round" in line.facts]
    return bool(said) and max(said, key=lambda line: line.place).verb == BACK
