"""The duty that says of open promises that their date is over; knows its own tables and people's."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from floortime.act import Act
from floortime.clock import day_in
from floortime.db import in_act
from floortime.followups import stages
from floortime.followups.model import Followup
from floortime.journal import actions as journal
from floortime.people.model import Person

MANY = 500
"""Promises that one act marks."""
DAY = timedelta(days=1)
_MARKED = (
    update(Followup.__table__)  # type: ignore[arg-type]
    .where(Followup.id == bindparam("which"))
    .values(overdue_on=bindparam("since"))
)
"""Past the mapper: nobody edited it, so nobody who is just answering it has to look again."""


def mark_overdue(act: Act) -> int:
    """Say of promises whose date is over, where their owner is, that it is, at most five hundred; returns how many.

    Each is locked as it is found: what somebody is just answering, or another worker marks, is left alone.
    """
    over = act.session.execute(
        select(Followup.id, Followup.due_on)
        .outerjoin(Person, Person.id == Followup.owner_id)
        .where(Followup.stage.in_(stages.OPEN), Followup.overdue_on.is_(None), _over(act.session, act.at))
        .order_by(Followup.due_on, Followup.id)
        .limit(MANY)
        .with_for_update(of=Followup, skip_locked=True)
    ).all()
    if over:
        marks = [{"which": row.id, "since": row.due_on + DAY} for row in over]
        in_act(act.session).execute(_MARKED, marks)
        lines = [("followup.overdue", row.id, {"due_on": row.due_on.isoformat()}) for row in over]
        journal.write_all(act, "followup", lines)
    return len(over)


def _over(session: Session, at: datetime) -> ColumnElement[bool]:
    """Whether the date is over where the owner is: everywhere they are it is one of three days."""
    zones: dict[date, set[str]] = defaultdict(set)
    for name in {*session.scalars(select(Person.zone).distinct()), "UTC"}:
        zones[day_in(at, name)].add(name)
    here = func.coalesce(Person.zone, "UTC")
    return and_(
        Followup.due_on < max(zones),
        or_(*(and_(here.in_(names), Followup.due_on < day) for day, names in zones.items())),
    )
