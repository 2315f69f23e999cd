"""The promise clock in three statements: its edition, its sums, its names; knows the tables of the rooms below.

Every row stands on what the log itself says of an entry: its department, and the site that it may name. A row by
the site, the sit-down or the leader to whom something was said would tell, from one day to the next, of which
entry that is. So a leader's row holds the answers of the departments they answer for, and the promises they own.
"""

from datetime import date, timedelta
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    Text,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.engine import Connection

from floortime.db import Id, Revision
from floortime.followups.actions.promises import PROMISES
from floortime.followups.model import Followup
from floortime.journal.model import Entry
from floortime.obstacles.model import Obstacle, ObstacleFollowup
from floortime.obstacles.queries.headline import WINDOW
from floortime.obstacles.stages import EDITION
from floortime.people.model import NAMES, Department, DepartmentHead, Person, Role, Site
from floortime.people.queries import employed
from floortime.scorecard.figures import NOTHING, Figure, Line

OVER = ("days", "year")
"""The last 90 days, or this year."""


class Clock(Struct, frozen=True):
    """What was due in a span of days, and what of it was kept."""

    total: Line
    sites: tuple[Line, ...]
    departments: tuple[Line, ...]
    leaders: tuple[Line, ...]


def span(over: str, today: date) -> tuple[date, date]:
    """The first and the last day that count: what is due today is not kept or broken yet."""
    return (date(today.year, 1, 1) if over == "year" else today - WINDOW), today - timedelta(days=1)


_EDITION = select(
    select(func.coalesce(func.sum(Revision.n), 0))
    .where(Revision.name.in_((EDITION, NAMES, PROMISES)), Revision.key == "")
    .scalar_subquery(),
    select(func.coalesce(func.max(Entry.turn), 0)).scalar_subquery(),
)


def edition(connection: Connection) -> tuple[int, int]:
    """What the pages of this room stand on: the log, promises, people's names, and beside them whatever anybody with a name did."""
    log, journal = connection.execute(_EDITION).one()
    return int(log), int(journal)


def _line(kind: str, department: Any, site: Any, owner: Any, kept: Any, waiting: Any) -> Any:
    def times(condition: Any) -> Any:
        return cast(func.coalesce(func.sum(case((condition, 1), else_=0)), 0), Id)

    keys = [cast(key, Id) for key in (department, site, owner)]
    return select(
        literal_column(f"'{kind}'").label("kind"),
        keys[0].label("department"),
        keys[1].label("site"),
        keys[2].label("owner"),
        times(kept).label("kept"),
        func.count().label("of_all"),
        times(waiting).label("waiting"),
    )


@cache
def _sums() -> Any:
    first: Any = bindparam("first")
    last: Any = bindparam("last")
    none: Any = null()
    answered = (
        _line("answered", Obstacle.department_id, Obstacle.shown_site_id, none,
              Obstacle.answered_on <= Obstacle.answer_due_on, false())
        .where(Obstacle.bar != literal_column("''"), Obstacle.answer_due_on.between(first, last))
        .group_by(Obstacle.department_id, Obstacle.shown_site_id)
    )  # fmt: skip
    in_time = Followup.claimed_on <= Followup.first_due_on
    told = and_(Obstacle.id == ObstacleFollowup.obstacle_id, Obstacle.bar != literal_column("''"))
    fixed = (
        _line("fixed", Followup.department_id, Obstacle.shown_site_id, Followup.owner_id,
              and_(Followup.stage == "confirmed", in_time), and_(Followup.stage == "claimed", in_time))
        .outerjoin(ObstacleFollowup, ObstacleFollowup.followup_id == Followup.id)
        .outerjoin(Obstacle, told)
        # Done in time, and nobody of the floor was there to ask: neither kept nor owed. Late, it is late.
        .where(Followup.first_due_on.between(first, last), or_(Followup.stage != "unconfirmed", ~in_time))
        .group_by(Followup.department_id, Obstacle.shown_site_id, Followup.owner_id)
    )  # fmt: skip
    return union_all(answered, fixed)


def _names(day: date) -> Any:
    def line(kind: str, key: Any, name: Any, other: Any) -> Any:
        return select(literal(kind, Text), cast(key, Id), cast(name, Text), cast(other, Id))

    leads = select(Role.person_id).where(Role.role == "leader")
    called = func.trim(Person.first_name + " " + Person.last_name)
    return union_all(
        line("site", Site.id, Site.name, null()),
        line("department", Department.id, Department.name, null()),
        line("head", DepartmentHead.person_id, literal(""), DepartmentHead.department_id)
        .where(DepartmentHead.part == "manager"),
        line("leader", Person.id, called, null())
        .where(Person.id.in_(leads), Person.kind == "staff", employed(day)),
    )  # fmt: skip


def clock(connection: Connection, over: str, today: date) -> Clock:
    """All figures as they are; what of them is shown to whom is `figures.as_shown`'s to say."""
    first, last = span(over, today)
    sums: dict[tuple[str, str], dict[int, Figure]] = {}
    for row in connection.execute(_sums(), {"first": first, "last": last}):
        one = Figure(row.kept, row.of_all, row.waiting)
        for by, key in (
            ("all", 0),
            ("site", row.site),
            ("department", row.department),
            ("leader", row.owner),
        ):
            if key is not None:
                column = sums.setdefault((by, row.kind), {})
                column[key] = column.get(key, NOTHING) + one
    names: dict[str, dict[int, str]] = {}
    heads: dict[int, frozenset[int]] = {}
    for kind, key, name, department in connection.execute(_names(today)):
        if kind == "head":
            heads[key] = heads.get(key, frozenset()) | {department}
        else:
            names.setdefault(kind, {})[key] = name
    answers = sums.get(("department", "answered"), {})
    sums["leader", "answered"] = {
        key: sum((answers.get(department, NOTHING) for department in theirs), NOTHING)
        for key, theirs in heads.items()
    }

    def lines(by: str) -> tuple[Line, ...]:
        columns = [sums.get((by, kind), {}) for kind in ("answered", "fixed")]
        return tuple(
            Line(key, name, *(column.get(key, NOTHING) for column in columns))
            for key, name in names.get(by, {}).items()
        )

    totals = [sums.get(("all", kind), {}).get(0, NOTHING) for kind in ("answered", "fixed")]
    return Clock(Line(0, "", *totals), lines("site"), lines("department"), lines("leader"))
