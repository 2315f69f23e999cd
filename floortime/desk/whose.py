"""To whom somebody signed in gives a promise: by an address, or by the name of somebody in the house; knows people's queries."""

from typing import Any

from msgspec import Struct

from floortime.desk.answers import AnswerSignedInForm
from floortime.followups.model import Followup
from floortime.people.called import called, likely
from floortime.people.model import Department, Person
from floortime.web.acts import me, reading
from floortime.web.pages import today
from floortime.words import _

LISTED = 6


class Whose(Struct, frozen=True):
    """What the field says to whom."""

    chief: bool
    """Whether the reader is the chief of staff who would look for somebody."""
    likely: list[str]


def whose(row: Followup, site_id: int | None) -> Whose:
    """Names are proposed to a chief of staff alone: they see everybody's anyway."""
    chief = me().is_chief_at(site_id=site_id, department_id=row.department_id)
    return Whose(chief, likely(reading(), today()) if chief else [])


def find_owner(form: AnswerSignedInForm) -> None:
    """Put the person into the form who is meant by a name; where it may be several or nobody, what is to be said at the field."""
    said = form.address.data or ""
    if form.way != "notmine" or not said or "@" in said:
        return
    found = called(reading(), said, today())
    if len(found) == 1:
        form.owner_id = found[0].id
        return
    form.name_fault = _fault(said[:60], found)


def _fault(name: str, found: list[Person]) -> str:
    if not found:
        return _(
            "Nobody here is called %(name)s. Write an address, and they are asked as a guest.", name=name
        )
    people = ", ".join(_told_apart(person) for person in found[:LISTED])
    if len(found) > LISTED:
        return _(
            "More than one is called %(name)s: %(people)s and others. Write the whole name, or an e-mail address.",
            name=name,
            people=people,
        )
    return _(
        "More than one is called %(name)s: %(people)s. Write the whole name, or an e-mail address.",
        name=name,
        people=people,
    )


def _told_apart(person: Person) -> str:
    department: Any = reading().get(Department, person.department_id) if person.department_id else None
    return f"{person.name} ({department.name})" if department is not None else person.name
