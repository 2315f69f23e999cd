"""The worker's loop: letters and mail each second, duties each ten, until told to stop. Roof."""

import os
import secrets
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from msgspec import Struct
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from floortime import clock as door_to_time
from floortime.clock import Clock
from floortime.db import Database
from floortime.duties import Timekeeper, note_alive
from floortime.hooks.posting import start_posting
from floortime.mail.carriers import carrier_for
from floortime.mailroom.calendars import start_reading_calendars
from floortime.mailroom.reading_room import ReadingRoom
from floortime.mailroom.watching import start_watching
from floortime.outbox.delivery import Carrier, Courier
from floortime.people.leavers import gone
from floortime.settings import Settings

log = structlog.get_logger()

LETTERS = 1.0
MAIL = 1.0
DUTIES = 10.0
HEARTBEAT = 30.0
LONGEST_SILENCE = 300.0
BROKEN_DISK = ("disk i/o error", "malformed", "not a database")


def database_clock(db: Database) -> Clock:
    """One clock for all workers on one database: PostgreSQL's own; beside SQLite there is only this machine's."""
    if db.is_sqlite:
        return door_to_time.now

    def now() -> datetime:
        with db.reading() as session:
            found: datetime = session.scalar(text("select date_trunc('second', clock_timestamp())"))
            return found.astimezone(UTC)

    return now


def name() -> str:
    """What this worker signs its leases with."""
    return f"{socket.gethostname()[:30]}.{os.getpid()}.{secrets.token_hex(4)}"


class Pace(Struct):
    """Something done each so many seconds of the machine's own running time, whatever the clock says."""

    each: float
    work: Callable[[], bool]
    next_at: float = 0.0

    def turn(self, now: float) -> bool:
        """Do it if its time has come; True means: there is more at once."""
        if now < self.next_at:
            return False
        busy = self.work()
        self.next_at = now if busy else now + self.each
        return busy


class Worker:
    """Everything one worker process does, turn by turn."""

    def __init__(
        self, db: Database, settings: Settings, clock: Clock, carrier: Carrier, stopped: Callable[[], bool]
    ) -> None:
        self.db = db
        self.clock = clock
        self.carrier = carrier
        self.stopped = stopped
        self.courier = Courier(db, carrier, clock, name(), settings.mailbox, gone, stopped=stopped)
        self.keeper = Timekeeper(db, settings, clock)
        self.reading = ReadingRoom(db, settings, clock)
        self._silence = 0.0
        self._silent_until = 0.0
        self.paces = [
            Pace(HEARTBEAT, self._say_alive),
            Pace(LETTERS, self._letters),
            Pace(MAIL, self.reading.turn),
            Pace(DUTIES, lambda: bool(self.keeper.run_due())),
        ]

    def turn(self) -> bool:
        """One round; True when there is more to do at once."""
        now = time.monotonic()
        turns = [pace.turn(now) for pace in self.paces if not self.stopped()]
        return any(turns)

    def _say_alive(self) -> bool:
        note_alive(self.db, self.clock())
        return False

    def _letters(self) -> bool:
        """A batch; when nobody takes mail, be silent for a while that doubles up to five minutes."""
        if time.monotonic() < self._silent_until:
            return False
        tally = self.courier.send_batch()
        if tally.unreachable:
            self._silence = min(max(5.0, self._silence * 2), LONGEST_SILENCE)
            self._silent_until = time.monotonic() + self._silence
            log.warning("mail waits", why=tally.unreachable, seconds=self._silence)
            return False
        self._silence = 0.0 if tally.moved else self._silence
        if not tally.moved:
            self.carrier.close()
        return tally.moved


def work(settings: Settings, *, stopped: Callable[[], bool], rest: Callable[[float], object]) -> None:
    """Turn after turn until stopped. A database that is away is waited for; a broken disk ends the worker."""
    db = Database(settings.database_url)
    worker = Worker(db, settings, database_clock(db), carrier_for(settings), stopped)
    start_watching(db, settings, worker.clock, stopped)
    start_reading_calendars(db, settings, worker.clock, stopped)
    start_posting(db, settings, worker.clock, gone, stopped)
    waits = 1.0
    try:
        while not stopped():
            try:
                busy = worker.turn()
                waits = 1.0
                rest(0.0 if busy else LETTERS)
            except DatabaseError as trouble:
                if db.is_sqlite and any(sign in str(trouble).lower() for sign in BROKEN_DISK):
                    raise
                log.exception("database trouble", wait=waits)
                rest(waits)
                waits = min(waits * 2, 60.0)
    finally:
        worker.carrier.close()
        worker.reading.close()
        db.close()
