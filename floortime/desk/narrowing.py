"""What a board is narrowed to: read from its address, said in words, kept under names; knows people's filters and days."""

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from flask import request
from msgspec import Struct

from floortime.desk.days import around
from floortime.people.access import Reader
from floortime.people.filters import Board, Narrowed, Saved
from floortime.people.surroundings import Choices
from floortime.web.acts import me
from floortime.words import lazy

ADDRESSES: dict[Board, str] = {"morning": "/board", "followups": "/followups"}
WORDS = frozenset({"show", "site", "department", "after", "group", "at"})


class Own(Struct, frozen=True):
    """A filter that the reader keeps, as it stands above the list."""

    id: int
    name: str
    href: str
    count: str
    current: bool
    first: bool


class Lens(Struct, frozen=True):
    """What stands above a board's list: what it is narrowed to, to what it can be, and the reader's own filters."""

    board: Board
    narrowed: Narrowed
    saved: tuple[Saved, ...]
    """Those that still show something of what the reader looks after."""
    lost: tuple[Saved, ...]
    """Those whose site or department they no longer look after."""
    sites: Choices
    departments: Choices
    default: str
    """The filter with which the board opens for who has put none first."""

    @property
    def current(self) -> Saved | None:
        """The one of the reader's that this is."""
        return next((one for one in self.saved if one.narrowed == self.narrowed), None)

    @property
    def explicit(self) -> bool:
        """Whether a bare address leads to something else than everything."""
        return any(one.first for one in self.saved)

    @property
    def asked(self) -> tuple[Narrowed, ...]:
        """What is to be counted."""
        return tuple(one.narrowed for one in self.saved)

    def href(self, narrowed: Narrowed) -> str:
        """Where it is shown."""
        return address(self.board, narrowed)

    def own(self, counts: Collection[str]) -> list[Own]:
        """The reader's filters with their counts, in the order of `asked`."""
        here = self.current
        return [
            Own(one.id, one.name, self.href(one.narrowed), count, one == here, one.first)
            for one, count in zip(self.saved, counts, strict=True)
        ]

    def words(self, labels: Mapping[str, str | lazy]) -> str:
        """What it is narrowed to; empty where it is not."""
        n = self.narrowed
        found = [dict(self.sites).get(n.site, ""), dict(self.departments).get(n.department, "")]
        if n.shown != self.default:
            found.append(str(labels[n.shown]))
        first, *others = [word for word in found if word] or [""]
        if n.shown != self.default and others:  # a label is no name: within a line it begins small
            others[-1] = others[-1][:1].lower() + others[-1][1:]
        return ", ".join([first, *others])


def address(board: Board, narrowed: Narrowed) -> str:
    """The address of a board narrowed to this; it says the filter even where there is none, so that no other takes its place."""
    said: dict[str, str | int] = {"show": narrowed.shown}
    said |= {name: key for name, key in (("site", narrowed.site), ("department", narrowed.department)) if key}
    return f"{ADDRESSES[board]}?{urlencode(said)}"


def lens(board: Board, shown: Collection[str], default: str) -> Lens:
    """What the address asks for; a bare one for what the reader has put first."""
    who = me()
    sites, departments = within_reach(who, board)
    saved = around(board).saved
    there = tuple(
        one for one in saved if reaches(one.narrowed, sites, departments) and one.narrowed.shown in shown
    )
    narrowed = _asked_for(sites, departments, shown, default)
    if narrowed is None:
        first = next((one.narrowed for one in there if one.first), None)
        narrowed = first or Narrowed(default)
    lost = tuple(one for one in saved if one not in there)
    return Lens(board, narrowed, there, lost, sites, departments, default)


def _asked_for(sites: Choices, departments: Choices, shown: Collection[str], default: str) -> Narrowed | None:
    """What stands in the address, as far as it is anything; None where nothing does."""
    if WORDS.isdisjoint(request.args):
        return None
    show = request.args.get("show", default)
    site, department = (request.args.get(name, 0, type=int) for name in ("site", "department"))
    return Narrowed(
        show if show in shown else default,
        site if site in dict(sites) else 0,
        department if department in dict(departments) else 0,
    )


def within_reach(who: Reader, board: Board) -> tuple[Choices, Choices]:
    """The sites and departments to which a reader may narrow a board.

    The morning board of a chief of staff of some sites knows those alone; the promises one sees may be of any.
    """
    sites, departments = around(board).sites, around(board).departments
    if board == "followups" or who.is_chief_everywhere:
        return sites, departments
    own_sites, own_departments = who.chief_of("site"), who.chief_of("department")
    if not own_departments:
        sites = tuple(one for one in sites if one[0] in own_sites)
    if not own_sites:
        departments = tuple(one for one in departments if one[0] in own_departments)
    return sites, departments


def reaches(narrowed: Narrowed, sites: Choices, departments: Choices) -> bool:
    """Whether it names nothing out of reach."""
    return narrowed.site in {0, *dict(sites)} and narrowed.department in {0, *dict(departments)}
