"""The one path behind every door: the oldest mail that waits is read by the child and sorted out; knows sorting."""

import structlog
from sqlalchemy.exc import DBAPIError

from floortime.act import WORKER, begin
from floortime.clock import Clock
from floortime.db import Database
from floortime.mail import receiving
from floortime.mail.model import Received
from floortime.mailroom.reader import Overrun, Reader
from floortime.mailroom.sorting import sort_out
from floortime.settings import Settings
from floortime.words import in_language

log = structlog.get_logger()


class ReadingRoom:
    """One reader, and what it reads from and for."""

    def __init__(self, db: Database, settings: Settings, clock: Clock) -> None:
        self.db = db
        self.settings = settings
        self.clock = clock
        self.reader = Reader(settings.authserv_id)

    def turn(self) -> bool:
        """Read one mail; True when there was one. A mail that cannot be read is set apart, and the next one is read."""
        waiting = receiving.next_waiting(self.db, self.clock())
        if waiting is None:
            return False
        with begin(self.db, self.settings, by=WORKER, at=self.clock()) as act:
            raw = receiving.begun(act, waiting)
        if raw is not None:
            self._read(waiting, raw)
        return True

    def close(self) -> None:
        """Send the reader home."""
        self.reader.close()

    def _read(self, received_id: int, raw: bytes) -> None:
        try:
            parcel = self.reader.read(raw)
        except Overrun:
            with begin(self.db, self.settings, by=WORKER, at=self.clock()) as act:
                receiving.set_apart(act, received_id, "overrun")
            return
        try:
            with begin(self.db, self.settings, by=WORKER, at=self.clock()) as act, in_language("en"):
                row = act.session.get(Received, received_id)
                if row is not None and row.verdict == "waiting":
                    sort_out(act, row, parcel)
        except DBAPIError:
            raise  # the database's trouble, not the mail's: it is tried again
        except Exception:
            log.exception("mail not understood", received=received_id)
