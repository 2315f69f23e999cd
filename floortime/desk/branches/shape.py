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
from floortime.questions import ALL

TODAY = bindparam("today", type_=Date)
WEEK_ON = bindparam("week_on", type_=Date)
NOW, SOON = bindparam("now", type_=UtcDateTime), bindparam("soon", type_=UtcDateTime)
READER = bindparam("reader", type_=Id)
NOTES_LATE = bindparam("notes_late", type_=UtcDateTime)


class Branch(Struct, frozen=True):
    """One kind of row: what its rows say, the two columns that say who waits longest, and its rows without what they say."""

    rows: Select[Any]
    """For any keys: which rows there are, is `bare`'s to say."""
    on: Any
    key: Any
    bare: tuple[Select[Any], ...]
    """One for each way to come by them, none of which finds what another does."""
    in_order: bool = False
    """The key alone says who waits longest: in its order nothing has to be sorted."""
    few: bool = False
    """So few that they are looked up and sorted, not met in the order of all there are."""
    walked: bool = False
    """Counted in the order of its rows: of several partial indexes the one that was made for them is taken. Others are spared the sorting."""

    def keys(self, rank: int, most: int, *, after: bool) -> list[Select[Any]]:
        """Those who wait longest, or those who come after a place, each way for itself; `rank` orders kinds of the same day."""
        columns = (
            self.key.label("key"),
            self.on.label("on_day"),
            literal_column(str(rank), Integer).label("rank"),
        )
        found = [way.with_only_columns(*columns, maintain_column_froms=True) for way in self.bare]
        if after:
            found = [way.where(self._after(rank)) for way in found]
        if not (self.walked or self.in_order):  # sorted with all the others: once
            return found
        return [way.order_by(*self._order()).limit(most) for way in found]

    def _order(self) -> tuple[Any, ...]:
        if self.few:  # reckoned, so that no index offers itself
            return func.coalesce(self.on, self.on), self.key
        return (self.key,) if self.in_order else (self.on, self.key)

    def _after(self, rank: int) -> ColumnElement[bool]:
        day, key = bindparam("after_on", type_=Date), bindparam("after_key", type_=Id)
        kind = bindparam("after_rank", type_=Integer)
        same = or_(kind < rank, and_(kind == rank, self.key > key))
        return and_(self.on >= day, or_(self.on > day, same))

    def count(self, most: int) -> Any:
        """How many there are, counted as far as `most` by each way."""
        each = [select(func.count()).select_from(way).scalar_subquery() for way in self.each_counted(most)]
        return select(sum(each[1:], start=each[0]).label("n"))

    def count_two(self, most: int, which: Any) -> Any:
        """The same, and how many of those that were counted are of one kind: in one pass."""
        each = self.counted(most, which.label("those"))
        return select(func.count(), func.coalesce(func.sum(case((each.c.those, 1), else_=0)), 0)).select_from(
            each
        )

    def counted(self, most: int, *more: Any) -> Any:
        """The keys of its rows, as many as are counted."""
        each = self.each_counted(most, *more)
        return each[0] if len(each) == 1 else union_all(*(select(way) for way in each)).limit(most).subquery()

    def each_counted(self, most: int, *more: Any) -> list[Any]:
        """The same, each way for itself."""
        each = [way.add_columns(*more) for way in self.bare]
        return [(way.order_by(*self._order()) if self.walked else way).limit(most).subquery() for way in each]

    @staticmethod
    def count_all(branches: "Sequence[Branch]", most: int) -> Any:
        """How many rows several have together, as far as `most`: nobody counts on where one has that many."""
        each = [select(way.c[0]) for one in branches for way in one.each_counted(most)]
        return select(func.count()).select_from(union_all(*each).limit(most).subquery())


def first_of(
    name: str, branches: "Sequence[tuple[int, Branch]]", most: int, *, after: bool
) -> list[Select[Any]]:
    """The first rows of several branches, each with its rank: by their keys, then what those say that are shown."""
    each = [select(keys.subquery()) for rank, one in branches for keys in one.keys(rank, most, after=after)]
    every = union_all(*each).limit(ALL).subquery()
    order = (every.c.on_day, every.c.rank, every.c.key)
    # Once, whatever of it is looked up by.
    shown = select(every).order_by(*order).limit(most).cte(name).prefix_with("MATERIALIZED")
    alike: dict[int, list[tuple[int, Branch]]] = {}
    for rank, branch in branches:
        alike.setdefault(id(branch.rows), []).append((rank, branch))
    found = []
    for several in alike.values():
        of = several[0][1]
        # No list: SQLite would make a table of it.
        these = or_(*(shown.c.rank == literal_column(str(rank), Integer) for rank, _branch in several))
        found.append(of.rows.add_columns(shown.c.rank).where(shown.c.key == of.key, these))
    return found


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
