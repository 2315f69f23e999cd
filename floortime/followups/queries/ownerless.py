"""Promises without an owner who is still here, and the chief of staff who hears of each; knows its own tables, people's, sit-downs'."""

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import BindParameter, ColumnElement, Date, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from floortime.followups import stages
from floortime.followups.model import ChaseStep, Followup
from floortime.people.leavers import all_gone
from floortime.people.model import Person
from floortime.people.queries import chiefs, recipient
from floortime.sitdowns.model import Sitdown

NOBODY = "nobody"
"""The step that tells a chief of staff of a promise without an owner."""
_SITE = func.coalesce(Followup.site_id, Sitdown.site_id)


class Lost(Struct, frozen=True):
    """Promises of one site and one department of which nobody has heard that they are nobody's; and who is to."""

    site_id: int | None
    department_id: int | None
    many: int
    chief: Person


def ownerless(session: Session, day: date) -> list[Lost]:
    """Those groups for which there is a chief of staff who can be written to."""
    groups = session.execute(_groups(), {"day": day}).all()
    found = [(site, of, many, _chief(session, site, of, day)) for site, of, many in groups]
    return [Lost(site, of, many, chief) for site, of, many, chief in found if chief is not None]


def without_owner(session: Session, lost: Collection[Lost], day: date) -> list[tuple[Followup, int | None]]:
    """The promises of these groups, each with its site, those due first before the others."""
    if not lost:
        return []
    groups = [
        and_(_same(_SITE, one.site_id), _same(Followup.department_id, one.department_id)) for one in lost
    ]
    rows = session.execute(
        select(Followup, _SITE)
        .outerjoin(Sitdown, Sitdown.id == Followup.sitdown_id)
        .where(*_unsaid(day), or_(*groups))
        .order_by(Followup.due_on, Followup.id)
    )
    return [(followup, site_id) for followup, site_id in rows]


@cache
def _groups() -> Select[*tuple[Any, ...]]:
    """Built once: each look asks it."""
    return (
        select(_SITE, Followup.department_id, func.count())
        .outerjoin(Sitdown, Sitdown.id == Followup.sitdown_id)
        .where(*_unsaid(bindparam("day", type_=Date)))
        .group_by(_SITE, Followup.department_id)
    )


def _unsaid(day: date | BindParameter[date]) -> tuple[ColumnElement[bool], ...]:
    said = select(ChaseStep.step).where(
        ChaseStep.followup_id == Followup.id,
        ChaseStep.round == Followup.chase_round,
        ChaseStep.step == NOBODY,
    )
    return (
        Followup.stage.in_(stages.OPEN),
        Followup.held_back == "",
        or_(Followup.owner_id.is_(None), Followup.owner_id.in_(all_gone(day))),
        ~said.exists(),
    )


def _same(
    column: ColumnElement[int] | InstrumentedAttribute[int | None], value: int | None
) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value


def _chief(session: Session, site_id: int | None, department_id: int | None, day: date) -> Person | None:
    """One of them, so that it is somebody's: the first who can be written to."""
    found = chiefs(session, site_id=site_id, department_id=department_id, day=day)
    return next((person for person in found if recipient(person, day) is not None), None)
