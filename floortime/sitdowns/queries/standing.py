"""Who belongs to all dates of a series, who could, and who could lead one of them; knows this room's tables and people's."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from floortime.people import queries as people
from floortime.people.model import Delegate, Person, Role
from floortime.sitdowns.model import Series, SeriesMember, Sitdown


def standing_people(session: Session, series: Series) -> list[Person]:
    """Who belongs to all dates of a series, its leader first."""
    members = session.scalars(
        select(Person)
        .join(SeriesMember, SeriesMember.person_id == Person.id)
        .where(SeriesMember.series_id == series.id, SeriesMember.person_id != series.leader_id)
        .order_by(Person.id)
    ).all()
    leader = session.get(Person, series.leader_id)
    return [*([leader] if leader else []), *members]


def could_lead(session: Session, sitdown: Sitdown, series: Series | None) -> list[Person]:
    """Who could lead a date in another's place: its own leader and standing members first, then every other leader."""
    first = standing_people(session, series) if series else []
    known = {person.id for person in first}
    others = [
        person
        for person in leading_people(session, sitdown.leader_id, sitdown.start_local.date())
        if person.id not in known
    ]
    return [person for person in [*first, *others] if person.id != sitdown.leader_id]


def could_belong(session: Session, series: Series, day: date) -> list[Person]:
    """Who could belong to all dates: delegates of the leader first, then leaders and chiefs of staff."""
    known = {person.id for person in standing_people(session, series)}
    return [p for p in leading_people(session, series.leader_id, day) if p.id not in known]


def leading_people(session: Session, leader_id: int, day: date) -> list[Person]:
    """Those who act for a leader, then all leaders and chiefs of staff, by name."""
    acting = select(Delegate.delegate_id).where(Delegate.leader_id == leader_id)
    leading = select(Role.person_id).where(Role.role.in_(("leader", "chief_of_staff")))
    return list(
        session.scalars(
            select(Person)
            .where(people.employed(day), or_(Person.id.in_(acting), Person.id.in_(leading)))
            .order_by(Person.id.in_(acting).desc(), Person.sort_key, Person.id)
        )
    )
