"""A running house into one file: one snapshot of all tables, whoever writes meanwhile; knows every table and the archive."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, Date, DateTime, LargeBinary, Table, Time, inspect, select, text
from sqlalchemy import Column as SqlColumn

from floortime import __version__, schema
from floortime.backup.archive import CHUNK, Column, Kind, Manifest, Writing
from floortime.db import Database, UtcDateTime
from floortime.errors import Refused
from floortime.files import shelf
from floortime.files.model import File
from floortime.people.model import House
from floortime.records import METADATA

Progress = Callable[[str, int], None]
"""Told of each table that is done, and how many rows it had."""

_KINDS: tuple[tuple[type[Any], Kind], ...] = (
    (UtcDateTime, "instant"),
    (DateTime, "local"),
    (Date, "date"),
    (Time, "time"),
    (LargeBinary, "bytes"),
    (JSON, "json"),
)


def save(
    db: Database, path: Path, *, at: datetime, secret: str, progress: Progress, data: Path | None = None
) -> Manifest:
    """Write the whole house to `path`, which must not be there yet, readable by its owner alone.

    `secret` is the key to keep with it: without it claim codes that were given out could not be shown again.
    Nothing here is changed by it: tables that stand at an older revision are saved as they stand, and whoever restores
    them brings the copy to their version. The file appears under its name only when it is whole. Deleted rows are not in it: only what the tables
    hold now is read, in the order of keys, which tells no order in which people came. `data` is the folder in which
    the files lie that people sent along; those that a row speaks of go with it.
    """
    if path.exists():
        raise Refused(f"{path} is there already. Choose another name.")
    if not path.parent.is_dir():
        raise Refused(f"There is no folder {path.parent}.")
    revision = _revision(db)
    growing = path.with_name(path.name + ".part")
    try:
        with open(growing, "xb", opener=_for_owner) as out:
            with _snapshot(db) as connection, Writing(out) as writing:
                _files(connection, writing, data, progress)
                told = _all(connection, writing, at, secret, progress, revision)
            out.flush()
            os.fsync(out.fileno())
        growing.rename(path)
    except FileExistsError as other:
        raise Refused(
            f"{growing} is there: another backup is being written, or one was cut short."
        ) from other
    except BaseException:
        growing.unlink(missing_ok=True)
        raise
    return told


def _all(
    connection: Connection, writing: Writing, at: datetime, secret: str, progress: Progress, revision: str
) -> Manifest:
    eye = inspect(connection)
    there = set(eye.get_table_names())
    for one in METADATA.sorted_tables:
        if one.name not in there:  # it came with a later revision than the one at which this house stands
            continue
        here = {column["name"] for column in eye.get_columns(one.name)}
        columns = [column for column in one.columns if column.name in here]
        key = tuple(str(column.name) for column in one.primary_key)
        told = tuple(_column(one, column) for column in columns)
        saved = writing.table(str(one.name), key, told, _rows(connection, one, columns))
        progress(saved.name, saved.rows)
    company = connection.scalar(select(House.company)) or ""
    return writing.end(version=__version__, revision=revision, made_at=at, company=company, secret=secret)


def _revision(db: Database) -> str:
    """At which the tables stand. What this version has never heard of it cannot save."""
    at = schema.current(db)
    if not at:
        raise Refused("The database has no tables: nothing is saved.")
    if at > schema.newest():
        raise Refused(
            f"The database stands at {at}, newer than this version knows. Install the newer version."
        )
    return at


def _files(connection: Connection, writing: Writing, data: Path | None, progress: Progress) -> None:
    """The bytes of every kept file; one that is missing from the folder is left out, and the doctor has said so."""
    if data is None or not inspect(connection).has_table(File.__tablename__):
        return
    for digest in connection.scalars(select(File.sha256).order_by(File.sha256)).all():
        body = shelf.take(data, digest)
        if body is not None:
            writing.file(digest, body)
    progress("files", len(writing.files))


def _column(table: Table, column: SqlColumn[Any]) -> Column:
    kind: Kind = next((kind for type_, kind in _KINDS if isinstance(column.type, type_)), "plain")
    return Column(str(column.name), kind, any(key.column.table is table for key in column.foreign_keys))


def _rows(connection: Connection, table: Table, columns: Sequence[SqlColumn[Any]]) -> Iterator[Any]:
    wanted = select(*columns).order_by(*table.primary_key)
    with connection.execution_options(yield_per=CHUNK).execute(wanted) as result:
        yield from result


@contextmanager
def _snapshot(db: Database) -> Iterator[Connection]:
    """A connection that sees one moment, however long it reads; nobody waits for it."""
    if db.is_sqlite:
        with db.reader.connect() as connection:
            connection.exec_driver_sql("BEGIN")  # in WAL mode the first reading fixes the moment
            try:
                yield connection
            finally:
                connection.exec_driver_sql("ROLLBACK")
        return
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        yield connection


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
