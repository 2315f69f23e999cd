"""Heads-ups in words: at the head of the log, among what it finds, and on their own pages; knows their queries."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy.orm import Session

from floortime import dates
from floortime.headsups.kinds import KINDS
from floortime.headsups.model import Headsup
from floortime.headsups.queries import found_for, sites_of
from floortime.log.queries.front import Ahead, Front
from floortime.log.queries.listing import Wanted
from floortime.people import queries as people
from floortime.people.model import Department, Site
from floortime.words import _, language

AT_THE_HEAD = 3


class Notice(Struct, frozen=True):
    """One of them."""

    code: str
    kind: str
    title: str
    lang: str
    when: str
    where: str
    department: str
    tell: str


def notices(over: Front, wanted: Wanted, today: date) -> list[Notice]:
    """All that matter to the site and the department one looks at, the next first.

    None beside a light, a subject or words: heads-ups have no light and no subject, and words find them by themselves.
    """
    if wanted.bar or wanted.dimension or wanted.q:
        return []
    return [
        _notice(one, over, today)
        for one in over.ahead
        if (not wanted.site or not one.sites or wanted.site in one.sites)
        and (not wanted.department or wanted.department in one.departments)
    ]


def where(sites: list[str]) -> str:
    """Whom it touches."""
    return ", ".join(sites) if sites else _("every site")


def _notice(one: Ahead, over: Front, today: date) -> Notice:
    touched = one.sites or tuple(over.sites)
    clocks = [(over.zones[key], over.sites[key]) for key in touched if key in over.sites]
    return Notice(
        one.code,
        str(KINDS[one.kind]),
        one.title,
        one.language if one.language != language() else "",
        dates.on_clocks(one.starts_at, one.ends_at, clocks, today.year),
        where(sorted(over.sites[key] for key in one.sites if key in over.sites)),
        over.departments.get(one.department_id, ""),
        one.tell,
    )


def noticed(
    row: Headsup, places: Sequence[Site], sites: Sequence[Site], departments: Sequence[Department], year: int
) -> Notice:
    """One from its row, for the pages that read it by itself."""
    clocks = [(site.zone, site.name) for site in places or sites]
    return Notice(
        row.code,
        str(KINDS[row.kind]),
        row.title,
        row.language if row.language != language() else "",
        dates.on_clocks(row.starts_at, row.ends_at, clocks, year),
        where([site.name for site in places]),
        next((d.name for d in departments if d.id == row.department_id), ""),
        row.tell,
    )


def found_ahead(session: Session, q: str, year: int) -> list[Notice]:
    """Heads-ups in which every word of a search stands, the newest first: one more than are shown."""
    rows = found_for(session, q)[: AT_THE_HEAD + 1]
    if not rows:
        return []
    sites, departments = people.sites(session), people.departments(session)
    touched = sites_of(session, [row.id for row in rows])
    return [noticed(row, touched.get(row.id, []), sites, departments, year) for row in rows]
