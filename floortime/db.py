"""The database's door: table base, column types, sessions for reading and for one act; knows engines."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Executable,
    Integer,
    MetaData,
    String,
    bindparam,
    event,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from floortime.engines import begin_immediate, engine_for

Id = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit key; on SQLite the rowid itself."""


class Base(DeclarativeBase):
    """All tables; every constraint has a name, so that migrations can speak of it on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def partial(condition: str) -> dict[str, str]:
    """What an Index tells of itself (`info`) that holds only the rows of this condition.

    The migration says it to the database. Said to SQLAlchemy once for each database, it would load both
    dialects whole, at every start; a test compares it with what the databases hold.
    """
    return {"where": condition}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant on both databases; SQLite would hand back naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a naive instant: it would mean something else on every machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is not an instant")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give every stored instant its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Versioned:
    """A row that two people may edit: its version rises with every change, and a lost race raises Stale."""

    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy passes the class
        """Let SQLAlchemy compare the version in every UPDATE."""
        return {"version_id_col": cls.version}


class Revision(Base):
    """A number that rises with each change of a thing: ETags stand on it, and so do counts."""

    __tablename__ = "revisions"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True, default="")
    n: Mapped[int] = mapped_column(Id, default=0)


ALIVE = ("worker", "alive")
"""The row of duties in which a worker says that it is there."""


class DutyRun(Base):
    """That a duty ran for a slot: the primary key is what makes it once."""

    __tablename__ = "duty_runs"
    duty: Mapped[str] = mapped_column(String(60), primary_key=True)
    slot: Mapped[str] = mapped_column(String(40), primary_key=True)
    ran_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Database:
    """One engine in its two roles: reading without a transaction, writing in exactly one."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = engine_for(url)
        self.writer = self.engine.execution_options(writes=True)
        # Reading needs no transaction: each statement sees the newest committed state, and no BEGIN and
        # ROLLBACK stand around it. SQLite's driver opens none by itself, so the engine as it is reads so.
        self.reader = self.engine
        self.ready_keys: dict[Any, list[int]] = {}
        """Keys that were looked up for acts to come (tokens.py); every act of this process takes from them."""
        if self.is_sqlite:
            event.listen(self.writer, "begin", begin_immediate)
        else:
            self.reader = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    def reading(self, over: Connection | None = None) -> Session:
        """A session for reading; each statement sees the newest committed state."""
        return Session(over or self.reader, expire_on_commit=False, autoflush=False)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session for one act: committed at the end, rolled back whole if anything is raised."""
        shared = {"ready_keys": self.ready_keys}
        with Session(self.writer, expire_on_commit=False, info=shared) as session, session.begin():
            yield session

    def close(self) -> None:
        """Give all connections back to the operating system."""
        self.engine.dispose()


def state_of(connection: Connection) -> object:
    """The database as this connection sees it: while this is the same, so is every answer it gives.

    SQLite says how often others have changed the file, and how much this connection has; PostgreSQL names all
    that a statement can see. Of two connections the states mean nothing beside each other.
    """
    if connection.dialect.name == "sqlite":
        own: Any = connection.connection.dbapi_connection
        return connection.exec_driver_sql("pragma data_version").scalar_one(), own.total_changes
    return connection.exec_driver_sql("select pg_current_snapshot()::text").scalar_one()


def insert_or(session: Session, table: Any) -> Any:
    """An INSERT that may say ON CONFLICT, in this database's words; the other database's are never loaded."""
    return _inserting(session.get_bind().dialect.name, table)


def _inserting(dialect: str, table: Any) -> Any:
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]
    return insert(table)


def add_unless(session: Session, table: Any, values: dict[str, object], *unique: str) -> bool:
    """Insert a row unless one with the same `unique` columns is there already; whether it was inserted."""
    statement = _unless(session.get_bind().dialect.name, table, unique)
    return bool(in_act(session).execute(statement, values).rowcount)


@cache
def _unless(dialect: str, table: Any, unique: tuple[str, ...]) -> Executable:
    statement: Executable = _inserting(dialect, table).on_conflict_do_nothing(index_elements=unique)
    # Without being told, an INSERT's cursor is let go before it is asked how many rows it wrote, and psycopg then says -1.
    return statement.execution_options(preserve_rowcount=True)


def in_act(session: Session) -> Connection:
    """The connection of an act's session, for writing past the mapper; a session looks for it anew at every question."""
    found: Connection | None = session.info.get("connection")
    if found is None or found.closed:  # a session may go on to its next transaction: the demo's does
        found = session.info["connection"] = session.connection()
    return found


def bump(session: Session, name: str, key: str = "", by: int = 1) -> None:
    """Raise a revision (or a counter) inside the act that changes what it stands for."""
    session.flush()
    session.execute(_raising(session.get_bind().dialect.name), {"which": name, "about": key, "by": by})


@cache
def _raising(dialect: str) -> Executable:
    """The statement of `bump`, built once: every act says it, some of them several times."""
    table = Base.metadata.tables[Revision.__tablename__]
    by = bindparam("by", type_=Id)
    values = {"name": bindparam("which"), "key": bindparam("about"), "n": by}
    statement: Executable = (
        _inserting(dialect, table)
        .values(values)
        .on_conflict_do_update(index_elements=["name", "key"], set_={"n": table.c.n + by})
    )
    return statement
