"""The thread that watches the mailbox beside the worker's loop, and comes back after every trouble; knows doors."""

import threading
import time
from collections.abc import Callable

import structlog
from sqlalchemy.exc import DBAPIError

from floortime.clock import Clock
from floortime.db import Database
from floortime.mail.imap import ImapDoor
from floortime.mailroom.doors import DatabaseShelf
from floortime.outbox.delivery import Unreachable
from floortime.outbox.queries import held_since
from floortime.settings import Settings

log = structlog.get_logger()

FIRST_WAIT = 5.0
LONGEST_WAIT = 300.0


def start_watching(
    db: Database, settings: Settings, clock: Clock, stopped: Callable[[], bool]
) -> threading.Thread | None:
    """Watch the mailbox of the settings in a thread; None when there is none to watch."""
    if not settings.imap_url:
        return None
    thread = threading.Thread(target=watch, args=(db, settings, clock, stopped), name="mailbox", daemon=True)
    thread.start()
    return thread


def watch(db: Database, settings: Settings, clock: Clock, stopped: Callable[[], bool]) -> None:
    """Until stopped: open, take what is new, wait for more; after a fault wait longer each time."""
    door = ImapDoor(settings.imap_url, DatabaseShelf(db, settings, clock))
    wait = FIRST_WAIT
    while not stopped():
        began = time.monotonic()
        try:
            if _held(db):
                time.sleep(0.5)
            else:
                door.watch(lambda: stopped() or _held(db))
        except (Unreachable, DBAPIError) as away:
            wait = FIRST_WAIT if time.monotonic() - began > LONGEST_WAIT else wait
            log.warning("mailbox away", why=str(away).splitlines()[0], seconds=wait)
            until = time.monotonic() + wait
            while not stopped() and time.monotonic() < until:
                time.sleep(0.5)
            wait = min(wait * 2, LONGEST_WAIT)


def _held(db: Database) -> bool:
    """A restored copy reads nothing: what came in belongs to the house that was saved, which may still run."""
    with db.reading() as session:
        return held_since(session) is not None
