"""What the filters of the board of follow-ups are made of; knows the ways to see a promise."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Date, and_, bindparam, literal_column, or_

from floortime.followups.model import Followup
from floortime.followups.queries.board import end_of_week
from floortime.followups.queries.lateness import Late
from floortime.followups.queries.ways import (
    SITE,
    Apart,
    Way,
    apart,
    apart_of_few,
    at_once,
    both,
    looked_at_by,
    owned_by,
    together,
    ways,
    within_ways,
)
from floortime.people.access import Reader
from floortime.people.filters import Narrowed, places, within
from floortime.people.leavers import all_gone
from floortime.people.sight import sight_of

# Written out, not bound: a partial index is used only where its condition stands in the statement.
STILL: Any = literal_column("followups.stage IN ('open', 'in_progress')")
_ASKED: Any = literal_column("followups.stage = 'claimed'")
_SETTLED: Any = literal_column("followups.stage IN ('confirmed', 'unconfirmed', 'dropped')")
_TWICE: Any = literal_column("followups.moves >= 2")
_NOBODY: Any = literal_column("followups.owner_id IS NULL")
_TODAY, _WEEK_END = bindparam("today", type_=Date), bindparam("week_end", type_=Date)


class Part(Struct, frozen=True):
    """A part of a filter: conditions that exclude each other, each with an index of its own, and what it is in order of."""

    each: tuple[Apart, ...]
    on: Any = Followup.due_on


def parts(
    show: str, seen: Sequence[Way], there: Sequence[Way], ids: Collection[Any], late: Late
) -> tuple[Part, ...]:
    """What a filter is made of, in the order in which its rows stand: of what somebody sees, as far as it is there."""
    shown, mine = both(seen, there), both(owned_by(ids), there)
    every, few, once = apart(shown), apart_of_few(shown), at_once(shown)
    looks = and_(Followup.id.in_(looked_at_by(ids)), *(way.without for way in owned_by(ids)), together(there))
    soon = and_(late.to_come(Followup.due_on, SITE), Followup.due_on < _WEEK_END)
    past, left = late.past(Followup.due_on, SITE), Followup.owner_id.in_(all_gone(_TODAY))
    found: dict[str, tuple[Part, ...]] = {
        "all": (Part(_where(STILL, every)), Part(_where(_ASKED, few))),
        "late": (Part(_where(and_(STILL, past), every)),),
        "week": (Part(_where(and_(STILL, soon), every)),),
        "nobody": (Part((*_where(and_(STILL, _NOBODY), once), *_where(and_(STILL, left), once, few=True))),),
        "moved": (Part(_where(and_(STILL, _TWICE), once)),),
        "claimed": (Part(_where(_ASKED, few)),),
        "mine": (
            Part((Apart(and_(_ASKED, looks), few=True),)),
            Part(_where(STILL, apart(mine))),
            Part(_where(_ASKED, apart_of_few(mine))),
        ),
        "done": (Part(_where(_SETTLED, few), Followup.settled_on),),
    }
    return found.get(show, ())


def _where(which: Any, each: Sequence[Apart], *, few: bool = False) -> tuple[Apart, ...]:
    return tuple(Apart(and_(which, way.where), way.few or few) for way in each)


def given(today: date, late: Late, narrowed: Narrowed) -> dict[str, object]:
    """What stands in the places of a filter."""
    return {"today": today, "week_end": end_of_week(today), **late.given(), **places(narrowed)}


def wanted(reader: Reader, narrowed: Narrowed, late: Late) -> ColumnElement[bool]:
    """The condition of all that a board shows, for those who take it away as a table; `given` says what is put in."""
    sight = sight_of(reader)
    of = parts(narrowed.shown, ways(sight), within_ways(within(narrowed.shape)), sight.ids, late)
    return or_(*(one.where for part in of for one in part.each))
