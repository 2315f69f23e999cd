"""What one department received, answered and fixed, in one statement; knows the tables of the rooms below.

A department is who can clear it, never who raised it: its figures point at nobody who said something.
"""

from datetime import date
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.engine import Connection

from floortime.followups.model import Followup
from floortime.obstacles.model import Obstacle, Verdict
from floortime.people.model import DepartmentHead, Person
from floortime.scorecard.figures import Figure
from floortime.scorecard.queries.clock import span


class Mirror(Struct, frozen=True):
    """A department in a span of days."""

    received: int
    answered: Figure
    """Of the answers that were due."""
    fixed: int
    """Of its entries the floor said in these days that they are fixed."""
    kept: Figure
    """Of the promises that were due."""
    works: int
    """How many times somebody of the floor said “works now”."""
    manager: str
    sponsor: str
    heads: frozenset[int]
    """Who answers for it: manager and sponsor."""


@cache
def _statement() -> Any:
    key: Any = bindparam("department")
    days: tuple[Any, Any] = bindparam("first"), bindparam("last")
    ours, shown = Obstacle.department_id == key, Obstacle.bar != literal_column("''")
    in_time = Followup.claimed_on <= Followup.first_due_on
    so_far: tuple[Any, Any] = bindparam("first"), bindparam("today")
    here = and_(Person.kind == "staff", or_(Person.left_on.is_(None), Person.left_on > bindparam("today")))
    called = case((here, func.trim(Person.first_name + " " + Person.last_name)), else_="")

    def line(kind: str, n: Any, of_all: Any, waiting: Any, who: Any) -> Any:
        numbers = [cast(func.coalesce(number, 0), BigInteger) for number in (n, of_all, waiting)]
        return select(literal(kind, Text).label("kind"), *numbers, cast(who, Text).label("who"))

    every, none = func.count(), null()
    kept = every.filter(and_(Followup.stage == "confirmed", in_time))
    claimed = every.filter(and_(Followup.stage == "claimed", in_time))
    answered = every.filter(Obstacle.answered_on <= Obstacle.answer_due_on)
    return union_all(
        line("received", every, none, none, none).where(ours, shown, Obstacle.published_on.between(*so_far)),
        line("answered", answered, every, none, none).where(ours, shown, Obstacle.answer_due_on.between(*days)),
        line("fixed", every, none, none, none).where(ours, Obstacle.fixed_on.between(*so_far)),
        line("kept", kept, every, claimed, none)
        .where(Followup.department_id == key, Followup.first_due_on.between(*days),
               or_(Followup.stage != "unconfirmed", ~in_time)),
        line("works", every, none, none, none)
        .select_from(Verdict).join(Obstacle, Obstacle.id == Verdict.obstacle_id)
        .where(ours, shown, Verdict.works, Verdict.on.between(*so_far)),
        line("head", DepartmentHead.person_id, none, none, DepartmentHead.part + "\n" + called)
        .select_from(DepartmentHead).join(Person, Person.id == DepartmentHead.person_id)
        .where(DepartmentHead.department_id == key),
    )  # fmt: skip


def mirror(connection: Connection, department_id: int, over: str, today: date) -> Mirror:
    """The figures of a department as they are: all of them stand on what the log shows."""
    first, last = span(over, today)
    rows = connection.execute(
        _statement(), {"department": department_id, "first": first, "last": last, "today": today}
    ).all()
    found = {row[0]: row for row in rows if row[0] != "head"}
    heads = [(row[1], *row[4].split("\n", 1)) for row in rows if row[0] == "head"]
    named = {part: name for _key, part, name in heads}
    return Mirror(
        received=found["received"][1],
        answered=Figure(*found["answered"][1:3]),
        fixed=found["fixed"][1],
        kept=Figure(*found["kept"][1:4]),
        works=found["works"][1],
        manager=named.get("manager", ""),
        sponsor=named.get("sponsor", ""),
        heads=frozenset(key for key, _part, _name in heads),
    )
