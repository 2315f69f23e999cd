"""Heads-ups in words: at the head of the log, and on their own pages; pure, knows dates and kinds."""

from datetime import date

from msgspec import Struct

from floortime import dates
from floortime.headsups.kinds import KINDS
from floortime.log.queries.front import Ahead, Front
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


def notices(over: Front, today: date) -> list[Notice]:
    """All that matter, the next first."""
    return [_notice(one, over, today) for one in over.ahead]


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
