"""Dates that stand where the programme or the site was closed afterwards; knows planning, people's days and this room's tables."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.people import queries as people
from floortime.people.access import Reader
from floortime.people.model import Person
from floortime.sitdowns.access import may_change_sitdown
from floortime.sitdowns.model import Programme, Seat, Series, Sitdown
from floortime.sitdowns.queries.planning import iso_week
from floortime.sitdowns.queries.standing import standing_people


@dataclass(frozen=True, slots=True)
class InClosedTime:
    """One date that stands although nobody is to sit down then."""

    id: int
    title: str
    leader: str
    start_local: datetime
    why: str
    """week: the programme's; day: the site's."""
    told: tuple[str, ...]
    """The first names of those who would get a letter."""
    paper: tuple[str, ...]
    """Those with a seat whom no letter reaches."""


def in_closed_time(
    session: Session, programme: Programme, reader: Reader, now: datetime
) -> list[InClosedTime]:
    """Dates to come that lie in closed weeks or on days off of their site, of those the reader may call off.

    What a leader booked from their own calendar is theirs to move.
    """
    rows = session.scalars(
        select(Sitdown)
        .where(Sitdown.state == "planned", Sitdown.starts_at > now, Sitdown.booked_uid.is_(None))
        .order_by(Sitdown.starts_at, Sitdown.id)
    ).all()
    off = {site_id: people.days_off(session, site_id) for site_id in {row.site_id for row in rows}}
    weeks = frozenset(programme.closed_weeks)
    found = []
    for row in rows:
        day = row.start_local.date()
        closed = iso_week(day) in weeks
        if (closed or (programme.skip_holidays and off[row.site_id](day))) and may_change_sitdown(
            reader, row
        ):
            found.append(_listed(session, row, "week" if closed else "day", day))
    return found


def _listed(session: Session, row: Sitdown, why: str, day: date) -> InClosedTime:
    series = session.get(Series, row.series_id) if row.series_id is not None else None
    leader = session.get_one(Person, row.leader_id)
    members = standing_people(session, series)[1:] if series else []
    seats = session.scalars(
        select(Person)
        .join(Seat, Seat.person_id == Person.id)
        .where(Seat.sitdown_id == row.id, Seat.state == "invited", Seat.answer != "declined")
        .order_by(Person.first_name, Person.id)
    ).all()
    everybody = {person.id: person for person in (leader, *members, *seats)}.values()
    told = tuple(p.first_name for p in everybody if people.recipient(p, day) is not None)
    paper = tuple(p.first_name for p in seats if people.recipient(p, day) is None)
    return InClosedTime(row.id, row.title or row.place, leader.name, row.start_local, why, told, paper)
