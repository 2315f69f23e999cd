"""Whom a department's question goes to and who may answer it; knows people's and follow-ups' tables."""

from datetime import date

from msgspec import Struct
from sqlalchemy import case, func, select, union
from sqlalchemy.orm import Session

from floortime.followups.model import Followup
from floortime.obstacles.model import Answer, Obstacle, ObstacleFollowup
from floortime.obstacles.queries.entries import with_parts
from floortime.obstacles.queries.origin import origin_shown
from floortime.people.model import Department, DepartmentHead, Person
from floortime.people.queries import head_of, recipient
from floortime.sitdowns.queries import answer_due, default_programme


class Asked(Struct, frozen=True):
    """What publishing would do: who is written to, and by when an answer is promised."""

    department: str
    head: str
    by_mail: bool
    due_on: date


def asked(session: Session, obstacle: Obstacle, department_id: int | None, today: date) -> Asked | None:
    """What publishing to this department would do; None while none is chosen."""
    department = session.get(Department, department_id) if department_id else None
    if department is None:
        return None
    head = head_of(session, department.id, today)
    site_id = origin_shown(session, obstacle, obstacle.site_id, None)[0]
    due = answer_due(session, default_programme(session), site_id, today)
    by_mail = head is not None and recipient(head, today) is not None
    return Asked(department.name, head.name if head else "", by_mail, due)


def answerers(session: Session, obstacle: Obstacle, today: date) -> list[Person]:
    """Who can sign an answer: the heads of its department and the owners of its promises, as far as they are here."""
    heads = select(DepartmentHead.person_id).where(DepartmentHead.department_id == obstacle.department_id)
    owners = (
        select(Followup.owner_id)
        .join(ObstacleFollowup, ObstacleFollowup.followup_id == Followup.id)
        .where(ObstacleFollowup.obstacle_id.in_(with_parts(session, obstacle.id)))
    )
    found = session.scalars(
        select(Person).where(Person.id.in_(union(heads, owners))).order_by(Person.first_name, Person.id)
    ).all()
    here = [person for person in found if person.reachable_on(today)]
    head = head_of(session, obstacle.department_id, today) if obstacle.department_id else None
    return here if head is None or head in here else [head, *here]


def answers(session: Session, obstacle: Obstacle) -> list[tuple[Answer, Person | None, str]]:
    """What the floor was told so far, newest first, each with who signs and for which department: staff for their own."""
    rows = session.execute(
        select(Answer, Person, func.coalesce(Department.name, ""))
        .outerjoin(Person, Person.id == Answer.decider_id)
        .outerjoin(
            Department,
            Department.id
            == case((Person.kind == "guest", obstacle.department_id), else_=Person.department_id),
        )
        .where(Answer.obstacle_id == obstacle.id)
        .order_by(Answer.n.desc())
    )
    return [(answer, person, place) for answer, person, place in rows]
