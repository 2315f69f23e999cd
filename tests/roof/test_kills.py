"""kill -9 of web and worker in the middle of it all: nothing that was acknowledged is lost, nothing is doubled."""

import os
import re
import signal
import threading
import time
from datetime import timedelta
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import func, select, update

from floortime import clock
from floortime.obstacles.model import Obstacle, Raising
from floortime.outbox import actions as outbox
from floortime.outbox.model import Letter
from tests.roof.processes import (
    Moody,
    children,
    command_of,
    environment,
    free_port,
    mail_server,
    running,
    until,
)

pytestmark = pytest.mark.slow
LETTERS = 90
KILLS = 4
CODE = re.compile(r"\b[2-9B-DF-HJ-NP-TV-XZ]{4}\b")


@pytest.fixture
def post(stage, moment):
    moment.at = clock.now()

    def some(first: int, last: int) -> None:
        for n in range(first, last):
            with stage.act() as act:
                outbox.post(
                    act, event="test", dedupe_key=f"k{n}", to_id=n, to_address=f"p{n}@x.example", subject=("thing", n),
                    message_id=f"m{n}@nordvik.example", body=f"Subject: {n}\r\n\r\nLetter {n}\r\n".encode(),
                )  # fmt: skip

    return some


def let_time_pass(db) -> None:
    """As if six minutes had gone by: dead workers' leases have ended, and what was put off is due."""
    with db.writing() as session:
        session.execute(
            update(Letter)
            .where(Letter.state.in_(("queued", "leased")))
            .values(not_before=clock.now() - timedelta(minutes=1))
        )
        session.execute(
            update(Letter)
            .where(Letter.state == "leased")
            .values(lease_until=clock.now() - timedelta(seconds=1))
        )


def states(db) -> dict[str, int]:
    with db.reading() as session:
        return {
            row[0]: row[1]
            for row in session.execute(select(Letter.state, func.count()).group_by(Letter.state)).all()
        }


def test_letters_survive_workers_that_are_killed(db, settings, post):
    moody = Moody()
    with mail_server(moody) as port:
        env = environment(settings, FLOORTIME_MAIL_URL=f"smtp://127.0.0.1:{port}")
        post(0, 30)
        for n in range(KILLS):
            with running(env, "worker") as one, running(env, "worker"):
                begun = len(moody.got)
                until(lambda begun=begun: len(moody.got) >= begun + 4)
                post(30 + n * 15, 45 + n * 15)
                os.kill(one.pid, signal.SIGKILL)
            let_time_pass(db)
        with running(env, "worker"):
            for _ in range(60):
                if states(db) == {"sent": LETTERS}:
                    break
                let_time_pass(db)
                time.sleep(0.5)
    assert states(db) == {"sent": LETTERS}
    assert set(moody.got) == {f"p{n}@x.example" for n in range(LETTERS)}
    assert {to for to, bodies in moody.got.items() if len(set(bodies)) > 1} == set()
    # Between the mail server's 250 and our commit lies the one moment that no program can close; what goes
    # out again then is byte for byte the same, and one batch a kill at the most.
    assert moody.counts().total() - LETTERS <= KILLS * 10
    assert moody.turned_away > 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_raisings_survive_web_processes_that_are_killed(db, settings, cast):
    port = free_port()
    at = f"http://127.0.0.1:{port}"
    env = environment(settings, FLOORTIME_BASE_URL=at, FLOORTIME_TRUSTED_PROXIES="1")
    answers: dict[str, set[str]] = {}
    with running(env, "serve", "--port", str(port), "--workers", "2", "--no-worker") as server:
        until(lambda: reached(at))
        stop = threading.Event()
        threads = [
            threading.Thread(target=raise_some, args=(at, n, answers, stop), daemon=True) for n in range(3)
        ]
        for thread in threads:
            thread.start()
        for _ in range(KILLS):
            time.sleep(1.5)
            os.kill(children(server.pid)[0], signal.SIGKILL)
            # The server takes a second death within six seconds of a birth for a crash loop, and ends.
            time.sleep(5)
        stop.set()
        for thread in threads:
            thread.join(60)
    assert {key: len(codes) for key, codes in answers.items() if len(codes) != 1} == {}
    with db.reading() as session:
        words = session.scalars(select(Raising.words)).all()
        obstacles = session.scalar(select(func.count()).select_from(Obstacle))
    assert sorted(words) == sorted(f"The lift at gate {key} stands still" for key in answers)
    assert (obstacles, len({code for codes in answers.values() for code in codes})) == (
        len(answers),
        len(answers),
    )
    assert len(answers) > KILLS


def reached(at: str) -> bool:
    try:
        return urlopen(at + "/healthz", timeout=2).status == 200
    except OSError:
        return False


def raise_some(at: str, who: int, answers: dict[str, set[str]], stop: threading.Event) -> None:
    """Raise one thing after another, each until it is acknowledged, and each once more after that."""
    n = 0
    while not stop.is_set():
        key = f"key-{who}-{n:04}-abcdefghijklmnop"
        for _ in range(2):
            answers.setdefault(key, set()).add(raised(at, key))
        n += 1


def raised(at: str, key: str) -> str:
    form = urlencode({"words": f"The lift at gate {key} stands still", "key": key, "seen": "1"}).encode()
    who, n = int(key[4]), int(key[6:10])
    # Each from a network of its own: this is a test of crashes, not of the limit for one address.
    headers = {"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": f"10.{who}.{n >> 8}.{n & 255}"}
    while True:
        try:
            with urlopen(Request(at + "/raise", data=form, headers=headers), timeout=10) as page:
                return " ".join(CODE.findall(page.read().decode()))
        except HTTPError as wrong:
            raise AssertionError(wrong.read().decode()) from wrong
        except (OSError, HTTPException):
            time.sleep(0.1)  # cut off: nothing was acknowledged, so it is said again under the same key


def test_the_whole_house_ends_with_its_parent(settings, db):
    port = free_port()
    env = environment(settings, FLOORTIME_BASE_URL=f"http://127.0.0.1:{port}")
    with running(env, "serve", "--port", str(port), "--workers", "2") as server:
        until(lambda: reached(f"http://127.0.0.1:{port}") and len(children(server.pid)) == 3)
        family = children(server.pid)
        assert len(family) == 3
        family += [grandchild for child in family for grandchild in children(child)]
        assert len(family) == 4
        os.kill(server.pid, signal.SIGKILL)
        until(lambda: not any(command_of(pid) for pid in family), 30)
    assert not reached(f"http://127.0.0.1:{port}")


def test_a_worker_that_dies_is_started_again(settings, db):
    port = free_port()
    env = environment(settings, FLOORTIME_BASE_URL=f"http://127.0.0.1:{port}")
    with running(env, "serve", "--port", str(port), "--workers", "1") as server:
        until(lambda: reached(f"http://127.0.0.1:{port}"))

        def worker() -> int | None:
            return next((pid for pid in children(server.pid) if " worker " in command_of(pid)), None)

        until(lambda: worker() is not None)
        first = worker()
        os.kill(first, signal.SIGKILL)
        until(lambda: worker() not in {None, first}, 30)
    assert server.returncode == 0
