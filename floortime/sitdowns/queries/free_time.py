"""When a leader is busy by their own calendar, and how old that knowledge is; knows this room's tables."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floortime.dates import clock, local, weekday
from floortime.sitdowns.model import BusyBlock, BusySource, Sitdown
from floortime.words import _, lazy

STALE = timedelta(hours=3)
"""After which it is said that the calendar could not be read, beside when it was."""
TROUBLES = {
    "address": lazy("The address leads into a closed network, or to no web server."),
    "away": lazy("The server at this address does not answer."),
    "answer": lazy("The server answers, and gives no calendar at this address."),
    "leads_on": lazy("It leads on to another address. Give that one."),
    "too_large": lazy("The calendar is larger than four megabytes."),
    "unreadable": lazy("What stands there is no calendar that we can read."),
}


class FreeTime(Struct, frozen=True):
    """Busy times of a leader within some span, and since when they are known."""

    busy: tuple[tuple[datetime, datetime], ...] = ()
    zone: str = "UTC"
    read_at: datetime | None = None

    def against(self, start: datetime, end: datetime) -> str:
        """What speaks against a span, in a sentence; empty when nothing does."""
        for begins, ends in self.busy:
            if begins < end and start < ends:
                first, last = local(begins, self.zone), local(ends, self.zone)
                if ends - begins >= timedelta(hours=24):
                    return _("The leader’s own calendar is taken all that day.")
                return _(
                    "The leader’s own calendar is taken from %(start)s to %(end)s.",
                    start=clock(first), end=clock(last),
                )  # fmt: skip
        return ""


class Source(Struct, frozen=True):
    """A published calendar as its page shows it: never its whole address, which is a secret."""

    host: str
    read_at: datetime | None
    trouble: str
    busy: int


def free_time(session: Session, leader_id: int, first: datetime, last: datetime, zone: str) -> FreeTime:
    """What is known between two instants. Busy times that are the leader's own sit-downs are left out."""
    read_at = session.scalar(select(BusySource.read_at).where(BusySource.person_id == leader_id))
    if read_at is None:
        return FreeTime(zone=zone)
    rows = session.execute(
        select(BusyBlock.starts_at, BusyBlock.ends_at)
        .where(BusyBlock.person_id == leader_id, BusyBlock.starts_at < last, BusyBlock.ends_at > first)
        .order_by(BusyBlock.starts_at)
    ).all()
    own = [
        (row.starts_at, row.starts_at + timedelta(minutes=row.minutes))
        for row in session.execute(
            select(Sitdown.starts_at, Sitdown.minutes).where(
                Sitdown.leader_id == leader_id,
                Sitdown.state == "planned",
                Sitdown.starts_at > first - timedelta(days=1),
                Sitdown.starts_at < last,
            )
        )
    ]
    others = ((b, e) for b, e in rows if not any(start <= b and e <= end for start, end in own))
    return FreeTime(tuple(others), zone, read_at)


def source(session: Session, leader_id: int) -> Source | None:
    """The calendar a leader publishes; None when nobody gave its address."""
    row = session.get(BusySource, leader_id)
    if row is None:
        return None
    n = session.scalar(select(func.count()).where(BusyBlock.person_id == leader_id)) or 0
    return Source(urlsplit(row.url).hostname or "", row.read_at, str(TROUBLES.get(row.trouble, "")), n)


def known_since(session: Session, leader_id: int, at: datetime, zone: str) -> str:
    """How old the knowledge of a leader's own calendar is, in a sentence; empty when there is no such calendar."""
    row = session.get(BusySource, leader_id)
    if row is None:
        return ""
    if row.read_at is None:
        return _("The leader’s own calendar has not been read yet.")
    when = local(row.read_at, zone)
    day, time = weekday(when.date(), local(at, zone).year), clock(when)
    if at - row.read_at > STALE:
        return _(
            "The leader’s own calendar could not be read since %(day)s, %(time)s: look there yourself.",
            day=day, time=time,
        )  # fmt: skip
    return _("The leader’s own calendar was looked at too, as of %(day)s, %(time)s.", day=day, time=time)


def due_sources(session: Session, at: datetime) -> int | None:
    """The leader whose calendar has waited longest to be read; None when none is due."""
    return session.scalar(
        select(BusySource.person_id).where(BusySource.due_at <= at).order_by(BusySource.due_at).limit(1)
    )
