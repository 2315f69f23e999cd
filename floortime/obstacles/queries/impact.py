"""Reading what fixes brought: of one entry for its page, of all for a table; knows this room's and people's tables."""

from datetime import date

from msgspec import Struct
from sqlalchemy import or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, aliased

from floortime.followups.model import Followup
from floortime.obstacles.impacts import KINDS
from floortime.obstacles.model import Impact, Obstacle, ObstacleFollowup
from floortime.obstacles.queries.entries import with_parts
from floortime.people.model import DepartmentHead, Person


class Brought(Struct, frozen=True):
    """One number, who says so, and who has checked it."""

    kind: str
    amount: int
    unit: str
    words: str
    language: str
    stated_by_id: int | None
    stated_by: str
    stated_on: date
    checked_by: str
    checked_by_id: int | None
    checked_on: date | None


def brought_by(session: Session, obstacle: Obstacle) -> list[Brought]:
    """What is said of one entry, in the order of the three kinds."""
    stated, checked = aliased(Person), aliased(Person)
    rows = session.execute(
        select(Impact, stated, checked)
        .outerjoin(stated, stated.id == Impact.stated_by_id)
        .outerjoin(checked, checked.id == Impact.checked_by_id)
        .where(Impact.obstacle_id == obstacle.id)
    )
    found = {row.kind: _brought(row, by, checker) for row, by, checker in rows}
    return [found[kind] for kind in KINDS if kind in found]


def _brought(row: Impact, by: Person | None, checker: Person | None) -> Brought:
    return Brought(
        row.kind,
        row.amount,
        row.unit,
        row.words,
        row.language,
        row.stated_by_id,
        by.public_name if by else "",
        row.stated_on,
        checker.public_name if checker else "",
        row.checked_by_id,
        row.checked_on,
    )


def by_codes(connection: Connection) -> dict[tuple[str, str], tuple[int, str, date | None]]:
    """For a table: amount, unit and when it was checked, by the entry's code and the kind."""
    rows = connection.execute(
        select(Obstacle.code, Impact.kind, Impact.amount, Impact.unit, Impact.checked_on).join(
            Obstacle, Obstacle.id == Impact.obstacle_id
        )
    )
    return {(code, kind): (amount, unit, checked_on) for code, kind, amount, unit, checked_on in rows}


def heads_of(session: Session, obstacle: Obstacle) -> set[int]:
    """Who answers for its department."""
    return set(
        session.scalars(
            select(DepartmentHead.person_id).where(DepartmentHead.department_id == obstacle.department_id)
        )
    )


def has_a_stake(session: Session, obstacle: Obstacle, person_id: int) -> bool:
    """Whether a promise about it is theirs, or a number was said by them: such a one does not check it."""
    owned = (
        select(Followup.id)
        .join(ObstacleFollowup, ObstacleFollowup.followup_id == Followup.id)
        .where(
            ObstacleFollowup.obstacle_id.in_(with_parts(session, obstacle.id)), Followup.owner_id == person_id
        )
    )
    said = select(Impact.kind).where(
        Impact.obstacle_id == obstacle.id, Impact.stated_by_id == person_id, Impact.checked_on.is_(None)
    )
    return bool(session.scalar(select(or_(owned.exists(), said.exists()))))
