"""Reading follow-ups: the board with its filters, one by its code, what a person owes; knows its tables and people's."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from floortime.followups.access import may_see_followup
from floortime.followups.chase import ABOVE
from floortime.followups.model import ChaseStep, DueMove, Followup
from floortime.followups.stages import OPEN
from floortime.people.access import Reader
from floortime.people.leavers import all_gone
from floortime.people.model import Department, Person
from floortime.sitdowns.model import Sitdown

MOST = 200
SHOWN = ("all", "late", "week", "nobody", "moved", "claimed", "mine", "done")
"""What the board can be narrowed to."""


class Row(Struct, frozen=True):
    """One follow-up as the board prints it."""

    code: str
    what: str
    language: str
    stage: str
    owner_id: int | None
    owner: str
    department: str
    due_on: date
    moves: int


def by_code(session: Session, code: str) -> Followup | None:
    """The follow-up of that code."""
    return session.scalar(select(Followup).where(Followup.code == code.upper()))


def moves_of(session: Session, followup_id: int) -> Sequence[DueMove]:
    """Every move of its date, the newest first."""
    return session.scalars(
        select(DueMove).where(DueMove.followup_id == followup_id).order_by(DueMove.n.desc())
    ).all()


def site_of(session: Session, followup: Followup) -> int | None:
    """The site of the sit-down at which it was promised."""
    sitdown = session.get(Sitdown, followup.sitdown_id) if followup.sitdown_id is not None else None
    return sitdown.site_id if sitdown is not None else None


def _told(reader: Reader, ids: Collection[int]) -> Select[int]:
    """Of these promises those of which the chase told the reader as the owner's manager or as sponsor."""
    return select(ChaseStep.followup_id).where(
        ChaseStep.followup_id.in_(ids),
        ChaseStep.to_id.in_({reader.id, *reader.acts_for}),
        ChaseStep.step.in_(ABOVE),
    )


def was_told(session: Session, reader: Reader, followup: Followup) -> bool:
    """Whether the chase told the reader of it as the owner's manager or as sponsor."""
    return session.scalar(_told(reader, [followup.id]).limit(1)) is not None


def may_open(session: Session, reader: Reader, codes: Collection[str]) -> frozenset[str]:
    """Of these promises the codes of those whose own page the reader may see: two statements, however many they are."""
    at = select(Followup, Sitdown.site_id).outerjoin(Sitdown, Sitdown.id == Followup.sitdown_id)
    seen, others = set[str](), dict[int, str]()
    for row, site_id in session.execute(at.where(Followup.code.in_(codes))):
        if may_see_followup(reader, row, site_id):
            seen.add(row.code)
        else:
            others[row.id] = row.code
    told = session.scalars(_told(reader, others)) if others else ()
    return frozenset(seen | {others[found] for found in told})


def narrowed(show: str, ids: Collection[int], today: date) -> ColumnElement[bool]:
    """The condition of one filter of the board. What is settled is shown only when asked for."""
    still = Followup.stage.in_(OPEN)
    conditions: dict[str, ColumnElement[bool]] = {
        "all": Followup.stage.in_((*OPEN, "claimed")),
        "late": and_(still, Followup.due_on < today),
        "week": and_(still, Followup.due_on >= today, Followup.due_on < end_of_week(today)),
        "nobody": and_(still, or_(Followup.owner_id.is_(None), Followup.owner_id.in_(all_gone(today)))),
        "moved": and_(still, Followup.moves >= 2),
        "claimed": Followup.stage == "claimed",
        "mine": and_(Followup.stage.in_((*OPEN, "claimed")), Followup.owner_id.in_(ids)),
        "done": Followup.stage.in_(("confirmed", "unconfirmed", "dropped")),
    }
    return conditions.get(show, false())


def end_of_week(today: date) -> date:
    """The same weekday a week on: due this week is due before it, today or on one of the six days after."""
    return today + timedelta(days=7)


def board(session: Session, seen: ColumnElement[bool], wanted: ColumnElement[bool]) -> list[Row]:
    """The rows of the board, those past their date first."""
    rows = session.execute(
        select(
            Followup.code,
            Followup.what,
            Followup.language,
            Followup.stage,
            Followup.owner_id,
            Person.first_name,
            Person.last_name,
            Department.name.label("department"),
            Followup.due_on,
            Followup.moves,
        )
        .outerjoin(Person, Person.id == Followup.owner_id)
        .outerjoin(Department, Department.id == Followup.department_id)
        .where(seen, wanted)
        .order_by(case((Followup.stage == "claimed", 1), else_=0), Followup.due_on, Followup.id)
        .limit(MOST)
    )
    return [
        Row(
            r.code,
            r.what,
            r.language,
            r.stage,
            r.owner_id,
            f"{r.first_name or ''} {r.last_name or ''}".strip(),
            r.department or "",
            r.due_on,
            r.moves,
        )
        for r in rows
    ]


class Kept(Struct, frozen=True):
    """One owner's promises of a period: how many fell due or were claimed, how many of them on time, how many are late now."""

    on_time: int
    of_all: int
    late_now: int


def kept_by(session: Session, owner_ids: Collection[int], *, since: date, today: date) -> dict[int, Kept]:
    """Promises kept on time, by owner. Counted is what was claimed done since then, or is past its date now."""
    claimed = and_(Followup.claimed_on.is_not(None), Followup.claimed_on >= since)
    late = and_(Followup.stage.in_(OPEN), Followup.due_on < today)
    rows = session.execute(
        select(
            Followup.owner_id,
            func.count().filter(claimed, Followup.claimed_on <= Followup.due_on),
            func.count(),
            func.count().filter(late),
        )
        .where(Followup.owner_id.in_(owner_ids), or_(claimed, late))
        .group_by(Followup.owner_id)
    ).all()
    return {r[0]: Kept(r[1], r[2], r[3]) for r in rows if r[0] is not None}
