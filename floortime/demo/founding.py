"""Founds Nordvik in an empty database: its people, then nine months day by day, through the verbs that real use goes through."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floortime.act import NOBODY, WORKER, Act, Actor
from floortime.db import Base, Database, DutyRun
from floortime.demo.compliments import Compliments
from floortime.demo.meetings import Meetings
from floortime.demo.people import export
from floortime.demo.playing import Playing, look_up
from floortime.demo.plot import Step, steps
from floortime.demo.sharing import Sharing
from floortime.demo.stories import STORIES
from floortime.demo.waiting import Waiting
from floortime.duties import TIMETABLE
from floortime.followups.reminders import chase_promises
from floortime.outbox.actions import file_away
from floortime.people.actions import add_delegate
from floortime.people.actions.importing import import_people
from floortime.people.importing.comparing import compared
from floortime.people.importing.headings import matched
from floortime.people.model import Department, House, Person, Site, Team
from floortime.people.registers import known
from floortime.settings import Settings
from floortime.sheets.reading import read
from floortime.sitdowns.actions import change_programme, own_programme
from floortime.sitdowns.model import Programme
from floortime.sitdowns.queries.planning import iso_week

SEED = 26
HISTORY = timedelta(days=276)
SHORTEST = timedelta(days=100)
CHUNK = 7
"""Days of the past in one transaction."""
BEGUN = ("demo", "begun")
HELD: tuple[type[Base], ...] = (House, Site, Department, Team, Person, Programme)

Progress = Callable[[int, int], None]


def state(db: Database) -> str:
    """Whether a company lives here: empty, begun (a demo that was interrupted), made (a whole demo), other."""
    with db.reading() as session:
        if session.scalar(select(House.demo_made_on).where(House.id == 1)) is not None:
            return "made"
        if session.get(DutyRun, BEGUN) is not None:
            return "begun"
        return "other" if session.scalar(select(func.count()).select_from(Person)) else "empty"


def found(
    db: Database,
    settings: Settings,
    *,
    now: datetime,
    progress: Progress = lambda _done, _all: None,
    scale: float = 1.0,
) -> bool:
    """Found the company in an empty database; False, and nothing changed, where there is one already.

    Dates count back from `now`. A `scale` below one makes a small company with a short past and fewer stories, of every kind.
    """
    if state(db) != "empty":
        return False
    founding = _Founding(db, settings, now, scale)
    for done, of_all in founding.days():
        progress(done, of_all)
    return True


class _Founding:
    """One founding: the people first, then the days."""

    def __init__(self, db: Database, settings: Settings, now: datetime, scale: float) -> None:
        self.db, self.settings, self.now, self.scale = db, settings, now, scale
        self.today = now.date()
        self.start = self.today - max(HISTORY * scale, SHORTEST)

    def days(self) -> Iterator[tuple[int, int]]:
        """Live through the past, some days a transaction, and say how far we are."""
        with Session(self.db.writer, expire_on_commit=False) as session:
            with session.begin():
                self.people(session)
            with session.begin():
                self.begin(session)
            all_days = (self.today - self.start).days + 1
            for done in range(0, all_days, CHUNK):
                with session.begin():
                    for n in range(done, min(done + CHUNK, all_days)):
                        self.day(session, self.start + timedelta(n))
                yield min(done + CHUNK, all_days), all_days
            with session.begin():
                session.get_one(House, 1).demo_made_on = self.today
                session.delete(session.get_one(DutyRun, BEGUN))

    def begin(self, session: Session) -> None:
        """Look up who acts, open the series, and lay out the stories."""
        # Held so that each of thousands of lookups by key finds the row in the session instead of the database.
        self.held = [row for table in HELD for row in session.scalars(select(table))]
        self.playing = Playing(look_up(session), self.today, self.dice(1))
        self.meetings = Meetings(self.playing, self.now, self.dice(2))
        self.meetings.open_all(session, self.acting(session), self.start, self.scale)
        self.sharing = Sharing(self.playing.who, self.today)
        self.compliments = Compliments(self.playing.who, self.today)
        self.waiting = Waiting(self.playing.who, self.today)
        self.steps = self.plot()

    def dice(self, which: int) -> Random:
        return Random(SEED * 1000 + which)  # noqa: S311 - the demo comes out the same each time; nothing here is secret

    def acting(self, session: Session) -> Callable[[Actor, datetime], Act]:
        """Acts of this transaction, at any moment of the past and at none to come."""
        return lambda by, at: Act(session, by, min(at, self.now), self.settings)

    def people(self, session: Session) -> None:
        """The house, its programme, and everybody from the HR export."""
        at = datetime.combine(self.start, time(7), UTC)
        session.add(DutyRun(duty=BEGUN[0], slot=BEGUN[1], ran_at=self.now))
        session.add(House(id=1, company="Nordvik", language="en", zone="Europe/Amsterdam", k=5))
        session.flush()
        act = self.acting(session)(NOBODY, at)
        data = export(self.today, scale=self.scale).encode()
        sheet = read(data)
        plan = compared(sheet, matched(sheet.headings), known(session))
        import_people(self.acting(session)(WORKER, at), plan, file_sha256=sha256(data).hexdigest())
        change_programme(
            act,
            own_programme(act),
            answer_days=10,
            silence_days=10,
            skip_holidays=True,
            closed_weeks=self.closed_weeks(),
            questions="",
        )
        by_address = {p.email: p for p in session.scalars(select(Person).where(Person.email.is_not(None)))}
        ada, mila = by_address["ada.lindqvist@nordvik.example"], by_address["mila.janssen@nordvik.example"]
        add_delegate(self.acting(session)(Actor("person", ada.id), at), ada, mila)

    def closed_weeks(self) -> list[str]:
        """The end of the year, and two weeks of summer."""
        years = {self.start.year, self.today.year, self.today.year + 1}
        days = [date(y, m, d) for y in years for m, d in ((7, 20), (7, 27), (12, 28))]
        return sorted({iso_week(day) for day in days})

    def plot(self) -> list[Step]:
        """The dated steps of all stories that this scale keeps, in the order of time."""
        found: list[Step] = []
        for number in self.kept():
            story = STORIES[number][1]
            raised = self.today - timedelta(story.ago)
            found += steps(number, story, today=self.today, raised=raised, dice=self.dice(100 + number))
        return sorted(found, key=lambda step: step.order)

    def kept(self) -> list[int]:
        """All stories; at a small scale every so many of the newer ones, with one of each fate for certain."""
        lately = [n for n, (_l, s) in enumerate(STORIES) if s.ago < (self.today - self.start).days - 5]
        first = {STORIES[n][1].fate: n for n in reversed(lately)}
        kept = {*lately[:: round(1 / self.scale)], *first.values()}
        targets = {STORIES[n][1].into for n in kept if STORIES[n][1].fate == "merged"}
        kept |= {n for n, (_l, s) in enumerate(STORIES) if s.title in targets}
        self.playing.kept = frozenset(kept)
        return sorted(kept)

    def day(self, session: Session, day: date) -> None:
        """The worker's duties, the sit-downs, the stories; in the evening all letters are gone."""
        acting = self.acting(session)
        if day.weekday() < 5:
            self.duties(acting(WORKER, datetime.combine(day, time(6), UTC)))
            while chase_promises(acting(WORKER, datetime.combine(day, time(8), UTC))):
                pass  # by then everybody's hour has come
        self.meetings.live(session, acting, day)
        self.sharing.day(acting, day)
        self.compliments.day(acting, day)
        for minute, step in enumerate(self.steps_on(day)):
            at = datetime.combine(day, time(8), UTC) + timedelta(minutes=3 * minute)
            self.playing.play(acting(self.playing.actor(step), at), step)
        self.waiting.day(acting, day, self.playing.obstacles_of({step.story for step in self.steps}))
        if day == self.today:
            self.sharing.finish(session, acting)
        session.flush()
        file_away(session, before=min(self.now, datetime.combine(day + timedelta(1), time(), UTC)))

    def steps_on(self, day: date) -> list[Step]:
        found = []
        while self.steps and self.steps[0].on <= day:
            found.append(self.steps.pop(0))
        return found

    def duties(self, act: Act) -> None:
        """What the worker does each morning."""
        for duty in TIMETABLE:
            while duty.do(act):
                pass
