"""The morning board's one statement: rows of each group, counts of each branch, and the numbers over them."""

from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    Date,
    Integer,
    String,
    TextualSelect,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.engine import Dialect

from floortime.db import Id, Revision
from floortime.desk.branches import Branch, Late, branches, first_of, row, said_of
from floortime.desk.groups import (
    AWAY,
    BESIDE,
    COUNT,
    COUNTED,
    COUNTED_ALONE,
    HEADLINE,
    HELD,
    MAIL,
    NOTES_LATE,
    SAVED,
    SHUT,
    SOON,
    WEEK,
    WINDOW,
    WITH,
    names_of,
)
from floortime.mail.receiving import WAITING_FOR_A_PERSON
from floortime.obstacles.queries.headline import COUNTED as SUMMED
from floortime.obstacles.queries.headline import window
from floortime.outbox.model import Hold, Shut
from floortime.outbox.queries import IS_HELD, IS_SHUT, held_back, on_the_way
from floortime.people import sight
from floortime.people.filters import within
from floortime.questions import built_once, spelled_out

_NO_RANK = literal_column("0", Integer).label("rank")


class Place(Struct, frozen=True):
    """After which row a window begins."""

    on: date
    rank: int
    key: int


def given(reader: int, now: datetime, today: date, late: Late, after: Place | None) -> dict[str, object]:
    values: dict[str, object] = {
        "reader": reader,
        "today": today,
        "week_on": today + WEEK,
        "now": now,
        "soon": now + SOON,
        "notes_late": now - NOTES_LATE,
        **late.given(),
        **window(today),
    }
    if after is not None:
        values |= {"after_on": after.on, "after_rank": after.rank, "after_key": after.key}
    return values


@built_once(64)
def asked(
    dialect: Dialect,
    whose: sight.Shape,
    late: Late,
    which: tuple[tuple[str, tuple[str, ...]], ...],
    after: bool,
    shapes: tuple[tuple[str, bool, bool], ...],
) -> TextualSelect:
    """Put together once for all who see as much, whatever the day: building the branches costs more than running them.

    The first shape is what the board is narrowed to, the others are those that are counted alone.
    """
    seer = sight.in_places(whose)
    everything = branches(seer, late)
    of, parts = (branches(seer, late, within(shapes[0])) if any(shapes[0][1:]) else everything), []
    for group, names in which:
        ranked = [(rank, of[name]) for rank, name in enumerate(names) if name != AWAY]
        if ranked:
            parts += first_of(f"first_{group}", ranked, WINDOW + 1, after=after)
    parts += first_of("first_away", [(0, everything[AWAY])], COUNT, after=False)
    parts.append(said_of(seer))
    parts += [
        select(*_number(COUNTED, name, of[name].count(COUNT).scalar_subquery()))
        for name in COUNTED_ALONE
        if name not in BESIDE
    ]
    parts += [_two(name, *both, of) for name, both in WITH.items()]
    parts += [_saved(n, one, branches(seer, late, within(one, str(n)))) for n, one in enumerate(shapes[1:])]
    if seer.is_chief_everywhere:
        mails = WAITING_FOR_A_PERSON.scalar_subquery()
        parts.append(select(*_number(MAIL, "", mails)).where(mails > 0))
    held, since = held_back(COUNT).scalar_subquery(), cast(Hold.since, String)
    parts.append(select(*_number(HELD, since, held)).where(IS_HELD))
    since = cast(Shut.since, String)
    parts.append(select(*_number(SHUT, since, on_the_way(COUNT).scalar_subquery())).where(IS_SHUT))
    sums = _number(HEADLINE, Revision.name, cast(func.sum(Revision.n), Id))
    parts.append(select(*sums).where(SUMMED).group_by(Revision.name))
    return spelled_out(dialect, union_all(*(select(part.subquery()) for part in parts)))


def _saved(n: int, shape: tuple[str, bool, bool], of: dict[str, Any]) -> Any:
    """How many rows a filter shows that somebody keeps, but for those whose leader is away."""
    each = [of[name] for name in names_of(shape[0]) if name != AWAY]
    n_of = Branch.count_all(each, COUNT).scalar_subquery() if each else literal_column("0", Integer)
    return select(*_number(SAVED, str(n), n_of))


def _two(name: str, beside: str, which: Any, of: dict[str, Any]) -> Any:
    """How many rows a branch has, and how many of these are another's as well."""
    both = of[name].count_two(COUNT, which).subquery()
    n, those = both.c
    return select(*row(COUNTED, key=those, code=name, words=beside, on=cast(null(), Date), n=n), _NO_RANK)


def _number(kind: str, code: Any, n: Any) -> tuple[Any, ...]:
    return (*row(kind, key=0, code=code, on=cast(null(), Date), n=n), _NO_RANK)
