"""A running house for a journey: web and worker as real processes, on a clock that the journey can move."""

import os
import secrets
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import text
from sqlalchemy.engine import make_url

from floortime.db import Database
from floortime.people.model import WebSession
from floortime.tokens import hashed

KEY = "k9-2mQx7vR4tZ8wL1pN6sB3yH5dF0gJcA"
CLOCKWORK = Path(__file__).parent / "clockwork"
ROOT = Path(__file__).parents[2]


class Company:
    """One company's Floortime: its folder, its database, its address, its clock."""

    def __init__(self, data: Path, database_url: str, mail_url: str) -> None:
        self.data, self.database_url = data, database_url
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.clock = data / "clock"
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FLOORTIME_")},
            "FLOORTIME_DATA": str(data),
            "FLOORTIME_DATABASE_URL": database_url,
            "FLOORTIME_SECRET_KEY": KEY,
            "FLOORTIME_BASE_URL": self.url,
            "FLOORTIME_MAIL_URL": mail_url,
            "FLOORTIME_MAILBOX": "floortime@nordvik.example",
            "JOURNEY_CLOCK": str(self.clock),
            "PYTHONPATH": os.pathsep.join([str(CLOCKWORK), str(ROOT)]),
        }
        self._server: subprocess.Popen[bytes] | None = None

    def set_clock(self, at: datetime) -> None:
        """From now on it is `at`, and time goes on from there, in all processes."""
        moved = (at - datetime.now(UTC)).total_seconds()
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(str(moved), encoding="ascii")
        fresh.replace(self.clock)
        if not self.database_url.startswith("sqlite"):
            _tell(self.database_url, f"update moved_clock set seconds = {moved}")

    @property
    def now(self) -> datetime:
        """What the house believes the time to be."""
        moved = datetime.now(UTC) + timedelta(seconds=float(self.clock.read_text(encoding="ascii")))
        return moved.replace(microsecond=0)

    def run(self, *command: str) -> str:
        """A `floortime` command to its end; returns what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "floortime", *command],
            env=self.env, cwd=self.data, capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
        if done.returncode:
            raise AssertionError(f"floortime {' '.join(command)}: {done.stderr}{done.stdout}")
        return done.stdout

    def open(self, *options: str) -> None:
        """Start web and worker in one, as `floortime serve` does, and wait until the door opens."""
        log = self.data / "serve.log"
        with log.open("ab") as out:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "floortime", "serve", "--port", str(self.port), "--workers", "1", *options],
                env=self.env, cwd=self.data, stdout=out, stderr=subprocess.STDOUT,
            )  # fmt: skip
        until = time.monotonic() + 90
        while not _answers(self.port):
            if self._server.poll() is not None or time.monotonic() > until:
                self.close()
                raise AssertionError("the house did not open:\n" + log.read_text(encoding="utf-8"))
            time.sleep(0.1)

    def close(self) -> None:
        """Stop what `open` started."""
        if self._server is not None:
            self._server.terminate()
            try:
                self._server.wait(15)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = None

    def said(self) -> str:
        """The end of what the processes wrote, for a failure's message."""
        return (self.data / "serve.log").read_text(encoding="utf-8")[-4000:]

    def cookie(self, person_id: int) -> dict[str, str]:
        """A browser's session cookie of somebody who has signed in, for journeys that begin behind the door."""
        token = secrets.token_urlsafe(20)
        database = Database(self.database_url)
        with database.writing() as session:
            session.add(
                WebSession(
                    token_hash=hashed(token),
                    person_id=person_id,
                    made_at=self.now,
                    expires_at=self.now + timedelta(days=30),
                )
            )
        database.close()
        app = Flask("cookie")
        app.secret_key = KEY
        signer = SecureCookieSessionInterface().get_signing_serializer(app)
        return {
            "name": "session", "value": signer.dumps({"_user_id": token, "_fresh": True}), "url": self.url,
        }  # fmt: skip


def move_with_us(database_url: str) -> None:
    """Give an empty PostgreSQL database a clock that journeys can move: workers there go by the database's."""
    name = make_url(database_url).database
    _tell(
        database_url,
        "create table moved_clock as select 0.0::float as seconds",
        "create function public.clock_timestamp() returns timestamptz language sql volatile as"
        " 'select pg_catalog.clock_timestamp() + make_interval(secs => seconds) from moved_clock'",
        f"alter database {name} set search_path = public, pg_catalog",
    )


def _tell(database_url: str, *statements: str) -> None:
    database = Database(database_url)
    with database.writing() as session:
        for statement in statements:
            session.execute(text(statement))
    database.close()


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/sign-in")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()
