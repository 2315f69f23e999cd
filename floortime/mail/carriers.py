"""The door that mail leaves by: SMTP, SMTP over TLS, or a Maildir, as FLOORTIME_MAIL_URL says; knows settings."""

import contextlib
import mailbox
import re
import smtplib
import ssl
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from floortime.errors import Undeliverable
from floortime.outbox.delivery import Carrier, NoSuchReader, NotNow, Unreachable
from floortime.settings import Settings

TIMEOUT = 20.0
"""Seconds for each step of a conversation; what is left of a lease after its last begun letter fits four of them."""
PORTS = {"smtp": 25, "smtps": 465}


def carrier_for(settings: Settings) -> Carrier:
    """The carrier that the settings ask for; nothing is opened before the first letter."""
    url = urlsplit(settings.mail_url)
    if url.scheme == "maildir":
        return MaildirCarrier(Path(unquote(url.netloc + url.path)))
    return SmtpCarrier(url, helo=settings.mail_domain)


class MaildirCarrier:
    """Letters as files in a folder, for the demo, for tests, and for a mail server that picks them up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, raw: bytes, *, sender: str, to: str, still: Callable[[], bool]) -> bool:
        """Write the letter as a file, its envelope in Return-Path and Delivered-To."""
        if not still():
            return False
        head = f"Return-Path: <{sender}>\r\nDelivered-To: {to}\r\n".encode()
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            mailbox.Maildir(self.folder).add(head + raw)
        except OSError as broken:
            raise Unreachable(f"The folder {self.folder} cannot be written: {broken.strerror}.") from broken
        return True

    def close(self) -> None:
        """Nothing stays open."""


class SmtpCarrier:
    """One conversation with the mail server, kept open while letters follow each other."""

    def __init__(self, url: SplitResult, *, helo: str) -> None:
        self.url = url
        self.helo = helo
        self._talk: smtplib.SMTP | None = None

    def send(self, raw: bytes, *, sender: str, to: str, still: Callable[[], bool]) -> bool:
        """Say MAIL and RCPT, look again, and only then DATA (RFC 5321, 3.3)."""
        talk = self._talk or self._open()
        try:
            return self._hand_over(talk, raw, sender, to, still)
        except (smtplib.SMTPException, OSError) as cut:
            self._forget()
            raise NotNow(f"The mail server broke off: {cut}") from cut

    def _hand_over(
        self, talk: smtplib.SMTP, raw: bytes, sender: str, to: str, still: Callable[[], bool]
    ) -> bool:
        options: list[str] = []
        if not to.isascii():
            if not talk.has_extn("smtputf8"):
                raise Undeliverable(f"The mail server takes no address like {to}.")
            options = ["SMTPUTF8"]
        self._introduce(talk, sender, options)
        code, said = talk.rcpt(to)
        if code not in {250, 251}:
            _refused(talk, code, said, of_reader=True)
        if not still():
            talk.rset()
            return False
        code, said = talk.data(raw)
        if code != 250:
            _refused(talk, code, said)
        return True

    def _introduce(self, talk: smtplib.SMTP, sender: str, options: list[str]) -> None:
        """Say who writes."""
        code, said = talk.mail(sender, options)
        if code >= 400 and options:
            _refused(talk, code, said)  # it may be the option that this one letter needs
        if code != 250:
            self._forget()
            # Our own address is refused: nobody's letter is to blame, and none is tried until it is taken.
            raise Unreachable(f"The mail server refuses to send from {sender}: {_words(code, said)}")

    def _open(self) -> smtplib.SMTP:
        where = f"{self.url.hostname or 'localhost'}:{self.url.port or PORTS[self.url.scheme]}"
        with contextlib.ExitStack() as ends:
            try:
                talk = self._connect()
                ends.callback(talk.close)
                talk.ehlo_or_helo_if_needed()
                if self.url.scheme == "smtp" and talk.has_extn("starttls"):
                    talk.starttls(context=ssl.create_default_context())
                    talk.ehlo_or_helo_if_needed()
                if self.url.username:
                    talk.login(unquote(self.url.username), unquote(self.url.password or ""))
            except (smtplib.SMTPException, OSError) as closed:
                raise Unreachable(f"The mail server {where} cannot be used: {closed}") from closed
            ends.pop_all()
        self._talk = talk
        return talk

    def _connect(self) -> smtplib.SMTP:
        host, port = self.url.hostname or "localhost", self.url.port or PORTS[self.url.scheme]
        if self.url.scheme == "smtp":
            return smtplib.SMTP(host, port, local_hostname=self.helo, timeout=TIMEOUT)
        return smtplib.SMTP_SSL(
            host, port, local_hostname=self.helo, timeout=TIMEOUT, context=ssl.create_default_context()
        )

    def reach(self, sender: str) -> None:
        """Open the conversation, say who would write, and end it again; raises Unreachable when that fails."""
        talk = self._open()
        try:
            self._introduce(talk, sender, [])
            talk.rset()
        except (smtplib.SMTPException, OSError) as cut:
            self._forget()
            raise Unreachable(f"The mail server broke off: {cut}") from cut
        self.close()

    def close(self) -> None:
        """Say goodbye."""
        if self._talk is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._talk.quit()
            self._forget()

    def _forget(self) -> None:
        if self._talk is not None:
            self._talk.close()
            self._talk = None


def _refused(talk: smtplib.SMTP, code: int, said: bytes, *, of_reader: bool = False) -> None:
    """Not taken. 421 ends the conversation as well (RFC 5321, 4.2.1).

    Only that an address is nobody's (5.1.x, RFC 3463, 3.2, said at RCPT) is about one letter for good. A 5xx without that
    may be the server's own state, such as a relay that is not allowed any more: the letter waits as it does for a 4xx.
    """
    if code == 421:
        raise smtplib.SMTPServerDisconnected(_words(code, said))
    with contextlib.suppress(smtplib.SMTPServerDisconnected):
        talk.rset()
    if of_reader and code >= 500 and _NOBODYS.match(said):
        raise NoSuchReader(_words(code, said))
    raise NotNow(_words(code, said))


_NOBODYS = re.compile(rb"5\.1\.(?![78]\b)\d+\b")
"""An address of theirs; 5.1.7 and 5.1.8 are about ours."""


def _words(code: int, said: bytes) -> str:
    return f"{code} {said.decode('utf-8', 'replace')}"
