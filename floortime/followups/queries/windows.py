"""The board of follow-ups a window at a time, with the counts of its filters; knows its tables, people's and the lateness of dates."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    String,
    TextualSelect,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session, aliased

from floortime.followups.model import Followup, Look
from floortime.followups.queries.board import end_of_week, looked_at_by, sees_much, visible_to
from floortime.followups.queries.lateness import Late
from floortime.people.access import Reader
from floortime.people.filters import Narrowed, Within, places, within
from floortime.people.model import Department, Person
from floortime.people.queries import gone
from floortime.questions import built_once, spelled_out
from floortime.sitdowns.model import Sitdown

WINDOW = 25
COUNT = 1001
"""As far as anything is counted: what is more is said as "1,000+"."""
NEVER = date(9999, 12, 31)
# Written out, not bound: a partial index is used only where its condition stands in the statement.
STILL: Any = literal_column("followups.stage IN ('open', 'in_progress')")
_ASKED: Any = literal_column("followups.stage = 'claimed'")
_SETTLED: Any = literal_column("followups.stage IN ('confirmed', 'dropped')")
_LOOKER = aliased(Person)
_TWICE: Any = literal_column("followups.moves >= 2")
SITE = func.coalesce(
    Followup.site_id,
    select(Sitdown.site_id).where(Sitdown.id == Followup.sitdown_id).correlate(Followup).scalar_subquery(),
)
"""Whose working days a promise is late by."""


class Row(Struct, frozen=True):
    """One follow-up as the board prints it."""

    id: int
    code: str
    what: str
    language: str
    stage: str
    owner_id: int | None
    owner: str
    looker_id: int | None
    looker: str
    """Who is to look at what was done before the floor is asked; nobody where nobody is."""
    department: str
    due_on: date
    moves: int
    site: int
    rank: int
    """Which part of the filter it is of: what the floor is asked about stands after what is open."""
    on: date
    """What the board is in order of: the due date, or when it was settled."""


class Place(Struct, frozen=True):
    """After which row a window begins."""

    rank: int
    on: date
    id: int


class Window(Struct, frozen=True):
    """The rows that are shown at once, and how many each filter would show."""

    rows: tuple[Row, ...]
    more: bool
    counts: dict[str, int]
    saved: tuple[int, ...] = ()
    """How many each filter that its reader keeps would show."""


def place_of(row: Row) -> str:
    """A place as an address carries it."""
    return f"{row.rank}.{row.on}.{row.id}"


def place(written: str) -> Place | None:
    """The place that an address names; None for nonsense."""
    rank, on, key = [*written.split("."), "", "", ""][:3]
    if rank not in {"0", "1", "2"} or not key.isdecimal() or len(key) > 18:
        return None
    try:
        return Place(int(rank), date.fromisoformat(on), int(key))
    except ValueError:
        return None


def promises_within(within: Within) -> ColumnElement[bool]:
    """The condition that a promise is of one site, by itself or by its sit-down, or one department's to keep."""
    found: list[Any] = [true()]
    if within.site is not None:
        there = select(Sitdown.id).where(Sitdown.site_id == within.site)
        by_table = and_(Followup.site_id.is_(None), Followup.sitdown_id.in_(there))
        found.append(or_(Followup.site_id == within.site, by_table))
    if within.department is not None:
        found.append(Followup.department_id == within.department)
    return and_(*found)


def parts(show: str, ids: Collection[int], today: date, late: Late) -> tuple[ColumnElement[bool], ...]:
    """What a filter is made of: conditions that exclude each other, in the order in which their rows stand."""
    mine = Followup.owner_id.in_(ids)
    looks = and_(Followup.id.in_(looked_at_by(ids)), not_(func.coalesce(Followup.owner_id, 0).in_(ids)))
    soon = and_(late.to_come(Followup.due_on, SITE), Followup.due_on < end_of_week(today))
    found: dict[str, tuple[ColumnElement[bool], ...]] = {
        "all": (STILL, _ASKED),
        "late": (and_(STILL, late.past(Followup.due_on, SITE)),),
        "week": (and_(STILL, soon),),
        "nobody": (and_(STILL, or_(Followup.owner_id.is_(None), Followup.owner_id.in_(gone(today)))),),
        "moved": (and_(STILL, _TWICE),),
        "claimed": (_ASKED,),
        "mine": (and_(_ASKED, looks), and_(STILL, mine), and_(_ASKED, mine)),
        "done": (_SETTLED,),
    }
    return found.get(show, ())


SAVED = "saved "
FILTERS = ("all", "late", "week", "nobody", "moved", "claimed", "mine", "done")


def window(
    session: Session,
    reader: Reader,
    narrowed: Narrowed,
    today: date,
    late: Late,
    after: Place | None = None,
    saved: tuple[Narrowed, ...] = (),
) -> Window:
    """The first rows of a filter, or those after a place, and the counts of all filters and of the saved; one statement."""
    connection = session.connection()
    shapes = tuple(one.shape for one in saved)
    asked = _asked(connection.dialect, _of(reader), narrowed.shape, today, late, after is not None, shapes)
    given: dict[str, object] = {"late_on": late.on, **places(narrowed)}
    for n, one in enumerate(saved):
        given |= places(one, str(n))
    if after is not None:
        given |= {"after_rank": after.rank, "after_on": after.on, "after_id": after.id}
    rows = connection.execute(asked, given).all()
    counts = _counts([r for r in rows if not r.code], len(saved))
    shown = [_row(r) for r in rows if r.code]
    own = tuple(counts.pop(f"{SAVED}{n}") for n in range(len(saved)))
    return Window(tuple(shown[:WINDOW]), len(shown) > WINDOW, counts, own)


def _of(reader: Reader) -> Reader:
    """What of a reader the statement depends on."""
    return Reader(reader.id, "", "", "", "", roles=reader.roles, acts_for=reader.acts_for)


Shape = tuple[str, bool, bool]


@built_once(64)
def _asked(
    dialect: Dialect,
    reader: Reader,
    shape: Shape,
    today: date,
    late: Late,
    after: bool,
    saved: tuple[Shape, ...],
) -> TextualSelect:
    """Put together once for a reader and a day: building it costs more than running it."""
    show, ids = shape[0], {reader.id, *reader.acts_for}
    everything, much = visible_to(reader), sees_much(reader)
    seen = and_(everything, promises_within(within(shape)))
    first = [
        select(_part(rank, where, seen, settled=show == "done", after=after).subquery())
        for rank, where in enumerate(parts(show, ids, today, late))
    ]
    both = union_all(*first).subquery()
    order = (both.c.rank, both.c.on_day.desc() if show == "done" else both.c.on_day, both.c.id)
    shown = select(both).order_by(*order).limit(WINDOW + 1)
    asked = [(name, parts(name, ids, today, late), promises_within(within(shape))) for name in FILTERS]
    for n, one in enumerate(saved):
        asked.append((f"{SAVED}{n}", parts(one[0], ids, today, late), promises_within(within(one, str(n)))))
    if much:
        counts = [_counted(name, of, and_(everything, there)) for name, of, there in asked]
    else:
        counts = [_at_once([and_(or_(*of), there) for _name, of, there in asked], everything)]
    return spelled_out(dialect, union_all(*(select(one.subquery()) for one in (shown, *counts))))


def _part(rank: int, where: Any, seen: Any, *, settled: bool, after: bool) -> Any:
    on = Followup.settled_on if settled else Followup.due_on
    key = Followup.id
    asked = (
        select(
            key, Followup.code, Followup.what, Followup.language, Followup.stage, Followup.owner_id,
            func.coalesce(Person.first_name + " " + Person.last_name, "").label("owner"), Look.looker_id,
            func.coalesce(_LOOKER.first_name + " " + _LOOKER.last_name, "").label("looker"),
            func.coalesce(Department.name, "").label("department"), Followup.due_on, Followup.moves,
            func.coalesce(SITE, 0).label("site"), literal_column(str(rank), Integer).label("rank"), on.label("on_day"),
        )
        .outerjoin(Person, Person.id == Followup.owner_id)
        .outerjoin(Department, Department.id == Followup.department_id)
        .outerjoin(Look, Look.followup_id == Followup.id)
        .outerjoin(_LOOKER, _LOOKER.id == Look.looker_id)
        .where(where, seen)
    )  # fmt: skip
    if after:
        day, last = bindparam("after_on", type_=Date), bindparam("after_id", type_=BigInteger)
        reached = (on <= day) if settled else (on >= day)
        beyond = (on < day) if settled else (on > day)
        later = and_(reached, or_(beyond, key > last))
        at = bindparam("after_rank", type_=Integer)
        asked = asked.where(or_(at < rank, and_(at == rank, later)) if rank else and_(at == 0, later))
    return asked.order_by(on.desc() if settled else on, key).limit(WINDOW + 1)


def _counts(rows: Sequence[Any], saved: int) -> dict[str, int]:
    if len(rows) > 1:
        return {r.what: r.id for r in rows}
    names = (*FILTERS, *(f"{SAVED}{n}" for n in range(saved)))
    return dict(zip(names, (int(n) for n in rows[0].what.split()), strict=True))


def _at_once(of: Sequence[Any], seen: Any) -> Any:
    """How many rows each filter shows of the few that somebody sees: these are gone through once."""
    numbers: list[ColumnElement[str]] = [cast(func.count(case((one, 1))), String) for one in of]
    said = numbers[0]
    for one in numbers[1:]:
        said = said + literal_column("' '", String) + one
    counted = select(said.label("said")).select_from(Followup).where(seen).subquery()
    return _number(literal_column("0", BigInteger), counted.c.said)


def _counted(name: str, of: Sequence[Any], seen: Any) -> Any:
    """How many rows a filter shows, counted as far as anything is.

    In the order of the rows, of several partial indexes the one that was made for them is taken.
    """
    order = (Followup.settled_on if of and of[0] is _SETTLED else Followup.due_on, Followup.id)
    each = [
        select(func.count()).select_from(
            select(Followup.id).where(where, seen).order_by(*order).limit(COUNT).subquery()
        )
        for where in of
    ]
    n = sum((one.scalar_subquery() for one in each[1:]), start=each[0].scalar_subquery())
    return _number(n, literal_column(f"'{name}'", String))


def _number(n: Any, said: Any) -> Any:
    """Of the same shape as a row, without a code."""
    none, day = literal_column("''", String), cast(null(), Date)
    return select(
        n.label("id"), none.label("code"), said.label("what"), none.label("language"),
        none.label("stage"), cast(null(), BigInteger).label("owner_id"), none.label("owner"),
        cast(null(), BigInteger).label("looker_id"), none.label("looker"), none.label("department"), day.label("due_on"), literal_column("0", Integer).label("moves"),
        literal_column("0", BigInteger).label("site"), literal_column("0", Integer).label("rank"), day.label("on_day"),
    )  # fmt: skip


def _row(r: Any) -> Row:
    return Row(
        r.id, r.code, r.what, r.language, r.stage, r.owner_id, r.owner.strip(), r.looker_id, r.looker.strip(), r.department, r.due_on, r.moves,
        r.site, r.rank, r.on_day or NEVER,
    )  # fmt: skip
