"""Reading what is asked of departments in which nobody answers; knows this room's tables and people's."""

from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import BindParameter, ColumnElement, and_, literal_column, or_, select
from sqlalchemy.orm import Session

from floortime.obstacles.model import Obstacle, Wording
from floortime.people.model import Department, DepartmentHead, Person

# Written out, not bound: a partial index is used only where its condition stands in the statement.
UNANSWERED: Any = literal_column(
    "obstacles.answered_on IS NULL AND COALESCE(obstacles.stage, '') = 'published'"
)


class Headless(Struct, frozen=True):
    """An entry that waits for an answer, and whose place decides which chief of staff hears of it."""

    id: int
    code: str
    title: str
    language: str
    department: str
    due_on: date
    site_id: int | None
    department_id: int | None


def headless(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition that an entry is asked of a department that has nobody who answers: no letter went to anybody there."""
    # Asked of each department, of which there are few: of all heads at once, SQLite goes through everybody.
    head = (
        select(DepartmentHead.person_id)
        .join(Person, Person.id == DepartmentHead.person_id)
        .where(
            DepartmentHead.department_id == Department.id,
            Person.kind == "staff",
            or_(Person.left_on.is_(None), Person.left_on > day),
        )
        .correlate(Department)
    )
    return Obstacle.department_id.in_(select(Department.id).where(~head.exists()))


def headless_entries(session: Session, day: date) -> list[Headless]:
    """All of them, those due first before the others."""
    title = and_(Wording.obstacle_id == Obstacle.id, Wording.language == Obstacle.language)
    rows = session.execute(
        select(
            Obstacle.id, Obstacle.code, Wording.title, Wording.language, Department.name,
            Obstacle.answer_due_on, Obstacle.site_id, Obstacle.department_id,
        )
        .join(Wording, title)
        .join(Department, Department.id == Obstacle.department_id)
        .where(UNANSWERED, headless(day))
        .order_by(Obstacle.answer_due_on, Obstacle.id)
    )  # fmt: skip
    return [Headless(*row[:5], row[5] or day, *row[6:]) for row in rows]
