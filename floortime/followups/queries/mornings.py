"""When somebody's one letter of the day goes out: at the hour they chose, on their working days, never at night."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import BindParameter, Date, bindparam, select
from sqlalchemy.orm import Session

from floortime.clock import zone
from floortime.followups.model import Digest
from floortime.people.model import USUAL_HOUR, MailWish, Person
from floortime.people.workdays import Closed, is_working_day

NIGHT = 20
"""From this hour on a letter waits for the next morning."""


_THESE: BindParameter[list[int]] = bindparam("ids", expanding=True)
_WISHES = select(MailWish).where(MailWish.person_id.in_(_THESE))
_HAD = select(Digest.person_id, Digest.on_day).where(
    Digest.on_day.between(bindparam("first", type_=Date), bindparam("last", type_=Date)),
    Digest.person_id.in_(_THESE),
)


class Mornings:
    """The mornings of some people, at an instant."""

    def __init__(self, session: Session, people: Mapping[int, Person], at: datetime) -> None:
        self.at = at
        self.local: dict[str, datetime] = {}
        these = {"ids": list(people)}
        self.wishes = {wish.person_id: wish for wish in session.scalars(_WISHES, these)}
        day = timedelta(days=1)
        had = session.execute(_HAD, {**these, "first": at.date() - day, "last": at.date() + day})
        self.had = {(person_id, day) for person_id, day in had}

    def now(self, person: Person) -> datetime:
        """The wall clock where they are."""
        if person.zone not in self.local:
            self.local[person.zone] = self.at.astimezone(zone(person.zone))
        return self.local[person.zone]

    def today(self, person: Person) -> date:
        """The date where they are."""
        return self.now(person).date()

    def early(self, person: Person) -> bool:
        """Whether they are reminded before a date, too."""
        wish = self.wishes.get(person.id)
        return wish is None or wish.early

    def news(self, person: Person) -> bool:
        """Whether heads-ups stand in their letter."""
        wish = self.wishes.get(person.id)
        return wish is None or wish.news

    def hour(self, person: Person) -> int:
        """The hour of their letter."""
        wish = self.wishes.get(person.id)
        return USUAL_HOUR if wish is None else wish.hour

    def next_on(self, person: Person) -> date:
        """The first day whose letter has not gone and can still go, whether they work on it or not."""
        now = self.now(person)
        over = now.hour >= NIGHT or (person.id, now.date()) in self.had
        return now.date() + timedelta(days=1) if over else now.date()

    def ready(self, person: Person, off: Closed) -> bool:
        """Whether their letter of today goes out now: its hour has come, and it is a working day for them."""
        now = self.now(person)
        return (
            self.hour(person) <= now.hour < NIGHT
            and (person.id, now.date()) not in self.had
            and is_working_day(now.date(), off)
        )
