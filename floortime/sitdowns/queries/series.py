"""Series for their pages: dates with seats, drafts, who may lead one; knows this room's tables and people's."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from babel.dates import get_day_names
from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floortime.dates import local
from floortime.people import queries as people
from floortime.people.access import Reader
from floortime.people.model import Person, Role
from floortime.sitdowns.access import may_plan_for
from floortime.sitdowns.model import CalEvent, CalGuest, Seat, Series, Sitdown
from floortime.sitdowns.queries.planning import day_of_slot
from floortime.sitdowns.recurrence import from_text, in_words
from floortime.words import _, language


class SeriesDate(Struct, frozen=True):
    """One sit-down of a series in its list."""

    id: int
    start_local: datetime
    place: str
    state: str
    moved: bool
    reason: str
    side: str
    seats: int
    capacity: int
    coming: bool


def series_dates(session: Session, series: Series) -> list[SeriesDate]:
    """All its sit-downs with how many seats are taken, in one statement."""
    taken = (
        select(Seat.sitdown_id, func.count().label("n"))
        .where(Seat.state == "invited", Seat.answer != "declined")
        .group_by(Seat.sitdown_id)
        .subquery()
    )
    rows = session.execute(
        select(Sitdown, func.coalesce(taken.c.n, 0))
        .outerjoin(taken, taken.c.sitdown_id == Sitdown.id)
        .where(Sitdown.series_id == series.id)
        .order_by(Sitdown.starts_at)
    )
    return [
        SeriesDate(row.id, row.start_local, row.place, row.state, row.moved_from_at is not None, row.reason,
                   row.side, n, row.capacity, row.state == "planned")
        for row, n in rows
    ]  # fmt: skip


def to_fill(dates: Sequence[SeriesDate], series: Series, at: datetime) -> SeriesDate | None:
    """The next of these dates that has a free seat: where whoever plans goes on."""
    now = local(at, series.zone).replace(tzinfo=None)
    return next(
        (one for one in dates if one.coming and one.start_local > now and one.seats < one.capacity), None
    )


def neighbours(session: Session, series: Series) -> dict[str, Any]:
    """The series that this one goes on from, and the one that goes on from it, each with its cadence in words."""
    before = session.get(Series, series.split_of_id) if series.split_of_id else None
    after = session.scalar(select(Series).where(Series.split_of_id == series.id).order_by(Series.id).limit(1))
    return {
        "before": before, "before_said": said(before) if before else "",
        "after": after, "after_said": said(after) if after else "",
    }  # fmt: skip


def coming_days(session: Session, series: Series, at: datetime) -> list[date]:
    """The days of its slots still to come: from which of them on it may be changed."""
    rows = session.scalars(
        select(Sitdown)
        .where(Sitdown.series_id == series.id, Sitdown.state == "planned", Sitdown.starts_at > at)
        .order_by(Sitdown.original_start)
    )
    return [day_of_slot(series, row) for row in rows]


def drafts(session: Session, reader: Reader) -> list[tuple[int, str, str]]:
    """Drafts this reader may open: (id, title, leader)."""
    rows = session.execute(
        select(Series.id, Series.leader_id, Series.title, Series.site_id, Person.first_name, Person.last_name)
        .join(Person, Person.id == Series.leader_id)
        .where(Series.state == "draft")
        .order_by(Series.id)
    )
    return [
        (r.id, r.title, f"{r.first_name} {r.last_name}".strip())
        for r in rows
        if may_plan_for(reader, r.leader_id, r.site_id)
    ]


def no_series_yet(session: Session) -> bool:
    """Whether nobody has written a series down so far: then whoever plans is led to the first one."""
    return session.scalar(select(Series.id).limit(1)) is None


def leaders_for(session: Session, reader: Reader, today: date) -> Sequence[Person]:
    """The leaders a reader may plan for, by name."""
    wanted = (
        select(Person)
        .where(people.employed(today), Person.id.in_(select(Role.person_id).where(Role.role == "leader")))
        .order_by(Person.first_name, Person.last_name)
    )
    if not reader.is_chief:
        wanted = wanted.where(Person.id.in_([reader.id, *reader.acts_for]))
    return session.scalars(wanted).all()


def is_leader(session: Session, person: Person, today: date) -> bool:
    """Whether somebody leads sit-downs and works here."""
    role = select(Role.role).where(Role.person_id == person.id, Role.role == "leader")
    return person.employed_on(today) and session.scalars(role).first() is not None


def said(series: Series) -> str:
    """Its cadence in words: every second Thursday at 22:30."""
    return said_of(series.cadence, series.time_local)


def said_of(cadence: str, time_local: time) -> str:
    """A rule at a time of day, in words."""
    words = in_words(from_text(cadence))
    weekday = str(get_day_names("wide", locale=language())[words.weekday])
    clock = f"{time_local:%H:%M}"
    if words.kind == "weekly":
        return _("every %(weekday)s at %(clock)s", weekday=weekday, clock=clock)
    if words.kind == "every_n_weeks":
        return _("every %(n)s weeks on %(weekday)s at %(clock)s", n=words.every, weekday=weekday, clock=clock)
    if words.kind == "monthly_last":
        return _("the last %(weekday)s of the month at %(clock)s", weekday=weekday, clock=clock)
    which = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth")}[words.nth or 1]
    return _("the %(nth)s %(weekday)s of the month at %(clock)s", nth=which, weekday=weekday, clock=clock)


def due_cancellations(session: Session) -> list[int]:
    """Cancelled sit-downs that are still in somebody's calendar: what a crash left over."""
    return list(
        session.scalars(
            select(Sitdown.id)
            .join(CalEvent, CalEvent.sitdown_id == Sitdown.id)
            .join(CalGuest, CalGuest.event_id == CalEvent.id)
            .where(Sitdown.state == "cancelled", CalGuest.withdrawn_sequence.is_(None))
            .distinct()
            .order_by(Sitdown.id)
        )
    )


def due_changes(session: Session) -> list[int]:
    """Sit-downs whose people were not told of a change of their series: what a crash left over."""
    return list(
        session.scalars(
            select(Sitdown.id)
            .join(CalEvent, CalEvent.sitdown_id == Sitdown.id)
            .where(Sitdown.state == "planned", CalEvent.role == "seat", CalEvent.owes != "")
            .order_by(Sitdown.id)
        )
    )
