"""Reading thanks: to me, to my team, and those that both sides let be shown; knows its table and people's."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from floortime.people.model import Person, Team
from floortime.people.queries import employed, team_on
from floortime.recognition.model import Thanks


class Thanked(Struct, frozen=True):
    """A thanks with the names it needs on a page."""

    id: int
    words: str
    language: str
    on: date
    by: str
    to: str
    to_kind: str
    public: bool


_THANKED = (
    select(
        Thanks,
        Person.first_name,
        Person.last_name,
    )
    .join(Person, Person.id == Thanks.by_id)
    .order_by(Thanks.on.desc(), Thanks.id.desc())
)


def team_ids(session: Session, person_id: int, day: date) -> frozenset[int]:
    """The team a person is in, as a set."""
    team = team_on(session, person_id, day)
    return frozenset() if team is None else frozenset({team.id})


def thanks_for(session: Session, person_id: int, teams: Iterable[int], limit: int = 100) -> list[Thanked]:
    """What was said to somebody and to their team, newest first."""
    return _records(session, _said_to(person_id, teams), limit)


def public_thanks(session: Session, day: date, limit: int = 50) -> list[Thanked]:
    """What both sides let be shown, newest first; nothing of or to somebody who has gone."""
    return _records(session, _aloud(day), limit)


def public_thanks_to(session: Session, person_id: int, teams: Iterable[int], day: date) -> list[Thanked]:
    """What was said to somebody and to their team, as far as everybody may read it."""
    return _records(session, and_(_aloud(day), _said_to(person_id, teams)), 20)


def thanks_in(session: Session, department_id: int, day: date, limit: int = 5) -> list[Thanked]:
    """What was said to people of a department and to its teams, as far as everybody may read it."""
    people = select(Person.id).where(Person.department_id == department_id)
    teams = select(Team.id).where(Team.department_id == department_id)
    to_person = and_(Thanks.to_kind == "person", Thanks.to_id.in_(people))
    return _records(
        session,
        and_(_aloud(day), or_(to_person, and_(Thanks.to_kind == "team", Thanks.to_id.in_(teams)))),
        limit,
    )


def aloud_to(
    session: Session, person_ids: Iterable[int], teams: Iterable[int], day: date, *, but_by: int, limit: int
) -> list[Thanked]:
    """What others said to these people or teams, as far as everybody may read it: compliments to pass on."""
    to_person = and_(Thanks.to_kind == "person", Thanks.to_id.in_(list(person_ids)))
    to_team = and_(Thanks.to_kind == "team", Thanks.to_id.in_(list(teams)))
    return _records(session, and_(_aloud(day), or_(to_person, to_team), Thanks.by_id != but_by), limit)


def _aloud(day: date) -> ColumnElement[bool]:
    here = select(Person.id).where(employed(day), Person.kind == "staff")
    return and_(
        Thanks.leader_agrees,
        Thanks.thanked_agrees,
        Person.kind == "staff",
        or_(Thanks.to_kind == "team", Thanks.to_id.in_(here)),
    )


def _said_to(person_id: int, teams: Iterable[int]) -> ColumnElement[bool]:
    mine = and_(Thanks.to_kind == "person", Thanks.to_id == person_id)
    return or_(mine, and_(Thanks.to_kind == "team", Thanks.to_id.in_(list(teams))))


def one_thanks(session: Session, thanks_id: int) -> Thanked | None:
    """A single thanks as a page shows it."""
    return next(iter(_records(session, Thanks.id == thanks_id, 1)), None)


def _records(session: Session, which: ColumnElement[bool], limit: int) -> list[Thanked]:
    rows = session.execute(_THANKED.where(which).limit(limit)).all()
    people = {t.to_id for t, *_ in rows if t.to_kind == "person"}
    teams = {t.to_id for t, *_ in rows if t.to_kind == "team"}
    names: dict[tuple[str, int], str] = {}
    if people:
        found = session.execute(select(Person.id, Person.first_name).where(Person.id.in_(people)))
        names |= {("person", key): name for key, name in found}
    if teams:
        said = session.execute(select(Team.id, Team.name).where(Team.id.in_(teams)))
        names |= {("team", key): name for key, name in said}
    return [
        Thanked(
            t.id,
            t.words,
            t.language,
            t.on,
            f"{first} {last}".strip(),
            names.get((t.to_kind, t.to_id), ""),
            t.to_kind,
            t.leader_agrees and t.thanked_agrees,
        )
        for t, first, last in rows
    ]
