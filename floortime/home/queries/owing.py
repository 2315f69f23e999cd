"""What waits for this person: promises, answers of their department, and how they kept them so far."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from floortime.followups.model import Followup
from floortime.followups.queries.windows import COUNT
from floortime.followups.stages import OPEN
from floortime.home.queries.titles import MOST, TITLE
from floortime.obstacles.model import Obstacle, ObstacleFollowup, Wording
from floortime.obstacles.queries.tallies import customers, customers_about
from floortime.people.model import Department, DepartmentHead


class Owed(Struct, frozen=True):
    """One thing that waits for this person: a promise of theirs, or an answer of their department's."""

    kind: str
    """promise, answer."""
    code: str
    said: str
    language: str
    what: str
    voices: int
    customers: int
    since: date
    due: date
    version: int


class Record(Struct, frozen=True):
    """What became of this person's promises: numbers for one sentence."""

    settled: int
    on_time: int
    confirmed: int


def _promised_by(person_id: int) -> tuple[Any, ...]:
    return Followup.owner_id == person_id, Followup.stage.in_(OPEN)


def _asked_of(person_id: int) -> tuple[Any, ...]:
    return (
        DepartmentHead.person_id == person_id,
        DepartmentHead.part == "manager",
        Obstacle.stage == "published",
        Obstacle.answered_on.is_(None),
    )


def owed(session: Session, person_id: int) -> list[Owed]:
    """Promises this person owns, and answers their department owes; the earliest due date first."""
    whole = aliased(Obstacle)  # that of which it is a part by now
    promises = session.execute(
        select(
            Followup.code, Wording.title, Wording.language, Followup.about, Followup.language, Followup.what,
            func.coalesce(whole.voices_n, Obstacle.voices_n, Followup.voices), Followup.made_on, Followup.due_on, Followup.version, customers_about(),
        )
        .outerjoin(ObstacleFollowup, ObstacleFollowup.followup_id == Followup.id)
        .outerjoin(Obstacle, Obstacle.id == ObstacleFollowup.obstacle_id)
        .outerjoin(whole, whole.id == Obstacle.merged_into_id)
        .outerjoin(Wording, TITLE)
        .where(*_promised_by(person_id))
        .order_by(Followup.due_on, Followup.id)
        .limit(MOST)
    ).all()  # fmt: skip
    answers = session.execute(
        select(Obstacle.code, Wording.title, Wording.language, Obstacle.voices_n, Obstacle.published_on,
               Obstacle.answer_due_on, Obstacle.version, customers().label("customers"))
        .join(Wording, TITLE)
        .join(DepartmentHead, DepartmentHead.department_id == Obstacle.department_id)
        .where(*_asked_of(person_id))
        .order_by(Obstacle.answer_due_on, Obstacle.id)
        .limit(MOST)
    ).all()  # fmt: skip
    found = [
        Owed("promise", p[0], p[1] or p[3] or "", p[2] or p[4], p[5], p[6], p[10] or 0, p[7], p[8], p[9])
        for p in promises
    ]
    found += [
        Owed(
            "answer",
            a.code,
            a.title,
            a.language,
            "",
            a.voices_n,
            a.customers,
            a.published_on,
            a.answer_due_on,
            a.version,
        )
        for a in answers
        if a.published_on is not None and a.answer_due_on is not None
    ]
    return sorted(found, key=lambda o: (o.due, o.since, o.code))


def how_many(session: Session, person_id: int, shown: Sequence[Owed]) -> int:
    """How many wait for this person in all, as far as anything is counted; asked only where not all of them are shown."""
    if max(sum(one.kind == kind for one in shown) for kind in ("promise", "answer")) < MOST:
        return len(shown)
    promises = select(Followup.id).where(*_promised_by(person_id)).limit(COUNT).subquery()
    answers = (
        select(Obstacle.id)
        .join(DepartmentHead, DepartmentHead.department_id == Obstacle.department_id)
        .where(*_asked_of(person_id))
        .limit(COUNT)
        .subquery()
    )
    each = [select(func.count()).select_from(one).scalar_subquery() for one in (promises, answers)]
    return session.scalar(select(each[0] + each[1])) or 0


def record(session: Session, person_id: int, since: date) -> Record:
    """Promises of this person claimed done since a day: how many, by their date, confirmed by the floor."""
    row = session.execute(
        select(
            func.count(),
            func.count().filter(Followup.claimed_on <= Followup.due_on),
            func.count().filter(Followup.stage == "confirmed"),
        ).where(Followup.owner_id == person_id, Followup.claimed_on >= since)
    ).one()
    return Record(row[0], row[1], row[2])


def department_of(session: Session, person_id: int) -> Department | None:
    """The department this person answers for, if any."""
    return session.scalar(
        select(Department)
        .join(DepartmentHead, DepartmentHead.department_id == Department.id)
        .where(DepartmentHead.person_id == person_id)
        .limit(1)
    )
