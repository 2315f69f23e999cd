"""What speaks against another time for one sit-down: clocks, hours, the leader's calendar, the room, those who sit there.

Knows this room's tables and people's days.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.dates import local
from floortime.people import queries as people
from floortime.people.workdays import is_working_day
from floortime.sitdowns import recurrence
from floortime.sitdowns.model import Programme, Seat, Sitdown
from floortime.sitdowns.queries.free_time import free_time
from floortime.sitdowns.queries.planning import overlaps
from floortime.sitdowns.queries.programme import hours_at, hours_said
from floortime.words import _

DAY = timedelta(days=1)
NEARBY = (1, 2, 3, -1, 4, 5, -2, 6, 7, 8)
"""Days from the date that fell away, in the order in which they are tried."""


def against_time(
    session: Session,
    sitdown: Sitdown,
    start: datetime,
    minutes: int,
    now: datetime,
    *,
    place: str | None = None,
) -> tuple[str, ...]:
    """Sentences; none when nothing does. `start` is an aware instant; `place` is where it is now unless given."""
    end = start + timedelta(minutes=minutes)
    found = [*_clocks(session, sitdown, start, minutes, now)]
    if said := free_time(session, sitdown.leader_id, start - DAY, end + DAY, sitdown.zone).against(
        start, end
    ):
        found.append(said)
    return (*found, *_others(session, sitdown, start, end, sitdown.place if place is None else place))


def new_times(session: Session, sitdown: Sitdown, now: datetime) -> list[datetime]:
    """Two other times, as naive wall times: the same hour on the nearest working days that nothing speaks against."""
    off = people.days_off(session, sitdown.site_id)
    found: list[datetime] = []
    for days in NEARBY:
        wall = sitdown.start_local + timedelta(days=days)
        if not is_working_day(wall.date(), off):
            continue
        start = recurrence.starts_at(wall, sitdown.zone)
        if start > now + DAY and not against_time(session, sitdown, start, sitdown.minutes, now):
            found.append(wall)
        if len(found) == 2:
            break
    return sorted(found)


def _clocks(
    session: Session, sitdown: Sitdown, start: datetime, minutes: int, now: datetime
) -> Iterator[str]:
    wall = local(start, sitdown.zone).replace(tzinfo=None)
    if start <= now:
        yield _("This time is over.")
    if recurrence.clock_change(wall, sitdown.zone):
        yield _("The clocks change at that hour.")
    programme = session.get(Programme, sitdown.programme_id)
    if programme is not None:
        hours = hours_at(session, programme, sitdown.site_id)
        if not hours.hold(wall, minutes, people.days_off(session, sitdown.site_id)):
            yield hours_said(hours)


def _others(session: Session, sitdown: Sitdown, start: datetime, end: datetime, place: str) -> Iterator[str]:
    """Other sit-downs of the leader, in the same place, and of those who sit there."""
    near = (
        Sitdown.state == "planned",
        Sitdown.id != sitdown.id,
        Sitdown.starts_at > start - DAY,
        Sitdown.starts_at < end,
    )
    mine = list(session.scalars(select(Sitdown).where(Sitdown.leader_id == sitdown.leader_id, *near)))
    if any(overlaps(one, start, end) for one in mine):
        yield _("The leader already sits down with somebody then.")
    if place:
        same = Sitdown.place == place, Sitdown.site_id == sitdown.site_id
        if any(overlaps(one, start, end) for one in session.scalars(select(Sitdown).where(*same, *near))):
            yield _("%(place)s is taken then.", place=place)
    seated = select(Seat.person_id).where(
        Seat.sitdown_id == sitdown.id, Seat.state == "invited", Seat.answer != "declined"
    )
    busy = session.scalars(
        select(Sitdown)
        .join(Seat, Seat.sitdown_id == Sitdown.id)
        .where(Seat.person_id.in_(seated), Seat.state == "invited", Seat.answer != "declined", *near)
    )
    if any(overlaps(one, start, end) for one in busy):
        yield _("Somebody who sits here sits elsewhere then.")
