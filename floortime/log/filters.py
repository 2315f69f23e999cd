"""What a reader can filter by: the light bar and the column of links, each with its count; knows front, words."""

from urllib.parse import quote_plus

from msgspec import Struct

from floortime.log.queries.front import Front
from floortime.log.queries.listing import Wanted
from floortime.obstacles.dimensions import DIMENSIONS
from floortime.obstacles.stages import BARS, STAGES, bar
from floortime.web.drawings import shares
from floortime.words import _


class Part(Struct, frozen=True):
    """One part of the light bar."""

    kind: str
    count: int
    word: str
    href: str
    current: bool
    share: int


class Choice(Struct, frozen=True):
    """One link of the filter column."""

    href: str
    label: str
    count: int | None
    current: bool


def address(wanted: Wanted, **change: object) -> str:
    """The address of the list with one thing chosen otherwise; the page starts anew unless `after` is given."""
    pairs = {**wanted.asked, "after": "", **change}
    chosen = [f"{name}={quote_plus(str(value))}" for name, value in pairs.items() if value]
    return "/log?" + "&".join(chosen) if chosen else "/log"


def light_parts(front: Front, wanted: Wanted) -> list[Part]:
    """The four parts of the bar; pressing the chosen one again shows all."""
    counts = dict.fromkeys((kind for kind, _word in BARS), 0)
    for stage, n in front.counts["log.stage"].items():
        if stage in STAGES and bar(stage):
            counts[bar(stage)] += n  # type: ignore[index] # a bar that is not empty is one of the four
    wide = shares(tuple(counts.values()))
    return [
        Part(
            kind,
            counts[kind],
            str(word),
            address(wanted, light="" if wanted.bar == kind else kind),
            wanted.bar == kind,
            share,
        )
        for (kind, word), share in zip(BARS, wide, strict=True)
    ]


def groups(front: Front, wanted: Wanted) -> list[tuple[str, list[Choice]]]:
    """Site, department, subject; only what has entries, or is chosen."""
    everywhere = Choice(address(wanted, site=None), _("Everywhere"), front.total, not wanted.site)
    sites = [
        Choice(address(wanted, site=None if wanted.site == i else i), name, n, wanted.site == i)
        for i, name, n in _counted(front.sites, front.counts["log.site"], wanted.site)
    ]
    departments = [
        Choice(
            address(wanted, department=None if wanted.department == i else i), name, n, wanted.department == i
        )
        for i, name, n in _counted(front.departments, front.counts["log.department"], wanted.department)
    ]
    subjects = [
        Choice(
            address(wanted, dimension="" if wanted.dimension == key else key),
            str(word),
            n,
            wanted.dimension == key,
        )
        for key, word in DIMENSIONS.items()
        if (n := front.counts["log.dimension"].get(key, 0)) or wanted.dimension == key
    ]
    found = [
        (_("Site"), [everywhere, *sites]),
        (_("Department"), departments),
        (_("What it is about"), subjects),
    ]
    return [(heading, choices) for heading, choices in found if choices]


def _counted(names: dict[int, str], counts: dict[str, int], chosen: int | None) -> list[tuple[int, str, int]]:
    rows = [(i, name, counts.get(str(i), 0)) for i, name in names.items()]
    return sorted((row for row in rows if row[2] or row[0] == chosen), key=lambda row: row[1])


def in_words(front: Front, wanted: Wanted) -> str:
    """What is filtered, said over the list: "Göteborg · Field Service · “parking”"."""
    parts = [
        next((str(word) for kind, word in BARS if kind == wanted.bar), ""),
        front.sites.get(wanted.site or 0, ""),
        front.departments.get(wanted.department or 0, ""),
        str(DIMENSIONS.get(wanted.dimension, "")),
        _("“%(words)s”", words=wanted.q) if wanted.q else "",
    ]
    return " · ".join(part for part in parts if part)
