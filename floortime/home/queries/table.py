"""The sit-down that comes: when, who sits there, what they were promised last time, what to ask."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from floortime.followups.model import Followup
from floortime.people.model import Person, Posting, Team
from floortime.people.naming import at_a_table
from floortime.sitdowns.asking import asked_on
from floortime.sitdowns.model import Programme, Seat, Sitdown

OPEN_AFTER = timedelta(hours=12)
"""How long a sit-down that has begun keeps its place: the leader comes back to it to read back and close."""


class Next(Struct, frozen=True):
    """A sit-down that comes."""

    id: int
    title: str
    leader: str
    start: datetime
    """Wall time in `zone`."""
    starts_at: datetime
    minutes: int
    zone: str
    place: str
    link: str
    answer: str


class Comer(Struct, frozen=True):
    """Somebody who will sit at the table."""

    name: str
    team: str
    hired_on: date | None
    answer: str


class Heard(Struct, frozen=True):
    """What these people were promised last time, and its light."""

    what: str
    stage: str


def next_led(session: Session, leader_ids: Sequence[int], now: datetime) -> Next | None:
    """The sit-down that one of these leaders holds next; one that has begun stays until it is closed or half a day old."""
    led = Sitdown.leader_id.in_(leader_ids)
    unclosed = and_(Sitdown.state.in_(("planned", "held")), Sitdown.closed_at.is_(None))
    return _next(session, now - OPEN_AFTER, and_(led, unclosed))


def next_seat(session: Session, person_id: int, now: datetime) -> Next | None:
    """The next sit-down at which this person has a seat."""
    seated = exists().where(
        Seat.sitdown_id == Sitdown.id,
        Seat.person_id == person_id,
        Seat.state == "invited",
        Seat.answer != "declined",
    )
    coming = and_(Sitdown.state == "planned", seated.correlate(Sitdown))
    return _next(session, now, coming, person_id)


def _next(session: Session, since: datetime, which: Any, person_id: int = 0) -> Next | None:
    mine = and_(Seat.sitdown_id == Sitdown.id, Seat.person_id == person_id)
    row = session.execute(
        select(Sitdown, Person.first_name, Person.last_name, Seat.answer)
        .join(Person, Person.id == Sitdown.leader_id)
        .outerjoin(Seat, mine)
        .where(which, Sitdown.starts_at >= since)
        .order_by(Sitdown.starts_at)
        .limit(1)
    ).first()
    if row is None:
        return None
    sitdown, first, last, answer = row
    return Next(
        id=sitdown.id,
        title=sitdown.title,
        leader=f"{first} {last}".strip(),
        start=sitdown.start_local,
        starts_at=sitdown.starts_at,
        minutes=sitdown.minutes,
        zone=sitdown.zone,
        place=sitdown.place,
        link=sitdown.link,
        answer=answer or "",
    )


def comers(session: Session, sitdown_id: int, day: date) -> list[Comer]:
    """Who has a seat, as they are called at this table, with the team they are in that day."""
    rows = session.execute(
        select(Person, Team.name, Seat.answer)
        .join(Seat, Seat.person_id == Person.id)
        .outerjoin(
            Posting,
            and_(
                Posting.person_id == Person.id,
                Posting.from_on <= day,
                or_(Posting.to_on.is_(None), Posting.to_on > day),
            ),
        )
        .outerjoin(Team, Team.id == Posting.team_id)
        .where(Seat.sitdown_id == sitdown_id, Seat.state == "invited", Seat.answer != "declined")
        .order_by(Person.first_name, Person.id)
    ).all()
    called = at_a_table(person for person, *_rest in rows)
    return [
        Comer(name, team or "", person.hired_on, answer)
        for name, (person, team, answer) in zip(called, rows, strict=True)
    ]


def heard_last_time(session: Session, sitdown_id: int) -> list[Heard]:
    """What was promised at the series' last sit-down before this one, and where it stands."""
    this, before = aliased(Sitdown), aliased(Sitdown)
    last = (
        select(before.id)
        .join(this, and_(this.series_id == before.series_id, this.starts_at > before.starts_at))
        .where(this.id == sitdown_id, before.state == "held")
        .order_by(before.starts_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Followup.what, Followup.stage)
        .where(Followup.sitdown_id == last)
        .order_by(Followup.id)
        .limit(6)
    ).all()
    return [Heard(r[0], r[1]) for r in rows]


def questions(session: Session, sitdown_id: int, day: date) -> list[str]:
    """What to ask that day, as in the brief."""
    which = select(Programme.questions).join(Sitdown, Sitdown.programme_id == Programme.id)
    return asked_on(session.scalar(which.where(Sitdown.id == sitdown_id)) or "", day)
