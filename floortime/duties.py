"""The timetable: what the house does by itself, when, each duty one line; and how each is done once. Roof."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Protocol

import structlog
from msgspec import Struct, field
from sqlalchemy import delete, select, text

from floortime import (
    receipts,
    records,  # noqa: F401 - the mappers need every table
    tokens,
)
from floortime.act import WORKER, Act, begin
from floortime.briefing.reminders import fill_briefs
from floortime.clock import Clock, zone
from floortime.db import ALIVE, Database, DutyRun
from floortime.desk.tidings import tell_programs
from floortime.followups.actions import drop_old_evidence, remind_lookers
from floortime.followups.actions.news import forget_news
from floortime.followups.brought import tell_brought
from floortime.followups.calendar import fill_days
from floortime.followups.overdue import mark_overdue
from floortime.followups.plans import forget_plans
from floortime.followups.reminders import chase_a_part
from floortime.headsups.leaving import leave_the_head
from floortime.mail import receiving
from floortime.obstacles.actions.mixing import mix_days, sweep
from floortime.obstacles.actions.rounds import close_silent_rounds
from floortime.obstacles.floor_letters import ask_the_rest
from floortime.obstacles.untended import tell_chiefs
from floortime.outbox import actions as outbox
from floortime.outbox.delivery import BREATH
from floortime.people import queries as people
from floortime.people.actions import forget_sessions
from floortime.settings import Settings
from floortime.sitdowns import reminders as sitdowns
from floortime.sitdowns.actions import recheck_clocks
from floortime.sitdowns.actions.booking import extend_bookings
from floortime.sitdowns.actions.free_time import ask_for_calendars, tidy_free_time

log = structlog.get_logger()

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
LONG, TURN = 0.1, 0.06
"""A part that wrote for longer is followed by a pause in which those who wait for an embedded database come to their turn:
they look every 25 ms or sooner (db.py), and a loaded machine is slow to let them."""
RUNS_KEPT = timedelta(days=100)


class When(Protocol):
    """When a duty is due."""

    def slot(self, at: datetime, house_zone: str) -> str | None:
        """The name of the slot that is due at this instant; None when none is yet."""


class Every(Struct, frozen=True):
    """Each so many minutes of the clock in UTC. A slot that was slept through is not made up for:
    a duty asks what is due now, so the next slot finds what the missed one would have found."""

    minutes: int

    def slot(self, at: datetime, house_zone: str) -> str | None:  # noqa: ARG002
        """The instant at which this stretch of minutes began."""
        seconds = int(at.timestamp())
        return datetime.fromtimestamp(seconds - seconds % (self.minutes * 60), UTC).strftime(
            "%Y-%m-%dT%H:%MZ"
        )


class Daily(Struct, frozen=True):
    """Once a date, from an hour on the house's clock on: neither night of a clock change makes it two or none."""

    hour: int

    def slot(self, at: datetime, house_zone: str) -> str | None:
        """The date, once its hour has come."""
        local = at.astimezone(zone(house_zone))
        return local.date().isoformat() if local.hour >= self.hour else None


class PerTzdata(Struct, frozen=True):
    """Once for each version of the tz database: the row of that slot says which version was looked at last."""

    def slot(self, at: datetime, house_zone: str) -> str | None:  # noqa: ARG002
        """The version of the package that program and letters read."""
        return f"tzdata {version('tzdata')}"


class Duty(Struct, frozen=True):
    """A name, a time, and a verb of a room. The verb does a small part and says whether there is more."""

    name: str
    when: When
    do: Callable[[Act], bool | None]
    then: Callable[[Database], None] | None = None
    """What follows when the last part is committed, for what no transaction may hold."""


def forget_receipts(act: Act) -> None:
    """Retries are honoured for 48 hours."""
    receipts.purge(act.session, today=act.today)


def forget_tokens(act: Act) -> None:
    """Links that opened something once."""
    tokens.purge(act.session, at=act.at)


def forget_runs(act: Act) -> None:
    """What was done once, long ago."""
    act.session.execute(delete(DutyRun).where(DutyRun.ran_at < act.at - RUNS_KEPT))


TIMETABLE: tuple[Duty, ...] = (
    Duty("days.mix", Every(24 * 60), mix_days, sweep),
    Duty("receipts.forget", Daily(3), forget_receipts),
    Duty("tokens.forget", Daily(3), forget_tokens),
    Duty("sessions.forget", Daily(3), forget_sessions),
    Duty("chiefs.tell", Every(30), tell_chiefs),
    Duty("promises.chase", Every(30), chase_a_part),
    Duty("promises.brought", Every(5), lambda act: tell_brought(act) > 0),
    Duty("plans.forget", Daily(3), forget_plans),
    Duty("news.forget", Daily(3), forget_news),
    Duty("promises.overdue", Every(30), lambda act: mark_overdue(act) > 0),
    Duty("promises.days", Every(60), fill_days),
    Duty("floor.ask_the_rest", Every(10), lambda act: ask_the_rest(act) > 0),
    Duty("looks.remind", Daily(8), remind_lookers),
    Duty("rounds.close_silent", Daily(5), lambda act: close_silent_rounds(act) > 0),
    Duty("letters.drop_bytes", Daily(3), outbox.drop_old_bytes),
    Duty("mail.drop_bytes", Daily(3), receiving.drop_old_bytes),
    Duty("evidence.forget", Every(60), drop_old_evidence),
    Duty("duties.forget", Daily(3), forget_runs),
    Duty("headsups.leave", Every(1), lambda act: leave_the_head(act) > 0),
    Duty("hooks.tell", Every(1), lambda act: tell_programs(act) > 0),
    Duty("seats.remind", Daily(8), sitdowns.remind_seats),
    Duty("briefs.fill", Every(10), fill_briefs),
    Duty("bookings.horizon", Daily(4), extend_bookings),
    Duty("free_time.ask", Every(10), ask_for_calendars),
    Duty("free_time.tidy", Daily(3), tidy_free_time),
    Duty("sitdowns.horizon", Daily(4), sitdowns.due_horizons),
    Duty("sitdowns.call_off", Every(5), sitdowns.finish_cancellations),
    Duty("sitdowns.recheck_clocks", PerTzdata(), recheck_clocks),
    Duty("sitdowns.tell_changes", Every(5), sitdowns.finish_changes),
)


class _Trouble(Struct, frozen=True):
    tries: int
    until: datetime


class Timekeeper(Struct):
    """Does what is due, a part of each duty at a time, so that no duty holds up another or the letters."""

    db: Database
    settings: Settings
    clock: Clock
    duties: Sequence[Duty] = TIMETABLE
    rest: Callable[[float], None] = time.sleep
    _done: dict[str, str] = field(default_factory=dict)
    _trouble: dict[str, _Trouble] = field(default_factory=dict)

    def run_due(self) -> list[str]:
        """Do one part of every duty that is due; returns the names of those that did something.

        Call again until the list is empty: then nothing is due.
        """
        at = self.clock()
        with self.db.reading() as session:
            house_zone = people.house(session).zone
        worked = []
        for duty in self.duties:
            slot = duty.when.slot(at, house_zone)
            if slot is None or self._done.get(duty.name) == slot or self._waits(duty, at):
                continue
            if self._tried(duty, slot):
                worked.append(duty.name)
        return worked

    @property
    def in_trouble(self) -> list[str]:
        """Duties that raised when they were last tried."""
        return list(self._trouble)

    def _waits(self, duty: Duty, at: datetime) -> bool:
        trouble = self._trouble.get(duty.name)
        return trouble is not None and trouble.until > at

    def _tried(self, duty: Duty, slot: str) -> bool:
        try:
            worked = self._part(duty, slot)
        except Exception:
            tries = self._trouble[duty.name].tries + 1 if duty.name in self._trouble else 1
            wait = min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
            self._trouble[duty.name] = _Trouble(tries, self.clock() + wait)
            log.exception("duty failed", duty=duty.name, slot=slot, tries=tries, wait=wait.seconds)
            return False
        self._trouble.pop(duty.name, None)
        return worked

    def _part(self, duty: Duty, slot: str) -> bool:
        """One transaction: the duty's part and, when that was the last, the row that makes the slot once."""
        began = time.monotonic()
        with begin(self.db, self.settings, by=WORKER, at=self.clock()) as act:
            if not _alone(act, duty):
                return False
            if act.session.get(DutyRun, (duty.name, slot)) is not None:
                self._done[duty.name] = slot
                return False
            more = bool(duty.do(act))
            if not more:
                act.session.add(DutyRun(duty=duty.name, slot=slot, ran_at=act.at))
        if not more:
            self._done[duty.name] = slot
            if duty.then is not None:
                duty.then(self.db)
        self.rest(TURN if time.monotonic() - began > LONG else BREATH)
        return True


def _alone(act: Act, duty: Duty) -> bool:
    """Whether no other worker does this duty right now. SQLite has one writer anyway."""
    if act.session.get_bind().dialect.name == "sqlite":
        return True
    lock = text("select pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
    return bool(act.session.scalar(lock, {"name": f"floortime.duty.{duty.name}"}))


def note_alive(db: Database, at: datetime) -> None:
    """The worker's heartbeat, for the doctor."""
    with db.writing() as session:
        row = session.get(DutyRun, ALIVE)
        if row is None:
            session.add(DutyRun(duty=ALIVE[0], slot=ALIVE[1], ran_at=at))
        else:
            row.ran_at = at


def last_alive(db: Database) -> datetime | None:
    """When a worker last said that it is there."""
    with db.reading() as session:
        return session.scalar(
            select(DutyRun.ran_at).where(DutyRun.duty == ALIVE[0], DutyRun.slot == ALIVE[1])
        )
