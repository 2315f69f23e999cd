"""The shelf behind every door: mail is stored as it came, in an act of its own, before anybody looks; knows mail."""

from msgspec import Struct

from floortime.act import WORKER, begin
from floortime.clock import Clock
from floortime.db import Database
from floortime.errors import Malformed
from floortime.mail import receiving
from floortime.mail.imap import Fetched
from floortime.settings import Settings


class DatabaseShelf(Struct, frozen=True):
    """Puts fetched mail into the table of received mail."""

    db: Database
    settings: Settings
    clock: Clock

    def put(self, mail: Fetched) -> None:
        """Store it; one that was cut is set apart at once, since its calendar is missing."""
        with begin(self.db, self.settings, by=WORKER, at=self.clock()) as act:
            try:
                row, new = receiving.take_in(
                    act,
                    mail.raw,
                    door="imap",
                    mailbox=mail.mailbox,
                    uidvalidity=mail.uidvalidity,
                    uid=mail.uid,
                )
            except Malformed:
                return  # an empty mail says nothing, and is not worth a row
            if new and mail.cut:
                receiving.settle(act, row, "quarantined", "too_large")

    def highest_uid(self, mailbox: str, uidvalidity: int) -> int | None:
        """Where to go on after a restart."""
        with self.db.reading() as session:
            return receiving.highest_uid(session, mailbox, uidvalidity)


def take_from_pipe(db: Database, settings: Settings, clock: Clock, raw: bytes) -> bool:
    """Store a mail that a mail server hands over on a pipe; False when it was there. Malformed for none."""
    with begin(db, settings, by=WORKER, at=clock()) as act:
        _row, new = receiving.take_in(act, raw, door="pipe")
        return new
