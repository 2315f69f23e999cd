"""What the page of a sit-down shows: seats, who could come, what happened; knows this room's tables and people's."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from floortime.outbox.queries import Waiting, waiting
from floortime.people import queries as people
from floortime.people.model import Person, Posting, Team
from floortime.people.naming import at_a_table
from floortime.sitdowns.model import Seat, Series, Sitdown
from floortime.sitdowns.queries.standing import standing_people
from floortime.text import folded

MOST_CANDIDATES = 30


class SeatRow(Struct, frozen=True):
    """Somebody who sits there."""

    person_id: int
    first_name: str
    """As they are called at this table."""
    name: str
    team: str
    answer: str
    last_met: date | None
    hired_on: date | None
    by_mail: bool
    attended: bool | None
    language: str


class Candidate(Struct, frozen=True):
    """Somebody who could take a seat, who met a leader longest ago first."""

    person_id: int
    first_name: str
    name: str
    team: str
    last_met: date | None
    hired_on: date | None
    by_mail: bool


class SitdownPage(Struct, frozen=True):
    """A sit-down as its page shows it."""

    sitdown: Sitdown
    leader: Person
    series: Series | None
    seats: tuple[SeatRow, ...]
    given_back: int
    waiting: tuple[tuple[str, str, datetime], ...]
    """Letters that have not left: (event, to whom, when)."""
    holders: tuple[str, ...] = ()
    """Who holds it in a calendar beside those seated and gets letters: whoever leads it, and standing members."""

    @property
    def free(self) -> int:
        """How many seats nobody has."""
        return max(self.sitdown.capacity - len(self.seats), 0)

    @property
    def said_yes(self) -> int:
        """How many said that they come."""
        return sum(seat.answer == "accepted" for seat in self.seats)

    @property
    def were_there(self) -> int:
        """How many came, as the leader noted."""
        return sum(bool(seat.attended) for seat in self.seats)

    @property
    def by_paper(self) -> tuple[SeatRow, ...]:
        """Those who get a card instead of a letter."""
        return tuple(seat for seat in self.seats if not seat.by_mail)

    @property
    def by_mail(self) -> tuple[SeatRow, ...]:
        """Those who get letters."""
        return tuple(seat for seat in self.seats if seat.by_mail)


_LAST_MET = (
    select(Seat.person_id, func.max(Sitdown.starts_at).label("at"))
    .join(Sitdown, Sitdown.id == Seat.sitdown_id)
    .where(Sitdown.state == "held", Seat.attended.is_(True))
    .group_by(Seat.person_id)
    .subquery()
)


def sitdown_page(session: Session, sitdown: Sitdown) -> SitdownPage:
    """Everything its page shows, in a handful of statements however many sit there."""
    day = sitdown.start_local.date()
    rows = session.execute(
        select(Seat, Person, Team.name, _LAST_MET.c.at)
        .join(Person, Person.id == Seat.person_id)
        .outerjoin(Posting, (Posting.person_id == Person.id) & people.posted(day))
        .outerjoin(Team, Team.id == Posting.team_id)
        .outerjoin(_LAST_MET, _LAST_MET.c.person_id == Person.id)
        .where(Seat.sitdown_id == sitdown.id, Seat.state == "invited")
        .order_by(Person.first_name, Person.id)
    ).all()
    sitting = [row for row in rows if row[0].answer != "declined"]
    called = at_a_table(row[1] for row in sitting)
    seats = tuple(
        SeatRow(p.id, name, p.name, team or "", seat.answer, _day(at), p.hired_on,
                people.recipient(p, day) is not None, seat.attended, p.language)
        for name, (seat, p, team, at) in zip(called, sitting, strict=True)
    )  # fmt: skip
    series = session.get(Series, sitdown.series_id) if sitdown.series_id else None
    letters = waiting(session, "sitdown", sitdown.id)
    names = people.persons_by_id(session, [sitdown.leader_id, *(letter.to_id for letter in letters)])
    leader = names[sitdown.leader_id]
    return SitdownPage(
        sitdown,
        leader,
        series,
        seats,
        sum(seat.answer == "declined" for seat, *_rest in rows),
        _named(letters, names, whole={leader.id}),
        _holders(session, leader, series, day),
    )


def series_letters(session: Session, series: Series) -> tuple[tuple[str, str, datetime], ...]:
    """Letters about a whole series that have not left: (event, to whom, when)."""
    letters = waiting(session, "series", series.id)
    names = people.persons_by_id(session, [letter.to_id for letter in letters])
    return _named(letters, names, whole=set(names))


def _named(
    letters: Sequence[Waiting], names: dict[int, Person], *, whole: set[int]
) -> tuple[tuple[str, str, datetime], ...]:
    def called(to_id: int | None) -> str:
        person = names.get(to_id or 0)
        return "" if person is None else person.name if person.id in whole else person.first_name

    return tuple((letter.event, called(letter.to_id), letter.not_before) for letter in letters)


def _holders(session: Session, leader: Person, series: Series | None, day: date) -> tuple[str, ...]:
    """The leader of the date and the standing members; not the leader of a series whom another stands in for."""
    members = standing_people(session, series)[1:] if series else []
    found = {person.id: person for person in (leader, *members)}
    return tuple(person.name for person in found.values() if people.recipient(person, day) is not None)


def _day(at: datetime | str | None) -> date | None:
    if at is None:
        return None
    return datetime.fromisoformat(at).date() if isinstance(at, str) else at.date()


def candidates(
    session: Session, sitdown: Sitdown, *, search: str = "", limit: int = MOST_CANDIDATES
) -> Sequence[Candidate]:
    """People of its site who have no seat there: the team it is named for first, and who met a leader longest ago.

    Beyond those of its site nobody is found; people whom no file has put into a team yet are.
    """
    day = sitdown.start_local.date()
    taken = select(Seat.person_id).where(
        Seat.sitdown_id == sitdown.id, Seat.state == "invited", Seat.answer != "declined"
    )
    wanted = (
        select(Person, Team.name, _LAST_MET.c.at)
        .join(Posting, (Posting.person_id == Person.id) & people.posted(day))
        .outerjoin(Team, Team.id == Posting.team_id)
        .outerjoin(_LAST_MET, _LAST_MET.c.person_id == Person.id)
        .where(people.employed(day), Person.id.not_in(taken), Person.id != sitdown.leader_id)
    )
    if sitdown.site_id is not None:
        wanted = wanted.where(Posting.site_id == sitdown.site_id)
    title = " ".join(re.findall(r"\w+", sitdown.title))
    wanted = wanted.order_by(
        case((Posting.team_id.is_(None), 2), (literal(title).icontains(Team.name), 0), else_=1),
        _LAST_MET.c.at.is_not(None), _LAST_MET.c.at, Person.hired_on, Person.first_name, Person.id,
    )  # fmt: skip
    needle = folded(search)
    if not needle:
        # Whose turn it is among the floor; a head or a leader is found by name alone.
        wanted = wanted.where(people.on_the_floor()).limit(limit)
    found = (
        Candidate(
            p.id, p.first_name, p.name, team or "", _day(at), p.hired_on, people.recipient(p, day) is not None
        )
        for p, team, at in session.execute(wanted)
    )
    hits = [c for c in found if not needle or needle in folded(f"{c.name} {c.team}")]
    return hits[:limit]
