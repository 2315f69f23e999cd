"""Reading the question that the floor is asked: its sentence, what was said to be done, until when; knows this room."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.followups.model import Followup
from floortime.obstacles.deciding import open_until
from floortime.obstacles.model import Answer, Obstacle, Round
from floortime.obstacles.promised import done_beside
from floortime.obstacles.queries.entries import wording_of
from floortime.obstacles.whose_word import voice_of
from floortime.people import naming
from floortime.people.model import Department, Person


class Question(Struct, frozen=True):
    """What a page asks the floor."""

    said: str
    language: str
    sentence: str
    on: date | None
    until: date | None
    """The last day of their word, while the entry waits for it or a "not yet" still takes the green back."""
    signer: str
    department: str
    asked: bool
    """Whether an answer counts now."""
    works: bool = False
    """Whether the floor has said that it works."""
    promise: bool = False
    """Whether it is a promise that stands alone: the house's words, not the floor's."""
    beside: tuple[tuple[str, str], ...] = ()
    """What else was promised about it, and what its owner says was done."""


def question_about(session: Session, entry: Obstacle, today: date) -> Question:
    """The question about an entry, in the round that runs or ran last."""
    running = session.get(Round, (entry.id, entry.asked_round)) if entry.asked_round else None
    wording = wording_of(session, entry)
    signer = session.scalars(
        select(Person)
        .join(Answer, Answer.decider_id == Person.id)
        .where(Answer.obstacle_id == entry.id, Answer.kind == "closing")
        .order_by(Answer.n.desc())
        .limit(1)
    ).first()
    # Staff sign for their own department; a guest stands by no name, and for that which was asked.
    own = entry.department_id if signer is None or signer.kind == "guest" else signer.department_id
    department = session.get(Department, own) if own else None
    place = department.name if department else ""
    until = open_until(running.until_on, entry.fixed_on) if running else None
    return Question(
        said=wording.title if wording else "",
        language=wording.language if wording else entry.language,
        sentence=running.sentence if running else "",
        on=running.asked_on if running else None,
        until=until if entry.stage in {"asked", "fixed"} else None,
        signer=naming.signed(signer.public_name, place) if signer else "",
        department="" if signer and signer.kind == "guest" else place,
        asked=until is not None
        and (entry.stage in {"asked", "unconfirmed"} or (entry.stage == "fixed" and today <= until)),
        works=entry.stage == "fixed",
        beside=tuple(done_beside(session, entry.id, running.sentence)) if running else (),
    )


def has_a_say(session: Session, entry: Obstacle, person_id: int) -> bool:
    """Whether somebody signed in is one of the floor that this round asks: only they are shown buttons."""
    running = session.get(Round, (entry.id, entry.asked_round)) if entry.asked_round else None
    if running is None:
        return False
    return voice_of(session, entry, "person", str(person_id), asked_on=running.asked_on) is not None


def wordless(question: Question) -> Question:
    """Whether there is a question, and nothing of what it is about."""
    return replace(
        question, said="", sentence="", signer="", department="", on=None, until=None, works=False, beside=()
    )


def question_of(promise: Followup) -> Question:
    """The question about a promise that stands alone."""
    return Question(
        said=promise.what,
        language=promise.language,
        sentence=promise.claim,
        on=promise.claimed_on,
        until=None,
        signer="",
        department="",
        asked=promise.stage in {"claimed", "confirmed"},
        works=promise.stage == "confirmed",
        promise=True,
    )
