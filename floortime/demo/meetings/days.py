"""What each day brings to sit-downs: opened, seated, answered, moved, called off, each by whoever does it; knows the rooms' verbs."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.act import Actor
from floortime.demo.gatherings import GATHERINGS, Gathering
from floortime.demo.meetings.company import Acting, at_hour
from floortime.demo.meetings.room import InTheRoom
from floortime.errors import Refused
from floortime.people.model import Person, Site
from floortime.people.queries import members
from floortime.sitdowns import actions as sitdowns
from floortime.sitdowns import recurrence
from floortime.sitdowns.actions import Plan
from floortime.sitdowns.model import Seat, Sitdown
from floortime.sitdowns.recurrence import Weekly

SEATED_AHEAD = 13


class Meetings(InTheRoom):
    """The sit-downs of nine months, day by day."""

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
            act = acting(self.chief_or_leader(row, side), at_hour(day, 10))
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
        act = acting(Actor("person", self.who.people["mila.janssen"]), at_hour(day, 8))
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
                act = acting(Actor("mail_link", key), at_hour(day, 12))
                sitdowns.answer_seat(act, row, person, comes=self.dice.random() < 0.9)

    def move(self, acting: Acting, row: Sitdown, day: date) -> None:
        """Two days later, same time."""
        later = row.start_local + timedelta(days=2 if row.start_local.weekday() < 3 else 4)
        sitdowns.move_sitdown(
            acting(Actor("person", row.leader_id), at_hour(day, 11)),
            row,
            start_local=later,
            place=row.place,
            link=row.link,
            reason=next(self.moved),
        )

    def chief_or_leader(self, row: Sitdown, side: str) -> Actor:
        """A leader calls off what is theirs to call off."""
        return Actor("person", row.leader_id if side == "leader" else self.who.people["mila.janssen"])
