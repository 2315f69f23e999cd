"""The loop that brings messages out, in a thread beside the worker's own: other people's servers are slow. Knows the outbox."""

import threading
import time
from collections.abc import Callable
from datetime import date

import structlog
from sqlalchemy import BindParameter, Select
from sqlalchemy.exc import DBAPIError

from floortime.clock import Clock
from floortime.db import Database
from floortime.hooks.carrier import HookCarrier
from floortime.outbox.delivery import Carrier, Courier
from floortime.outbox.model import HOOK
from floortime.settings import Settings

log = structlog.get_logger()
EACH = 2.0
"""Seconds between two looks."""
Gone = Callable[[BindParameter[date]], Select[int]]


def courier(db: Database, carrier: Carrier, clock: Clock, gone: Gone, stopped: Callable[[], bool]) -> Courier:
    """Whoever brings messages out: the same leases, tries and holds as for letters."""
    me = f"hooks.{threading.get_native_id()}.{time.monotonic_ns() % 10**9}"
    return Courier(db, carrier, clock, me, "", gone, stopped=stopped, channel=HOOK)


def start_posting(
    db: Database, settings: Settings, clock: Clock, gone: Gone, stopped: Callable[[], bool]
) -> threading.Thread:
    """Bring out what is due until stopped."""
    postman = courier(db, HookCarrier(db, settings, clock), clock, gone, stopped)

    def loop() -> None:
        while not stopped():
            try:
                busy = postman.send_batch().moved
            except (DBAPIError, OSError):
                log.exception("webhooks wait")
                busy = False
            if not busy:
                time.sleep(EACH)

    thread = threading.Thread(target=loop, name="webhooks", daemon=True)
    thread.start()
    return thread
