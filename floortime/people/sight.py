"""What of a reader decides which rows they see: as values, or as places in a question that all readers alike share; knows access."""

from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import BindParameter, bindparam

from floortime.db import Id
from floortime.people.access import Reader

Shape = tuple[bool, int, int, int, int]
_PARTS = ("departments", "sites", "owned", "ids")


class Sight(Struct, frozen=True):
    """Each key as its value, or as the place in a statement where it is put in."""

    is_chief_everywhere: bool
    departments: tuple[Any, ...] = ()
    """Whose chief of staff the reader is,"""
    sites: tuple[Any, ...] = ()
    """at which sites,"""
    owned: tuple[Any, ...] = ()
    """for which other departments they keep promises,"""
    ids: tuple[Any, ...] = ()
    """and for whom they stand: themselves, and the leaders whose delegate they are."""

    @property
    def shape(self) -> Shape:
        """How much there is of each: readers of one shape ask the same question."""
        return self.is_chief_everywhere, *(len(part) for part in self._parts())  # type: ignore[return-value]

    @property
    def as_chief(self) -> "Sight":
        """What of it a board asks that shows nothing for being somebody's own."""
        return Sight(self.is_chief_everywhere, self.departments, self.sites)

    def chief_of(self, kind: Literal["site", "department"]) -> tuple[Any, ...]:
        """The sites, or the departments, that a chief of staff's role is limited to."""
        return self.sites if kind == "site" else self.departments

    def given(self) -> dict[str, int]:
        """What stands in the places of a sight of this shape."""
        return {
            _name(part, n): key
            for part, keys in zip(_PARTS, self._parts(), strict=True)
            for n, key in enumerate(keys)
        }

    def _parts(self) -> tuple[tuple[Any, ...], ...]:
        return self.departments, self.sites, self.owned, self.ids


def sight_of(reader: Reader) -> Sight:
    """A reader's sight in values. Who sees the whole house needs no places of it."""
    ids = tuple(sorted({reader.id, *reader.acts_for}))
    if reader.is_chief_everywhere:
        return Sight(True, ids=ids)
    departments = reader.chief_of("department")
    owned = {s.id for s in reader.roles if s.role == "owner" and s.kind == "department"} - departments
    sites = reader.chief_of("site")
    return Sight(False, tuple(sorted(departments)), tuple(sorted(sites)), tuple(sorted(owned)), ids)


def in_places(shape: Shape) -> Sight:
    """The sight of anybody of that shape."""
    everywhere, *many = shape
    return Sight(
        everywhere,
        *(tuple(_place(part, n) for n in range(how)) for part, how in zip(_PARTS, many, strict=True)),
    )


def _place(part: str, n: int) -> BindParameter[int]:
    return bindparam(_name(part, n), type_=Id)


def _name(part: str, n: int) -> str:
    return f"sight_{part}{n}"
