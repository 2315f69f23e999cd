"""How many customers hit an entry, with those merged into it; knows this room's tables."""

from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, aliased

from floortime.obstacles.model import Obstacle, Tally


def customers() -> ColumnElement[int]:
    """Of each entry, over all days."""
    part: Any = aliased(Obstacle)
    parts = select(Obstacle.id.label("id")).correlate(Obstacle).cte("parts", recursive=True, nesting=True)
    parts = parts.union(select(part.id).join(parts, part.merged_into_id == parts.c.id))
    total = select(func.sum(Tally.n)).where(Tally.obstacle_id.in_(select(parts.c.id))).correlate(Obstacle)
    return func.coalesce(total.scalar_subquery(), literal_column("0"))


def tallied(session: Session, obstacle_id: int) -> int:
    """Of one entry."""
    return session.scalar(select(customers()).where(Obstacle.id == obstacle_id)) or 0


def tallied_by_code(connection: Connection) -> dict[str, int]:
    """Of everything that the log shows and a customer hit."""
    shown = (
        select(Obstacle.code, customers().label("n")).where(Obstacle.bar != literal_column("''")).subquery()
    )
    return {row.code: row.n for row in connection.execute(select(shown).where(shown.c.n > 0))}
