"""Whom somebody means by a name, and who is likely to be meant; whoever is still here, staff and guests. Knows people's tables."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from floortime.people import addresses
from floortime.people.model import DepartmentHead, Person, Role

LOOKED_AT = 200
LIKELY = 60


def called(session: Session, name: str, day: date) -> list[Person]:
    """Those whose name has each of these words, whole: nobody lists the house by its letters. A whole name wins over a part."""
    words = addresses.plain(name.replace(",", " ")).split()
    if not words:
        return []
    rows = session.scalars(
        select(Person)
        .where(Person.kind != "blank", or_(Person.left_on.is_(None), Person.left_on > day))
        .where(*(Person.sort_key.contains(word, autoescape=True) for word in words))
        .order_by(Person.sort_key, Person.id)
        .limit(LOOKED_AT)
    )
    of = [person for person in rows if set(words) <= set(person.sort_key.split())]
    return [person for person in of if sorted(person.sort_key.split()) == sorted(words)] or of


def likely(session: Session, day: date) -> list[str]:
    """The names of those who answer for a department, or keep promises for one."""
    answer = select(DepartmentHead.person_id)
    keep = select(Role.person_id).where(Role.role == "owner")
    rows = session.scalars(
        select(Person)
        .where(Person.kind != "blank", or_(Person.left_on.is_(None), Person.left_on > day))
        .where(or_(Person.id.in_(answer), Person.id.in_(keep)))
        .order_by(Person.sort_key, Person.id)
        .limit(LIKELY)
    )
    return [person.name for person in rows]
