"""Plays the sit-downs of nine months: opened, seated, answered, moved, held and closed, each by whoever does it."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from random import Random

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.act import Act, Actor
from floortime.capture.closing import close_sitdown
from floortime.demo.gatherings import (
    ALONE,
    CANCELLED,
    GATHERINGS,
    MISSED,
    MOVED,
    TEAM_THANKS,
    THANKS,
    Gathering,
)
from floortime.demo.playing import SITES, Playing
from floortime.errors import Refused
from floortime.followups.model import Followup
from floortime.obstacles.actions import promises
from floortime.people.model import Person, Site
from floortime.people.queries import members
from floortime.recognition.actions import agree_as_thanked
from floortime.recognition.model import Thanks
from floortime.sitdowns import actions as sitdowns
from floortime.sitdowns import recurrence
from floortime.sitdowns.actions import Plan
from floortime.sitdowns.model import Seat, Sitdown
from floortime.sitdowns.queries import seated
from floortime.sitdowns.recurrence import Weekly

Acting = Callable[[Actor, datetime], Act]
SEATED_AHEAD = 13
LANGUAGE = {site: language for language, site in SITES.items()}


class Alone(Struct, frozen=True):
    """A promise about no obstacle: when it is kept, and who heard it."""

    followup: int
    leader: int
    claim: str
    claimed_on: date
    heard_by: int | None


class Meetings:
    """The sit-downs as they stand, and a day of each."""

    def __init__(self, playing: Playing, now: datetime, dice: Random) -> None:
        self.playing, self.now, self.today, self.dice = playing, now, now.date(), dice
        self.who = playing.who
        self.sat: Counter[int] = Counter()
        self.fates: dict[int, str] = {}
        self.gathering: dict[int, Gathering] = {}
        self.answers: dict[tuple[int, date], list[int]] = {}
        self.alone: list[Alone] = []
        self.fatima_thanked = False
        self.words = {language: iter(said) for language, said in THANKS.items()}
        self.team_words = {language: iter(said) for language, said in TEAM_THANKS.items()}
        self.alone_words = {language: iter(said) for language, said in ALONE.items()}
        self.moved, self.cancelled, self.missed = cycle(MOVED), cycle(CANCELLED), cycle(MISSED)

    def leader(self, gathering: Gathering) -> int:
        """The leader's id, by first name."""
        return next(
            key for name, key in self.who.people.items() if name.startswith(gathering.leader.lower() + ".")
        )

    def open_all(self, session: Session, acting: Acting, on: date, scale: float) -> None:
        """The chief of staff drafts and opens every series; first dates are spread over the first weeks."""
        chief = Actor("person", self.who.people["mila.janssen"])
        for number, gathering in enumerate(GATHERINGS[: max(2, round(len(GATHERINGS) * scale))]):
            site = session.get_one(Site, self.who.sites[gathering.site])
            act = acting(chief, datetime.combine(on, time(9, number), UTC))
            series = sitdowns.draft_series(
                act,
                Plan(
                    leader_id=self.leader(gathering),
                    site_id=site.id,
                    title=gathering.title,
                    cadence=recurrence.to_text(Weekly(gathering.weekday, gathering.every)),
                    starts_on=self.first_date(gathering, number, on),
                    time_local=gathering.at,
                    zone=site.zone,
                    minutes=gathering.minutes,
                    place=gathering.place,
                    link="",
                    capacity=gathering.seats,
                    notice_days=7,
                ),
            )
            sitdowns.open_series(act, series)
            self.gathering[series.id] = gathering

    def first_date(self, gathering: Gathering, number: int, on: date) -> date:
        """A weekday two to seven weeks ahead."""
        day = on + timedelta(16 + 7 * (number % min(gathering.every, 4)))
        return day + timedelta((gathering.weekday - day.weekday()) % 7)

    def teams(self, gathering: Gathering) -> list[int]:
        """The teams its seats go to."""
        return [self.who.teams[self.who.sites[gathering.site], team] for team in gathering.teams]

    def live(self, session: Session, acting: Acting, day: date) -> None:
        """Everything that happens around sit-downs on one day."""
        start = datetime.combine(day, time(), UTC)
        rows = session.scalars(
            select(Sitdown)
            .where(Sitdown.state == "planned", Sitdown.starts_at >= start - timedelta(days=1))
            .where(Sitdown.starts_at < start + timedelta(days=SEATED_AHEAD + 1))
            .order_by(Sitdown.starts_at)
        ).all()
        for row in rows:
            self.one(session, acting, row, day)
        self.keep_alone(session, acting, day)

    def one(self, session: Session, acting: Acting, row: Sitdown, day: date) -> None:
        """What this day brings to one sit-down."""
        ahead = (row.start_local.date() - day).days
        ends = row.starts_at + timedelta(minutes=row.minutes)
        if ahead <= 0:
            if ahead == 0 and ends + timedelta(minutes=30) < self.now:
                self.hold(session, acting, row, ends)
            return
        if row.id not in self.fates:
            self.fates[row.id] = self.fate(row)
            self.fill(session, acting, row, day)
        self.answer(session, acting, row, day)
        fate = self.fates[row.id]
        if fate == "moved" and ahead <= 5 and row.moved_from_at is None:
            self.move(acting, row, day)
        elif fate == "cancelled" and ahead <= 4:
            side, reason = next(self.cancelled)
            act = acting(self.chief_or_leader(row, side), _at(day, 10))
            sitdowns.cancel_sitdown(act, row, reason=reason, side=side)

    def fate(self, row: Sitdown) -> str:
        """Most are held. The last weeks and the next ones always show each of the others once."""
        ago = (self.today - row.start_local.date()).days
        taken = set(self.fates.values())
        for fate, lowest, highest in (
            ("silent", 3, 12), ("missed late", 13, 30), ("moved ahead", -4, -1), ("cancelled", 1, 60),
        ):  # fmt: skip
            if lowest <= ago <= highest and fate not in taken:
                return fate if fate != "moved ahead" else "moved"
        thrown = self.dice.random()
        if ago < 3:
            return "held"
        return (
            "moved"
            if thrown < 0.08
            else "cancelled"
            if thrown < 0.12
            else "missed"
            if thrown < 0.15
            else "held"
        )

    def fill(self, session: Session, acting: Acting, row: Sitdown, day: date) -> None:
        """Seats go to those who sat down least often."""
        gathering = self.gathering[row.series_id or 0]
        floor = [p for team in self.teams(gathering) for p in members(session, team, day)]
        self.dice.shuffle(floor)
        floor.sort(key=lambda p: (not self.first_in_line(p, row), self.sat[p.id]))
        act = acting(Actor("person", self.who.people["mila.janssen"]), _at(day, 8))
        given = 0
        for person in floor:
            if given == row.capacity - (row.id % 3 == 0):  # now and then a seat is left free
                break
            try:
                sitdowns.give_seat(act, row, person)
            except Refused:
                continue
            given += 1
            self.sat[person.id] += 1
            if self.dice.random() < 0.9:
                on = day + timedelta(self.dice.randrange(1, 10))
                self.answers.setdefault((row.id, on), []).append(person.id)

    def first_in_line(self, person: Person, row: Sitdown) -> bool:
        """Fatima, whom one can be, goes first when it is her turn again and the sit-down is still to come."""
        return person.id == self.who.people.get("fatima.amrani") and row.start_local.date() > self.today

    def answer(self, session: Session, acting: Acting, row: Sitdown, day: date) -> None:
        """Who answers today says yes nine times in ten. Who has no e-mail tells the team lead, and nobody writes it down."""
        for key in self.answers.pop((row.id, day), ()):
            seat, person = session.get_one(Seat, (row.id, key)), session.get_one(Person, key)
            if person.email and (seat.state, seat.answer) == ("invited", "needs-action"):
                act = acting(Actor("mail_link", key), _at(day, 12))
                sitdowns.answer_seat(act, row, person, comes=self.dice.random() < 0.9)

    def move(self, acting: Acting, row: Sitdown, day: date) -> None:
        """Two days later, same time."""
        later = row.start_local + timedelta(days=2 if row.start_local.weekday() < 3 else 4)
        sitdowns.move_sitdown(
            acting(Actor("person", row.leader_id), _at(day, 11)),
            row,
            start_local=later,
            place=row.place,
            link=row.link,
            reason=next(self.moved),
        )

    def chief_or_leader(self, row: Sitdown, side: str) -> Actor:
        """A leader calls off what is theirs to call off."""
        return Actor("person", row.leader_id if side == "leader" else self.who.people["mila.janssen"])

    def hold(self, session: Session, acting: Acting, row: Sitdown, ends: datetime) -> None:
        """It was held and closed; or held, and nobody wrote anything down; or missed."""
        act = acting(Actor("person", row.leader_id), ends + timedelta(minutes=6))
        fate = self.fates.get(row.id, "held")
        there = [p for _seat, p in seated(session, row.id) if self.dice.random() < 0.93]
        if fate.startswith("missed"):
            side, reason = next(self.missed)
            sitdowns.miss_sitdown(act, row, side=side, reason=reason)
            return
        if fate == "silent":
            sitdowns.hold_sitdown(act, row, attended={p.id for p in there})
            return
        language = LANGUAGE[self.gathering[row.series_id or 0].site]
        heard = self.playing.heard_at(
            row.start_local.date(), language, self.gathering[row.series_id or 0].teams
        )
        for number in heard:
            self.playing.note_in_the_room(act, row, number, there)
        self.thank(act, row, language, there)
        alone = self.promise_alone(act, row, language)
        close_sitdown(act, row, attended={p.id for p in there})
        self.playing.found_in_the_room(act, row, heard)
        self.agree(session, acting, row, ends)
        if alone:
            self.remember_alone(act, row, alone, there)

    def thank(self, act: Act, row: Sitdown, language: str, there: list[Person]) -> None:
        """A thanks at every third sit-down, as long as there are words that were not said yet."""
        fatima = next((p for p in there if p.id == self.who.people.get("fatima.amrani")), None)
        first_time = fatima is not None and not self.fatima_thanked
        if not there or (self.dice.random() > 0.36 and not first_time):
            return
        team = not first_time and self.dice.random() < 0.15
        words = next(self.team_words[language] if team else self.words[language], None)
        if words is None:
            return
        person = fatima or self.dice.choice(there)
        self.fatima_thanked = self.fatima_thanked or fatima is not None
        posting = next(iter(self.teams(self.gathering[row.series_id or 0])))
        facts: dict[str, object] = {
            "language": language,
            "to_kind": "team" if team else "person",
            "to_id": posting if team else person.id,
            "shown": self.dice.random() < 0.7,
        }
        sitdowns.keep_note(act, row, kind="thanks", words=words, facts=facts)

    def agree(self, session: Session, acting: Acting, row: Sitdown, ends: datetime) -> None:
        """Most of those who were thanked let it be shown."""
        for thanks in session.scalars(select(Thanks).where(Thanks.sitdown_id == row.id)).all():
            if thanks.to_kind == "person" and self.dice.random() < 0.7:
                act = acting(Actor("person", thanks.to_id), ends + timedelta(hours=2))
                agree_as_thanked(act, thanks, shown=True)

    def promise_alone(self, act: Act, row: Sitdown, language: str) -> tuple[str, str] | None:
        """Now and then a leader promises something that is about no obstacle."""
        said = next(self.alone_words[language], None) if self.dice.random() < 0.12 else None
        if said is not None:
            due = (row.start_local.date() + timedelta(14)).isoformat()
            facts: dict[str, object] = {"language": language, "due_on": due, "about": ""}
            sitdowns.keep_note(act, row, kind="promise", words=said[0], facts=facts)
        return said

    def remember_alone(self, act: Act, row: Sitdown, said: tuple[str, str], there: list[Person]) -> None:
        """When it will be kept: mostly in time."""
        followup = act.session.scalar(
            select(Followup).where(Followup.sitdown_id == row.id, Followup.what == said[0])
        )
        if followup is not None:
            on = row.start_local.date() + timedelta(self.dice.choice((9, 11, 13, 14, 17)))
            heard = there[0].id if there else None
            self.alone.append(Alone(followup.id, row.leader_id, said[1], on, heard))

    def keep_alone(self, session: Session, acting: Acting, day: date) -> None:
        """Claimed on its day; two days later somebody who sat there says that it is so."""
        for one in self.alone:
            if one.claimed_on == day:
                act = acting(Actor("person", one.leader), _at(day, 13))
                promises.claim_done(act, session.get_one(Followup, one.followup), claim=one.claim)
            elif one.claimed_on + timedelta(2) == day and one.heard_by is not None:
                act = acting(Actor("person", one.heard_by), _at(day, 13))
                promises.judge_promise(act, session.get_one(Followup, one.followup), works=True)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
