"""Who sits down with whom, and what was noted; knows this room's tables and people's."""

from collections.abc import Sequence
from datetime import UTC as UTC_ZONE
from datetime import date, datetime, time, timedelta

from msgspec import Struct
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from floortime.clock import day_in
from floortime.people import addresses
from floortime.people import queries as people
from floortime.people.model import Person, Posting, Team
from floortime.people.workdays import add_working_days
from floortime.sitdowns.model import Note, Seat, Sitdown

NOTES_WITHIN = timedelta(days=2)
"""How long after a sit-down its notes may be missing before the chief of staff sees it."""
MOST_FOUND = 12
REMIND_WITHIN = timedelta(days=14)
"""No run of holidays between a working day and the next is longer."""


def seated(session: Session, sitdown_id: int) -> list[tuple[Seat, Person]]:
    """Who has a seat, by first name; given back and withdrawn seats left out."""
    rows = session.execute(
        select(Seat, Person)
        .join(Person, Person.id == Seat.person_id)
        .where(Seat.sitdown_id == sitdown_id, Seat.state == "invited", Seat.answer != "declined")
        .order_by(Person.first_name, Person.id)
    ).all()
    return [(seat, person) for seat, person in rows]


def others(session: Session, sitdown: Sitdown, words: str) -> Sequence[tuple[Person, str]]:
    """Whom somebody may mean who came without a seat: people of its site by name, with their team; nothing without a word."""
    wanted = [addresses.plain(word) for word in words.split()[:6]]
    if not wanted:
        return []
    day = sitdown.start_local.date()
    taken = select(Seat.person_id).where(
        Seat.sitdown_id == sitdown.id, Seat.state == "invited", Seat.answer != "declined"
    )
    rows = (
        select(Person, Team.name)
        .outerjoin(Posting, (Posting.person_id == Person.id) & people.posted(day))
        .outerjoin(Team, Team.id == Posting.team_id)
        .where(people.employed(day), Person.kind == "staff")
        .where(Person.id.not_in(taken), Person.id != sitdown.leader_id)
        .where(*(Person.sort_key.contains(word, autoescape=True) for word in wanted))
        .order_by(Person.sort_key, Person.id)
        .limit(MOST_FOUND)
    )
    if sitdown.site_id is not None:
        rows = rows.where(Posting.site_id == sitdown.site_id)
    return [(person, team or "") for person, team in session.execute(rows)]


def notes(session: Session, sitdown_id: int) -> Sequence[Note]:
    """What was noted in the room, in the order of noting."""
    return session.scalars(select(Note).where(Note.sitdown_id == sitdown_id).order_by(Note.id)).all()


def due_reminders(session: Session, at: datetime) -> list[int]:
    """Sit-downs whose people are reminded today: today is the working day before, on the clock of the sit-down."""
    coming = session.scalars(
        select(Sitdown)
        .where(Sitdown.state == "planned", Sitdown.starts_at > at, Sitdown.starts_at < at + REMIND_WITHIN)
        .order_by(Sitdown.starts_at)
    ).all()
    off = {site_id: people.days_off(session, site_id) for site_id in {row.site_id for row in coming}}
    return [
        row.id
        for row in coming
        if add_working_days(row.start_local.date(), -1, off[row.site_id]) <= day_in(at, row.zone)
    ]


def is_near(session: Session, site_id: int | None, day: date, today: date) -> bool:
    """Whether today is the working day before a sit-down's day, or later: its people are reminded, its brief is written."""
    return add_working_days(day, -1, people.days_off(session, site_id)) <= today


class Silent(Struct, frozen=True):
    """A sit-down that has passed and of which nothing was written down."""

    id: int
    title: str
    starts_at: datetime
    zone: str
    leader_id: int
    leader_name: str
    state: str


def held_without_notes(session: Session, today: date) -> list[Silent]:
    """Sit-downs of the last quarter, held or simply past, that are two days old and not yet closed by anybody."""
    end = datetime.combine(today, time(), UTC_ZONE) - NOTES_WITHIN + timedelta(days=1)
    rows = session.execute(
        select(
            Sitdown.id,
            Sitdown.title,
            Sitdown.starts_at,
            Sitdown.zone,
            Sitdown.leader_id,
            Person.first_name,
            Person.last_name,
            Sitdown.state,
        )
        .join(Person, Person.id == Sitdown.leader_id)
        .where(
            Sitdown.state.in_(("planned", "held")),
            Sitdown.closed_at.is_(None),
            Sitdown.starts_at < end,
            Sitdown.starts_at > end - timedelta(days=90),
            ~exists().where(Note.sitdown_id == Sitdown.id),
        )
        .order_by(Sitdown.starts_at)
    ).all()
    return [
        Silent(
            r.id, r.title, r.starts_at, r.zone, r.leader_id, f"{r.first_name} {r.last_name}".strip(), r.state
        )
        for r in rows
    ]
