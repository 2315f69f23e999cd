"""Who has left: what still waits on one of them waits on nobody; knows people's table."""

from datetime import date
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Select, literal_column, or_, select, union_all

from floortime.people.model import Person

NO_STAFF: Any = literal_column("persons.kind <> 'staff'")
"""Written out, not bound: the index of those who are no staff has the same condition."""


def gone(day: date | BindParameter[date]) -> Select[int]:
    """The ids of those who have left by that day: what still waits on one of them waits on nobody."""
    return select(Person.id).where(or_(Person.kind == "blank", Person.left_on <= day))


def all_gone(day: date | BindParameter[date]) -> CompoundSelect[int]:
    """The same as a list to look something up by: each half has an index, of one condition both databases go through everybody."""
    blank = select(Person.id).where(NO_STAFF, Person.kind == "blank")
    return union_all(blank, select(Person.id).where(Person.left_on <= day))
