"""Keeping at hand whom the chase tells next of each promise, so that a look reads those alone; knows the chase, its own tables.

A plan says where to look and never what to say. It holds for a day, for one version of its promise, and for one state
of people, sites and rules; whatever of it is another now is worked out anew before anybody is told.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import cast
from zlib import crc32

from sqlalchemy import Date, Executable, Integer, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session

from floortime.act import Act
from floortime.db import in_act, insert_or
from floortime.followups import stages
from floortime.followups.chase import READERS, Said, next_on
from floortime.followups.model import ChasePlan, ChaseRule, Followup
from floortime.followups.queries.chasing import Chase, asked, chases, found
from floortime.people.model import ClosedDay, DepartmentHead, MailWish, Person, Posting, Site
from floortime.people.queries import posted
from floortime.sitdowns.model import Programme

MANY = 500
"""Promises of which one part of the duty works out the chase."""
LOOK_AHEAD = timedelta(days=35)
"""Wider than the earliest step before a date, holidays and a closed week between."""
NOTHING: AbstractSet[str] = frozenset()


def plan_chase(act: Act, basis: str, most: int = MANY) -> int:
    """Work out the chase of promises whose plan is missing or is no longer so; returns how many those were."""
    these = {"until": act.today + LOOK_AHEAD, "basis": basis, "most": most}
    rows = found(act.session, _UNPLANNED, these)
    if not rows:
        return 0
    plain = {row[0].id: _row(row[0], basis) for row in rows}
    worked_out = {
        one.followup.id: _row(one.followup, basis, one) for one in chases(act.session, rows, act.at)
    }
    _keep(act, {**plain, **worked_out}.values())
    return len(rows)


def plan_again(act: Act, basis: str, told: Iterable[Chase], said: Mapping[int, AbstractSet[str]]) -> None:
    """The same of chases just looked at, of which these steps have been said meanwhile."""
    _keep(act, [_row(one.followup, basis, one, said.get(one.followup.id, NOTHING)) for one in told])


def forget_plans(act: Act) -> None:
    """Those of promises that are not chased any more."""
    over = or_(Followup.stage.not_in(stages.OPEN), Followup.owner_id.is_(None))
    rows = select(ChasePlan.followup_id).join(Followup, Followup.id == ChasePlan.followup_id).where(over)
    act.session.execute(
        delete(ChasePlan).where(ChasePlan.followup_id.in_(rows)).execution_options(synchronize_session=False)
    )


def forget_those(act: Act, ids: Iterable[int]) -> None:
    """Those of promises of which something was said that is to be said again."""
    act.session.execute(
        delete(ChasePlan)
        .where(ChasePlan.followup_id.in_(list(ids)))
        .execution_options(synchronize_session=False)
    )


def basis_of(session: Session, at: datetime) -> str:
    """A name for all that chases rest on beside their promises: the day, who is above whom, days off, rules, wishes."""
    name, day = 0, {"day": at.date()}
    for question in _RESTS_ON:
        for row in session.connection().execute(question, day):
            name = crc32(repr(tuple(row)).encode(), name)
        name = crc32(b";", name)
    return f"{at:%Y%m%d}.{name:08x}"


# Built once: each look asks them.
_RESTS_ON: tuple[Executable, ...] = (
    select(func.count(), func.sum(Person.version)).select_from(Person),
    select(Programme.id).where(Programme.is_default),
    select(ChaseRule.programme_id, ChaseRule.step, ChaseRule.days, ChaseRule.person_id).order_by(
        ChaseRule.programme_id, ChaseRule.step
    ),
    select(DepartmentHead.department_id, DepartmentHead.part, DepartmentHead.person_id).order_by(
        DepartmentHead.department_id, DepartmentHead.part
    ),
    select(MailWish.person_id).where(MailWish.early.is_(False)).order_by(MailWish.person_id),
    select(Posting.person_id, Posting.site_id)
    .where(posted(bindparam("day", type_=Date)))
    .order_by(Posting.person_id, Posting.from_on),
    select(Site.id, Site.country).order_by(Site.id),
    select(ClosedDay.site_id, ClosedDay.day).order_by(ClosedDay.site_id, ClosedDay.day),
)
_PLANNED = select(ChasePlan.followup_id).where(
    ChasePlan.followup_id == Followup.id,
    ChasePlan.seen == Followup.version,
    ChasePlan.basis == bindparam("basis"),
)
_UNPLANNED = asked(
    Followup.stage.in_(stages.OPEN),
    Followup.held_back == "",
    or_(Followup.due_on <= bindparam("until", type_=Date), Followup.reopened >= 2),
    ~_PLANNED.exists(),
).limit(bindparam("most", type_=Integer))


def _row(
    followup: Followup, basis: str, one: Chase | None = None, said: AbstractSet[str] = NOTHING
) -> dict[str, object]:
    """A promise's plan; without a chase nobody is told."""
    row: dict[str, object] = {"followup_id": followup.id, "seen": followup.version, "basis": basis}
    for to in READERS:
        person = one.told.get(to) if one is not None else None
        row[f"{to}_id"], row[f"{to}_on"] = None, None
        if one is not None and person is not None:
            row[f"{to}_id"], row[f"{to}_on"] = person.id, next_on(one.plan, Said(one.said.names | said), to)
    return row


def _keep(act: Act, rows: Iterable[dict[str, object]]) -> None:
    kept = sorted(rows, key=lambda row: cast("int", row["followup_id"]))  # two workers come in one order
    if kept:
        table = ChasePlan.__table__
        adding = insert_or(act.session, table)
        anew = {
            column.name: adding.excluded[column.name] for column in table.columns if not column.primary_key
        }
        in_act(act.session).execute(
            adding.on_conflict_do_update(index_elements=["followup_id"], set_=anew), kept
        )
