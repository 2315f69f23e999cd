"""The morning board in one statement: everything that needs a hand today; reads obstacles, follow-ups, sit-downs."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    Date,
    cast,
    func,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from floortime.db import Id, Revision
from floortime.desk.branches import of_followups, of_obstacles, of_sitdowns, planned_by, row, to_sort
from floortime.followups.queries import chief_of
from floortime.mail.receiving import WAITING_FOR_A_PERSON
from floortime.obstacles.queries.headline import COUNTED, Headline, of_counts, window
from floortime.people.access import Reader
from floortime.sitdowns.queries.calendars import leaders_away

MOST = 100
"""Rows of one kind on a board. More than that is a different problem, and the count says "100+"."""
NOTES_LATE = timedelta(days=2)
SOON = timedelta(days=14)
WEEK = timedelta(days=7)
GROUPS = {
    "floor": ("sort", "reworded", "close", "works"),
    "departments": ("answer", "followup", "nobody", "review"),
    "leaders": ("away", "times", "notes", "unanswered", "seats"),
}
HEADLINE = "headline"
"""No row either: the numbers over the board."""
MAIL = "mail"
"""No row of a group: one item that says how many mails wait for a decision."""


class Item(Struct, frozen=True):
    """One row of the board."""

    kind: str
    """sort, reworded, close, works · answer, followup, nobody, review · away, times, notes, unanswered, seats."""
    key: int
    code: str
    words: str
    language: str
    who: str
    """Whom it waits on, where that is a name; empty where the kind says it."""
    department: str
    on: date | None
    """Since when, or due when."""
    n: int
    """Voices of what is asked, moves of a follow-up, people or seats of a sit-down."""
    at: datetime | None = None


@lru_cache(128)
def _statement(reader: Reader) -> Any:
    """Put together once for a chief of staff: building eleven branches costs more than running them."""
    branches = [
        *(branch.where(to_sort(reader)) for branch in of_obstacles()),
        *(branch.where(chief_of(reader)) for branch in of_followups()),
        *(branch.where(planned_by(reader)) for branch in of_sitdowns()),
    ]
    if reader.is_chief_everywhere:
        waiting = WAITING_FOR_A_PERSON.scalar_subquery()
        branches.append(select(*row(MAIL, key=0, on=cast(null(), Date), n=waiting)).where(waiting > 0))
    numbers = row(
        HEADLINE, key=0, code=Revision.name, on=cast(null(), Date), n=cast(func.sum(Revision.n), Id)
    )
    branches.append(select(*numbers).where(COUNTED).group_by(Revision.name))
    return union_all(*(select(branch.limit(MOST + 1).subquery()) for branch in branches))


def board(session: Session, reader: Reader, *, now: datetime, today: date) -> tuple[list[Item], Headline]:
    """Everything that needs this chief's hand today, who waits longest first within each kind; and the numbers over it.

    One statement, and a second where a leader ever said no to a date to come.

    Raw words stand on it: a chief of staff of one site or department reads nobody else's.
    """
    given = {
        "today": today,
        "week_on": today + WEEK,
        "now": now,
        "soon": now + SOON,
        "notes_late": now - NOTES_LATE,
        **window(today),
    }
    rows: Sequence[Any] = session.connection().execute(_statement(reader), given).all()
    items = [
        Item(r.kind, r.key, r.code, r.words, r.language, r.who.strip(), r.department, r.on_day, r.n)
        for r in rows
        if r.kind != HEADLINE
    ]
    numbers = of_counts({r.code: r.n for r in rows if r.kind == HEADLINE})
    if any(item.kind == "away" for item in items):
        away = {row.id for row in leaders_away(session, now)}
        items = [item for item in items if item.kind != "away" or item.key in away]
    order = [MAIL, *(kind for kinds in GROUPS.values() for kind in kinds)]
    return sorted(items, key=lambda i: (order.index(i.kind), i.on or date.max, i.key)), numbers
