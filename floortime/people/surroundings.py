"""What a board stands in: the sites and departments by name, the days off, and what its reader keeps of it; knows people's tables."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    Date,
    Integer,
    String,
    bindparam,
    cast,
    false,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.engine import Connection

from floortime.db import Id
from floortime.people.calendars import Calendar
from floortime.people.filters import MOST, Board, Narrowed, Saved
from floortime.people.model import BoardFilter, ClosedDay, Department, Site

Choices = tuple[tuple[int, str], ...]
_SITE, _DEPARTMENT, _CLOSED, _FILTER = range(4)
_NONE: Any = literal_column("0", Id)
_UNSAID: Any = literal_column("''", String)


class Surroundings(Struct, frozen=True):
    """All that a board asks beside its rows."""

    sites: Choices
    departments: Choices
    calendars: dict[int, Calendar]
    """The days off of every site."""
    saved: tuple[Saved, ...]
    """What the reader keeps of the board, in the order in which they kept it."""


def surroundings(connection: Connection, person_id: int, board: Board) -> Surroundings:
    """One statement, however many sites there are."""
    rows: Sequence[Any] = connection.execute(_asked(), {"who": person_id, "which": board}).all()
    parts: tuple[list[Any], ...] = ([], [], [], [])
    for row in rows:
        parts[row.part].append(row)
    closed: dict[int, set[date]] = {}
    for row in parts[_CLOSED]:
        closed.setdefault(row.id, set()).add(row.on_day)
    return Surroundings(
        _named(parts[_SITE]),
        _named(parts[_DEPARTMENT]),
        {r.id: Calendar(r.word, frozenset(closed.get(r.id, ()))) for r in parts[_SITE]},
        tuple(
            Saved(r.id, r.name, Narrowed(r.word, r.site, r.department), bool(r.first))
            for r in sorted(parts[_FILTER], key=lambda r: r.id)
        ),
    )


def _named(rows: list[Any]) -> Choices:
    return tuple((r.id, r.name) for r in sorted(rows, key=lambda r: r.name.casefold()))


@cache
def _asked() -> Any:
    """Built once: both boards ask it at every first reading."""
    own = BoardFilter.person_id == bindparam("who", type_=Id), BoardFilter.board == bindparam("which")
    filters = (
        _row(
            _FILTER, BoardFilter.id, BoardFilter.name, BoardFilter.shown, site=BoardFilter.site_id,
            department=BoardFilter.department_id, first=BoardFilter.is_first,
        )
        .where(*own, BoardFilter.removed_on.is_(None))
        .order_by(BoardFilter.id)
        .limit(MOST)
        .subquery()
    )  # fmt: skip
    return union_all(
        _row(_SITE, Site.id, Site.name, Site.country),
        _row(_DEPARTMENT, Department.id, Department.name),
        _row(_CLOSED, ClosedDay.site_id, on=ClosedDay.day),
        select(filters),
    )


def _row(
    part: int, key: Any, name: Any = _UNSAID, word: Any = _UNSAID, *, site: Any = _NONE, department: Any = _NONE,
    first: Any = None, on: Any = None,
) -> Any:  # fmt: skip
    """Of one shape, whatever it tells."""
    return select(
        literal_column(str(part), Integer).label("part"),
        key.label("id"),
        name.label("name"),
        func.coalesce(word, _UNSAID).label("word"),
        func.coalesce(site, _NONE).label("site"),
        func.coalesce(department, _NONE).label("department"),
        (false() if first is None else first).label("first"),
        (cast(null(), Date) if on is None else on).label("on_day"),
    )
