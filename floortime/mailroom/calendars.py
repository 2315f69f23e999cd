"""Leaders' published calendars: fetched by the guarded door, read by a child as strangers' mail is, and kept as busy times."""

import threading
import time
from collections.abc import Callable

import structlog
from msgspec import Struct, field
from sqlalchemy.exc import DBAPIError

from floortime.act import WORKER, begin
from floortime.clock import Clock
from floortime.db import Database
from floortime.fetching import Address, Fetched, Unfetched, fetch, is_public
from floortime.ical.busy import Frame, Taken
from floortime.mailroom.parcels import Feed
from floortime.mailroom.reader import Overrun, Reader
from floortime.people.model import Person
from floortime.settings import Settings
from floortime.sitdowns.actions.free_time import keep_busy, note_trouble, span_to_keep, take_in_hand
from floortime.sitdowns.queries.free_time import due_sources

log = structlog.get_logger()

ASKED_EACH = 5.0
"""Seconds between two looks whether a calendar is due."""


class _Errand(Struct, frozen=True):
    leader_id: int
    url: str
    etag: str
    modified: str
    zone: str


class CalendarRoom(Struct):
    """Reads one calendar at a time. Nothing of the database is held while the other side takes its time."""

    db: Database
    settings: Settings
    clock: Clock
    may_reach: Callable[[Address], bool] = is_public
    reader: Reader = field(default_factory=Reader)

    def turn(self) -> bool:
        """Read the calendar that is due longest; True when there was one."""
        with self.db.reading() as session:
            leader_id = due_sources(session, self.clock())
        errand = self._taken_in_hand(leader_id) if leader_id is not None else None
        if errand is None:
            return False
        try:
            came = fetch(errand.url, etag=errand.etag, modified=errand.modified, may_reach=self.may_reach)
            taken = self._read(errand, came.body) if came.body is not None else None
        except Unfetched as no:
            self._note(errand, no.why)
        else:
            self._keep(errand, came, taken)
        return True

    def close(self) -> None:
        """Send the reader home."""
        self.reader.close()

    def _taken_in_hand(self, leader_id: int) -> _Errand | None:
        with begin(self.db, self.settings, by=WORKER, at=self.clock()) as act:
            row = take_in_hand(act, leader_id)
            person = act.session.get(Person, leader_id)
            if row is None or person is None:
                return None
            return _Errand(leader_id, row.url, row.etag, row.modified, person.zone)

    def _read(self, errand: _Errand, body: bytes) -> tuple[Taken, ...]:
        try:
            found = self.reader.read_feed(Feed(body, Frame(errand.zone, *span_to_keep(self.clock()))))
        except Overrun as stuck:
            raise Unfetched("unreadable") from stuck
        if found is None:
            raise Unfetched("unreadable")
        return found

    def _keep(self, errand: _Errand, came: Fetched, taken: tuple[Taken, ...] | None) -> None:
        with begin(self.db, self.settings, by=WORKER, at=self.clock()) as act:
            keep_busy(act, errand.leader_id, errand.url, taken, etag=came.etag, modified=came.modified)

    def _note(self, errand: _Errand, why: str) -> None:
        log.info("calendar not read", leader=errand.leader_id, why=why)
        with begin(self.db, self.settings, by=WORKER, at=self.clock()) as act:
            note_trouble(act, errand.leader_id, errand.url, why)


def start_reading_calendars(
    db: Database, settings: Settings, clock: Clock, stopped: Callable[[], bool]
) -> threading.Thread:
    """Read what is due in a thread beside the worker's loop, which must not wait for other people's servers."""
    room = CalendarRoom(db, settings, clock)
    thread = threading.Thread(target=read_calendars, args=(room, stopped), name="calendars", daemon=True)
    thread.start()
    return thread


def read_due(room: CalendarRoom, stopped: Callable[[], bool] = lambda: False) -> int:
    """Read every calendar that is due, once; returns how many. The child goes home then, since an hour may pass."""
    n = 0
    try:
        while not stopped() and room.turn():
            n += 1
    finally:
        room.close()
    return n


def read_calendars(room: CalendarRoom, stopped: Callable[[], bool]) -> None:
    """Until stopped."""
    while not stopped():
        try:
            read_due(room, stopped)
        except (DBAPIError, OSError):
            log.exception("calendars wait")
        until = time.monotonic() + ASKED_EACH
        while not stopped() and time.monotonic() < until:
            time.sleep(0.5)
