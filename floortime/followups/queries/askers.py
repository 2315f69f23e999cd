"""Who asks for a promise that came with a list: whoever took the list over; knows the journal, people."""

from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.followups.model import Followup
from floortime.journal.model import Entry
from floortime.people.model import Person
from floortime.people.queries import persons_by_id

MADE = "followup.made"


class Asker(Struct, frozen=True):
    """Who took a list over; `named_id` is whom it named as this promise's owner."""

    person_id: int
    name: str
    named_id: int | None


def askers(session: Session, rows: Collection[Followup]) -> dict[int, Asker]:
    """By promise who brought it with a list; those that came otherwise, or by nobody who is known, are left out."""
    lines = session.execute(
        select(Entry.subject_id, Entry.actor_id, Entry.facts).where(
            Entry.kind == "followup",
            Entry.subject_id.in_([row.id for row in rows]),
            Entry.verb == MADE,
            Entry.actor_kind == "person",
        )
    ).all()
    listed = [line for line in lines if line.facts.get("listed")]
    people = persons_by_id(session, [line.actor_id for line in listed])
    found = dict[int, Asker]()
    for line in listed:
        person: Person | None = people.get(line.actor_id or 0)
        if person is not None and person.kind != "blank":
            named = line.facts.get("owner_id")
            found[line.subject_id] = Asker(person.id, person.name, named if isinstance(named, int) else None)
    return found


def asker_of(session: Session, followup: Followup) -> Asker | None:
    """The same of one."""
    return askers(session, [followup]).get(followup.id)
