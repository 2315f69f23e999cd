"""Follow-ups as a table to take away: the rows of the board without its limit, with everything about each; knows its tables and people's."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from floortime.followups.model import Followup, Look
from floortime.followups.queries.windows import Between
from floortime.people.model import Department, Person
from floortime.sitdowns.model import Sitdown

Customers = Callable[[], ColumnElement[int]]
"""How many customers what each promise is about has hit: for those above to say, who know it."""
_owner, _promiser, _looker, _claimer = aliased(Person), aliased(Person), aliased(Person), aliased(Person)


def _name(person: Any) -> ColumnElement[str]:
    return func.trim(func.coalesce(person.first_name, "") + " " + func.coalesce(person.last_name, ""))


def every(
    session: Session,
    wanted: ColumnElement[bool],
    most: int,
    given: dict[str, object],
    between: Between,
    customers: Customers,
) -> Sequence[Any]:
    """The newest `most` that the reader may see and asked for, by their dates."""
    return session.execute(
        select(
            Followup.code, Followup.what, Followup.about, customers().label("customers"), Followup.stage, between().label("between"),
            _name(_looker).label("looker"), _name(_owner).label("owner"),
            Department.name.label("department"), _name(_promiser).label("promised_by"),
            Sitdown.start_local.label("sitdown"), Followup.made_on, Followup.due_on, Followup.first_due_on,
            Followup.moves, Followup.claimed_on, Followup.claim, _name(_claimer).label("claimed_by"), Followup.settled_on, Followup.reason,
        )
        .outerjoin(_owner, _owner.id == Followup.owner_id)
        .outerjoin(_claimer, _claimer.id == Followup.claimed_by_id)
        .outerjoin(_promiser, _promiser.id == Followup.promised_by_id)
        .outerjoin(Look, Look.followup_id == Followup.id)
        .outerjoin(_looker, _looker.id == Look.looker_id)
        .outerjoin(Department, Department.id == Followup.department_id)
        .outerjoin(Sitdown, Sitdown.id == Followup.sitdown_id)
        .where(wanted)
        .order_by(Followup.due_on, Followup.id)
        .limit(most),
        given,
    ).all()  # fmt: skip
