"""Calendar addresses: whose they are, how new, and their bytes; hot, so Core statements built once."""

from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, bindparam, case, func, literal_column, or_, select, union_all
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from floortime.db import Revision
from floortime.ical.writing import feed
from floortime.people import queries as people
from floortime.people.access import Reader, Scope
from floortime.people.model import Person, Role
from floortime.sitdowns.access import is_chief_at
from floortime.sitdowns.model import CalBytes, CalDue, CalEvent, CalGuest, Feed, SeriesMember, Sitdown
from floortime.tokens import hashed

KEPT = timedelta(days=90)
"""How long a cancelled event is shown as such."""
FEEDS = "feed"
AFTER = 2**62
"""Whole days stand after the sit-downs: each in the order in which they were made."""


class OpenFeed(Struct, frozen=True):
    """A feed that may be read: its owner, what it shows, and the revision of that."""

    digest: str
    """The hash of its secret."""
    owner_id: int
    with_invited: bool
    revision: int
    made_on: date
    day: date
    """On which it is read: what was cancelled is shown for so many days."""
    kind: str = "agent"
    site_id: int | None = None
    dues: str = "none"
    """How dates of promises are shown: event, todo, none."""

    @property
    def tag(self) -> str:
        """What its bytes stand on: equal tags, equal bytes."""
        return f"{self.made_on.toordinal()}-{self.revision}-{self.day.toordinal()}-{self.with_invited:d}{self.dues[0]}"

    @property
    def key(self) -> str:
        """Where its bytes are kept."""
        return f"{self.digest} {self.tag}"


_DUE_NUMBERS = (
    select(func.coalesce(func.sum(CalDue.revision), 0))
    .where(CalDue.person_id == Feed.owner_id)
    .correlate(Feed)
    .scalar_subquery()
)
_OPEN = (
    select(
        Feed.owner_id, Feed.with_invited, Feed.made_on, func.coalesce(Revision.n, 0).label("n"), Person.left_on,
        Person.kind, Person.hired_on, Feed.kind.label("shows"), Feed.site_id, Person.dues_as, _DUE_NUMBERS.label("dues"),
    )
    .join(Person, Person.id == Feed.owner_id)
    .outerjoin(
        Revision, and_(Revision.name == FEEDS, Revision.key == func.cast(Feed.owner_id, Revision.key.type))
    )
    .where(Feed.token_hash == bindparam("digest"), Feed.revoked_at.is_(None), Person.erased_on.is_(None))
)  # fmt: skip


def open_feed(connection: Connection, secret: str, today: date) -> OpenFeed | None:
    """The feed behind a secret; None when unknown, closed, or its owner has gone."""
    digest = hashed(secret)
    row = connection.execute(_OPEN, {"digest": digest}).first()
    if row is None or row.kind != "staff" or (row.left_on is not None and row.left_on <= today):
        return None
    if row.shows not in WIDE:
        n = row.n + row.dues  # neither ever falls
        how = row.dues_as if row.dues else "none"  # most people owe nothing: theirs need not be looked for
        return OpenFeed(digest, row.owner_id, row.with_invited, n, row.made_on, today, dues=how)
    if not _plans(connection, row.owner_id, row.site_id):
        return None
    where = {"site": row.site_id, "from": _wide_from(today)}
    n = connection.execute(_WIDE_REVISION[row.shows], where).scalar() or 0
    return OpenFeed(digest, row.owner_id, True, n, row.made_on, today, row.shows, row.site_id)


def _plans(connection: Connection, person_id: int, site_id: int | None) -> bool:
    """Whether the owner is still somebody who plans there: a site's or the programme's feed dies with the role."""
    roles = connection.execute(_ROLES, {"owner": person_id})
    scopes = frozenset(Scope(row.role, row.scope_kind, row.scope_id) for row in roles)
    reader = Reader(person_id, "", "", "en", "UTC", scopes)
    return reader.is_chief_everywhere if site_id is None else is_chief_at(reader, site_id)


def _wide_from(today: date) -> datetime:
    return datetime.combine(today - KEPT, time(), UTC)


class _Readable(FunctionElement[Any]):
    """Stored bytes as they travel fastest: PostgreSQL would write each out in hexadecimal digits, so it is asked for text."""

    inherit_cache = True


@compiles(_Readable)
def _as_stored(element: _Readable, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(element.clauses, **how)


@compiles(_Readable, "postgresql")
def _as_text(element: _Readable, compiler: SQLCompiler, **how: Any) -> str:
    return f"convert_from({compiler.process(element.clauses, **how)}, 'UTF8')"


def _shown(*which: Any, body: Any = CalBytes.body) -> Any:
    return (
        select(_Readable(body).label("body"), CalBytes.zone, CalBytes.first_year, CalEvent.id)
        .join(CalEvent, and_(CalEvent.id == CalBytes.event_id, CalEvent.role == "seat"))
        .where(or_(CalBytes.cancelled_on.is_(None), CalBytes.cancelled_on >= bindparam("since")), *which)
    )


_BELONGS = select(SeriesMember.series_id).where(SeriesMember.person_id == bindparam("owner"))
_MINE = _shown(
    or_(Sitdown.leader_id == bindparam("owner"), Sitdown.series_id.in_(_BELONGS)),
    # The brief is for whoever leads; those who belong to all dates see the date.
    body=case(
        (Sitdown.leader_id == bindparam("owner"), func.coalesce(CalBytes.led, CalBytes.body)),
        else_=CalBytes.body,
    ),
).join(Sitdown, Sitdown.id == CalEvent.sitdown_id)
_LED_BY_MAIL = (
    select(CalGuest.event_id)
    .join(CalEvent, CalEvent.id == CalGuest.event_id)
    .where(
        CalGuest.person_id == bindparam("owner"),
        CalGuest.mailed,
        or_(CalEvent.series_id == Sitdown.series_id, and_(CalEvent.role.in_(("lead", "substitute")), CalEvent.sitdown_id == Sitdown.id)),
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


def _due(body: Any) -> Any:
    return select(
        _Readable(body).label("body"), literal_column("''"), literal_column("0"), CalDue.subject_id + AFTER
    ).where(
        CalDue.person_id == bindparam("owner"),
        body.is_not(None),
        or_(CalDue.over_on.is_(None), CalDue.over_on >= bindparam("since")),
    )


_DUES = {"event": (_due(CalDue.event),), "todo": (_due(CalDue.todo),), "none": ()}
_OWN = {
    (everything, how): union_all(*which, *dues)
    for everything, which in (
        (True, (_MINE, _SEATED, _CANCELLED_SEAT)),
        (False, (_MINE.where(~_LED_BY_MAIL.exists()), _SEATED.where(~CalGuest.mailed))),
    )
    for how, dues in _DUES.items()
}
"""What a personal feed shows: with what came by mail or without, and promises as one wants them."""


WIDE = ("site", "programme")
"""Kinds that show everybody's sit-downs there: of the last 90 days and all to come."""
_ROLES = select(Role.role, Role.scope_kind, Role.scope_id).where(Role.person_id == bindparam("owner"))
_EVERY = _shown(Sitdown.starts_at >= bindparam("from"), Sitdown.state != "draft").join(
    Sitdown, Sitdown.id == CalEvent.sitdown_id
)
_WIDE = {"site": _EVERY.where(Sitdown.site_id == bindparam("site")), "programme": _EVERY}
_COUNTED = (
    select(func.sum(CalBytes.revision + 1))
    .join(CalEvent, and_(CalEvent.id == CalBytes.event_id, CalEvent.role == "seat"))
    .join(Sitdown, Sitdown.id == CalEvent.sitdown_id)
    .where(Sitdown.starts_at >= bindparam("from"))
)
_WIDE_REVISION = {"site": _COUNTED.where(Sitdown.site_id == bindparam("site")), "programme": _COUNTED}
"""Revisions only rise and rows are not deleted: their sum is a revision of all, without one row that every act would lock."""


def feed_bytes(connection: Connection, found: OpenFeed, *, name: str) -> bytes:
    """The feed, joined from stored bytes: one statement however many sit-downs there are."""
    if found.kind in WIDE:
        which = _WIDE[found.kind]
        where: dict[str, object] = {"site": found.site_id, "from": _wide_from(found.day)}
    else:
        which, where = _OWN[found.with_invited, found.dues], {"owner": found.owner_id}
    rows = connection.execute(which, {**where, "since": found.day - KEPT}).all()
    rows = sorted(rows, key=itemgetter(3))
    zones: dict[str, int] = {}
    for zone, year in {row[1:3] for row in rows}:
        zones[zone] = min(year, zones.get(zone, year))
    zones.pop("", None)  # whole days stand in none
    return feed([_joined([row[0] for row in rows])], zones, name=name)


def _joined(bodies: list[Any]) -> bytes:
    """Text is joined before it is encoded: once instead of a thousand times."""
    return "".join(bodies).encode() if bodies and isinstance(bodies[0], str) else b"".join(bodies)


def one_event(session: Session, sitdown_id: int, *, name: str) -> bytes | None:
    """One sit-down as a calendar file, from the same stored bytes."""
    row = session.execute(
        select(CalBytes.body, CalBytes.zone, CalBytes.first_year)
        .join(CalEvent, CalEvent.id == CalBytes.event_id)
        .where(CalEvent.sitdown_id == sitdown_id, CalEvent.role == "seat", CalBytes.recurrence == "")
    ).first()
    return None if row is None else feed([row.body], {row.zone: row.first_year}, name=name)


def feeds_of(session: Session, person_id: int) -> dict[tuple[str, int | None], Feed]:
    """A person's open calendar addresses, without their secrets, by kind ("own", site, programme) and site."""
    rows = session.scalars(select(Feed).where(Feed.owner_id == person_id, Feed.revoked_at.is_(None)))
    return {(row.kind if row.kind in WIDE else "own", row.site_id): row for row in rows}


def wide_feeds(session: Session, reader: Reader) -> list[tuple[str, int | None, str]]:
    """What a reader who plans may subscribe to besides: (kind, site, its name); the programme first."""
    found: list[tuple[str, int | None, str]] = []
    if reader.is_chief_everywhere:
        found.append(("programme", None, ""))
    return found + [("site", s.id, s.name) for s in people.sites(session) if is_chief_at(reader, s.id)]


def takes_mail(session: Session, person_id: int, day: date) -> bool:
    """Whether invitations reach this person by mail."""
    person = session.get(Person, person_id)
    return person is not None and people.recipient(person, day) is not None
