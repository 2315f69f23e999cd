"""The five people of Nordvik whom one can be with one click, agent first, executives last; knows people."""

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.people.model import Person
from floortime.words import lazy


class Face(Struct, frozen=True):
    """A person to be, and what one sees as them."""

    role: str
    address: str
    called: lazy
    sees: lazy


class Choice(Struct, frozen=True):
    """A button of the page."""

    role: str
    name: str
    called: str
    sees: str


FACES = (
    Face(
        "agent",
        "fatima.amrani@nordvik.example",
        lazy("agent, night shift in Utrecht"),
        lazy("what became of what she raised, her next seat, a thanks"),
    ),
    Face(
        "owner",
        "nora.myhre@nordvik.example",
        lazy("action owner in Technology"),
        lazy("what she promised to clear, and by when"),
    ),
    Face(
        "admin",
        "una.falkner@nordvik.example",
        lazy("admin"),
        lazy("people, the import, and the settings of the house"),
    ),
    Face(
        "chief_of_staff",
        "mila.janssen@nordvik.example",
        lazy("chief of staff"),
        lazy("the morning board: what to sort, who is late, what is planned"),
    ),
    Face(
        "leader",
        "ada.lindqvist@nordvik.example",
        lazy("leader of Customer"),
        lazy("what the floor waits for from her, and her next sit-down"),
    ),
)


def choices(session: Session) -> list[Choice]:
    """The buttons, for those of the five who are still there."""
    names = {
        person.email: person.name
        for person in session.scalars(
            select(Person).where(Person.email.in_([face.address for face in FACES]), Person.left_on.is_(None))
        )
    }
    return [
        Choice(face.role, names[face.address], str(face.called), str(face.sees))
        for face in FACES
        if face.address in names
    ]


def behind(session: Session, role: str) -> Person | None:
    """The person behind a button."""
    address = next((face.address for face in FACES if face.role == role), None)
    return session.scalar(select(Person).where(Person.email == address)) if address else None
