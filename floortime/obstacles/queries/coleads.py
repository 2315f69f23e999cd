"""Reading who leads a fix with its owner, who offers to, and who agrees to it; knows this room's tables and people's."""

from datetime import date

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, func, literal_column, select
from sqlalchemy.orm import Session

from floortime.obstacles.model import CoLead, Obstacle, Wording
from floortime.obstacles.promised import still_open
from floortime.obstacles.stages import PUBLIC
from floortime.people.access import Reader
from floortime.people.model import Person, Posting, Team
from floortime.people.queries import chiefs, persons_by_id, posted, recipient, site_on, team_on

LEADABLE = PUBLIC - {"fixed", "refused"}
"""Stages in which there is something to lead."""
WAITS: ColumnElement[bool] = and_(
    # Written out, not bound: the partial index is used only where its condition stands in the statement.
    literal_column("co_leads.state = 'offered'"), func.coalesce(Obstacle.stage, "").in_(sorted(LEADABLE)),
)  # fmt: skip
"""The condition that an offer waits for a word."""


class Leading(Struct, frozen=True):
    """One co-lead and who they are."""

    row: CoLead
    person: Person


def coleads(session: Session, obstacle_id: int, *states: str) -> list[Leading]:
    """Those of an entry in these states, as long as they are here."""
    rows = session.execute(
        select(CoLead, Person)
        .join(Person, Person.id == CoLead.person_id)
        .where(CoLead.obstacle_id == obstacle_id, CoLead.state.in_(states), Person.kind == "staff")
        .order_by(CoLead.offered_on, Person.first_name, Person.id)
    )
    return [Leading(row, person) for row, person in rows]


class Offer(Struct, frozen=True):
    """One offer that waits for whoever leads the team."""

    code: str
    title: str
    language: str
    name: str
    hours: int
    until_on: date


def offers_to(session: Session, lead_id: int, day: date) -> list[Offer]:
    """What people of the teams somebody leads have offered, and nobody has answered."""
    rows = session.execute(
        select(CoLead, Obstacle.code, Wording.title, Wording.language, Person)
        .join(Obstacle, Obstacle.id == CoLead.obstacle_id)
        .join(Wording, (Wording.obstacle_id == Obstacle.id) & (Wording.language == Obstacle.language))
        .join(Person, Person.id == CoLead.person_id)
        .join(Posting, (Posting.person_id == Person.id) & posted(day))
        .join(Team, Team.id == Posting.team_id)
        .where(
            Team.lead_id == lead_id,
            CoLead.person_id != lead_id,
            CoLead.until_on > day,
            WAITS,
        )
        .order_by(CoLead.offered_on, Person.first_name)
        .limit(30)
    )
    return [
        Offer(code, title, language, person.name, row.hours, row.until_on)
        for row, code, title, language, person in rows
    ]


def owners_of(session: Session, obstacle: Obstacle, day: date) -> list[Person]:
    """Who owns what is still promised about it, and is here."""
    ids = {f.owner_id for f in still_open(session, obstacle.id)}
    found = persons_by_id(session, ids)
    return [found[key] for key in sorted(found) if found[key].reachable_on(day)]


def who_agrees(session: Session, person_id: int, day: date) -> list[Person]:
    """Whoever leads their team; and where nobody does, or can be written to, the chiefs of staff of their site."""
    team, site = team_on(session, person_id, day), site_on(session, person_id, day)
    lead = session.get(Person, team.lead_id) if team is not None and team.lead_id else None
    if lead is not None and lead.id != person_id and recipient(lead, day) is not None:
        return [lead]
    return [p for p in chiefs(session, site_id=site.id if site else None, day=day) if p.id != person_id]


def agrees(session: Session, reader: Reader, person_id: int, day: date) -> bool:
    """Whether this reader leads that person's team or is a chief of staff of their site; never for themselves."""
    if reader.id == person_id:
        return False
    team, site = team_on(session, person_id, day), site_on(session, person_id, day)
    if team is not None and team.lead_id == reader.id:
        return True
    return reader.is_chief_at(site_id=site.id if site else None)
