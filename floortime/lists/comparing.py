"""A list against what is there: new, there already, settled, refused; pure, and the only judge of it."""

from collections.abc import Mapping
from hashlib import sha256

from msgspec import Struct

from floortime.lists.headings import Matching
from floortime.lists.rows import Wanted, understood
from floortime.people import addresses
from floortime.people.importing.values import Refusal
from floortime.sheets.reading import Sheet
from floortime.text import folded
from floortime.words import lazy


class Known(Struct, frozen=True):
    """What is there before a list is taken over."""

    by_address: Mapping[str, int]
    by_name: Mapping[str, tuple[int, ...]]
    """Everybody here by their whole name, folded."""
    departments: Mapping[str, int]
    obstacles: Mapping[str, int | None]
    """Codes of the list that are known: the entry that takes promises, None where nothing may be promised any more."""
    promises: frozenset[str]
    """Codes of the list that are those of promises which are here, whatever became of them: our own table, brought back."""
    keys: frozenset[str]
    """What the rows of lists that stand were known by."""
    standing: frozenset[tuple[str, int | None]]
    """Promises that were not dropped: their words, folded, and their owner."""


class Taken(Struct, frozen=True):
    """A row that becomes a promise. An owner without an id becomes a guest."""

    wanted: Wanted
    owner_id: int | None = None
    department_id: int | None = None
    obstacle_id: int | None = None

    @property
    def guest(self) -> str:
        """The address of an owner whom nobody knows here yet."""
        return self.wanted.address if self.owner_id is None else ""


class Plan(Struct, frozen=True):
    """What taking the list over would do, whole."""

    new: tuple[Taken, ...]
    there: tuple[Wanted, ...]
    settled: tuple[Wanted, ...]
    refused: tuple[Refusal, ...]

    @property
    def guests(self) -> frozenset[str]:
        """Addresses that become guests."""
        return frozenset(addresses.norm(one.guest) for one in self.new if one.guest)

    @property
    def fingerprint(self) -> str:
        """What a preview showed, in short: anything else is not what was asked for."""
        new = [(t.wanted, t.owner_id, t.department_id, t.obstacle_id) for t in self.new]
        refused = [(one.line, one.reason) for one in self.refused]
        return sha256(repr((new, [w.line for w in self.there], refused)).encode()).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {
            "new": len(self.new),
            "there": len(self.there),
            "settled": len(self.settled),
            "refused": len(self.refused),
            "guests": len(self.guests),
        }


def compared(sheet: Sheet, matching: Matching, known: Known) -> Plan:
    """What taking over this list would do. The same list afterwards changes nothing."""
    read = understood(sheet, matching, known.promises)
    new, there, refused = list[Taken](), list(read.ours), list(read.refused)
    first: dict[str, int] = {}
    for wanted in read.good:
        if wanted.key in first:
            twice = lazy(
                "The same stands on line %(line)s. Keep the one that is right.", line=first[wanted.key]
            )
            refused.append(Refusal(wanted.line, wanted.what[:80], (("", twice),)))
            continue
        first[wanted.key] = wanted.line
        taken, fault = _placed(wanted, known)
        standing = (folded(wanted.what), taken.owner_id) in known.standing and not taken.guest
        if wanted.key in known.keys or (standing and not fault):
            there.append(wanted)
        elif fault:
            refused.append(Refusal(wanted.line, wanted.what[:80], (("", fault),)))
        else:
            new.append(taken)
    refused.sort(key=lambda one: one.line)
    there.sort(key=lambda one: one.line)
    return Plan(tuple(new), tuple(there), tuple(read.settled), tuple(refused))


def _placed(wanted: Wanted, known: Known) -> tuple[Taken, str]:
    """Whose it is, of which department, about which entry; and what is wrong with that."""
    owner_id, fault = _owner(wanted, known)
    department_id = known.departments.get(folded(wanted.department))
    if wanted.department and department_id is None:
        fault = fault or lazy("There is no department “%(name)s”. Add it, or leave the cell empty.",
                           name=wanted.department[:60])  # fmt: skip
    obstacle_id = known.obstacles.get(wanted.code) if wanted.code else None
    if wanted.code and obstacle_id is None:
        fault = fault or (
            lazy("Nothing is open about %(code)s any more. Leave the code out.", code=wanted.code)
            if wanted.code in known.obstacles
            else lazy(
                "No entry has the code %(code)s. Correct it, or leave the cell empty.", code=wanted.code[:20]
            )
        )
    return Taken(wanted, owner_id, department_id, obstacle_id), fault


def _owner(wanted: Wanted, known: Known) -> tuple[int | None, str]:
    if wanted.address:
        return known.by_address.get(addresses.norm(wanted.address)), ""
    if not wanted.name:
        return None, ""
    found = known.by_name.get(addresses.plain(wanted.name), ())
    if len(found) == 1:
        return found[0], ""
    if found:
        return None, lazy(
            "%(n)s people are called %(name)s. Write an address.", n=len(found), name=wanted.name[:60]
        )
    return None, lazy("Nobody here is called %(name)s. Write an address, and they are asked as a guest.",
                   name=wanted.name[:60])  # fmt: skip
