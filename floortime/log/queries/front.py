"""What stands over the list and decides its ETag, in one statement: edition, counters, names, days off; knows db."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Text, bindparam, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from floortime.db import Revision
from floortime.log.calendars import WEEKDAYS, Calendar
from floortime.log.queries.listing import written
from floortime.obstacles.queries.headline import DATED, WINDOW
from floortime.obstacles.stages import EDITION
from floortime.people.model import NAMES, ClosedDay, Department, Site

CLOSED_SINCE = timedelta(days=730)
COUNTED = ("log.stage", "log.site", "log.department", "log.dimension")


@dataclass(frozen=True, slots=True)
class Front:
    """The log's numbers and the names its rows need."""

    rows: tuple[tuple[str, str, int, str], ...]
    """As read: the ETag stands on them, so a new name or a closed day is a new page too."""
    counts: dict[str, dict[str, int]]
    sites: dict[int, str]
    departments: dict[int, str]
    calendars: dict[int, Calendar] = field(default_factory=dict)

    def calendar(self, site_id: int | None) -> Calendar:
        """The days off of a shown site; weekends only where none is shown."""
        return self.calendars.get(site_id, WEEKDAYS) if site_id is not None else WEEKDAYS

    @property
    def total(self) -> int:
        """How many entries the log shows."""
        return sum(self.counts["log.stage"].values())

    def headline(self, name: str) -> int:
        """Of those due in the window: log.due all, log.kept answered on time, log.fixed confirmed fixed."""
        return self.counts[name].get("", 0)


def _one_of(*names: str) -> Any:
    return or_(*(Revision.name == written(name) for name in names))


@cache
def _statement() -> Any:
    def said(value: Any) -> Any:
        return cast(value, Text)

    none = literal(0, BigInteger)
    return union_all(
        select(
            said(Revision.name).label("kind"),
            said(Revision.key).label("key"),
            Revision.n,
            said(literal("")).label("words"),
        ).where(_one_of(EDITION, NAMES, *COUNTED)),
        select(
            said(Revision.name), said(literal("")), cast(func.sum(Revision.n), BigInteger), said(literal(""))
        )
        .where(_one_of(*DATED), Revision.key.between(bindparam("since"), bindparam("until")))
        .group_by(Revision.name),
        select(
            said(literal("site")), said(Site.id), none, Site.name + "\n" + func.coalesce(Site.country, "")
        ),
        select(said(literal("department")), said(Department.id), none, said(Department.name)),
        select(said(literal("closed")), said(ClosedDay.site_id), none, said(ClosedDay.day)).where(
            ClosedDay.day >= bindparam("closed_since")
        ),
    )


def front(session: Session, today: date) -> Front:
    """Everything over the list. Read before the rows: a page may then be newer than its tag, never older."""
    given = {
        "since": (today - WINDOW).isoformat(),
        "until": (today - timedelta(days=1)).isoformat(),
        "closed_since": today - CLOSED_SINCE,
    }
    rows = tuple(sorted(tuple(row) for row in session.connection().execute(_statement(), given)))
    counts: dict[str, dict[str, int]] = {name: {} for name in (*COUNTED, *DATED)}
    sites: dict[int, tuple[str, str]] = {}
    departments: dict[int, str] = {}
    closed: dict[int, set[date]] = {}
    for kind, key, n, words in rows:
        if kind in counts:
            counts[kind][key] = n
        elif kind == "site":
            name, _sep, country = words.partition("\n")
            sites[int(key)] = (name, country)
        elif kind == "department":
            departments[int(key)] = words
        elif kind == "closed":
            closed.setdefault(int(key), set()).add(date.fromisoformat(words))
    calendars = {i: Calendar(country, frozenset(closed.get(i, ()))) for i, (_name, country) in sites.items()}
    return Front(rows, counts, {i: name for i, (name, _c) in sites.items()}, departments, calendars)
