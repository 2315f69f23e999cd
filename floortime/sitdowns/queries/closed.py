"""Dates that stand where the programme or the site was closed afterwards; knows planning, people's days and this room's tables."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Date, and_, bindparam, func, select
from sqlalchemy.orm import Session

from floortime.people import queries as people
from floortime.people.access import Reader
from floortime.people.model import ClosedDay, Person, Site
from floortime.sitdowns.access import may_plan_for
from floortime.sitdowns.model import Programme, Seat, Series, Sitdown
from floortime.sitdowns.queries.planning import iso_week
from floortime.sitdowns.queries.standing import standing_people


class InClosedTime(Struct, frozen=True):
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


def closed_dates(
    session: Session, programme: Programme, reader: Reader, now: datetime
) -> list[tuple[int, str]]:
    """Dates to come that lie in closed weeks or on days off of their site, and which of the two; of those the reader may call off.

    What a leader booked from their own calendar is theirs to move. One statement, however many dates and sites.
    """
    weeks, found = frozenset(programme.closed_weeks), []
    for row in session.execute(_TO_COME, {"now": now}):
        day = row.start_local.date()
        closed = iso_week(day) in weeks
        off = row.shut is not None or people.is_holiday(row.country, day)
        if (closed or (programme.skip_holidays and off)) and may_plan_for(reader, row.leader_id, row.site_id):
            found.append((row.id, "week" if closed else "day"))
    return found


_TO_COME = (
    select(
        Sitdown.id, Sitdown.start_local, Sitdown.leader_id, Sitdown.site_id, Site.country, ClosedDay.day.label("shut")
    )
    .outerjoin(Site, Site.id == Sitdown.site_id)
    .outerjoin(
        ClosedDay, and_(ClosedDay.site_id == Sitdown.site_id, ClosedDay.day == func.date(Sitdown.start_local, type_=Date))
    )
    .where(Sitdown.state == "planned", Sitdown.starts_at > bindparam("now"), Sitdown.booked_uid.is_(None))
    .order_by(Sitdown.starts_at, Sitdown.id)
)  # fmt: skip


def in_closed_time(
    session: Session, programme: Programme, reader: Reader, now: datetime
) -> list[InClosedTime]:
    """The same dates with who would hear of it."""
    return [
        _listed(session, session.get_one(Sitdown, key), why)
        for key, why in closed_dates(session, programme, reader, now)
    ]


def _listed(session: Session, row: Sitdown, why: str) -> InClosedTime:
    day = row.start_local.date()
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
