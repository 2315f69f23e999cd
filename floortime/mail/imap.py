"""The door that mail comes in by when a mailbox is watched (IMAP, RFC 3501; IDLE, RFC 2177); knows settings and no table.

Each mail is handed over before it is marked as seen on the server, so that a fault in between repeats it and loses none.
"""

import contextlib
import imaplib
import ssl
import time
from collections.abc import Callable, Iterator
from typing import Protocol
from urllib.parse import unquote, urlsplit

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxStartTls, MailBoxUnencrypted
from msgspec import Struct

from floortime.mail.envelopes import MOST_OCTETS
from floortime.outbox.delivery import Unreachable

TIMEOUT = 30.0
IDLE_FOR = 240.0
"""Seconds of one IDLE; servers may end it after half an hour."""
ASK_AGAIN = 30.0
"""Seconds until a server without IDLE is asked again."""
TICK = 1.0
"""Seconds between two looks whether to stop."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Fetched(Struct, frozen=True):
    """A mail and where it lies. `cut`: larger than we take, so that only its head was fetched."""

    raw: bytes
    mailbox: str
    uidvalidity: int
    uid: int
    cut: bool = False


class Shelf(Protocol):
    """Where fetched mail is put."""

    def put(self, mail: Fetched) -> None:
        """Store it, for good, before this returns."""

    def highest_uid(self, mailbox: str, uidvalidity: int) -> int | None:
        """The last one stored from there; None when none was."""


class Found(Struct, frozen=True):
    """A mailbox that could be opened."""

    name: str
    mails: int
    idle: bool


class NoShelf:
    """For a look that takes nothing."""

    def put(self, mail: Fetched) -> None:
        """Never called by a look."""
        raise AssertionError(mail)

    def highest_uid(self, mailbox: str, uidvalidity: int) -> int | None:  # noqa: ARG002
        """Nothing was taken."""
        return None


def reach(url: str) -> Found:
    """Open the mailbox and close it again, for the doctor; Unreachable when that fails."""
    return ImapDoor(url, NoShelf()).look()


def _knows_idle(box: BaseMailBox) -> bool:
    """Asked after signing in: some servers say what they can do only then (RFC 3501 §6.1.1)."""
    _code, told = box.client.capability()
    return any(b"IDLE" in line.upper().split() for line in told if line)


class ImapDoor:
    """One watched mailbox."""

    def __init__(self, url: str, shelf: Shelf) -> None:
        self._url = urlsplit(url)
        self._folder = unquote(self._url.path.strip("/")) or "INBOX"
        self.name = f"{unquote(self._url.username or '')}@{self._url.hostname}/{self._folder}"[:255]
        self._shelf = shelf
        self._last: dict[int, int] = {}

    def fetch_new(self) -> int:
        """Open the mailbox, hand over what is new, and close it; returns how many that were. Unreachable when it fails."""
        with self._opened() as box:
            return self._take(box)

    def look(self) -> "Found":
        """Open the mailbox and say what is there, taking nothing. Unreachable when it fails."""
        with self._opened() as box:
            told = box.folder.status(self._folder, ["MESSAGES"])
            return Found(self.name, told["MESSAGES"], _knows_idle(box))

    def take_out(self, message_id: str) -> bytes | None:
        """The head of the mail with this Message-ID, which is then deleted there; None when it is not there."""
        with self._opened() as box:
            uids = box.uids(f'HEADER Message-ID "{message_id}"')
            heads = self._answer(box, int(uids[0]), "(BODY.PEEK[HEADER])") if uids else []
            if uids:
                box.delete(uids)
            return next((head for head in heads if b":" in head), None)

    def watch(self, stopped: Callable[[], bool]) -> None:
        """Hand over what comes, until stopped. Unreachable when the conversation breaks: the caller waits and asks again."""
        with self._opened() as box:
            while not stopped():
                self._take(box)
                self._wait(box, stopped)

    def _wait(self, box: BaseMailBox, stopped: Callable[[], bool]) -> None:
        if not _knows_idle(box):
            for _second in range(int(ASK_AGAIN / TICK)):
                if stopped():
                    return
                time.sleep(TICK)
            return
        box.idle.start()  # type: ignore[no-untyped-call]
        try:
            for _second in range(int(IDLE_FOR / TICK)):
                if stopped() or any(b"EXISTS" in line or b"RECENT" in line for line in box.idle.poll(TICK)):
                    break
        finally:
            box.idle.stop()  # type: ignore[no-untyped-call]

    def _take(self, box: BaseMailBox) -> int:
        validity = box.folder.status(self._folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        last = max(self._last.get(validity, 0), self._shelf.highest_uid(self.name, validity) or 0)
        found = [int(uid) for uid in box.uids(f"UID {last + 1}:*" if last else "UNSEEN")]
        new = sorted(uid for uid in found if uid > last)
        for uid in new:
            mail = self._fetched(box, validity, uid)
            if mail is not None:
                self._shelf.put(mail)
                box.flag(str(uid), ["\\Seen"], value=True)
            self._last[validity] = uid
        return len(new)

    def _fetched(self, box: BaseMailBox, validity: int, uid: int) -> Fetched | None:
        """The mail, or its head alone when it is too large; None for one that went away meanwhile."""
        (size,) = self._answer(box, uid, "(RFC822.SIZE)") or (b"",)
        told = size.upper().partition(b"RFC822.SIZE ")[2].split(b")")[0].split()
        cut = bool(told) and told[0].isdigit() and int(told[0]) > MOST_OCTETS
        parts = self._answer(box, uid, "(BODY.PEEK[HEADER])" if cut else "(BODY.PEEK[])")
        raw = next((part for part in parts if part.strip() not in {b")", b""}), None)
        return Fetched(raw, self.name, validity, uid, cut) if raw is not None else None

    @staticmethod
    def _answer(box: BaseMailBox, uid: int, what: str) -> list[bytes]:
        """What the server says to one FETCH: literals where there are some, else its line."""
        _code, data = box.client.uid("FETCH", str(uid), what)
        found = [part[1] if isinstance(part, tuple) else part for part in data if part]
        literals = [part[1] for part in data if isinstance(part, tuple)]
        return literals or found[:1]

    @contextlib.contextmanager
    def _opened(self) -> Iterator[BaseMailBox]:
        try:
            box = self._connect()
        except (ImapToolsError, imaplib.IMAP4.error, OSError) as closed:
            raise Unreachable(f"The mailbox {self.name} cannot be opened: {closed}") from closed
        try:
            yield box
        except (ImapToolsError, imaplib.IMAP4.error, OSError) as broken:
            raise Unreachable(f"The mailbox {self.name} broke off: {broken}") from broken
        finally:
            with contextlib.suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
                box.logout()

    def _connect(self) -> BaseMailBox:
        host, port = self._url.hostname or "localhost", self._url.port
        box: BaseMailBox
        if self._url.scheme == "imaps":
            box = MailBox(host, port or 993, timeout=TIMEOUT, ssl_context=ssl.create_default_context())
        elif host in LOOPBACK:
            box = MailBoxUnencrypted(host, port or 143, timeout=TIMEOUT)
        else:
            box = MailBoxStartTls(
                host, port or 143, timeout=TIMEOUT, ssl_context=ssl.create_default_context()
            )
        user, password = unquote(self._url.username or ""), unquote(self._url.password or "")
        return box.login(user, password, initial_folder=self._folder)
