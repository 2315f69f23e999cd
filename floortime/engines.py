"""How each kind of database is opened, and how its writers come to their turn; knows no table."""

from time import monotonic
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.exc import DisconnectionError

PATIENCE = 10
"""Seconds that whoever wants something of the embedded database waits for the others."""
PATIENT = f"pragma busy_timeout={PATIENCE}000"
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an acknowledged act survives a power cut
    "foreign_keys=ON",
    "secure_delete=ON",  # what is erased is gone from the file
    "trusted_schema=OFF",
    "cache_size=-1000",  # of each connection, and each web thread has one; the operating system keeps the rest
)


def engine_for(url: str) -> Engine:
    """An engine whose readers see a snapshot and whose writers queue instead of failing.

    A failed statement is logged without its values: what was said in confidence would stand among them.
    """
    if url.startswith("sqlite"):
        engine = create_engine(url, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    engine = create_engine(url, hide_parameters=True, pool_size=4, max_overflow=8)
    event.listen(engine, "connect", _prepare_postgres)
    event.listen(engine, "handle_error", _without_values)
    event.listen(engine, "checkin", _rests)
    event.listen(engine, "checkout", _asked_after_a_rest)
    return engine


def _prepare_postgres(dbapi: Any, _record: Any) -> None:
    """No statement of ours is worth compiling: for the boards' long ones PostgreSQL spent more on it than on all the rest."""
    dbapi.autocommit = True
    dbapi.execute("set jit = off")
    dbapi.autocommit = False


RESTED = 5.0
"""Seconds after which a connection is asked whether it still stands; at every request the question cost as much as an answer."""


def _rests(_dbapi: Any, record: Any) -> None:
    record.info["rests_since"] = monotonic()


def _asked_after_a_rest(dbapi: Any, record: Any, _proxy: Any) -> None:
    since = record.info.get("rests_since")
    if since is None or monotonic() - since < RESTED:
        return
    try:
        dbapi.execute("select 1")
        if not dbapi.autocommit:
            dbapi.rollback()
    except Exception as gone:
        raise DisconnectionError from gone  # the pool opens another


def _without_values(context: ExceptionContext) -> None:
    """PostgreSQL's DETAIL quotes the failing row: what was said must not reach a log beside the time."""
    told = getattr(context.original_exception, "diag", None)
    if told is None or not told.message_detail:
        return
    context.original_exception.args = (told.message_primary,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (
            f"({type(context.original_exception).__name__}) {told.message_primary}",
        )


def _prepare_sqlite(dbapi: Any, _record: Any) -> None:
    dbapi.isolation_level = None  # the driver opens and commits nothing by itself
    for pragma in PRAGMAS:
        dbapi.execute("pragma " + pragma)
    dbapi.execute(PATIENT)


def begin_immediate(connection: Connection) -> None:
    """Begin as a writer: a reader that turns writer inside a snapshot fails at once with "database is locked".

    SQLite looks again ten times a second only, once it has waited a little, and whoever writes one act after the
    other is seldom at rest when it looks. Asked for a tenth of a second each time, it looks every 25 ms or sooner.
    """
    driver: Any = connection.connection.dbapi_connection
    end = monotonic() + PATIENCE
    driver.execute("pragma busy_timeout=100")
    try:
        while (begun := _begun(driver)) is None and monotonic() < end:
            pass
        if not begun:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # says what is wrong
    finally:
        driver.execute(PATIENT)


def _begun(driver: Any) -> bool | None:
    """Whether it could, or None where another writes."""
    import sqlite3  # not for houses on PostgreSQL

    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as wrong:
        return None if wrong.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY else False
    return True
