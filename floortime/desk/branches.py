"""The branches of the morning board, each one kind of row; knows tables, and who may plan or sort what."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    true,
    type_coerce,
)
from sqlalchemy.orm import aliased

from floortime.db import Id, UtcDateTime
from floortime.followups.model import Followup
from floortime.obstacles.model import Answer, Obstacle, Raising, Round, Wording
from floortime.people.access import Reader
from floortime.people.model import Department, DepartmentHead, Person
from floortime.sitdowns.model import Note, Proposal, Seat, Sitdown
from floortime.sitdowns.queries.calendars import leader_ever_declined

_WEEK_ON = bindparam("week_on", type_=Date)
_TODAY = bindparam("today", type_=Date)
_NOW, _SOON = bindparam("now", type_=UtcDateTime), bindparam("soon", type_=UtcDateTime)
_NOTES_LATE = bindparam("notes_late", type_=UtcDateTime)


def row(
    kind: str,
    *,
    key: Any,
    code: Any = "",
    words: Any = "",
    language: Any = "",
    who: Any = "",
    department: Any = "",
    on: Any,
    n: Any = 0,
) -> tuple[ColumnElement[Any], ...]:
    """The columns every branch of the union shares, each read as the same type.

    No CAST: SQLite would make a number of a date.
    """

    def said(value: Any, kind_of: Any) -> ColumnElement[Any]:
        return type_coerce(literal(value) if isinstance(value, str | int) else value, kind_of)

    return (
        literal(kind, String).label("kind"),
        said(key, Id).label("key"),
        said(code, String).label("code"),
        said(words, String).label("words"),
        said(language, String).label("language"),
        said(who, String).label("who"),
        said(department, String).label("department"),
        said(on, Date).label("on_day"),
        said(n, Integer).label("n"),
    )


def _name(person: Any) -> Any:
    return func.coalesce(person.first_name + " " + person.last_name, "")


def to_sort(reader: Reader) -> ColumnElement[bool]:
    """Says in SQL what `obstacles.access.may_sort` says of one row."""
    if reader.is_chief_everywhere:
        return true()
    return or_(
        Obstacle.site_id.in_(reader.chief_of("site")),
        Obstacle.department_id.in_(reader.chief_of("department")),
    )


def planned_by(reader: Reader) -> ColumnElement[bool]:
    """Says in SQL what `sitdowns.access.is_chief_at` says of one site."""
    if reader.is_chief_everywhere or reader.chief_of("department"):
        return true()
    return or_(Sitdown.site_id.is_(None), Sitdown.site_id.in_(reader.chief_of("site")))


def _here(person: Any) -> ColumnElement[bool]:
    """The condition that somebody has not left: what waits on a leaver waits on nobody."""
    return and_(person.kind != "blank", or_(person.left_on.is_(None), person.left_on > _TODAY))


def _outermost(key: Any, which: Any) -> Any:
    """The first or last of what hangs on an obstacle, as a subquery of the row."""
    table = aliased(key.class_)
    found = select(which(getattr(table, key.key))).where(table.obstacle_id == Obstacle.id)
    return found.correlate(Obstacle).scalar_subquery()


def of_obstacles() -> list[Select[Any]]:
    # 'not_so' is written out: a partial index is used only where its condition stands in the statement.
    title = and_(Wording.obstacle_id == Obstacle.id, Wording.language == Obstacle.language)
    manager = and_(DepartmentHead.department_id == Obstacle.department_id, DepartmentHead.part == "manager")
    first_raising = _outermost(Raising.id, func.min)
    public = row_of_obstacle
    return [
        select(
            *row("sort", key=Obstacle.id, code=Obstacle.code, words=Raising.words, language=Raising.language,
                  on=Obstacle.raised_on)
        )
        .join(Raising, Raising.id == first_raising)
        .where(Obstacle.stage == "sorting")
        .order_by(Obstacle.id),
        select(*public("reworded", on=Obstacle.published_on))
        .join(Wording, title)
        .where(
            Obstacle.id.in_(select(Raising.obstacle_id).where(Raising.wording_says == text("'not_so'"))),
            Obstacle.published_on.is_not(None),
        )
        .order_by(Obstacle.id),
        select(*public("close", on=Obstacle.waiting_since_on))
        .join(Wording, title)
        .where(Obstacle.stage == "ready_to_close")
        .order_by(Obstacle.id),
        select(*public("works", on=Round.asked_on, n=Obstacle.voices_n))
        .join(Wording, title)
        .join(Round, and_(Round.obstacle_id == Obstacle.id, Round.n == Obstacle.asked_round))
        .where(Obstacle.stage == "asked")
        .order_by(Round.asked_on, Obstacle.id),
        select(
            *public("answer", on=Obstacle.answer_due_on, who=_name(Person), department=Department.name)
        )
        .join(Wording, title)
        .outerjoin(Department, Department.id == Obstacle.department_id)
        .outerjoin(DepartmentHead, manager)
        .outerjoin(Person, and_(Person.id == DepartmentHead.person_id, _here(Person)))
        .where(
            Obstacle.stage == "published",
            Obstacle.answered_on.is_(None),
            Obstacle.answer_due_on <= _WEEK_ON,
        )
        .order_by(Obstacle.answer_due_on, Obstacle.id),
        select(*public("review", on=Obstacle.review_on, who=_name(Person)))
        .join(Wording, title)
        .outerjoin(Answer, and_(Answer.obstacle_id == Obstacle.id, Answer.n == Obstacle.answers_n))
        .outerjoin(Person, Person.id == Answer.decider_id)
        # Coalesced, so that the few dates are searched and not all that was ever refused.
        .where(Obstacle.review_on <= _WEEK_ON, func.coalesce(Obstacle.stage, "") == "refused")
        .order_by(Obstacle.review_on, Obstacle.id),
    ]  # fmt: skip


def row_of_obstacle(kind: str, **more: Any) -> tuple[ColumnElement[Any], ...]:
    return row(
        kind, key=Obstacle.id, code=Obstacle.code, words=Wording.title, language=Wording.language, **more
    )


def of_followups() -> list[Select[Any]]:
    owner = aliased(Person)
    running = Followup.stage.in_(("open", "in_progress"))
    return [
        select(
            *row("followup", key=Followup.id, code=Followup.code, words=Followup.what, language=Followup.language,
                  who=_name(owner), department=func.coalesce(Department.name, ""), on=Followup.due_on,
                  n=Followup.moves)
        )
        .join(owner, and_(owner.id == Followup.owner_id, _here(owner)))
        .outerjoin(Department, Department.id == func.coalesce(Followup.department_id, owner.department_id))
        .where(running, or_(Followup.due_on <= _WEEK_ON, Followup.moves >= 2))
        .order_by(Followup.due_on, Followup.id),
        select(
            *row("nobody", key=Followup.id, code=Followup.code, words=Followup.what, language=Followup.language,
                  department=func.coalesce(Department.name, ""), on=Followup.due_on, n=Followup.moves)
        )
        .outerjoin(Department, Department.id == Followup.department_id)
        .outerjoin(owner, and_(owner.id == Followup.owner_id, _here(owner)))
        .where(running, owner.id.is_(None))
        .order_by(Followup.due_on, Followup.id),
    ]  # fmt: skip


def _counted(*which: ColumnElement[bool]) -> Any:
    """How many rows of another table belong to a sit-down."""
    return select(func.count()).where(*which).correlate(Sitdown).scalar_subquery()


def of_sitdowns() -> list[Select[Any]]:
    leader = aliased(Person)
    seat = Seat.sitdown_id == Sitdown.id, Seat.state == "invited"
    taken, unanswered = (
        _counted(*seat, Seat.answer != "declined"),
        _counted(*seat, Seat.answer == "needs-action"),
    )
    proposed = _counted(Proposal.sitdown_id == Sitdown.id, Proposal.state == "open")
    starts = func.date(Sitdown.start_local)
    upcoming = and_(Sitdown.state == "planned", Sitdown.starts_at > _NOW, Sitdown.starts_at < _SOON)

    def of(kind: str, n: Any) -> Select[Any]:
        return select(
            *row(kind, key=Sitdown.id, words=Sitdown.title, who=_name(leader), on=starts, n=n)
        ).join(leader, leader.id == Sitdown.leader_id)

    return [
        of("notes", 0)
        .where(
            Sitdown.closed_at.is_(None),
            or_(
                Sitdown.state == "held",
                and_(
                    Sitdown.state == "planned",
                    ~exists().where(Note.sitdown_id == Sitdown.id).correlate(Sitdown),
                ),
            ),
            Sitdown.starts_at < _NOTES_LATE,
        )
        .order_by(Sitdown.starts_at),
        of("unanswered", unanswered).where(upcoming, unanswered > 0).order_by(Sitdown.starts_at),
        # Which of several answers counts is no condition of SQL: what is found here is looked at again.
        of("away", 0)
        .where(Sitdown.state == "planned", Sitdown.starts_at > _NOW, leader_ever_declined())
        .order_by(Sitdown.starts_at),
        of("times", proposed)
        .where(Sitdown.state == "planned", Sitdown.starts_at > _NOW, proposed > 0)
        .order_by(Sitdown.starts_at),
        of("seats", Sitdown.capacity - taken)
        .where(
            Sitdown.state == "planned",
            Sitdown.starts_at > _NOW,
            # What a leader booked is to be filled at once, the rest when it comes near.
            or_(
                and_(Sitdown.starts_at < _SOON, taken < Sitdown.capacity),
                and_(Sitdown.booked_uid.is_not(None), taken == 0),
            ),
        )
        .order_by(Sitdown.starts_at),
    ]
