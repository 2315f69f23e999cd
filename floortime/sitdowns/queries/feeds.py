"""Calendar addresses: whose they are, how new, and their bytes; hot, so Core statements built once."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, union_all
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from floortime.db import Revision
from floortime.ical.writing import feed
from floortime.people import queries as people
from floortime.people.model import Person
from floortime.sitdowns.model import CalBytes, CalEvent, CalGuest, Feed, Sitdown
from floortime.tokens import hashed

KEPT = timedelta(days=90)
"""How long a cancelled event is shown as such."""
FEEDS = "feed"


@dataclass(frozen=True, slots=True)
class OpenFeed:
    """A feed that may be read: its owner and the revision of what it shows."""

    owner_id: int
    with_invited: bool
    revision: int
    made_on: date


_OPEN = (
    select(
        Feed.owner_id, Feed.with_invited, Feed.made_on, func.coalesce(Revision.n, 0).label("n"), Person.left_on,
        Person.kind, Person.hired_on,
    )
    .join(Person, Person.id == Feed.owner_id)
    .outerjoin(
        Revision, and_(Revision.name == FEEDS, Revision.key == func.cast(Feed.owner_id, Revision.key.type))
    )
    .where(Feed.token_hash == bindparam("digest"), Feed.revoked_at.is_(None), Person.erased_on.is_(None))
)  # fmt: skip


def open_feed(connection: Connection, secret: str, today: date) -> OpenFeed | None:
    """The feed behind a secret; None when unknown, closed, or its owner has gone."""
    row = connection.execute(_OPEN, {"digest": hashed(secret)}).first()
    if row is None or row.kind != "staff" or (row.left_on is not None and row.left_on <= today):
        return None
    return OpenFeed(row.owner_id, row.with_invited, row.n, row.made_on)


def _shown(*which: Any) -> Any:
    return (
        select(CalBytes.body, CalBytes.zone, CalBytes.first_year, CalEvent.id)
        .join(CalEvent, and_(CalEvent.id == CalBytes.event_id, CalEvent.role == "seat"))
        .where(or_(CalBytes.cancelled_on.is_(None), CalBytes.cancelled_on >= bindparam("since")), *which)
    )


_MINE = _shown(Sitdown.leader_id == bindparam("owner")).join(Sitdown, Sitdown.id == CalEvent.sitdown_id)
_LED_BY_MAIL = (
    select(CalGuest.event_id)
    .join(CalEvent, CalEvent.id == CalGuest.event_id)
    .where(
        CalGuest.person_id == bindparam("owner"),
        CalGuest.mailed,
        or_(CalEvent.series_id == Sitdown.series_id, and_(CalEvent.role == "lead", CalEvent.sitdown_id == Sitdown.id)),
    )
    .correlate(Sitdown)
)  # fmt: skip
_SEATED = _shown(CalGuest.person_id == bindparam("owner"), CalGuest.withdrawn_sequence.is_(None)).join(
    CalGuest, CalGuest.event_id == CalEvent.id
)
_CANCELLED_SEAT = _shown(
    CalGuest.person_id == bindparam("owner"),
    CalGuest.withdrawn_sequence == CalEvent.sequence,  # taken out by the cancellation, not before it
    CalBytes.cancelled_on.is_not(None),
).join(CalGuest, CalGuest.event_id == CalEvent.id)
_ALL = union_all(_MINE, _SEATED, _CANCELLED_SEAT)
_WITHOUT_MAIL = union_all(_MINE.where(~_LED_BY_MAIL.exists()), _SEATED.where(~CalGuest.mailed))


def feed_bytes(connection: Connection, found: OpenFeed, *, today: date, name: str) -> bytes:
    """The feed, joined from stored bytes: one statement however many sit-downs there are."""
    rows = connection.execute(
        _ALL if found.with_invited else _WITHOUT_MAIL, {"owner": found.owner_id, "since": today - KEPT}
    ).all()
    zones: dict[str, int] = {}
    for _body, zone, year, _id in rows:
        zones[zone] = min(year, zones.get(zone, year))
    return feed([row[0] for row in sorted(rows, key=lambda row: row[3])], zones, name=name)


def one_event(session: Session, sitdown_id: int, *, name: str) -> bytes | None:
    """One sit-down as a calendar file, from the same stored bytes."""
    row = session.execute(
        select(CalBytes.body, CalBytes.zone, CalBytes.first_year)
        .join(CalEvent, CalEvent.id == CalBytes.event_id)
        .where(CalEvent.sitdown_id == sitdown_id, CalEvent.role == "seat", CalBytes.recurrence == "")
    ).first()
    return None if row is None else feed([row.body], {row.zone: row.first_year}, name=name)


def feed_of(session: Session, person_id: int) -> Feed | None:
    """A person's open calendar address, without its secret."""
    return session.scalar(select(Feed).where(Feed.owner_id == person_id, Feed.revoked_at.is_(None)))


def takes_mail(session: Session, person_id: int, day: date) -> bool:
    """Whether invitations reach this person by mail."""
    person = session.get(Person, person_id)
    return person is not None and people.recipient(person, day) is not None
