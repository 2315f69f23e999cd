"""Web processes: one builds the application and parts; whichever dies is replaced, and none outlives its counterpart."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.roof.processes import children, command_of, environment, free_port, running, until

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Web:
    """A server's web processes, as the system lists them."""

    def __init__(self, server: int, port: int) -> None:
        self.server, self.port = server, port
        until(lambda: self.answers() and self.fork())

    def answers(self) -> bool:
        try:
            return urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2).status == 200
        except OSError:
            return False

    def stands(self) -> bool:
        """Whether both are there and answer, and whoever came anew heeds a signal: told to end before, it would not have ended well."""
        two = children(self.server)
        return len(two) == 2 and all(heeds(pid) for pid in two) and self.answers()

    def builder(self) -> int | None:
        """The first of them: the only child of the server that has one itself."""
        return next((pid for pid in children(self.server) if children(pid)), None)

    def fork(self) -> int | None:
        """What the first of them became the second by."""
        builder = self.builder()
        return next(iter(children(builder)), None) if builder else None

    def stand_in(self) -> int:
        """What the server takes for the second."""
        return next(pid for pid in children(self.server) if pid != self.builder())


def heeds(pid: int) -> bool:
    """Whether a process has a say in how it ends: SIGTERM is among the signals that it catches."""
    try:
        told = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    caught = re.search(r"^SigCgt:\s*([0-9a-f]+)$", told, flags=re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


@pytest.fixture
def web(settings, db):
    port = free_port()
    env = environment(settings, FLOORTIME_BASE_URL=f"http://127.0.0.1:{port}")
    with running(env, "serve", "--port", str(port), "--workers", "2", "--no-worker") as server:
        yield Web(server.pid, port)
    assert server.returncode == 0


def gone(pid: int) -> bool:
    return not command_of(pid)


def test_a_fork_that_dies_is_replaced(web):
    fork, stand_in = web.fork(), web.stand_in()
    os.kill(fork, signal.SIGKILL)
    until(lambda: gone(fork) and gone(stand_in), 30)
    until(web.stands, 30)


def test_a_fork_leaves_with_what_stands_for_it(web):
    fork, stand_in = web.fork(), web.stand_in()
    os.kill(stand_in, signal.SIGKILL)
    until(lambda: gone(fork), 30)
    until(web.stands, 30)


def test_a_fork_outlives_the_one_that_it_came_from(web):
    fork, builder = web.fork(), web.builder()
    os.kill(builder, signal.SIGKILL)
    until(lambda: gone(builder) and web.stands(), 30)
    assert not gone(fork)


def test_what_keeps_the_application_from_being_built_is_said_in_a_sentence(settings, tmp_path):
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"not a database, whatever its name says " * 100)
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(broken).execute("select * from sqlite_master")
    env = environment(settings, FLOORTIME_DATABASE_URL=f"sqlite:///{broken}")
    told = subprocess.run(
        [sys.executable, "-m", "floortime", "serve", "--port", str(free_port())],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    sentence = "The database says: file is not a database. Run: floortime doctor.\n"
    assert (told.returncode, told.stdout, told.stderr) == (1, "", sentence)
