"""What stands over the list, in one statement: counters, names, days off; and the edition that says when it changed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from msgspec import Struct, field
from sqlalchemy import BigInteger, Text, bindparam, cast, func, literal, literal_column, select, union_all
from sqlalchemy.engine import Connection

from floortime.db import Revision
from floortime.followups.reminders import REMINDED
from floortime.headsups.model import SHOWN, Headsup, HeadsupDepartment, HeadsupSite
from floortime.log.queries.listing import written
from floortime.obstacles.queries.headline import DATED, WINDOW
from floortime.obstacles.stages import EDITION
from floortime.people.calendars import WEEKDAYS, Calendar
from floortime.people.model import NAMES, ClosedDay, Department, Site

CLOSED_SINCE = timedelta(days=730)
COUNTED = ("log.stage", "log.site", "log.department", "log.dimension")


class Ahead(Struct, frozen=True):
    """A heads-up as the head of the log needs it."""

    code: str
    kind: str
    language: str
    starts_at: datetime
    ends_at: datetime | None
    department_id: int
    title: str
    tell: str
    sites: tuple[int, ...]
    """None: all of them."""
    departments: frozenset[int]
    """Who says it, and whom it touches beside the floor."""


class Front(Struct, frozen=True):
    """The log's numbers and the names its rows need."""

    edition: int
    """What the ETag stands on."""
    day: date
    counts: dict[str, dict[str, int]]
    sites: dict[int, str]
    departments: dict[int, str]
    calendars: dict[int, Calendar] = field(default_factory=dict)
    ahead: tuple[Ahead, ...] = ()
    """Heads-ups that matter today or are to come, the next first."""
    zones: dict[int, str] = field(default_factory=dict)

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
    # Written out, as a list: of names joined by OR SQLite would rather read the whole table.
    return literal_column("revisions.name IN ({})".format(", ".join(f"'{name}'" for name in names)))


EDITION_NOW = select(cast(func.coalesce(func.sum(Revision.n), 0), BigInteger)).where(
    _one_of(EDITION, NAMES, REMINDED, SHOWN), Revision.key == written("")
)
"""Each only rises, so their sum does: whatever the log prints and is not of today is in one of them."""


def edition_now(connection: Connection) -> int:
    """The edition of the log as it stands. Read before what it stands for."""
    return int(connection.execute(EDITION_NOW).scalar_one())


@cache
def _statement() -> Any:
    def said(value: Any) -> Any:
        return cast(value, Text)

    none = literal(0, BigInteger)
    return union_all(
        select(
            said(literal("edition")),
            said(literal("")),
            EDITION_NOW.scalar_subquery(),
            said(literal("")),
        ),
        select(
            said(Revision.name).label("kind"),
            said(Revision.key).label("key"),
            Revision.n,
            said(literal("")).label("words"),
        ).where(_one_of(*COUNTED)),
        select(
            said(Revision.name), said(literal("")), cast(func.sum(Revision.n), BigInteger), said(literal(""))
        )
        .where(_one_of(*DATED), Revision.key.between(bindparam("since"), bindparam("until")))
        .group_by(Revision.name),
        select(
            said(literal("site")),
            said(Site.id),
            none,
            Site.name + "\n" + func.coalesce(Site.country, "") + "\n" + Site.zone,
        ),
        select(said(literal("department")), said(Department.id), none, said(Department.name)),
        select(said(literal("closed")), said(ClosedDay.site_id), none, said(ClosedDay.day)).where(
            ClosedDay.day >= bindparam("closed_since")
        ),
        *_warnings(),
    )


def _warnings() -> list[Any]:
    """Heads-ups that matter, the sites and departments each of them names; the instants as the database writes them."""

    def said(value: Any) -> Any:
        return cast(value, Text)

    shown = Headsup.state == written("published"), Headsup.shown_until_on >= bindparam("today")
    words = said(literal(""))
    for column in (
        Headsup.code, Headsup.kind, Headsup.language, Headsup.starts_at, Headsup.ends_at, Headsup.title, Headsup.tell,
    ):  # fmt: skip
        words = words + func.coalesce(said(column), "") + "\n"

    def named(kind: str, headsup_id: Any, key: Any) -> Any:
        row = select(said(literal(kind)), said(headsup_id), cast(key, BigInteger), said(literal("")))
        return row.join(Headsup, Headsup.id == headsup_id).where(*shown)

    return [
        select(
            said(literal("headsup")), said(Headsup.id), cast(Headsup.department_id, BigInteger), words
        ).where(*shown),
        named("touched", HeadsupSite.headsup_id, HeadsupSite.site_id),
        named("beside", HeadsupDepartment.headsup_id, HeadsupDepartment.department_id),
    ]


def front(connection: Connection, today: date, kept: Front | None = None) -> Front:
    """Everything over the list; what is kept stands for as long as the edition and the day do.

    Read before the rows: a page may then be newer than its tag, never older.
    """
    if kept and kept.day == today and kept.edition == edition_now(connection):
        return kept
    given = {
        "since": (today - WINDOW).isoformat(),
        "until": (today - timedelta(days=1)).isoformat(),
        "closed_since": today - CLOSED_SINCE,
        "today": today,
    }
    rows = connection.execute(_statement(), given).all()
    edition = next(n for kind, _key, n, _words in rows if kind == "edition")
    counts: dict[str, dict[str, int]] = {name: {} for name in (*COUNTED, *DATED)}
    sites: dict[int, list[str]] = {}
    warned: dict[int, tuple[int, str]] = {}
    touched: dict[int, list[int]] = {}
    beside: dict[int, list[int]] = {}
    departments: dict[int, str] = {}
    closed: dict[int, set[date]] = {}
    for kind, key, n, words in rows:
        if kind in counts:
            counts[kind][key] = n
        elif kind == "site":
            sites[int(key)] = words.split("\n")
        elif kind == "headsup":
            warned[int(key)] = n, words
        elif kind == "touched":
            touched.setdefault(int(key), []).append(n)
        elif kind == "beside":
            beside.setdefault(int(key), []).append(n)
        elif kind == "department":
            departments[int(key)] = words
        elif kind == "closed":
            closed.setdefault(int(key), set()).add(date.fromisoformat(words))
    calendars = {i: Calendar(told[1], frozenset(closed.get(i, ()))) for i, told in sites.items()}
    ahead = (_ahead(*told, tuple(touched.get(key, ())), beside.get(key, ())) for key, told in warned.items())
    return Front(
        edition,
        today,
        counts,
        {i: told[0] for i, told in sites.items()},
        departments,
        calendars,
        tuple(sorted(ahead, key=lambda h: (h.starts_at, h.code))),
        {i: told[2] for i, told in sites.items()},
    )


def _ahead(department_id: int, words: str, sites: tuple[int, ...], beside: Iterable[int]) -> Ahead:
    code, kind, tongue, starts, ends, title, tell = words.split("\n", 6)
    return Ahead(
        code,
        kind,
        tongue,
        _instant(starts),
        _instant(ends) if ends else None,
        department_id,
        title,
        tell.strip(),
        sites,
        frozenset({department_id, *beside}),
    )


def _instant(told: str) -> datetime:
    """As either database writes it: SQLite without a zone, in UTC."""
    found = datetime.fromisoformat(told)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
