"""Who would get which letter if a series were changed: what "Before this goes out" says; knows changing and people's queries."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.people import queries as people
from floortime.people.model import Person
from floortime.sitdowns.model import Seat, Series, Sitdown
from floortime.sitdowns.queries.changing import SeriesChange, has_series_event
from floortime.sitdowns.queries.planning import one_series_event
from floortime.sitdowns.queries.standing import standing_people


class Group(Struct, frozen=True):
    """Some people by their first names, and how many letters they get together."""

    names: tuple[str, ...] = ()
    letters: int = 0


class Outgoing(Struct, frozen=True):
    """Everybody who hears of a change of a series."""

    changed: Group
    """Seated on dates that read differently."""
    off: Group
    """Seated on dates that are called off."""
    paper: tuple[str, ...]
    """Seated, without e-mail: somebody tells them."""
    holders: Group
    """The leader and standing members, by their full names."""
    unreached: tuple[str, ...]
    """Those of them without e-mail."""
    singles: bool
    """Whether each date goes out by itself."""

    @property
    def letters(self) -> int:
        """All letters together."""
        return self.changed.letters + self.off.letters + self.holders.letters


def outgoing(session: Session, series: Series, change: SeriesChange, day: date) -> Outgoing:
    """Who hears of it, of those who can be reached on that day."""
    changed = _seated(session, [s.row for s in change.shifts if s.row is not None and s.differs])
    off = _seated(session, change.called_off)
    standing = standing_people(session, series)
    reached = [person for person in standing if people.recipient(person, day)]
    paper = [person for person in (*changed, *off) if people.recipient(person, day) is None]
    singles = not one_series_event(change.goal)
    return Outgoing(
        _group(changed, day),
        _group(off, day),
        tuple(dict.fromkeys(person.first_name for person in paper)),
        _holders(session, series, change, reached, {person.id for person in standing}, day),
        tuple(person.name for person in standing if people.recipient(person, day) is None),
        singles,
    )


def _holders(
    session: Session,
    series: Series,
    change: SeriesChange,
    reached: Sequence[Person],
    standing: Collection[int],
    day: date,
) -> Group:
    """Those who hold the series, and those who lead one of its dates by an event of their own."""
    singles = not one_series_event(change.goal)
    letters = {p.id: _each(session, series, change, p.id, singles=singles) for p in reached}
    names = {p.id: p.name for p in reached}
    for shift in change.shifts:
        row = shift.row
        if row is None or row.leader_id in standing or not (shift.differs or shift.day is None):
            continue
        person = session.get(Person, row.leader_id)
        if person is not None and people.recipient(person, day) is not None:
            names[person.id] = person.name
            letters[person.id] = letters.get(person.id, 0) + 1
    return Group(tuple(names.values()), sum(letters.values()))


def _each(session: Session, series: Series, change: SeriesChange, person_id: int, *, singles: bool) -> int:
    """How many letters one of those who hold the series gets. A leader does not hold what another leads for them."""
    goal, was_one = change.goal, has_series_event(session, series)
    if change.way in {"none", "quiet"}:
        return 0
    if singles:
        dates = change.coming if was_one else [s for s in change.coming if s.row is None or s.differs]
        return len(dates) + (len(change.called_off) if not was_one else 1)
    own = 0 if change.retimed else sum(
        any(s.values[name] != getattr(goal, name) for name in ("minutes", "place", "link", "title"))
        or (s.row is not None and (s.row.starts_at != s.row.original_start or _away(series, s.row)))
        for s in change.coming
        if not (person_id == series.leader_id and s.row is not None and _away(series, s.row))
    )  # fmt: skip
    if was_one and change.way == "split":  # the series that ends there, and after it what differs in it
        own += 1 + sum(
            _differs(series, row) and not (person_id == series.leader_id and _away(series, row))
            for row in change.before
        )
    replaced = 0 if was_one else sum(s.row is not None for s in change.shifts)
    return 1 + own + replaced


def _differs(series: Series, row: Sitdown) -> bool:
    alike = all(getattr(row, name) == getattr(series, name) for name in ("minutes", "place", "link", "title"))
    return not alike or row.starts_at != row.original_start or _away(series, row)


def _away(series: Series, row: Sitdown) -> bool:
    return row.leader_id != series.leader_id


def _seated(session: Session, rows: Sequence[Sitdown]) -> list[Person]:
    """Those who sit there, each once for each seat."""
    found = session.scalars(
        select(Person)
        .join(Seat, Seat.person_id == Person.id)
        .where(
            Seat.sitdown_id.in_([row.id for row in rows]), Seat.state == "invited", Seat.answer != "declined"
        )
        .order_by(Person.first_name, Person.id)
    )
    return list(found)


def _group(seats: Iterable[Person], day: date) -> Group:
    reached = [person for person in seats if people.recipient(person, day) is not None]
    names = {person.id: person.first_name for person in reached}
    return Group(tuple(names.values()), len(reached))
