"""A real SMTP receiver whose mails can be waited for and opened, like every mailbox of the company at once."""

import re
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from icalendar import Calendar, Event

from tests.journeys.company import free_port


@dataclass(frozen=True)
class Mail:
    """One letter as it arrived."""

    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """What a reader without HTML sees."""
        part = self.message.get_body(("plain",))
        return "" if part is None else part.get_content()

    @property
    def html(self) -> str:
        """What most readers see."""
        part = self.message.get_body(("html",))
        return "" if part is None else part.get_content()

    @property
    def links(self) -> list[str]:
        """Every address in the plain text, in order."""
        return [link.rstrip(".,>") for link in re.findall(r"https?://\S+", self.text)]

    def link(self, like: str) -> str:
        """The first address in the plain text that contains `like`."""
        return next(link for link in self.links if like in link)

    @property
    def calendar(self) -> tuple[str, Event] | None:
        """The method and the first event of the calendar part; None for a letter without one."""
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar":
                calendar = Calendar.from_ical(part.get_payload(decode=True))
                return str(part.get_param("method")), calendar.walk("VEVENT")[0]
        return None


class Postbox:
    """Takes every letter, keeps them in the order of arrival."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self._arrived = threading.Condition()
        self._server = Controller(self, hostname="127.0.0.1", port=free_port())

    def start(self) -> str:
        """Listen on a free port; returns the address for FLOORTIME_MAIL_URL."""
        self._server.start()
        return f"smtp://127.0.0.1:{self._server.port}"

    def stop(self) -> None:
        """Stop listening."""
        self._server.stop()

    async def handle_DATA(self, _server, _session, envelope):
        """Keep what came, once for each recipient."""
        message = message_from_bytes(envelope.content, policy=default)
        with self._arrived:
            self.mails += [Mail(to, message) for to in envelope.rcpt_tos]
            self._arrived.notify_all()
        return "250 taken"

    def to(self, address: str) -> list[Mail]:
        """Everything that came for this address, oldest first."""
        return [mail for mail in self.mails if mail.to == address]

    def wait(self, address: str, like: str = "", *, after: int = 0, seconds: float = 60) -> Mail:
        """The first letter to this address, after the first `after`, whose subject contains `like`; fails in words."""
        until = time.monotonic() + seconds
        with self._arrived:
            while True:
                found = [mail for mail in self.to(address)[after:] if like in mail.subject]
                if found:
                    return found[0]
                if not self._arrived.wait(until - time.monotonic()):
                    came = [(mail.to, mail.subject) for mail in self.mails]
                    raise AssertionError(f"no letter “{like}” to {address}; came: {came}")
