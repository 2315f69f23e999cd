"""The search index of the obstacle log on both databases, written by code, never by triggers; knows text."""

import re
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from floortime.text import folded

# FTS5 triggers are lost in batch migrations and forbidden under trusted_schema=OFF, so the actions that
# write a wording call `index` themselves; a house test and the doctor compare rows with the index.
CONFIGURATIONS = {"en": "english", "nl": "dutch", "sv": "swedish", "nb": "norwegian"}


def is_sqlite(session: Session | Connection) -> bool:
    """Whether this session or connection speaks to the embedded database."""
    dialect = session.dialect if isinstance(session, Connection) else session.get_bind().dialect
    return dialect.name == "sqlite"


_LITE = text("INSERT OR REPLACE INTO obstacle_search(rowid, words) VALUES (:id, :words)")
_FULL = text(
    "INSERT INTO obstacle_search(id, tsv) VALUES"
    " (:id, to_tsvector('simple', :words) || to_tsvector(CAST(:cfg AS regconfig), :words))"
    " ON CONFLICT (id) DO UPDATE SET tsv = excluded.tsv"
)


def index(session: Session, key: int, words: str, language: str) -> None:
    """Put the words of one obstacle into the index, in place of what stood there."""
    index_all(session, [(key, words, language)])


def index_all(session: Session, entries: Iterable[tuple[int, str, str]]) -> None:
    """Put the words of many obstacles into the index: key, words, language."""
    lite = is_sqlite(session)
    rows = [
        {"id": key, "words": folded(words)}
        if lite
        else {"id": key, "words": folded(words), "cfg": CONFIGURATIONS.get(language, "simple")}
        for key, words, language in entries
    ]
    if rows:
        session.execute(_LITE if lite else _FULL, rows)


def drop(session: Session, key: int) -> None:
    """Take an obstacle out of the index."""
    column = "rowid" if is_sqlite(session) else "id"
    session.execute(text(f"DELETE FROM obstacle_search WHERE {column} = :id"), {"id": key})  # noqa: S608


def clear(session: Session) -> None:
    """Take everything out of the index."""
    session.execute(text("DELETE FROM obstacle_search"))


def compact(session: Session) -> None:
    """Let words that were taken out leave the index's own tables too: SQLite keeps them until it merges."""
    if is_sqlite(session):
        session.execute(text("INSERT INTO obstacle_search(obstacle_search) VALUES ('optimize')"))


def words_of(said: str) -> list[str]:
    """The words that a reader looks for, folded as what is looked through is."""
    return re.findall(r"[^\W_]+", folded(said))[:12]


def query(said: str, *, sqlite: bool) -> str | None:
    """What a reader typed as a match expression: all words, the last one as a beginning. None: nothing to look for."""
    found = words_of(said)
    if not found:
        return None
    if sqlite:
        return " ".join([*(f'"{w}"' for w in found[:-1]), f'"{found[-1]}"*'])
    return " & ".join([*(f"'{w}'" for w in found[:-1]), f"'{found[-1]}':*"])
