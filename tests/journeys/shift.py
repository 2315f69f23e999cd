"""The worker's turns, done in the test's own process until nothing is left, so that a journey knows when all letters have come."""

from msgspec.structs import replace

from floortime.db import Database
from floortime.mail.carriers import carrier_for
from floortime.mail.imap import ImapDoor
from floortime.mailroom.doors import DatabaseShelf
from floortime.worker import Worker
from tests.journeys.company import Company
from tests.journeys.conftest import settings_of
from tests.journeys.postbox import Mail, Postbox
from tests.mailroom.letters import MX
from tests.mailroom.mailserver import Imap


class Shift:
    """One worker of a house on SQLite that was opened without: mailbox, duties and letters, each through its real door."""

    def __init__(self, company: Company, postbox: Postbox, mailbox: Imap) -> None:
        settings = replace(
            settings_of(company), mail_url=postbox.mail_url, imap_url=mailbox.url, authserv_id=MX
        )
        self.postbox, self.mailbox, self.read = postbox, mailbox, 0
        self.db = Database(settings.database_url)
        self.worker = Worker(
            self.db, settings, lambda: company.now, carrier_for(settings), stopped=lambda: False
        )
        self.door = ImapDoor(settings.imap_url, DatabaseShelf(self.db, settings, lambda: company.now))

    def letters(self) -> list[Mail]:
        """Work until nothing is due any more; the letters that came since this was last asked, by address."""
        if self.mailbox.unseen():
            self.door.fetch_new()
        worker = self.worker
        while worker.reading.turn() or worker.keeper.run_due() or worker.courier.send_batch().moved:
            pass
        assert worker.keeper.in_trouble == []
        came, self.read = self.postbox.mails[self.read :], len(self.postbox.mails)
        return sorted(came, key=lambda mail: mail.to)

    def close(self) -> None:
        """Send the worker home."""
        self.worker.carrier.close()
        self.worker.reading.close()
        self.db.close()
