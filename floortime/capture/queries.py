"""What the room's pages show: who is here, what was noted; reads many rooms, owns nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.obstacles.model import Obstacle, Wording
from floortime.people.model import Person, Posting, Team
from floortime.people.queries import persons_by_id, posted, recipient
from floortime.sitdowns.model import JOINED, Note
from floortime.sitdowns.queries import seated


class Here(Struct, frozen=True):
    """Somebody with a seat, and whether they are taken to be here."""

    person: Person
    there: bool
    joined: bool
    """Taken in by the leader, without a seat before."""


def who_is_here(session: Session, sitdown_id: int) -> list[Here]:
    """The seated people; until the leader says who came, everybody who did not decline counts as here."""
    return [
        Here(person, seat.attended is not False, seat.why == JOINED)
        for seat, person in seated(session, sitdown_id)
    ]


def letters_to(here: Sequence[Here], day: date) -> int:
    """How many will get the summary by mail: said before the button is pressed."""
    return sum(1 for h in here if h.there and recipient(h.person, day) is not None)


def teams_of(session: Session, people: Sequence[Person], day: date) -> list[Team]:
    """The teams of the people in the room, for a thanks to all of a team."""
    ids = [p.id for p in people]
    return list(
        session.scalars(
            select(Team)
            .join(Posting, Posting.team_id == Team.id)
            .where(Posting.person_id.in_(ids), posted(day))
            .distinct()
            .order_by(Team.name, Team.id)
        )
    )


class Heard(Struct, frozen=True):
    """One line of the read-back."""

    id: int
    kind: str
    words: str
    whom: str
    """Whom a thanks is for; who does what was promised, when it is not the leader."""
    due_on: date | None
    same_as: str
    """The title of the entry it is the same as."""


def heard(session: Session, notes: Sequence[Note], leader_id: int, called: Mapping[int, str]) -> list[Heard]:
    """The notes as they are read back: who is thanked as they are called here, who does something by the whole name."""
    facts = [note.facts for note in notes]
    owners = _named(session, [f.get("owner_id") for f in facts])
    thanked = [f.get("to_id") for f in facts if f.get("to_kind") == "person" and f.get("to_id") not in called]
    people = {**_named(session, thanked), **called}
    teams = _team_names(session, [f.get("to_id") for f in facts if f.get("to_kind") == "team"])
    codes = {str(f["same"]) for f in facts if f.get("same")}
    titles = {
        row.code: row.title
        for row in session.execute(
            select(Obstacle.code, Wording.title)
            .join(Wording, (Wording.obstacle_id == Obstacle.id) & (Wording.language == Obstacle.language))
            .where(Obstacle.code.in_(codes))
        )
    }
    return [
        Heard(
            note.id,
            note.kind,
            note.words,
            _whom(note.facts, leader_id, people, owners, teams),
            due_of(note.facts),
            titles.get(str(note.facts.get("same")), ""),
        )
        for note in notes
    ]


def due_of(facts: Mapping[str, object]) -> date | None:
    """The day a promise is due, as its note holds it."""
    given = facts.get("due_on")
    return date.fromisoformat(str(given)) if given else None


def number(value: object) -> int | None:
    """An id from a note's facts."""
    return int(value) if isinstance(value, int) else None


def _whom(
    facts: Mapping[str, object],
    leader_id: int,
    people: Mapping[int, str],
    owners: dict[int, str],
    teams: dict[int, str],
) -> str:
    if facts.get("to_kind") == "team":
        return teams.get(number(facts.get("to_id")) or 0, "")
    if facts.get("to_kind") == "person":
        return people.get(number(facts.get("to_id")) or 0, "")
    owner_id = number(facts.get("owner_id"))
    if owner_id is not None and owner_id != leader_id:
        return owners.get(owner_id, "")
    return str(facts.get("owner_address") or "")


def _named(session: Session, ids: Iterable[object]) -> dict[int, str]:
    found = persons_by_id(session, (i for i in ids if isinstance(i, int)))
    return {key: person.name for key, person in found.items()}


def _team_names(session: Session, ids: Iterable[object]) -> dict[int, str]:
    wanted = {i for i in ids if isinstance(i, int)}
    return {t.id: t.name for t in session.scalars(select(Team).where(Team.id.in_(wanted)))} if wanted else {}
