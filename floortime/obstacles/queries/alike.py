"""Entries like what somebody is typing, best match first, and what waits to be sorted like it; knows search, likeness."""

from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, column, func, literal_column, select, table, text
from sqlalchemy.orm import Session

from floortime import search
from floortime.obstacles.likeness import SEEN_OFTEN, hopeless, likeness, looked_for, stems, telling
from floortime.obstacles.model import Obstacle, Raising, Wording
from floortime.obstacles.stages import PUBLIC
from floortime.people.model import Department

LOOKED_AT = 60
SHOWN = 3


class Alike(Struct, frozen=True):
    """An entry of the log that may say the same."""

    code: str
    title: str
    language: str
    stage: str
    department: str
    voices: int


_COLUMNS = (
    select(
        Obstacle.code,
        Wording.title,
        Wording.source,
        Wording.language,
        Obstacle.stage,
        Department.name.label("department"),
        Obstacle.voices_n,
    )
    .join(Wording, (Wording.obstacle_id == Obstacle.id) & (Wording.language == Obstacle.language))
    .outerjoin(Department, Department.id == Obstacle.department_id)
    .where(Obstacle.stage.in_(PUBLIC))
)
_LITE = table("obstacle_search", column("rowid"), column("words"))
_FULL = table("obstacle_search", column("id"), column("tsv"))
_ON_SQLITE = (
    _COLUMNS.join(_LITE, _LITE.c.rowid == Obstacle.id)
    .where(text("obstacle_search MATCH :wanted"))
    .order_by(_LITE.c.rowid.desc())
    .limit(LOOKED_AT)
)
_ON_POSTGRES = (
    _COLUMNS.join(_FULL, _FULL.c.id == Obstacle.id)
    .where(_FULL.c.tsv.op("@@")(text("to_tsquery('simple', :wanted)")))
    .order_by(Obstacle.id.desc())
    .limit(bindparam("most", LOOKED_AT))
)


@cache
def _how_often(words: int, lite: bool) -> Any:
    """In how many entries each of so many words stands, as far as that is counted."""
    match = "obstacle_search MATCH :w{}" if lite else "obstacle_search.tsv @@ to_tsquery('simple', :w{})"
    found: list[Any] = [
        select(literal_column("1")).select_from(_LITE if lite else _FULL).where(text(match.format(n))).limit(SEEN_OFTEN)
        for n in range(words)
    ]  # fmt: skip
    return select(*(select(func.count()).select_from(one.subquery()).scalar_subquery() for one in found))


def _weighed(session: Session, wanted: list[str]) -> tuple[dict[str, float], dict[str, int]]:
    """How much each word tells, and in how many entries it stands."""
    lite = search.is_sqlite(session)
    given = {f"w{n}": f'"{word}"*' if lite else f"'{word}':*" for n, word in enumerate(wanted)}
    n = session.execute(_how_often(len(wanted), lite), given).one()
    standing = dict(zip(wanted, n, strict=True))
    return telling(standing), standing


def alike(session: Session, words: str, *, besides: str = "") -> list[Alike]:
    """The entries of the log that say enough of the same, the most first."""
    wanted = stems(words)
    if not wanted:
        return []
    weights, standing = _weighed(session, wanted)
    if hopeless(weights, standing):
        return []
    rare = looked_for(standing, LOOKED_AT)
    if search.is_sqlite(session):
        statement, match = _ON_SQLITE, " OR ".join(f'"{w}"*' for w in rare)
    else:
        statement, match = _ON_POSTGRES, " | ".join(f"'{w}':*" for w in rare)
    rows = (row for row in session.execute(statement, {"wanted": match}) if row.code != besides)
    scored = ((likeness(weights, row.title, row.source), row) for row in rows)
    best = sorted((pair for pair in scored if pair[0]), key=lambda pair: pair[0], reverse=True)
    return [
        Alike(r.code, r.title, r.language, r.stage, r.department or "", r.voices_n)
        for _score, r in best[:SHOWN]
    ]


class Unsorted(Struct, frozen=True):
    """What waits to be sorted too, as it was said: for nobody but who sorts it."""

    obstacle: Obstacle
    words: str


def alike_unsorted(session: Session, words: str, *, besides: int) -> list[Unsorted]:
    """What was raised and not sorted yet that says enough of the same, the most first. Whoever shows it asks who may read it."""
    wanted = stems(words)
    if not wanted:
        return []
    weights, _standing = _weighed(session, wanted)
    rows = session.execute(
        select(Obstacle, Raising.words)
        .join(Raising, Raising.obstacle_id == Obstacle.id)
        .where(Obstacle.stage == "sorting", Obstacle.id != besides)
        .order_by(Obstacle.id.desc())
        .limit(LOOKED_AT)
    )
    scored = ((likeness(weights, said), obstacle, said) for obstacle, said in rows)
    best = sorted((one for one in scored if one[0]), key=lambda one: one[0], reverse=True)
    return [Unsorted(obstacle, said) for _score, obstacle, said in best]
