"""Real processes for tests: servers and workers that can be killed, and a mail server that does not always feel like it."""

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller


def environment(settings, **more: str) -> dict[str, str]:
    """What `settings` were read from."""
    return {
        **os.environ,
        "FLOORTIME_DATA": str(settings.data),
        "FLOORTIME_DATABASE_URL": settings.database_url,
        "FLOORTIME_SECRET_KEY": settings.secret_key,
        "FLOORTIME_MAILBOX": settings.mailbox,
        **more,
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@contextmanager
def running(env: dict[str, str], *arguments: str, python: str = sys.executable):
    """`floortime …` as a process of its own; ended in order unless a test has killed it."""
    process = subprocess.Popen([python, "-m", "floortime", *arguments], env=env, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(60)


def children(pid: int) -> list[int]:
    """The processes that this one started, from whichever of its threads."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for found in lists for child in found.read_text(encoding="ascii").split()]


def command_of(pid: int) -> str:
    """How a process was called; empty for one that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def until(true, seconds: float = 60) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(true)
        time.sleep(0.05)


class Moody:
    """A mail server that refuses every fifth letter for now, cuts some off after taking them, and keeps the rest."""

    def __init__(self, seed: int = 7):
        self.random = random.Random(seed)
        self.got: dict[str, list[bytes]] = {}
        self.turned_away = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.random.random() < 0.2:
            self.turned_away += 1
            return "451 4.3.0 not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.got.setdefault(envelope.rcpt_tos[0], []).append(envelope.content)
        await asyncio.sleep(0.03)
        return "250 taken"

    def counts(self) -> Counter:
        return Counter({to: len(bodies) for to, bodies in self.got.items()})


@contextmanager
def mail_server(moody: Moody):
    port = free_port()
    server = Controller(moody, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield port
    finally:
        server.stop()
