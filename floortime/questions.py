"""Questions to the database that are put together of very many clauses, kept as text; knows no table."""

import gc
import re
from typing import Any, cast

from sqlalchemy import CompoundSelect, TextualSelect, bindparam, column, text
from sqlalchemy.engine import Dialect


def spelled_out(dialect: Dialect, statement: CompoundSelect[Any]) -> TextualSelect:
    """The same question as text with named places, for the few that are put together of very many clauses.

    Kept as clauses, the morning board's takes megabytes in each process; as text it takes some thirty thousand letters.
    """
    spelled = statement.compile(dialect=cast("Any", type(dialect))(paramstyle="named"))
    words = _LIST.sub(r":\1", spelled.string).replace(
        "::", " ::"
    )  # right behind a place a cast would be read as part of it
    places = [
        bindparam(name, b.value, type_=b.type, expanding=b.expanding, required=b.required)
        for b, name in spelled.bind_names.items()
    ]
    columns = [column(made.name, made.type) for made in statement.selected_columns]
    del statement, spelled
    _sweep()
    return text(words).bindparams(*places).columns(*columns)


def _sweep() -> None:
    """Clauses know each other in circles; left about, those of the boards are ten megabytes in each process."""
    if gc.get_freeze_count():  # else it would look through the whole application, for a tenth of a second
        gc.collect()


_LIST = re.compile(r"\(__\[POSTCOMPILE_(\w+?)(?:~~.*?~~REPL~~.*?~~)?\]\)")
