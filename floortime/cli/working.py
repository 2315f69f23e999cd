"""`floortime worker`, `mail send` and `duties`: the worker's work, for ever or once. Roof."""

import os
import signal
import sys
from datetime import UTC, date, datetime, time

from floortime import clock
from floortime.act import WORKER, begin
from floortime.cli.bell import Bell
from floortime.cli.ground import database, log_as_json
from floortime.db import Database
from floortime.errors import Refused
from floortime.outbox import actions as outbox
from floortime.people import queries as people
from floortime.people.leavers import gone
from floortime.settings import from_environment


class Stop:
    """TERM or Ctrl-C, as a flag that can be waited for."""

    def __init__(self) -> None:
        self._bell = Bell()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._bell.set())

    @property
    def asked(self) -> bool:
        """Are we to end?"""
        return self._bell.is_set()

    def wait(self, seconds: float) -> None:
        """Rest, and wake at once when asked to stop."""
        self._bell.wait(seconds)


def run_worker(*, parent: int | None) -> None:
    """Work until TERM or Ctrl-C; one that `serve` started also ends when its parent is gone."""
    from floortime.worker import work

    settings = from_environment()
    log_as_json()
    stop = Stop()
    with database(settings):
        pass
    work(
        settings,
        stopped=lambda: stop.asked or (parent is not None and os.getppid() != parent),
        rest=stop.wait,
    )


def send_mail() -> int:
    """Deliver once what is due; 1 when the mail server could not be used."""
    from floortime.mail.carriers import carrier_for
    from floortime.outbox.delivery import Courier, waiting
    from floortime.worker import database_clock, name

    settings = from_environment()
    carrier = carrier_for(settings)
    sent = failed = 0
    with database(settings) as db:
        courier = Courier(db, carrier, database_clock(db), name(), settings.mailbox, gone)
        while True:
            tally = courier.send_batch()
            sent, failed = sent + tally.sent, failed + tally.failed
            if tally.sent and sys.stderr.isatty():
                print(f"\r{sent} sent", end="", file=sys.stderr)
            if not tally.moved or tally.unreachable:
                break
        carrier.close()
        with db.reading() as session:
            left = waiting(session)
    print(f"{sent} sent, {left.get('queued', 0)} waiting, {failed} refused.")
    if tally.unreachable:
        print(tally.unreachable, file=sys.stderr)
    return 1 if tally.unreachable else 0


def hold_mail(*, freeze: bool) -> None:
    """Freeze what waits, or release what is frozen."""
    settings = from_environment()
    with database(settings) as db, begin(db, settings, by=WORKER, at=clock.now()) as act:
        n = outbox.freeze(act) if freeze else outbox.release(act)
    if freeze:
        print(f"{n} letters frozen. No letter leaves and no mailbox is read until: floortime mail release.")
    else:
        print(f"{n} letters released.")


def do_duties(*, at: str | None) -> int:
    """Do once what is due, now or as if it were then; 1 when a duty raised."""
    from floortime.duties import Timekeeper
    from floortime.mailroom.calendars import CalendarRoom, read_due
    from floortime.worker import database_clock

    settings = from_environment()
    log_as_json()
    with database(settings) as db:
        now = database_clock(db)
        moment = _instant(at, db) if at else None
        then = now if moment is None else lambda: moment
        keeper = Timekeeper(db, settings, then)
        parts: dict[str, int] = {}
        while worked := keeper.run_due():
            for duty in worked:
                parts[duty] = parts.get(duty, 0) + 1
        read = read_due(CalendarRoom(db, settings, then))  # what the duties asked for
    for duty, n in parts.items():
        print(f"{duty}: done" + (f" in {n} parts" if n > 1 else ""))
    if read:
        print(f"{read} leaders' calendars looked at." if read > 1 else "1 leader's calendar looked at.")
    if not parts and not keeper.in_trouble:
        print("Nothing was due.")
    if keeper.in_trouble:
        print(f"Failed: {', '.join(keeper.in_trouble)}.", file=sys.stderr)
    return 1 if keeper.in_trouble else 0


def _instant(text: str, db: Database) -> datetime:
    """A date means nine in the morning; without an offset it is the house's clock that counts."""
    try:
        day = date.fromisoformat(text)
        found = datetime.combine(day, time(9))
    except ValueError:
        try:
            found = datetime.fromisoformat(text)
        except ValueError as wrong:
            raise Refused(f"{text} is not a time. Write 2026-12-03 or 2026-12-03T09:00.") from wrong
    if found.tzinfo is None:
        with db.reading() as session:
            found = found.replace(tzinfo=clock.zone(people.house(session).zone))
    return found.astimezone(UTC)
