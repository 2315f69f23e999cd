"""How many customers hit an entry, with those merged into it; knows this room's tables and followups'."""

from sqlalchemy import ColumnElement, case, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from floortime.followups.model import Followup
from floortime.obstacles.model import Obstacle, ObstacleFollowup, Tally


def customers() -> ColumnElement[int]:
    """Of each entry, over all days. Few have parts: for the others a walk through none would cost more than the sum itself."""
    part, one = aliased(Obstacle), aliased(Obstacle)
    parts = select(Obstacle.id.label("id")).correlate(Obstacle).cte("parts", recursive=True, nesting=True)
    parts = parts.union(select(part.id).join(parts, part.merged_into_id == parts.c.id))
    total = select(func.sum(Tally.n)).correlate(Obstacle)
    alone = total.where(Tally.obstacle_id == Obstacle.id).scalar_subquery()
    together = total.where(Tally.obstacle_id.in_(select(parts.c.id))).scalar_subquery()
    has_parts = select(one.id).where(one.merged_into_id == Obstacle.id).correlate(Obstacle).exists()
    return func.coalesce(case((has_parts, together), else_=alone), literal_column("0"))


def customers_about() -> ColumnElement[int]:
    """Of what each promise is about, as it stands in the log now, also where it was merged; 0 where it is about no entry."""
    above, part = aliased(Obstacle), aliased(Obstacle)
    up = (
        select(Obstacle.id.label("id"), Obstacle.merged_into_id.label("into_id"))
        .join(ObstacleFollowup, ObstacleFollowup.obstacle_id == Obstacle.id)
        .where(ObstacleFollowup.followup_id == Followup.id)
        .correlate(Followup)
        .cte("up", recursive=True, nesting=True)
    )
    up = up.union(select(above.id, above.merged_into_id).join(up, above.id == up.c.into_id))
    parts = select(up.c.id).where(up.c.into_id.is_(None)).cte("parts", recursive=True, nesting=True)
    parts = parts.union(select(part.id).join(parts, part.merged_into_id == parts.c.id))
    total = select(func.sum(Tally.n)).where(Tally.obstacle_id.in_(select(parts.c.id)))
    return func.coalesce(total.scalar_subquery(), literal_column("0"))


def tallied(session: Session, obstacle_id: int) -> int:
    """Of one entry."""
    return session.scalar(select(customers()).where(Obstacle.id == obstacle_id)) or 0
