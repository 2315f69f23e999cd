"""Reading which promise is about which obstacle, and what its owner may be told of it; knows this room and followups."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from floortime.followups.model import Followup
from floortime.followups.queries.proofs import waiting_for_a_look
from floortime.followups.stages import OPEN
from floortime.obstacles.model import Obstacle, ObstacleFollowup, Wording
from floortime.obstacles.queries.between import between as standing_between
from floortime.obstacles.queries.entries import with_parts
from floortime.obstacles.queries.tallies import tallied
from floortime.people.model import Department, Person


class Promise(Struct, frozen=True):
    """A promise in words, as every page that prints one is told of it."""

    what: str
    lang: str
    light: str
    light_word: str
    owner: str
    department: str
    due: str
    late: str
    moved: str = ""
    ask_url: str = ""
    href: str = ""
    """Its own page, for whoever may see that."""


def obstacle_of(session: Session, followup_id: int) -> Obstacle | None:
    """The obstacle a promise is about, or the one it was merged into; None for a promise that stands alone."""
    found = session.scalar(
        select(Obstacle)
        .join(ObstacleFollowup, ObstacleFollowup.obstacle_id == Obstacle.id)
        .where(ObstacleFollowup.followup_id == followup_id)
    )
    while found is not None and found.merged_into_id is not None:
        found = session.get(Obstacle, found.merged_into_id)
    return found


def numbers_of(session: Session, followup: Followup) -> tuple[int, int]:
    """How many say the same now, and how many customers it has hit; those of the day it was said where it stands alone."""
    about = obstacle_of(session, followup.id)
    if about is None:
        return followup.voices, followup.customers
    return about.voices_n, tallied(session, about.id)


def promises_of(session: Session, obstacle_id: int) -> Sequence[Followup]:
    """All promises about an obstacle and about those merged into it, the next one due first."""
    return session.scalars(
        select(Followup)
        .join(ObstacleFollowup, ObstacleFollowup.followup_id == Followup.id)
        .where(ObstacleFollowup.obstacle_id.in_(with_parts(session, obstacle_id)))
        .order_by(Followup.due_on, Followup.id)
    ).all()


def still_open(session: Session, obstacle_id: int) -> list[Followup]:
    """The promises about it of which the owner has not yet said that they are done, or somebody is still to look at what was."""
    rows = promises_of(session, obstacle_id)
    looks = waiting_for_a_look(session, [f.id for f in rows if f.stage == "claimed"])
    return [f for f in rows if f.stage in OPEN or f.id in looks]


def nothing_promised(session: Session, obstacle: Obstacle) -> bool:
    """Whether it is to be cleared, and nobody owes anything about it."""
    return obstacle.stage in {"published", "in_hand", "refused", "unconfirmed"} and not still_open(
        session, obstacle.id
    )


def done_beside(session: Session, obstacle_id: int, sentence: str) -> list[tuple[str, str]]:
    """What else was done about it, by promise: the closing sentence is that of whoever was last, and the floor is asked about all."""
    rows = [f for f in promises_of(session, obstacle_id) if f.stage in {"claimed", "confirmed"} and f.claim]
    return [(f.what, f.claim) for f in rows if f.claim != sentence]


class Claim(Struct, frozen=True):
    """What an owner says was done about an entry, in their own words and language."""

    code: str
    what: str
    words: str
    language: str
    owner: str
    department: str


def claims_of(session: Session, obstacle_id: int) -> list[Claim]:
    """What was said to be done of all its promises, as whoever writes the closing sentence reads it."""
    said = session.execute(
        select(
            Followup.code, Followup.what, Followup.claim, Followup.language,
            case((Person.kind != "blank", Person.first_name + " " + Person.last_name)), Department.name,
        )
        .join(ObstacleFollowup, ObstacleFollowup.followup_id == Followup.id)
        .outerjoin(Person, Person.id == Followup.claimed_by_id)
        .outerjoin(Department, Department.id == func.coalesce(Person.department_id, Followup.department_id))
        .where(
            ObstacleFollowup.obstacle_id.in_(with_parts(session, obstacle_id)),
            Followup.stage.in_(("claimed", "confirmed")), Followup.claim != "",
        )
        .order_by(Followup.claimed_on, Followup.id)
    )  # fmt: skip
    return [Claim(*(part or "" for part in row)) for row in said]


def between(session: Session, followup: Followup) -> str:
    """What stands between a promise that is said to be done and the floor's word: others' promises, a closing sentence, or nothing."""
    return session.scalar(select(standing_between()).where(Followup.id == followup.id)) or ""


def title_of(session: Session, obstacle: Obstacle, language: str = "") -> str:
    """The public wording's title, in that language if there is one; '' while it is being sorted."""
    if obstacle.published_on is None:
        return ""
    rows = session.execute(
        select(Wording.language, Wording.title).where(Wording.obstacle_id == obstacle.id)
    ).all()
    titles = {row.language: row.title for row in rows}
    return titles.get(language) or titles.get(obstacle.language) or next(iter(titles.values()), "")
