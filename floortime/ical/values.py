"""Our vocabulary for calendar objects: frozen values that know no bytes, no database and no clock.

Sources: RFC 5545 (iCalendar) and RFC 5546 (iTIP).
"""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # index = date.weekday()
LAST = -1  # the last weekday, or the last day, of a month


class OutsideProfile(ValueError):  # noqa: N818 - named for what the caller is told, as all our refusals are
    """The event cannot be written so that every client reads the same instants; send single events in UTC."""


class Method(StrEnum):
    """METHOD of an iTIP message (RFC 5546 §1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    REPLY = "REPLY"
    ADD = "ADD"
    CANCEL = "CANCEL"
    REFRESH = "REFRESH"
    COUNTER = "COUNTER"
    DECLINECOUNTER = "DECLINECOUNTER"


class Role(StrEnum):
    """ROLE of an attendee (RFC 5545 §3.2.16)."""

    CHAIR = "CHAIR"
    REQUIRED = "REQ-PARTICIPANT"
    OPTIONAL = "OPT-PARTICIPANT"
    INFORMED = "NON-PARTICIPANT"


class PartStat(StrEnum):
    """PARTSTAT, an attendee's answer to an event (RFC 5545 §3.2.12)."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"
    DELEGATED = "DELEGATED"


class Status(StrEnum):
    """STATUS of an event (RFC 5545 §3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class RelType(StrEnum):
    """RELTYPE: what the *other* event is to this one (RFC 5545 §3.2.15)."""

    PARENT = "PARENT"
    CHILD = "CHILD"
    SIBLING = "SIBLING"


class Party(Struct, frozen=True):
    """An organizer or attendee; `address` is a bare mail address without `mailto:`."""

    cn: str
    address: str
    role: Role = Role.REQUIRED
    partstat: PartStat = PartStat.NEEDS_ACTION
    rsvp: bool = False


class Relation(Struct, frozen=True):
    """RELATED-TO: another event's UID and what it is to this one."""

    uid: str
    kind: RelType = RelType.PARENT


class Rule(Struct, frozen=True):
    """A recurrence every calendar can hold: weekly on one weekday, or monthly on one weekday or one day.

    Make it with `weekly`, `monthly_weekday` or `monthly_day`. `weekday` is 0 (Monday) to 6, as
    `date.weekday()`; `nth` is 1 to 4, or LAST; `month_day` is 1 to 28, or LAST; `until` is the aware UTC
    instant of the last instance. ValueError when they contradict each other (RFC 5545 §3.3.10).
    """

    interval: int = 1
    weekday: int | None = None
    nth: int | None = None
    month_day: int | None = None
    until: datetime | None = None

    @classmethod
    def weekly(cls, weekday: int, *, interval: int = 1, until: datetime | None = None) -> "Rule":
        """Every `interval` weeks on `weekday`."""
        return cls(interval=interval, weekday=weekday, until=until)

    @classmethod
    def monthly_weekday(
        cls, nth: int, weekday: int, *, interval: int = 1, until: datetime | None = None
    ) -> "Rule":
        """Every `interval` months on the nth (or LAST) `weekday`."""
        return cls(interval=interval, weekday=weekday, nth=nth, until=until)

    @classmethod
    def monthly_day(cls, month_day: int, *, interval: int = 1, until: datetime | None = None) -> "Rule":
        """Every `interval` months on day 1 to 28, or on the LAST day."""
        return cls(interval=interval, month_day=month_day, until=until)

    def __post_init__(self) -> None:
        if not 1 <= self.interval <= 52:
            raise ValueError(f"interval {self.interval} is not between 1 and 52")
        if (self.weekday is None) == (self.month_day is None):
            raise ValueError("a rule has either a weekday or a day of the month")
        if self.weekday is not None and not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday {self.weekday} is not between 0 and 6")
        if self.nth is not None and (self.weekday is None or self.nth not in (1, 2, 3, 4, LAST)):
            raise ValueError(f"nth {self.nth} is not 1 to 4 or the last")
        if self.month_day is not None and self.month_day != LAST and not 1 <= self.month_day <= 28:
            raise ValueError(f"day {self.month_day} is not 1 to 28 or the last")
        if self.until is not None and self.until.utcoffset() != timedelta(0):
            raise ValueError("until is an aware UTC instant")

    @property
    def is_weekly(self) -> bool:
        """Weekly rather than monthly."""
        return self.month_day is None and self.nth is None

    def matches(self, first: date, day: date) -> bool:
        """Whether `day` is an instance of the rule that begins on `first` (UNTIL left aside)."""
        if day < first or not self._fits(first) or not self._fits(day):
            return False
        if self.is_weekly:
            return (day - first).days % (7 * self.interval) == 0
        return ((day.year - first.year) * 12 + day.month - first.month) % self.interval == 0

    def _fits(self, day: date) -> bool:
        is_last = (day + timedelta(days=7)).month != day.month
        if self.month_day is not None:
            last_day = (day + timedelta(days=1)).month != day.month
            return last_day if self.month_day == LAST else day.day == self.month_day
        if day.weekday() != self.weekday:
            return False
        if self.nth is None:
            return True
        return is_last if self.nth == LAST else (day.day - 1) // 7 + 1 == self.nth


class Event(Struct, frozen=True):
    """One VEVENT: a single event, a series (has `rule`), or an override of one date (has `recurrence_id`).

    Wall times (`start_local`, `exdates`, `recurrence_id`) are naive, to the second, all in `zone`: an IANA
    name of the tzdata package, or "UTC" for an event without a VTIMEZONE. `stamp` and `last_modified` are
    aware UTC instants: `stamp` is DTSTAMP. `minutes` is the exact length. Texts may hold anything a person
    typed; the writer cleans them. ValueError when the parts contradict each other.
    """

    uid: str
    sequence: int
    stamp: datetime
    zone: str
    start_local: datetime
    minutes: int
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    status: Status = Status.CONFIRMED
    organizer: Party | None = None
    attendees: tuple[Party, ...] = ()
    rule: Rule | None = None
    exdates: tuple[datetime, ...] = ()
    recurrence_id: datetime | None = None
    related_to: tuple[Relation, ...] = ()
    comment: str = ""
    last_modified: datetime | None = None

    def __post_init__(self) -> None:
        if self.sequence < 0 or self.minutes < 1:
            raise ValueError("sequence counts from 0 and minutes from 1")
        if self.stamp.tzinfo is not UTC and self.stamp.utcoffset() != timedelta(0):
            raise ValueError("stamp is an aware UTC instant")
        walls = (self.start_local, *self.exdates, *([self.recurrence_id] if self.recurrence_id else []))
        if any(wall.tzinfo is not None for wall in walls):
            raise ValueError("wall times are naive; their zone stands beside them")
        if min(walls).year < 1000:
            raise ValueError("a year has four digits")
        if self.recurrence_id is not None and self.rule is not None:
            raise ValueError("an override is one date and has no rule")
        if self.exdates and self.rule is None:
            raise ValueError("only a series has dates left out")
