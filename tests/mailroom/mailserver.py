"""A real IMAP server in a process of its own, and a way to put mail into its mailbox."""

import imaplib
import subprocess
import sys
import time
from contextlib import contextmanager

from aiosmtpd.controller import Controller

from tests.roof.processes import free_port

PROGRAM = """
from pysasl.hashing import BuiltinHash
BuiltinHash.__init__.__kwdefaults__["rounds"] = 1
from pymap.main import main
main()
"""
"""Half a million rounds for a password that everybody here knows were most of what a test of a mailbox cost."""


@contextmanager
def imap_server():
    """`Imap` of a server that begins with an empty mailbox."""
    port = free_port()
    process = subprocess.Popen(
        [
            sys.executable, "-W", "ignore", "-c", PROGRAM, "--host", "127.0.0.1", "--port",
            str(port), "--no-tls", "--no-service", "managesieve", "--no-service", "admin", "dict", "--demo-data",
            "--demo-user", "floor", "--demo-password", "time",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    server = Imap(port)
    try:
        server.wait()
        server.empty()
        yield server
    finally:
        process.terminate()
        process.wait(20)


class Imap:
    """The mailbox from outside."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"imap://floor:time@127.0.0.1:{port}/INBOX"

    @contextmanager
    def talk(self):
        """A conversation with the inbox open."""
        talk = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        try:
            talk.login("floor", "time")
            talk.select("INBOX")
            yield talk
        finally:
            talk.logout()

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + 60
        while True:
            try:
                with self.talk():
                    return
            except (OSError, imaplib.IMAP4.error):
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def empty(self) -> None:
        """Nothing unread in it."""
        with self.talk() as talk:
            talk.store("1:*", "+FLAGS", "\\Seen")

    def put(self, raw: bytes) -> None:
        """A mail arrives."""
        with self.talk() as talk:
            talk.append("INBOX", None, None, raw)

    def all(self) -> int:
        """How many there are."""
        with self.talk() as talk:
            return len(talk.search(None, "ALL")[1][0].split())

    def unseen(self) -> int:
        """How many are not marked yet."""
        with self.talk() as talk:
            return len(talk.search(None, "UNSEEN")[1][0].split())


@contextmanager
def delivering(mailbox: Imap, results: str | None):
    """A real SMTP server that puts what it takes into the mailbox, with `results` on top. Gives its address."""

    class Door:
        async def handle_DATA(self, _server, _session, envelope):
            head = f"Authentication-Results: {results}\r\n".encode() if results else b""
            mailbox.put(head + envelope.content)
            return "250 taken"

    server = Controller(Door(), hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        yield f"smtp://127.0.0.1:{server.port}"
    finally:
        server.stop()
