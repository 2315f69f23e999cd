"""What other people's calendars say, as frozen values: beside `values`, which holds what we say ourselves.

Sources: RFC 5545 (iCalendar) and RFC 5546 (iTIP).
"""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from floortime.ical.values import Method, PartStat, Party, Status
from floortime.ical.zones import zone_of


class Moment(Struct, frozen=True):
    """A time as it was written (RFC 5545 §3.3.4, §3.3.5): naive wall time, its zone, and the instant if there is one.

    `zone` is an IANA name of the tzdata package, "UTC", or empty: a floating time, a date, or a zone known by its
    offsets alone, in which case `instant` (aware, UTC) is set all the same.
    """

    wall: datetime
    zone: str = ""
    instant: datetime | None = None
    is_date: bool = False

    def instant_in(self, zone: str) -> datetime:
        """The aware UTC instant, a floating time being read in `zone`, an IANA name."""
        if self.instant is not None:
            return self.instant
        return self.wall.replace(tzinfo=zone_of(zone)).astimezone(UTC)


class Attendee(Struct, frozen=True):
    """An ATTENDEE of somebody else's event: who, what they say, and to whom they passed it on."""

    party: Party
    addresses: tuple[str, ...]
    """The address and the EMAIL parameter, in small letters: some programs tell the real one there."""
    delegated_to: tuple[str, ...] = ()

    @property
    def partstat(self) -> PartStat:
        """Their answer."""
        return self.party.partstat


class Told(Struct, frozen=True):
    """One VEVENT of somebody else. What a program left out is None or empty; nothing is made up.

    `stamp` is an aware UTC instant; `slots` are the naive wall times (in the zone of `start`) of a rule's instances,
    first to last, within ten years; `unsupported` says in a word why a rule cannot be followed.
    """

    uid: str
    sequence: int = 0
    stamp: datetime | None = None
    recurrence_id: Moment | None = None
    start: Moment | None = None
    length: timedelta | None = None
    status: Status = Status.CONFIRMED
    organizer: Party | None = None
    attendees: tuple[Attendee, ...] = ()
    rule: str = ""
    slots: tuple[datetime, ...] = ()
    unsupported: str = ""
    exdates: tuple[Moment, ...] = ()
    summary: str = ""
    location: str = ""
    comment: str = ""


class Message(Struct, frozen=True):
    """One iTIP message (RFC 5546 §1.4); without a method it is a calendar file that asks nothing of us."""

    method: Method | None
    events: tuple[Told, ...]

    @property
    def uid(self) -> str:
        """What it is about: all its events share one UID."""
        return self.events[0].uid

    @property
    def master(self) -> Told | None:
        """The event itself rather than one of its dates."""
        return next((event for event in self.events if event.recurrence_id is None), None)
