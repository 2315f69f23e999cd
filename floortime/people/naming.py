"""How somebody is named: one rule for all pages and letters; knows words.

Leaders, owners and whoever signs stand with their whole name, and so does whoever is chosen from a list. The floor is called
by first name where it sits down, told apart by the last name when two share one. A letter greets by first name.
Where everybody reads, staff stand by name and guests never, since a guest's name may come from an address.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from floortime.words import _

GUEST = "@"
"""What stands in a public query's row in place of a guest's name; no name is written so."""


def said(name: str | None, department: str) -> str:
    """A name for the middle of a sentence."""
    if name != GUEST:
        return name or ""
    return _("somebody in %(department)s", department=department) if department else _("a colleague outside")


def signed(name: str | None, department: str) -> str:
    """A name that begins a line."""
    if name != GUEST:
        return name or ""
    return _("Somebody in %(department)s", department=department) if department else _("A colleague outside")


class Named(Protocol):
    """A person's row, or a record with a person's names."""

    first_name: str

    @property
    def name(self) -> str:
        """First and last name."""
        ...


def at_a_table(people: Iterable[Named]) -> list[str]:
    """What those who sit down together are called, in their order: by first name, whole where two share one."""
    sitting = list(people)
    shared = Counter(person.first_name.casefold() for person in sitting)
    return [p.name if shared[p.first_name.casefold()] > 1 else p.first_name for p in sitting]
