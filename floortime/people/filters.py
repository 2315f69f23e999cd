"""What a board is narrowed to, and what somebody keeps of it under a name; knows people's tables."""

from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import BindParameter, bindparam

from floortime.db import Id

Board = Literal["morning", "followups"]
MOST = 12
"""Filters that one person keeps for one board: each has its count on the page."""


class Narrowed(Struct, frozen=True):
    """A board's filter, a site, a department; 0 is every one of them."""

    shown: str = ""
    site: int = 0
    department: int = 0

    @property
    def shape(self) -> tuple[str, bool, bool]:
        """What the statement for it depends on; which site it is, is only put in."""
        return self.shown, bool(self.site), bool(self.department)


class Within(Struct, frozen=True):
    """The site and the department of a narrowing as places in a statement; None where it says nothing of them."""

    site: Any = None
    department: Any = None


EVERYWHERE = Within()


def within(shape: tuple[str, bool, bool], name: str = "") -> Within:
    """The places of a narrowing of that shape; `name` tells several in one statement apart."""
    return Within(
        _place("site", name) if shape[1] else None, _place("department", name) if shape[2] else None
    )


def places(narrowed: Narrowed, name: str = "") -> dict[str, int]:
    """What stands in these places."""
    given = {"site": narrowed.site, "department": narrowed.department}
    return {f"narrowed_{one}{name}": key for one, key in given.items() if key}


def _place(what: str, name: str) -> BindParameter[int]:
    return bindparam(f"narrowed_{what}{name}", type_=Id)


class Saved(Struct, frozen=True):
    """A filter under its owner's name for it."""

    id: int
    name: str
    narrowed: Narrowed
    first: bool
