"""What stands between a promise that is said to be done and the floor's word, said in SQL; knows this room's tables and followups'."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from floortime.followups.model import Followup, Look
from floortime.followups.stages import OPEN
from floortime.obstacles.model import Obstacle, ObstacleFollowup

NOT_ASKED = ("sorting", "published", "in_hand", "ready_to_close")
"""Stages in which nobody has put what was done to the floor."""


def between() -> ColumnElement[str]:
    """Of each promise: `others` while something else about its obstacle is open or looked at, `closing` while the closing
    sentence is missing, else nothing. Only of what is said to be done anything is looked up.

    What was merged counts with what it was merged into, however often.
    """
    above, part, other = aliased(Obstacle), aliased(Obstacle), aliased(Followup)
    up = (
        select(Obstacle.id.label("id"), Obstacle.merged_into_id.label("into_id"), Obstacle.stage.label("stage"))
        .join(ObstacleFollowup, ObstacleFollowup.obstacle_id == Obstacle.id)
        .where(ObstacleFollowup.followup_id == Followup.id)
        .correlate(Followup)
        .cte("up", recursive=True, nesting=True)
    )  # fmt: skip
    up = up.union(select(above.id, above.merged_into_id, above.stage).join(up, above.id == up.c.into_id))
    stands = and_(up.c.into_id.is_(None), up.c.stage.in_([_said(one) for one in NOT_ASKED]))
    parts = select(up.c.id).where(stands).cte("parts", recursive=True, nesting=True)
    parts = parts.union(select(part.id).join(parts, part.merged_into_id == parts.c.id))
    about = aliased(ObstacleFollowup)
    # Asked for one by one: joined, SQLite would go through all there is first.
    stage = select(other.stage).where(other.id == about.followup_id).scalar_subquery()
    looked_at = exists().where(Look.followup_id == about.followup_id)
    still = or_(stage.in_([_said(one) for one in sorted(OPEN)]), looked_at)
    others = select(about.followup_id).where(about.obstacle_id.in_(select(parts.c.id)), still).exists()
    word = select(case((others, _said("others")), else_=_said("closing"))).select_from(up).where(stands)
    return case(
        (Followup.stage == _said("claimed"), func.coalesce(word.scalar_subquery(), _said(""))),
        else_=_said(""),
    )


def _said(word: str) -> Any:
    """Written out, not bound: the boards' question is long, and its text is kept."""
    return literal_column(f"'{word}'")
