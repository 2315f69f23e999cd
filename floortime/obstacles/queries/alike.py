"""Entries like what somebody is typing: the newest that share words, best match first; knows search, text."""

import re
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, column, select, table, text
from sqlalchemy.orm import Session

from floortime import search
from floortime.obstacles.model import Obstacle, Wording
from floortime.obstacles.stages import PUBLIC
from floortime.people.model import Department
from floortime.text import folded

SHORTEST = 4
"""Shorter words are mostly grammar, unless they are written in capitals or with a digit: VPN, 4G, SIM."""
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


def stems(words: str) -> list[str]:
    """Short names as they are, then longer words without their endings ("forms" finds "form"), longest first; at most eight."""
    found = {w for w in re.findall(r"[^\W_]+", folded(words)) if len(w) >= SHORTEST}
    longer = [w[: max(SHORTEST - 1, len(w) - 2)] for w in sorted(found, key=lambda w: (-len(w), w))]
    return [*_short_names(words), *longer][:8]


def _short_names(words: str) -> list[str]:
    """Words of two or three signs that are names of things; none where everything is in capitals."""
    if words == words.upper():
        return []
    short = (w for w in re.findall(r"[^\W_]+", words) if 1 < len(w) < SHORTEST)
    return sorted({folded(w) for w in short if w == w.upper() and not w.isdecimal()})[:3]


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


def alike(session: Session, words: str, *, besides: str = "") -> list[Alike]:
    """The entries that share at least two longer words with these (one, if there is only one)."""
    wanted = stems(words)
    if not wanted:
        return []
    if search.is_sqlite(session):
        rows: list[Any] = list(
            session.execute(_ON_SQLITE, {"wanted": " OR ".join(f'"{w}"*' for w in wanted)})
        )
    else:
        rows = list(session.execute(_ON_POSTGRES, {"wanted": " | ".join(f"'{w}':*" for w in wanted)}))
    scored = [
        ((*_score(wanted, f"{r.title} {r.source}"), _score(wanted, r.title)), r)
        for r in rows
        if r.code != besides
    ]
    enough = (min(2, len(wanted)), min(2, len(wanted)) * 3)
    alike_enough = [pair for pair in scored if pair[0][0] >= enough[0] and pair[0][1] >= enough[1]]
    # Two long words of the title say more than three short ones of the sentence behind it.
    best = sorted(alike_enough, key=lambda pair: (pair[0][1] + pair[0][2][1], pair[0]), reverse=True)
    return [
        Alike(r.code, r.title, r.language, r.stage, r.department or "", r.voices_n)
        for _score_, r in best[:SHOWN]
    ]


def _score(wanted: list[str], words: str) -> tuple[int, int]:
    """How many of the words are shared, and how long they are together: long ones say more."""
    there = re.findall(r"[^\W_]+", folded(words))
    shared = [w for w in wanted if any(word.startswith(w) for word in there)]
    return len(shared), sum(max(len(w), SHORTEST - 1) for w in shared)
