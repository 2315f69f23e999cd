"""Taking the order out of a day's raisings, voices and verdicts on PostgreSQL; knows every table that such an act writes to.

PostgreSQL keeps beside each row which transaction wrote it (xmin) and where it lies (ctid), so that a copy of the
database tells who came after whom. Once a day is over, its rows are therefore written anew: in one transaction and
in random order. SQLite stores these rows by their keys, which are random within the day, and keeps nothing else.
What this covers and what not stands in docs/decisions/0008.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import TextClause, text
from sqlalchemy.exc import OperationalError

from floortime.act import Act
from floortime.db import Base, Database, Revision
from floortime.followups.model import Followup, NotYet
from floortime.journal.model import Entry
from floortime.obstacles.model import Obstacle, Raising, Round, Tally, Verdict, Voice
from floortime.outbox.model import Letter
from floortime.receipts import Receipt
from floortime.tokens import Token

MARK = "mixed"
"""The revisions that note how far the last mixing came: its day, its own transaction, the oldest one then running."""

_DAYS: dict[type[Base], str] = {
    Raising: "raised_on",
    Voice: '"on"',
    Verdict: '"on"',
    Tally: "day",
    Receipt: "made_on",
    Entry: "on_day",
    Obstacle: "raised_on",
    Round: "asked_on",
    Followup: "made_on",
    NotYet: '"on"',
    Letter: "(made_at at time zone 'UTC')::date",
    Token: "null::date",
    Revision: "null::date",
}
"""The tables, each with the day its row belongs to; null where a row has none and only its last change counts."""
_ONLY: dict[type[Base], str] = {Entry: "actor_kind = 'nobody'", Letter: "id < 0"}
"""Where a table holds more than that: the rows of acts by nobody, which alone need it."""


def mix_days(act: Act) -> bool:
    """The duty: write the rows of the days that are over anew. True when somebody was in the way: try again."""
    if act.session.get_bind().dialect.name == "sqlite":
        return False
    if not _alone_with_the_tables(act):
        return True
    low, own = act.session.execute(
        text(
            "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_current_xact_id()::text::bigint"
        )
    ).one()
    last = {key: (act.session.get(Revision, (MARK, key)) or Revision(n=0)).n for key in ("day", "own", "low")}
    given = {
        "today": act.today,
        "since": date.fromordinal(max(last["day"], 1)),
        "own": own - last["own"],
        "low": own - last["low"],
    }
    for table in _DAYS:
        act.session.execute(_written_anew(table), given)
    act.session.expire_all()
    for key, n in (("day", act.today.toordinal()), ("own", own), ("low", low)):
        act.session.merge(Revision(name=MARK, key=key, n=n))
    return False


def sweep(db: Database) -> None:
    """Take the dead rows out of the files; VACUUM stands outside of any transaction, so the duty cannot do it."""
    if db.is_sqlite:
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"vacuum {', '.join(_names())}"))


def _names() -> Iterable[str]:
    return [str(table.__table__) for table in _DAYS]


def _alone_with_the_tables(act: Act) -> bool:
    """Keep writers waiting for the moment it takes; readers read on.

    Given up sooner than PostgreSQL looks for deadlocks (a second), so that it is never a person's act that fails.
    """
    try:
        with act.session.begin_nested():
            act.session.execute(text("set local lock_timeout = '400ms'"))
            act.session.execute(text(f"lock table {', '.join(_names())} in exclusive mode"))
    except OperationalError:
        return False
    return True


def _written_anew(model: type[Base]) -> TextClause:
    """One statement that deletes the rows and inserts them again, shuffled; foreign keys are checked at its end.

    Taken are rows of days that the last mixing did not reach, and rows changed since. Those of the last mixing
    itself are left alone: their distance in transactions is exactly its own.
    """
    table, day, only = model.__table__, _DAYS[model], _ONLY.get(model, "true")
    return text(
        f"with gone as (delete from {table} where {only} and coalesce({day} < :today, true)"  # noqa: S608 - names of our own
        f" and (coalesce({day} >= :since, false) or age(xmin) <= :low and age(xmin) <> :own) returning *)"
        f" insert into {table} select * from gone order by random()"
    )
