"""What every branch of the morning board shares: its columns, its order, who has left, and what is late; knows db and people's tables."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)

from floortime.db import Id, UtcDateTime

TODAY = bindparam("today", type_=Date)
WEEK_ON = bindparam("week_on", type_=Date)
NOW, SOON = bindparam("now", type_=UtcDateTime), bindparam("soon", type_=UtcDateTime)
NOTES_LATE = bindparam("notes_late", type_=UtcDateTime)


class Branch(Struct, frozen=True):
    """One kind of row: its statement, the two columns that say who waits longest, and its rows without what they say."""

    rows: Select[Any]
    on: Any
    key: Any
    bare: Select[Any]
    in_order: bool = False
    """The key alone says who waits longest: in its order nothing has to be sorted."""

    def first(self, rank: int, most: int, *, after: bool) -> Select[Any]:
        """Those who wait longest, or those who come after a place; `rank` orders kinds of the same day."""
        found = self.rows.add_columns(literal_column(str(rank), Integer).label("rank"))
        if after:
            found = found.where(self._after(rank))
        return found.order_by(*self._order()).limit(most)

    def _order(self) -> tuple[Any, ...]:
        return (self.key,) if self.in_order else (self.on, self.key)

    def _after(self, rank: int) -> ColumnElement[bool]:
        day, key = bindparam("after_on", type_=Date), bindparam("after_key", type_=Id)
        kind = bindparam("after_rank", type_=Integer)
        same = or_(kind < rank, and_(kind == rank, self.key > key))
        return and_(self.on >= day, or_(self.on > day, same))

    def count(self, most: int) -> Any:
        """How many there are, counted as far as `most`."""
        return select(func.count()).select_from(self.counted(most))

    def count_two(self, most: int, which: Any) -> Any:
        """The same, and how many of those that were counted are of one kind: in one pass."""
        each = self.counted(most, which.label("those"))
        return select(func.count(), func.coalesce(func.sum(case((each.c.those, 1), else_=0)), 0)).select_from(
            each
        )

    def counted(self, most: int, *more: Any) -> Any:
        """The keys of its rows, as many as are counted."""
        # In the order of the rows: of several partial indexes the one that was made for them is taken.
        return self.bare.add_columns(*more).order_by(*self._order()).limit(most).subquery()

    @staticmethod
    def count_all(branches: "Sequence[Branch]", most: int) -> Any:
        """How many rows several have together, as far as `most`: nobody counts on where one has that many."""
        each = [select(one.counted(most).c[0]) for one in branches]
        return select(func.count()).select_from(union_all(*each).limit(most).subquery())


def row(
    kind: Any,
    *,
    key: Any,
    code: Any = "",
    words: Any = "",
    language: Any = "",
    who: Any = "",
    department: Any = "",
    on: Any,
    n: Any = 0,
    site: Any = 0,
) -> tuple[ColumnElement[Any], ...]:
    """The columns every branch of the union shares, each read as the same type.

    No CAST: SQLite would make a number of a date.
    """

    def said(value: Any, kind_of: Any) -> ColumnElement[Any]:
        # Our own words are written out: bound, there would be two hundred of them.
        if isinstance(value, str):
            value = literal_column(f"'{value}'")
        return type_coerce(literal_column(str(value)) if isinstance(value, int) else value, kind_of)

    return (
        said(kind, String).label("kind"),
        said(key, Id).label("key"),
        said(code, String).label("code"),
        said(words, String).label("words"),
        said(language, String).label("language"),
        said(who, String).label("who"),
        said(department, String).label("department"),
        said(on, Date).label("on_day"),
        said(n, Integer).label("n"),
        said(site, Id).label("site"),
    )


def name_of(person: Any) -> Any:
    """Somebody's name; nothing where there is nobody."""
    return func.coalesce(person.first_name + " " + person.last_name, "")


def still_here(person: Any) -> ColumnElement[bool]:
    """The condition that somebody has not left: what waits on a leaver waits on nobody."""
    return and_(person.kind != "blank", or_(person.left_on.is_(None), person.left_on > TODAY))


def everywhere() -> ColumnElement[bool]:
    """No condition: a chief of staff of the whole house."""
    return true()
