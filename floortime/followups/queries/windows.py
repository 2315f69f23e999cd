"""The board of follow-ups a window at a time, with the counts of its filters; knows its tables, people's and the lateness of dates."""

from collections.abc import Callable, Sequence
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
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session, aliased

from floortime.followups.model import Followup, Look
from floortime.followups.queries.lateness import Late
from floortime.followups.queries.parts import Part, given, parts
from floortime.followups.queries.ways import (
    SITE,
    Apart,
    ways,
    within_ways,
)
from floortime.people import sight
from floortime.people.access import Reader
from floortime.people.filters import Narrowed, Within, places, within
from floortime.people.model import Department, Person
from floortime.questions import ALL, built_once, planned_once, spelled_out

WINDOW = 25
COUNT = 1001
"""As far as anything is counted: what is more is said as "1,000+"."""
NEVER = date(9999, 12, 31)
_LOOKER = aliased(Person)
Between = Callable[[], ColumnElement[str]]
"""What stands between each promise that is said to be done and the floor's word: for those above to say, who know it."""


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
    between: str
    """What else the floor's word waits for: others, closing, or nothing."""
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


SAVED = "saved "
FILTERS = ("all", "late", "week", "nobody", "moved", "claimed", "mine", "done")


def window(
    session: Session,
    reader: Reader,
    narrowed: Narrowed,
    today: date,
    late: Late,
    between: Between,
    after: Place | None = None,
    saved: tuple[Narrowed, ...] = (),
) -> Window:
    """The first rows of a filter, or those after a place, and the counts of all filters and of the saved; one statement."""
    connection = session.connection()
    shapes = tuple(one.shape for one in saved)
    seer = sight.sight_of(reader)
    asked = _asked(
        connection.dialect, seer.shape, narrowed.shape, late.alike, between, after is not None, shapes
    )
    values = given(today, late, narrowed) | seer.given()
    for n, one in enumerate(saved):
        values |= places(one, str(n))
    if after is not None:
        values |= {"after_rank": after.rank, "after_on": after.on, "after_id": after.id}
    with planned_once(connection):
        rows = connection.execute(asked, values).all()
    counts = {r.what: r.id for r in rows if not r.code}
    counts["all"] += counts["claimed"]
    shown = [_row(r) for r in rows if r.code]
    own = tuple(counts.pop(f"{SAVED}{n}") for n in range(len(saved)))
    return Window(tuple(shown[:WINDOW]), len(shown) > WINDOW, counts, own)


Shape = tuple[str, bool, bool]


@built_once(64)
def _asked(
    dialect: Dialect,
    whose: sight.Shape,
    shape: Shape,
    late: Late,
    between: Between,
    after: bool,
    saved: tuple[Shape, ...],
) -> TextualSelect:
    """Put together once for all readers alike, whatever the day: building it costs fifty times what running it does."""
    seer = sight.in_places(whose)
    seen = ways(seer, beside=True)

    def of(one: Shape, there: Within) -> tuple[Part, ...]:
        return parts(one[0], seen, within_ways(there), seer.ids, late)

    asked = [(name, of((name, *shape[1:]), within(shape))) for name in FILTERS]
    asked[0] = ("all", asked[0][1][:1])  # what the floor is asked is counted by itself
    asked += [(f"{SAVED}{n}", of(one, within(one, str(n)))) for n, one in enumerate(saved)]
    shown = _shown(of(shape, within(shape)), between(), settled=shape[0] == "done", after=after)
    counts = [_counted(name, each) for name, each in asked]
    return spelled_out(dialect, union_all(*(select(one.subquery()) for one in (shown, *counts))))


def _shown(of: Sequence[Part], between: ColumnElement[str], *, settled: bool, after: bool) -> Any:
    """The first rows by their keys, then what they say: looked up for those alone that are shown."""
    every = (
        union_all(
            *(
                select(_keys(rank, part, one, settled=settled, after=after).subquery())
                for rank, part in enumerate(of)
                for one in part.each
            )
        )
        .limit(ALL)
        .subquery()
    )
    order = (every.c.rank, every.c.on_day.desc() if settled else every.c.on_day, every.c.id)
    keys = select(every).order_by(*order).limit(WINDOW + 1).subquery()
    order = (keys.c.rank, keys.c.on_day.desc() if settled else keys.c.on_day, keys.c.id)
    return (
        select(
            Followup.id, Followup.code, Followup.what, Followup.language, Followup.stage, Followup.owner_id,
            func.coalesce(Person.first_name + " " + Person.last_name, "").label("owner"), Look.looker_id,
            func.coalesce(_LOOKER.first_name + " " + _LOOKER.last_name, "").label("looker"), between.label("between"),
            func.coalesce(Department.name, "").label("department"), Followup.due_on, Followup.moves,
            func.coalesce(SITE, 0).label("site"), keys.c.rank, keys.c.on_day,
        )
        .join(keys, keys.c.id == Followup.id)
        .outerjoin(Person, Person.id == Followup.owner_id)
        .outerjoin(Department, Department.id == Followup.department_id)
        .outerjoin(Look, Look.followup_id == Followup.id)
        .outerjoin(_LOOKER, _LOOKER.id == Look.looker_id)
        .order_by(*order)
    )  # fmt: skip


def _keys(rank: int, part: Part, of: Apart, *, settled: bool, after: bool) -> Any:
    on, key = part.on, Followup.id
    asked = select(key, literal_column(str(rank), Integer).label("rank"), on.label("on_day")).where(of.where)
    if after:
        day, last = bindparam("after_on", type_=Date), bindparam("after_id", type_=BigInteger)
        reached = (on <= day) if settled else (on >= day)
        beyond = (on < day) if settled else (on > day)
        later = and_(reached, or_(beyond, key > last))
        at = bindparam("after_rank", type_=Integer)
        asked = asked.where(or_(at < rank, and_(at == rank, later)) if rank else and_(at == 0, later))
    first = func.coalesce(on, on) if of.few else on  # reckoned, so that no index offers itself
    return asked.order_by(first.desc() if settled else first, key).limit(WINDOW + 1)


def _counted(name: str, of: Sequence[Part]) -> Any:
    """How many rows a filter shows, counted in each way as far as anything is.

    In the order of the rows, of several partial indexes the one that was made for them is taken.
    """
    each = [(select(Followup.id).where(one.where), part.on, one.few) for part in of for one in part.each]
    rows = [found if few else found.order_by(on, Followup.id) for found, on, few in each]
    numbers = [
        select(func.count()).select_from(one.limit(COUNT).subquery()).scalar_subquery() for one in rows
    ]
    return _number(sum(numbers[1:], start=numbers[0]), literal_column(f"'{name}'", String))


def _number(n: Any, said: Any) -> Any:
    """Of the same shape as a row, without a code."""
    none, day = literal_column("''", String), cast(null(), Date)
    return select(
        n.label("id"), none.label("code"), said.label("what"), none.label("language"),
        none.label("stage"), cast(null(), BigInteger).label("owner_id"), none.label("owner"),
        cast(null(), BigInteger).label("looker_id"), none.label("looker"), none.label("between"), none.label("department"), day.label("due_on"), literal_column("0", Integer).label("moves"),
        literal_column("0", BigInteger).label("site"), literal_column("0", Integer).label("rank"), day.label("on_day"),
    )  # fmt: skip


def _row(r: Any) -> Row:
    return Row(
        r.id, r.code, r.what, r.language, r.stage, r.owner_id, r.owner.strip(), r.looker_id, r.looker.strip(), r.between, r.department, r.due_on, r.moves,
        r.site, r.rank, r.on_day or NEVER,
    )  # fmt: skip
