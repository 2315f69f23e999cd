"""`floortime demo`: makes the company Nordvik once, keeps what one did with it, and serves it. Roof."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from floortime import clock, schema
from floortime.db import Database
from floortime.demo.founding import found, state
from floortime.errors import Refused
from floortime.settings import Settings, from_environment

MAILBOX = "floortime@nordvik.example"
WIDTH = 28


def demo(*, port: int, data: str, fresh: bool, serving: bool) -> int:
    """Make the demo if it is not there, then serve it."""
    settle(port, Path(data).resolve())
    settings = from_environment()
    prepare(settings, fresh=fresh)
    print(
        f"Sign in with one click at {settings.base_url}/demo; its letters are at {settings.base_url}/demo/outbox."
    )
    if not serving:
        return 0
    from floortime.cli.serving import serve

    return serve(host="127.0.0.1", port=port, workers=2, with_worker=True)


def settle(port: int, data: Path) -> None:
    """The settings of a demo. Its letters always go to a folder: made-up people must not be written to."""
    os.environ["FLOORTIME_DATA"] = str(data)
    os.environ["FLOORTIME_MAIL_URL"] = f"maildir://{data / 'mail'}"
    os.environ["FLOORTIME_MAILBOX"] = MAILBOX
    os.environ["FLOORTIME_IMAP_URL"] = ""
    os.environ.setdefault("FLOORTIME_BASE_URL", f"http://localhost:{port}")


def prepare(settings: Settings, *, fresh: bool, scale: float = 1.0) -> None:
    """A database with the company in it: the one that is there, or a new one."""
    settings.data.mkdir(parents=True, exist_ok=True)
    db = Database(settings.database_url)
    try:
        there = state(db) if schema.current(db) else "empty"
        if there == "other":
            raise Refused(
                "This database belongs to a real company. A demo is made in a database of its own: choose another --data."
            )
        if there == "begun" or (fresh and there == "made"):
            schema.downgrade(db)
        schema.upgrade(db)
        if fresh or there != "made":
            _make(db, settings, scale)
    finally:
        db.close()


def _make(db: Database, settings: Settings, scale: float) -> None:
    print("Founding Nordvik: 265 people, nine months of sit-downs. This takes a minute, once.", flush=True)
    started = time.monotonic()
    found(db, settings, now=clock.now(), progress=_bar(), scale=scale)
    print(f"Done in {time.monotonic() - started:.0f} seconds.", flush=True)


def _bar() -> Callable[[int, int], None]:
    """A line that fills on a terminal; a line every quarter elsewhere."""
    alive = sys.stdout.isatty()
    said = {0}

    def show(done: int, of_all: int) -> None:
        if alive:
            full = WIDTH * done // of_all
            end = "\n" if done == of_all else ""
            print(f"\r  {'▇' * full}{'·' * (WIDTH - full)} day {done} of {of_all}", end=end, flush=True)
        elif (quarter := 4 * done // of_all) not in said:
            said.add(quarter)
            print(f"  day {done} of {of_all}", flush=True)

    return show
