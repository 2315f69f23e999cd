"""What waits on a department, who waits longest first, and what of its entries is fixed; knows the list."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, bindparam, func, literal_column, select, union_all
from sqlalchemy.engine import Connection

from floortime.log.queries.listing import Row, columns, written
from floortime.obstacles.model import Obstacle
from floortime.words import language

MOST = 12
FIXED = 5
WAITS = ("published", "in_hand")
"""What is ready to close waits on the chief of staff."""


def its_entries(connection: Connection, department_id: int, since: date) -> tuple[list[Row], list[Row], bool]:
    """What waits on it now, what the floor said last since a day is fixed, and whether more waits than is given here."""
    given = {"department": department_id, "language": language(), "since": since}
    rows = connection.execute(_statement(), given).all()
    waits = sorted((r for r in rows if r[0] == "waits"), key=lambda r: (r.since, r.key))
    fixed = sorted((r for r in rows if r[0] == "fixed"), key=lambda r: (r.since, r.key), reverse=True)

    def plain(found: list[Any]) -> list[Row]:
        return [Row._make(r[3:]) for r in found]

    return plain(waits[:MOST]), plain(fixed), len(waits) > MOST


@cache
def _statement() -> Any:
    ours = Obstacle.department_id == bindparam("department")
    since = func.coalesce(Obstacle.waiting_since_on, Obstacle.published_on)

    def part(kind: str, day: Any) -> Any:
        first = [literal_column(f"'{kind}'").label("kind"), day.label("since"), Obstacle.id.label("key")]
        # A row's own columns have no names of their own that differ: each is given one, for the union.
        named = [one.label(f"c{n}") for n, one in enumerate(columns().selected_columns)]
        return columns().with_only_columns(*first, *named).where(ours)

    waits = part("waits", since).where(Obstacle.stage.in_([written(stage) for stage in WAITS]))
    here = (Obstacle.stage == written("fixed"), Obstacle.fixed_on >= bindparam("since", type_=Date))
    fixed = part("fixed", Obstacle.fixed_on).where(*here)
    newest = fixed.order_by(Obstacle.fixed_on.desc(), Obstacle.id.desc()).limit(FIXED)
    longest = waits.order_by(since, Obstacle.id).limit(MOST + 1)
    return union_all(select(longest.subquery()), select(newest.subquery()))
