"""Every promise of one leader that is open, waits for the floor's word, or was settled lately: to whom, since when; one statement."""

from datetime import date
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from floortime.followups.model import Followup
from floortime.followups.stages import OPEN
from floortime.home.queries.titles import TITLE
from floortime.obstacles.model import Obstacle, ObstacleFollowup, Wording
from floortime.people.model import Person, Site, Team
from floortime.sitdowns.model import Sitdown

MOST = 200


class Promised(Struct, frozen=True):
    """One promise, as the leader who made or owns it reads it."""

    code: str
    what: str
    language: str
    stage: str
    made_on: date
    due_on: date
    moves: int
    version: int
    owner_id: int | None
    owner: str
    settled_on: date | None
    claimed_on: date | None
    in_time: bool
    """Done by the date that stands."""
    reason: str
    """Why it was dropped."""
    said: str
    """The entry's public words; empty where the log shows none."""
    said_in: str
    entry: str
    """The entry's code; empty where the log shows none."""
    sitdown: str
    """The sit-down at which this leader said it; empty where somebody else sat there, or nobody did."""
    sitdown_on: date | None
    place: str
    """Team and site: of the sit-down, else as far as the log names them. Never a person."""

    @property
    def is_open(self) -> bool:
        """Whether its owner still has to say something."""
        return self.stage in OPEN


@cache
def _statement() -> Any:
    mine: Any = bindparam("leader")
    here, shown, team = aliased(Site), aliased(Site), aliased(Team)
    public = and_(Obstacle.id == ObstacleFollowup.obstacle_id, Obstacle.bar != "")
    sat = and_(Sitdown.id == Followup.sitdown_id, Sitdown.leader_id == mine)
    since: Any = bindparam("since")
    return (
        select(
            Followup.code, Followup.what, Followup.language, Followup.stage, Followup.made_on, Followup.due_on,
            Followup.moves, Followup.version, Followup.owner_id,
            func.coalesce(func.trim(Person.first_name + " " + Person.last_name), ""),
            Followup.settled_on, Followup.claimed_on,
            case((Followup.claimed_on <= Followup.due_on, 1), else_=0), Followup.reason,
            func.coalesce(Wording.title, ""), func.coalesce(Wording.language, ""), func.coalesce(Obstacle.code, ""),
            func.coalesce(Sitdown.title, ""), Sitdown.start_local,
            func.coalesce(here.name, ""), func.coalesce(team.name, ""), func.coalesce(shown.name, ""),
        )
        .outerjoin(Person, Person.id == Followup.owner_id)
        .outerjoin(Sitdown, sat)
        .outerjoin(here, here.id == Sitdown.site_id)
        .outerjoin(ObstacleFollowup, ObstacleFollowup.followup_id == Followup.id)
        .outerjoin(Obstacle, public)
        .outerjoin(Wording, TITLE)
        .outerjoin(team, team.id == Obstacle.shown_team_id)
        .outerjoin(shown, shown.id == Obstacle.shown_site_id)
        .where(
            or_(Followup.owner_id == mine, Followup.promised_by_id == mine),
            or_(Followup.stage.in_((*OPEN, "claimed")), Followup.settled_on >= since),
        )
        .order_by(Followup.due_on, Followup.id)
        .limit(MOST)
    )  # fmt: skip


def promised(session: Session, leader_id: int, since: date) -> list[Promised]:
    """The promises this person made or owns, the earliest date first."""
    rows = session.execute(_statement(), {"leader": leader_id, "since": since}).all()
    return [_record(list(row)) for row in rows]


def _record(row: list[Any]) -> Promised:
    title, start, *place = row[17:]
    said_at = [title, start.date() if start else None, _place(title, *place)]
    values: list[Any] = [*row[:12], bool(row[12]), *row[13:17], *said_at]
    return Promised(*values)


def _place(title: str, site: str, team: str, shown: str) -> str:
    """Where those are who wait: the sit-down's site, unless its title says it; else team and site of the log."""
    if site:
        return "" if site in title else site
    return ", ".join(part for part in (team, shown if shown not in team else "") if part)
