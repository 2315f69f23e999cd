"""A house from a file: checked whole, then written in one transaction, and it sends nothing by itself; knows the archive, schema, outbox."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    LargeBinary,
    TableClause,
    Time,
    bindparam,
    column,
    delete,
    func,
    insert,
    inspect,
    select,
    table,
    text,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType, TypeEngine

from floortime import schema
from floortime.act import WORKER, begin
from floortime.backup.archive import Manifest, Reading, Saved
from floortime.db import ALIVE, Database, DutyRun, UtcDateTime
from floortime.errors import Refused
from floortime.files import shelf
from floortime.obstacles.actions.sorting import index_anew
from floortime.outbox import actions as outbox
from floortime.settings import Settings

Progress = Callable[[str, int], None]
_TYPES: dict[str, TypeEngine[Any]] = {
    "instant": UtcDateTime(),
    "local": DateTime(),
    "date": Date(),
    "time": Time(),
    "bytes": LargeBinary(),
    "json": JSON(none_as_null=True),
    "plain": NullType(),
}


def restore(db: Database, settings: Settings, reading: Reading, *, at: datetime, progress: Progress) -> int:
    """Fill an empty database; returns how many letters wait to be released by hand.

    Nothing is written before the file was read whole. The tables are made as they were when it was saved, filled,
    and then brought to this version's. From then on no letter leaves and no mailbox is read, until somebody says so:
    the house that was saved may still be running.
    """
    told = reading.manifest
    if told.revision > schema.newest():
        raise Refused(
            f"This backup stands at {told.revision}, newer than this version knows. Install Floortime {told.version}."
        )
    _only_empty(db)
    reading.check()
    if schema.current(db):
        schema.downgrade(db)
    schema.upgrade(db, told.revision)
    with db.writing() as session:
        _fill(session, reading, told, progress)
        if not db.is_sqlite:
            _count_on(session, told)
    schema.upgrade(db)
    for body in reading.files():
        shelf.put(settings.data, body)
    with begin(db, settings, by=WORKER, at=at) as act:
        act.session.execute(
            delete(DutyRun).where(DutyRun.duty == ALIVE[0])
        )  # that house's worker is not ours
        index_anew(act)
        return outbox.freeze(act)


def _only_empty(db: Database) -> None:
    """A database without tables, or with tables and nobody in them, as the first start leaves it."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("persons"):
            return
        if connection.scalar(text("select count(*) from persons")):
            raise Refused("There are people in this database. Restore into an empty one.")


def _fill(session: Session, reading: Reading, told: Manifest, progress: Progress) -> None:
    for saved in reversed(told.tables):  # what the migrations themselves put there
        session.execute(delete(_table(saved)))
    for saved in told.tables:
        into = _table(saved)
        late = [c.name for c in saved.columns if c.later]
        for rows in reading.rows(saved):
            session.execute(insert(into), [{**row, **dict.fromkeys(late)} for row in rows])
        for rows in reading.rows(saved) if late else ():
            _fill_in(session, saved, late, rows)
        progress(saved.name, saved.rows)


def _fill_in(session: Session, saved: Saved, late: list[str], rows: list[dict[str, Any]]) -> None:
    """What points at rows of the same table, now that they are there."""
    into = _table(saved)
    wanted = [row for row in rows if any(row[name] is not None for name in late)]
    if not wanted:
        return
    which = [into.c[name] == bindparam(f"key_{name}") for name in saved.key]
    values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in late}
    session.connection().execute(
        update(into).where(*which).values(values),
        [
            {
                **{f"key_{name}": row[name] for name in saved.key},
                **{f"to_{name}": row[name] for name in late},
            }
            for row in wanted
        ],
    )


def _table(saved: Saved) -> TableClause:
    """The table as the backup knows it, whatever this version's looks like."""
    return table(saved.name, *(column(c.name, _TYPES[c.kind]) for c in saved.columns))


def _count_on(session: Session, told: Manifest) -> None:
    """PostgreSQL gives out numbers from a sequence that knows nothing of the rows that came with theirs."""
    for saved in told.tables:
        if len(saved.key) != 1:
            continue
        into, key = _table(saved), saved.key[0]
        sequence = session.scalar(select(func.pg_get_serial_sequence(saved.name, key)))
        highest = session.scalar(select(func.max(into.c[key]))) if sequence else None
        if sequence and highest:
            session.execute(select(func.setval(sequence, highest)))
