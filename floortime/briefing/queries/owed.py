"""What is still owed to those who sit there: for the brief, and for the room; reads follow-ups, obstacles and sit-downs."""

from datetime import date

from msgspec import Struct
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from floortime.followups.model import Followup
from floortime.followups.stages import LIGHT, OPEN, WORDS
from floortime.obstacles.model import Obstacle, ObstacleFollowup, Wording
from floortime.obstacles.stages import PUBLIC
from floortime.sitdowns.model import Seat, Sitdown

MOST_OWED = 5


class Owed(Struct, frozen=True):
    """A promise of an earlier sit-down that these people still wait for."""

    code: str
    what: str
    language: str
    light: str
    light_word: str
    due_on: date
    ask_now: bool
    asked: bool
    obstacle_code: str
    obstacle_title: str


def still_owed(session: Session, sitdown: Sitdown) -> list[Owed]:
    """What this leader promised in earlier sit-downs of the series, or to any of these people; next due first."""
    ours, theirs = aliased(Seat), aliased(Seat)
    shared = (
        select(theirs.sitdown_id)
        .join(ours, ours.person_id == theirs.person_id)
        .where(ours.sitdown_id == sitdown.id, ours.state == "invited", theirs.state == "invited")
    )
    same: ColumnElement[bool] = Followup.sitdown_id.in_(shared)
    if sitdown.series_id is not None:
        earlier = select(Sitdown.id).where(Sitdown.series_id == sitdown.series_id)
        same = same | Followup.sitdown_id.in_(earlier)
    rows = session.execute(
        select(Followup, Obstacle.stage, Obstacle.code, Wording.title)
        .outerjoin(ObstacleFollowup, ObstacleFollowup.followup_id == Followup.id)
        .outerjoin(Obstacle, Obstacle.id == ObstacleFollowup.obstacle_id)
        .outerjoin(Wording, (Wording.obstacle_id == Obstacle.id) & (Wording.language == Obstacle.language))
        .where(
            Followup.promised_by_id == sitdown.leader_id,
            Followup.stage.in_((*OPEN, "claimed")),
            Followup.sitdown_id != sitdown.id,
            same,
        )
        .order_by(Followup.due_on, Followup.id)
        .limit(MOST_OWED)
    )
    return [_owed(f, stage, code, title) for f, stage, code, title in rows]


def _owed(f: Followup, stage: str | None, code: str | None, title: str | None) -> Owed:
    return Owed(
        code=f.code,
        what=f.what,
        language=f.language,
        light=LIGHT[f.stage],
        light_word=str(WORDS[f.stage]),
        due_on=f.due_on,
        ask_now=f.stage == "claimed" and (stage is None or stage == "ready_to_close"),
        asked=stage == "asked",
        obstacle_code=code if code and stage in PUBLIC else "",
        obstacle_title=title or "",
    )
