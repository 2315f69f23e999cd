"""Questions to the database that are put together of very many clauses, kept as text; knows no table."""

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, wraps
from threading import Lock
from typing import Any, ParamSpec, cast

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Select,
    TextualSelect,
    bindparam,
    column,
    text,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

ALL = 2**62
"""A limit that is none: without one SQLite sorts each part of a union for itself, and merges them."""
P = ParamSpec("P")


def built_once(most: int) -> Callable[[Callable[P, TextualSelect]], Callable[P, TextualSelect]]:
    """Keep the last `most` questions that a function has put together, and let one thread at a time do so.

    Two readers who ask the same at once would both have it built: twice the work, and twice the memory in between.
    """

    def keeping(build: Callable[P, TextualSelect]) -> Callable[P, TextualSelect]:
        kept, turn = lru_cache(most)(build), Lock()

        @wraps(build)
        def asked(*args: P.args, **kwargs: P.kwargs) -> TextualSelect:
            with turn:
                return kept(*args, **kwargs)  # type: ignore[arg-type]

        return asked

    return keeping


class _Among(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> "_Among":  # noqa: ARG002
        """A condition as it stands: SQLite has no booleans, so it would be compared with 1, and no index be used."""
        return self


@compiles(_Among)
def _in_these(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    what, keys = (compiler.process(one, **how) for one in element.clauses)
    return f"{what} IN {keys}"


@compiles(_Among, "postgresql")
def _in_an_array(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    what, keys = (compiler.process(one, **how) for one in element.clauses)
    return f"{what} = any(array{keys})"


def among(what: Any, keys: Select[int] | CompoundSelect[int]) -> ColumnElement[bool]:
    """That a column holds one of a few keys, which are looked up first and once.

    Of `IN` PostgreSQL makes a join: where it takes nearly all rows for narrowed away, it looks the few up anew for each of thousands.
    """
    return _Among(what, keys.scalar_subquery())


@contextmanager
def planned_once(connection: Connection) -> Iterator[None]:
    """Ask a long question in here: PostgreSQL keeps its plan, from the first time on.

    It would plan anew each time where it hopes for a better plan, which for the boards' questions costs more than all the rest.
    """
    if connection.dialect.name == "sqlite":  # keeps what it has planned in any case
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    usual, driver.prepare_threshold = driver.prepare_threshold, 0
    driver.execute("set plan_cache_mode = force_generic_plan")
    try:
        yield
    finally:
        driver.prepare_threshold = usual
        # After an error in an act the setting goes with the transaction, and any other word would be refused and hide the first.
        if driver.info.transaction_status.name in {"IDLE", "INTRANS"}:
            driver.execute("reset plan_cache_mode")


def spelled_out(dialect: Dialect, statement: CompoundSelect[Any]) -> TextualSelect:
    """The same question as text with named places, for the few that are put together of very many clauses.

    Kept as clauses, the morning board's takes megabytes in each process; as text it takes some thirty thousand letters.
    What is known already is written out: SQLite makes a plan anew at every asking where a place could decide whether a
    partial index is used, and a list would have all the text gone through.
    """
    spelled = statement.compile(dialect=cast("Any", type(dialect))(paramstyle="named"))
    known = {name: b for b, name in spelled.bind_names.items() if not b.required and b.value is not None}
    written = {name: _literal(b, dialect) for name, b in known.items() if b.value or not b.expanding}
    words = _LIST.sub(lambda found: written.get(found[1], f":{found[1]}"), spelled.string)
    words = _PLACE.sub(lambda found: written.get(found[1], found[0]), words)
    words = words.replace("::", " ::")  # right behind a place a cast would be read as part of it
    places = [
        bindparam(name, b.value, type_=b.type, expanding=b.expanding, required=b.required)
        for b, name in spelled.bind_names.items()
        if name not in written
    ]
    columns = [column(made.name, made.type) for made in statement.selected_columns]
    del statement, spelled
    _sweep()
    return text(words).bindparams(*places).columns(*columns)


def _literal(of: BindParameter[Any], dialect: Dialect) -> str:
    """What is known, as the database reads it; a colon in it is no place."""
    write = of.type.dialect_impl(dialect).literal_processor(dialect)
    if write is None:
        raise TypeError(f"{of.type} cannot be written out")
    values: Any = of.value
    said = ", ".join(write(one) for one in (values if of.expanding else [values]))
    return (f"({said})" if of.expanding else said).replace(":", "\\:")


def _sweep() -> None:
    """Clauses know each other in circles; left about, those of the boards are ten megabytes in each process."""
    if gc.get_freeze_count():  # else it would look through the whole application, for a tenth of a second
        gc.collect()


_LIST = re.compile(r"\(__\[POSTCOMPILE_(\w+?)(?:~~.*?~~REPL~~.*?~~)?\]\)")
_PLACE = re.compile(r"(?<![:\\\w]):(\w+)")
