"""Which heads-up an obstacle had, if any, and how many had none; knows this room's tables and headsups'."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floortime.headsups.model import Headsup
from floortime.obstacles.model import Obstacle, ObstacleHeadsup, Wording
from floortime.obstacles.stages import PUBLIC

MOST = 50


def headsup_of(session: Session, obstacle_id: int) -> tuple[ObstacleHeadsup | None, Headsup | None]:
    """What was marked: a heads-up, that none was given, or nothing yet."""
    row = session.get(ObstacleHeadsup, obstacle_id)
    return row, session.get(Headsup, row.headsup_id) if row and row.headsup_id else None


def ungiven(session: Session, since: date) -> dict[int, int]:
    """By department, how many obstacles that the log shows had no heads-up although one was due."""
    rows = session.execute(
        select(Obstacle.department_id, func.count())
        .join(ObstacleHeadsup, ObstacleHeadsup.obstacle_id == Obstacle.id)
        .where(
            ObstacleHeadsup.headsup_id.is_(None),
            Obstacle.published_on >= since,
            Obstacle.stage.in_(sorted(PUBLIC)),
        )
        .group_by(Obstacle.department_id)
    )
    return {department_id: n for department_id, n in rows if department_id is not None}


def obstacles_about(session: Session, headsup_id: int) -> list[tuple[str, str, str]]:
    """What was raised about it and the log shows: code, title, language; the newest first."""
    rows = session.execute(
        select(Obstacle.code, Wording.title, Wording.language)
        .join(ObstacleHeadsup, ObstacleHeadsup.obstacle_id == Obstacle.id)
        .join(Wording, (Wording.obstacle_id == Obstacle.id) & (Wording.language == Obstacle.language))
        .where(ObstacleHeadsup.headsup_id == headsup_id, Obstacle.stage.in_(sorted(PUBLIC)))
        .order_by(Obstacle.id.desc())
        .limit(MOST)
    )
    return [(code, title, language) for code, title, language in rows]
