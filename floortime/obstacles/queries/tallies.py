"""How many customers hit an entry, with those merged into it; knows this room's tables."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floortime.obstacles.model import Tally
from floortime.obstacles.queries.entries import with_parts


def tallied(session: Session, obstacle_id: int) -> int:
    """Over all days."""
    total = select(func.coalesce(func.sum(Tally.n), 0))
    return session.scalar(total.where(Tally.obstacle_id.in_(with_parts(session, obstacle_id)))) or 0
