"""Who would get which letter if a series were changed: what "Before this goes out" says; knows changing and people's queries."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.people import queries as people
from floortime.people.model import Person
from floortime.sitdowns.model import Seat, Series, Sitdown
from floortime.sitdowns.queries.changing import SeriesChange, Shift, has_series_event
from floortime.sitdowns.queries.planning import one_series_event
from floortime.sitdowns.queries.seats import is_near
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
    briefs: Group
    """Of the letters to holders, those that bring the brief of a near date into a calendar once more."""

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
    briefs = _briefs(session, series, change, day)
    held = _holders(session, series, change, reached, {person.id for person in standing}, day)
    return Outgoing(
        _group(changed, day),
        _group(off, day),
        tuple(dict.fromkeys(person.first_name for person in paper)),
        Group(tuple(dict.fromkeys((*held.names, *briefs.names))), held.letters + briefs.letters),
        tuple(person.name for person in standing if people.recipient(person, day) is None),
        singles,
        briefs,
    )


def _briefs(session: Session, series: Series, change: SeriesChange, day: date) -> Group:
    """Whoever has the brief in their calendar gets that of a near date again: with the date, or written anew for it."""
    names = []
    for shift in change.coming if change.way not in {"none", "quiet"} else ():
        row = shift.row
        leader = session.get(Person, row.leader_id) if row is not None and row.brief else None
        if row is None or leader is None or not leader.brief_in_calendar:
            continue
        if people.recipient(leader, day) is not None and _brief_again(session, series, change, shift, day):
            names.append(leader.name)
    return Group(tuple(dict.fromkeys(names)), len(names))


def _brief_again(session: Session, series: Series, change: SeriesChange, shift: Shift, day: date) -> bool:
    """Whether its brief is a letter beside those that are counted for the date without it."""
    assert shift.row is not None
    assert shift.day is not None
    if shift.retimed:
        return is_near(session, series.site_id, shift.day, day)
    held_apart = _apart(change.goal, shift) or _away(series, shift.row)
    return one_series_event(change.goal) and not held_apart


def _apart(goal: Series, shift: Shift) -> bool:
    """Whether a date that keeps its time differs from its series in anything else that calendars show."""
    own = any(shift.values[name] != getattr(goal, name) for name in ("minutes", "place", "link", "title"))
    return own or (shift.row is not None and shift.row.starts_at != shift.row.original_start)


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

    def holds(row: Sitdown | None) -> bool:
        return row is None or person_id != series.leader_id or not _away(series, row)

    if singles:
        dates = [s for s in change.coming if holds(s.row) and (was_one or s.row is None or s.differs)]
        return len(dates) + (1 if was_one else sum(map(holds, change.called_off)))
    own = 0 if change.retimed else sum(
        _apart(goal, s) or (s.row is not None and _away(series, s.row)) for s in change.coming if holds(s.row)
    )  # fmt: skip
    if was_one and change.way == "split":  # the series that ends there, and after it what differs in it
        own += 1 + sum(_differs(series, row) and holds(row) for row in change.before)
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
