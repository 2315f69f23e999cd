"""The list of the log: 25 a page along the key, filtered and searched, in one Core statement; knows tables and search."""

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from msgspec import Struct
from sqlalchemy import (
    and_,
    bindparam,
    case,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from floortime import search
from floortime.followups.model import Followup
from floortime.followups.stages import OPEN
from floortime.obstacles.model import Answer, Obstacle, ObstacleFollowup, Round, Wording
from floortime.obstacles.queries.tallies import customers
from floortime.people.model import Person, Team
from floortime.people.naming import GUEST
from floortime.words import language

PAGE = 25
_ONE_PAGE: Any = literal_column(str(PAGE + 1))
"""One more than is shown tells whether there are older ones. Written into the statement: PostgreSQL then keeps one
plan for all readers (1 ms), where a bound number has nine tables planned anew at each reading (12 ms). A search is
the other way round: planned for its own words, it reads the whole log backwards."""


class Row(NamedTuple):
    """One entry as the list needs it. A tuple of plain values: its HTML is cached by them."""

    code: str
    stage: str
    waiting_kind: str
    waiting_id: int | None
    waiting_since_on: date | None
    published_on: date
    answer_due_on: date | None
    answered_on: date | None
    fixed_on: date | None
    review_on: date | None
    dimension: str
    department_id: int | None
    site_id: int | None
    team: str | None
    voices_n: int
    customers_n: int
    title: str
    language: str
    answer_kind: str | None
    answer: str | None
    answer_language: str | None
    answer_on: date | None
    signer: str | None
    person: str | None
    promise_due_on: date | None
    asked_until_on: date | None


class Wanted(Struct, frozen=True):
    """What a reader filtered by."""

    bar: str = ""
    site: int | None = None
    department: int | None = None
    dimension: str = ""
    q: str = ""
    after: str = ""

    @property
    def asked(self) -> dict[str, object]:
        """The same as an address says it."""
        return {
            "light": self.bar,
            "site": self.site,
            "department": self.department,
            "dimension": self.dimension,
            "q": self.q,
            "after": self.after,
        }


_LITE = table("obstacle_search", column("rowid"))
_FULL = table("obstacle_search", column("id"), column("tsv"))
_own, _readers = aliased(Wording), aliased(Wording)
_decider, _person = aliased(Person), aliased(Person)


def written(word: str) -> Any:
    """A word of our own written into the statement instead of bound to it.

    A partial index is used only where its condition stands in the statement, and a list of bound words would
    be taken apart anew at each execution.
    """
    return literal_column(f"'{word}'")


def name_of(person: Any) -> Any:
    """First and last name; a mark for a guest, whom nobody reads by name; null where there is no such person."""
    return case(
        (person.kind == written("guest"), written(GUEST)),
        else_=func.trim(person.first_name + " " + person.last_name),
    )


def columns() -> Any:
    """The row of an entry with everything that is said of it, without any condition."""
    part = aliased(Obstacle)
    # What was promised about an entry merged into this one counts here, however often it was merged on.
    parts = select(Obstacle.id.label("id")).correlate(Obstacle).cte("parts", recursive=True, nesting=True)
    parts = parts.union(select(part.id).join(parts, part.merged_into_id == parts.c.id))
    linked = select(ObstacleFollowup.followup_id).where(ObstacleFollowup.obstacle_id.in_(select(parts.c.id)))
    promise = (
        select(func.min(Followup.due_on))
        .where(
            Followup.id.in_(linked),
            or_(*(Followup.stage == written(stage) for stage in OPEN)),
        )
        .correlate(Obstacle)
        .scalar_subquery()
    )
    return (
        select(
            Obstacle.code, Obstacle.stage, Obstacle.waiting_kind, Obstacle.waiting_id, Obstacle.waiting_since_on,
            Obstacle.published_on, Obstacle.answer_due_on, Obstacle.answered_on, Obstacle.fixed_on,
            Obstacle.review_on, Obstacle.dimension, Obstacle.department_id, Obstacle.shown_site_id, Team.name,
            Obstacle.voices_n, customers(), func.coalesce(_readers.title, _own.title), func.coalesce(_readers.language, _own.language),
            Answer.kind, Answer.plain, Answer.language, Answer.on, name_of(_decider), name_of(_person),
            promise, Round.until_on,
        )
        .join(_own, and_(_own.obstacle_id == Obstacle.id, _own.language == Obstacle.language))
        .outerjoin(_readers, and_(_readers.obstacle_id == Obstacle.id, _readers.language == bindparam("language")))
        .outerjoin(Answer, and_(Answer.obstacle_id == Obstacle.id, Answer.n == Obstacle.answers_n))
        .outerjoin(_decider, _decider.id == Answer.decider_id)
        .outerjoin(_person, and_(_person.id == Obstacle.waiting_id, Obstacle.waiting_kind == "person"))
        .outerjoin(Team, Team.id == Obstacle.shown_team_id)
        .outerjoin(Round, and_(Round.obstacle_id == Obstacle.id, Round.n == Obstacle.asked_round))
    )  # fmt: skip


@lru_cache(256)
def _statement(chosen: frozenset[str], *, sqlite: bool) -> Any:
    """The list with these conditions; at most a few dozen shapes, each built once."""
    wanted = columns().where(
        Obstacle.bar != written("")
    )  # also beside one bar: the indexes hold these rows alone
    if "bar" in chosen:
        wanted = wanted.where(Obstacle.bar == bindparam("bar"))
    order: Any = Obstacle.id.desc()
    if "site" in chosen:
        wanted = wanted.where(Obstacle.shown_site_id == bindparam("site"))
    if "department" in chosen:
        wanted = wanted.where(Obstacle.department_id == bindparam("department"))
    if "dimension" in chosen:
        wanted = wanted.where(Obstacle.dimension == bindparam("dimension"))
    if "after" in chosen:
        wanted = wanted.where(Obstacle.id < _key_of_code())
    if "q" in chosen and sqlite:
        # Along the index's own row number, newest first, so that it stops after one page.
        wanted = wanted.join(_LITE, _LITE.c.rowid == Obstacle.id).where(text("obstacle_search MATCH :q"))
        order = _LITE.c.rowid.desc()
        if "after" in chosen:
            wanted = wanted.where(_LITE.c.rowid < _key_of_code())
    elif "q" in chosen:
        words = text("(to_tsquery('simple', :q) || to_tsquery(CAST(:cfg AS regconfig), :q))")
        wanted = wanted.join(_FULL, _FULL.c.id == Obstacle.id).where(_FULL.c.tsv.op("@@")(words))
    return wanted.order_by(order).limit(PAGE + 1 if "q" in chosen else _ONE_PAGE)


def _key_of_code() -> Any:
    other = aliased(Obstacle)
    return select(other.id).where(other.code == bindparam("after")).scalar_subquery()


def listed(connection: Connection, wanted: Wanted) -> tuple[list[Row], bool]:
    """One page, newest first, and whether older entries follow."""
    asked = _asked(connection, wanted)
    if asked is None:
        return [], False
    rows = connection.execute(*asked).all()
    return _as_rows(rows[:PAGE]), len(rows) > PAGE


def every(connection: Connection, wanted: Wanted, most: int) -> list[Row]:
    """All of them at once, for a table to take away: the newest `most`."""
    asked = _asked(connection, wanted)
    if asked is None:
        return []
    statement, given = asked
    return _as_rows(connection.execute(statement.limit(most), given).all())


def _asked(connection: Connection, wanted: Wanted) -> tuple[Any, dict[str, object]] | None:
    """The statement and what it is given; None where nothing can match."""
    sqlite = search.is_sqlite(connection)
    given = {
        "bar": wanted.bar,
        "site": wanted.site,
        "department": wanted.department,
        "dimension": wanted.dimension,
        "after": wanted.after,
        "q": search.query(wanted.q, sqlite=sqlite) if wanted.q else None,
    }
    if wanted.q and given["q"] is None:
        return None
    chosen = {name: value for name, value in given.items() if value}
    extra = {"language": language()}
    if "q" in chosen and not sqlite:
        extra["cfg"] = search.CONFIGURATIONS.get(language(), "simple")
    return _statement(frozenset(chosen), sqlite=sqlite), {**chosen, **extra}


def fixed(connection: Connection, after: str) -> tuple[list[Row], bool]:
    """One page of what the floor says is fixed, the newest word first."""
    rows = connection.execute(
        _fixed(after=bool(after)), {"language": language(), **({"after": after} if after else {})}
    ).all()
    return _as_rows(rows[:PAGE]), len(rows) > PAGE


def newest_fixed(connection: Connection, since: date) -> Row | None:
    """The last entry that was confirmed fixed since a day; one said in the reader's language goes before."""
    row = connection.execute(_newest_fixed(), {"language": language(), "since": since}).first()
    return None if row is None else Row._make(row)


@cache
def _newest_fixed() -> Any:
    theirs = case((Obstacle.language == bindparam("language"), 0), else_=1)
    wanted = columns().where(
        Obstacle.bar != written(""), Obstacle.bar == written("fixed"), Obstacle.fixed_on >= bindparam("since")
    )
    return wanted.order_by(theirs, Obstacle.fixed_on.desc(), Obstacle.id.desc()).limit(1)


@lru_cache(2)
def _fixed(*, after: bool) -> Any:
    wanted = columns().where(Obstacle.fixed_on.is_not(None))
    if after:
        other = aliased(Obstacle)
        day = select(other.fixed_on).where(other.code == bindparam("after")).scalar_subquery()
        wanted = wanted.where(
            or_(Obstacle.fixed_on < day, and_(Obstacle.fixed_on == day, Obstacle.id < _key_of_code()))
        )
    return wanted.order_by(Obstacle.fixed_on.desc(), Obstacle.id.desc()).limit(_ONE_PAGE)


def _as_rows(rows: Sequence[Any]) -> list[Row]:
    return [Row._make(row) for row in rows]


def matches(connection: Connection, q: str, most: int = 100) -> int:
    """How many entries match these words anywhere in the log, counted up to `most`."""
    wanted = search.query(q, sqlite=search.is_sqlite(connection))
    if wanted is None:
        return 0
    if search.is_sqlite(connection):
        inner = text("SELECT 1 FROM obstacle_search WHERE obstacle_search MATCH :q LIMIT :most")
    else:
        inner = text("SELECT 1 FROM obstacle_search WHERE tsv @@ to_tsquery('simple', :q) LIMIT :most")
    return len(connection.execute(inner, {"q": wanted, "most": most}).all())
