"""Reading what was said to be done, and by whom: a promise may have been handed over since; knows its table and people's names."""

from msgspec import Struct
from sqlalchemy.orm import Session

from floortime.followups.model import Followup
from floortime.people import naming
from floortime.people.model import Department, Person


class Claim(Struct, frozen=True):
    """The words, and who says so; nobody where that is not known any more."""

    words: str
    by: str
    department: str


def claim_of(session: Session, followup: Followup, *, to: int | None = None) -> Claim | None:
    """What was said to be done last; `to` is an owner behind a mail link, who reads no guest's name but their own."""
    if not followup.claim:
        return None
    by = session.get(Person, followup.claimed_by_id) if followup.claimed_by_id is not None else None
    if by is None or by.kind == "blank":
        return Claim(followup.claim, "", "")
    place = _place(session, followup, by)
    if to is None or to == by.id:
        return Claim(followup.claim, by.name, place)
    return Claim(followup.claim, naming.signed(by.public_name, place), "" if by.kind == "guest" else place)


def _place(session: Session, followup: Followup, by: Person) -> str:
    """For whom they say so: for whoever is asked, if it is theirs or they are known for nothing else; else for their own."""
    theirs = by.kind == "guest" or by.id == followup.owner_id
    key = followup.department_id if theirs else by.department_id
    department = session.get(Department, key) if key is not None else None
    return department.name if department is not None else ""
