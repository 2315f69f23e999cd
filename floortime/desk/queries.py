"""The morning board in one statement: everything that needs a hand today; reads obstacles, follow-ups, sit-downs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    text,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from floortime.db import Id, UtcDateTime
from floortime.followups.model import Followup
from floortime.followups.queries import chief_of
from floortime.mail.receiving import WAITING_FOR_A_PERSON
from floortime.obstacles.model import Answer, Obstacle, Raising, Round, Wording
from floortime.people.access import Reader
from floortime.people.model import Department, DepartmentHead, Person
from floortime.sitdowns.model import Note, Seat, Sitdown

MOST = 100
"""Rows of one kind on a board. More than that is a different problem, and the count says "100+"."""
NOTES_LATE = timedelta(days=2)
SOON = timedelta(days=14)
WEEK = timedelta(days=7)
_WEEK_ON = bindparam("week_on", type_=Date)
_TODAY = bindparam("today", type_=Date)
_NOW, _SOON = bindparam("now", type_=UtcDateTime), bindparam("soon", type_=UtcDateTime)
_NOTES_LATE = bindparam("notes_late", type_=UtcDateTime)

GROUPS = {
    "floor": ("sort", "reworded", "close", "works"),
    "departments": ("answer", "followup", "nobody", "review"),
    "leaders": ("notes", "unanswered", "seats"),
}
MAIL = "mail"
"""No row of a group: one item that says how many mails wait for a decision."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the board."""

    kind: str
    """sort, reworded, close, works · answer, followup, nobody, review · notes, unanswered, seats."""
    key: int
    code: str
    words: str
    language: str
    who: str
    """Whom it waits on, where that is a name; empty where the kind says it."""
    department: str
    on: date | None
    """Since when, or due when."""
    n: int
    """Voices of what is asked, moves of a follow-up, people or seats of a sit-down."""
    at: datetime | None = None


def _row(
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


def _to_sort(reader: Reader) -> ColumnElement[bool]:
    """Says in SQL what `obstacles.access.may_sort` says of one row."""
    if reader.is_chief_everywhere:
        return true()
    return or_(
        Obstacle.site_id.in_(reader.chief_of("site")),
        Obstacle.department_id.in_(reader.chief_of("department")),
    )


def _planned_by(reader: Reader) -> ColumnElement[bool]:
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


def _obstacles() -> list[Select[Any]]:
    # 'not_so' is written out: a partial index is used only where its condition stands in the statement.
    title = and_(Wording.obstacle_id == Obstacle.id, Wording.language == Obstacle.language)
    manager = and_(DepartmentHead.department_id == Obstacle.department_id, DepartmentHead.part == "manager")
    first_raising = _outermost(Raising.id, func.min)
    public = _row_of_obstacle
    return [
        select(
            *_row("sort", key=Obstacle.id, code=Obstacle.code, words=Raising.words, language=Raising.language,
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


def _row_of_obstacle(kind: str, **more: Any) -> tuple[ColumnElement[Any], ...]:
    return _row(
        kind, key=Obstacle.id, code=Obstacle.code, words=Wording.title, language=Wording.language, **more
    )


def _followups() -> list[Select[Any]]:
    owner = aliased(Person)
    running = Followup.stage.in_(("open", "in_progress"))
    return [
        select(
            *_row("followup", key=Followup.id, code=Followup.code, words=Followup.what, language=Followup.language,
                  who=_name(owner), department=func.coalesce(Department.name, ""), on=Followup.due_on,
                  n=Followup.moves)
        )
        .join(owner, and_(owner.id == Followup.owner_id, _here(owner)))
        .outerjoin(Department, Department.id == func.coalesce(Followup.department_id, owner.department_id))
        .where(running, or_(Followup.due_on <= _WEEK_ON, Followup.moves >= 2))
        .order_by(Followup.due_on, Followup.id),
        select(
            *_row("nobody", key=Followup.id, code=Followup.code, words=Followup.what, language=Followup.language,
                  department=func.coalesce(Department.name, ""), on=Followup.due_on, n=Followup.moves)
        )
        .outerjoin(Department, Department.id == Followup.department_id)
        .outerjoin(owner, and_(owner.id == Followup.owner_id, _here(owner)))
        .where(running, owner.id.is_(None))
        .order_by(Followup.due_on, Followup.id),
    ]  # fmt: skip


def _sitdowns() -> list[Select[Any]]:
    leader = aliased(Person)
    taken = (
        select(func.count())
        .select_from(Seat)
        .where(Seat.sitdown_id == Sitdown.id, Seat.state == "invited", Seat.answer != "declined")
        .correlate(Sitdown)
        .scalar_subquery()
    )
    unanswered = (
        select(func.count())
        .select_from(Seat)
        .where(Seat.sitdown_id == Sitdown.id, Seat.state == "invited", Seat.answer == "needs-action")
        .correlate(Sitdown)
        .scalar_subquery()
    )
    starts = func.date(Sitdown.start_local)
    upcoming = and_(Sitdown.state == "planned", Sitdown.starts_at > _NOW, Sitdown.starts_at < _SOON)

    def of(kind: str, n: Any) -> Select[Any]:
        return select(
            *_row(kind, key=Sitdown.id, words=Sitdown.title, who=_name(leader), on=starts, n=n)
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
        of("seats", Sitdown.capacity - taken)
        .where(upcoming, taken < Sitdown.capacity)
        .order_by(Sitdown.starts_at),
    ]


@lru_cache(128)
def _statement(reader: Reader) -> Any:
    """Put together once for a chief of staff: building eleven branches costs more than running them."""
    branches = [
        *(branch.where(_to_sort(reader)) for branch in _obstacles()),
        *(branch.where(chief_of(reader)) for branch in _followups()),
        *(branch.where(_planned_by(reader)) for branch in _sitdowns()),
    ]
    if reader.is_chief_everywhere:
        waiting = WAITING_FOR_A_PERSON.scalar_subquery()
        branches.append(select(*_row(MAIL, key=0, on=cast(null(), Date), n=waiting)).where(waiting > 0))
    return union_all(*(select(branch.limit(MOST + 1).subquery()) for branch in branches))


def board(session: Session, reader: Reader, *, now: datetime, today: date) -> list[Item]:
    """Everything that needs this chief's hand today, who waits longest first within each kind; one statement.

    Raw words stand on it: a chief of staff of one site or department reads nobody else's.
    """
    given = {
        "today": today,
        "week_on": today + WEEK,
        "now": now,
        "soon": now + SOON,
        "notes_late": now - NOTES_LATE,
    }
    rows: Sequence[Any] = session.connection().execute(_statement(reader), given).all()
    items = [
        Item(r.kind, r.key, r.code, r.words, r.language, r.who.strip(), r.department, r.on_day, r.n)
        for r in rows
    ]
    order = [MAIL, *(kind for kinds in GROUPS.values() for kind in kinds)]
    return sorted(items, key=lambda i: (order.index(i.kind), i.on or date.max, i.key))
