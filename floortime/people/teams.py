"""The teams of a site, who is in one, and who could be; knows people's tables."""

from datetime import date

from msgspec import Struct
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from floortime.people.model import Department, Person, Posting, Team
from floortime.people.queries import employed, posted

MOST = 500
"""People who are offered; a larger site is kept by files."""


class TeamRow(Struct, frozen=True):
    """One team as the page of its site lists it."""

    id: int
    name: str
    department: str
    lead: str
    people: int


def at_site(session: Session, site_id: int, day: date) -> list[TeamRow]:
    """Its teams on that day, by name."""
    inside = (
        select(func.count())
        .select_from(Posting)
        .join(Person, Person.id == Posting.person_id)
        .where(Posting.team_id == Team.id, posted(day), employed(day))
        .correlate(Team)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Team, Department.name, Person, inside)
        .outerjoin(Department, Department.id == Team.department_id)
        .outerjoin(Person, Person.id == Team.lead_id)
        .where(Team.site_id == site_id)
        .order_by(Team.name, Team.id)
    )
    return [
        TeamRow(team.id, team.name, department or "", lead.name if lead else "", n)
        for team, department, lead, n in rows
    ]


def named(session: Session, site_id: int, name: str) -> Team | None:
    """The team of that site that people call this, however it is capitalised."""
    there = session.scalars(select(Team).where(Team.site_id == site_id))
    return next((team for team in there if team.name.casefold() == name.casefold()), None)


def could_join(session: Session, team: Team, day: date) -> list[Person]:
    """Staff of the same site who are in another team or none, and who work nowhere yet; by name."""
    elsewhere = or_(Posting.team_id.is_(None), Posting.team_id != team.id)
    found = session.scalars(
        select(Person)
        .outerjoin(Posting, and_(Posting.person_id == Person.id, posted(day)))
        .where(
            Person.kind == "staff",
            employed(day),
            or_(Posting.person_id.is_(None), and_(Posting.site_id == team.site_id, elsewhere)),
        )
        .order_by(Person.sort_key, Person.id)
        .limit(MOST)
    )
    return list(found)
