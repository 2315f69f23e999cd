"""The tables of programmes, series, sit-downs, seats and their calendar events; knows db and people's tables."""

from datetime import date, datetime, time

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    Time,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, UtcDateTime, Versioned, partial

JOINED = "joined"
"""Why somebody has a seat who came without an invitation: no letter went to them, and none is taken back."""


class Programme(Versioned, Base):
    """Leaders, teams and a cadence, with its promise: an answer in so many working days."""

    __tablename__ = "programmes"
    __table_args__ = (UniqueConstraint("name"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    is_default: Mapped[bool] = mapped_column(Boolean, default=False)
    answer_days: Mapped[int] = mapped_column(Integer, default=10)
    silence_days: Mapped[int] = mapped_column(Integer, default=10)
    """Working days the floor has to say works now or not yet."""
    quorum: Mapped[int] = mapped_column(Integer, default=1)
    skip_holidays: Mapped[bool] = mapped_column(Boolean, default=True)
    closed_weeks: Mapped[list[str]] = mapped_column(JSON, default=list)
    """ISO weeks in which no sit-down is planned: "2026-W52"."""
    opens_local: Mapped[time | None] = mapped_column(Time)
    shuts_local: Mapped[time | None] = mapped_column(Time)
    """Wall times of the site between which sit-downs take place; both or none. Shutting first: over midnight."""
    working_days_only: Mapped[bool] = mapped_column(Boolean, default=False)
    questions: Mapped[str] = mapped_column(Text, default="")
    """The question set of the brief, one a line."""


class SiteHours(Base):
    """When sit-downs take place at a site whose hours are its own; without a row they are the programme's."""

    __tablename__ = "site_hours"
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True, autoincrement=False)
    opens_local: Mapped[time | None] = mapped_column(Time)
    shuts_local: Mapped[time | None] = mapped_column(Time)
    working_days_only: Mapped[bool] = mapped_column(Boolean, default=False)


class Series(Versioned, Base):
    """A recurring sit-down of one leader."""

    __tablename__ = "series"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    leader_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    title: Mapped[str] = mapped_column(String(160), default="")
    """Whom it is with, in the house's words: "the night shift, Utrecht"."""
    cadence: Mapped[str] = mapped_column(String(80))
    """`recurrence.Cadence.to_text`."""
    starts_on: Mapped[date] = mapped_column(Date)
    time_local: Mapped[time] = mapped_column(Time)
    zone: Mapped[str] = mapped_column(String(64))
    minutes: Mapped[int] = mapped_column(Integer, default=45)
    place: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(400), default="")
    capacity: Mapped[int] = mapped_column(Integer, default=6)
    notice_days: Mapped[int] = mapped_column(Integer, default=7)
    ends_on: Mapped[date | None] = mapped_column(Date)
    ends_after: Mapped[int | None] = mapped_column(Integer)
    skipped: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Dates left out by hand in the preview, ISO."""
    state: Mapped[str] = mapped_column(String(8), default="draft")
    """draft, open, ended."""
    split_of_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    horizon_on: Mapped[date | None] = mapped_column(Date)
    """Up to where its dates are rows."""
    end_reason: Mapped[str] = mapped_column(String(400), default="")
    """Why the rest of it was called off, as the floor reads it."""
    end_side: Mapped[str] = mapped_column(String(8), default="")


class SeriesMember(Base):
    """Somebody beside the leader who belongs to every date of a series: a delegate, a deputy, a standing guest."""

    __tablename__ = "series_members"
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)


class Sitdown(Versioned, Base):
    """One meeting of a leader with frontline staff."""

    __tablename__ = "sitdowns"
    __table_args__ = (
        UniqueConstraint("series_id", "original_start"),
        Index("ix_sitdowns_leader", "leader_id", "starts_at"),
        Index("ix_sitdowns_starts", "starts_at"),
        Index("ix_sitdowns_booked", "booked_uid"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    original_start: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Its RECURRENCE-ID in the series event, even after it moved."""
    title: Mapped[str] = mapped_column(String(160), default="")
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    start_local: Mapped[datetime] = mapped_column()
    """Wall time in `zone`, naive."""
    zone: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    minutes: Mapped[int] = mapped_column(Integer)
    leader_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    place: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(400), default="")
    capacity: Mapped[int] = mapped_column(Integer, default=6)
    state: Mapped[str] = mapped_column(String(10), default="planned")
    """draft (its series is), planned, held, missed, cancelled."""
    reason: Mapped[str] = mapped_column(String(400), default="")
    """Why it was moved or cancelled, as the floor reads it."""
    side: Mapped[str] = mapped_column(String(8), default="")
    """Whose side a cancellation came from: leader, floor, house."""
    moved_from_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the leader closed it after the read-back."""
    brief: Mapped[str] = mapped_column(Text, default="")
    """What whoever leads it reads the day before, in their language; written downwards by briefing, gone the day after."""
    booked_uid: Mapped[str | None] = mapped_column(String(255))


class Seat(Versioned, Base):
    """A person's place at a sit-down."""

    __tablename__ = "seats"
    __table_args__ = (Index("ix_seats_person", "person_id"),)
    sitdown_id: Mapped[int] = mapped_column(ForeignKey("sitdowns.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default="invited")
    """invited, withdrawn."""
    answer: Mapped[str] = mapped_column(String(12), default="needs-action")
    """iTIP PARTSTAT in small letters: needs-action, accepted, declined, tentative."""
    attended: Mapped[bool | None] = mapped_column(Boolean)
    why: Mapped[str] = mapped_column(String(200), default="")
    """Empty: invited. `JOINED`: came, and was taken in by the leader in the room."""


class CalEvent(Base):
    """One UID: a leader's series, a leader's single sit-down, or the seat event of a sit-down."""

    __tablename__ = "cal_events"
    __table_args__ = (
        UniqueConstraint("uid"),
        Index(
            "uq_cal_events_series",
            "series_id",
            unique=True,
            info=partial("role = 'series'"),
        ),
        UniqueConstraint("sitdown_id", "role"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    uid: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(12))
    """series, lead (a leader's single event), seat, substitute."""
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    sitdown_id: Mapped[int | None] = mapped_column(ForeignKey("sitdowns.id"))
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    time_sequence: Mapped[int] = mapped_column(Integer, default=0)
    """The SEQUENCE of the last change of time: older answers do not count."""
    last_stamp: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The dates that the last series letter left out, ISO: what calendars believe beyond the rows."""
    owes: Mapped[str] = mapped_column(String(8), default="")
    """changed or retimed: its series was changed, and those seated are still to be told."""
    clocks: Mapped[str] = mapped_column(String(16), default="")
    """A digest of the clock rules that the last series letter carried."""


class CalGuest(Base):
    """Somebody invited to a UID."""

    __tablename__ = "cal_guests"
    event_id: Mapped[int] = mapped_column(ForeignKey("cal_events.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    invited_sequence: Mapped[int] = mapped_column(Integer, default=0)
    withdrawn_sequence: Mapped[int | None] = mapped_column(Integer)
    answer: Mapped[str] = mapped_column(String(12), default="needs-action")
    """The answer before the last change of time, to be restored when the change is taken back unsent."""
    mailed: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether they hold it in their calendar by mail, so that a feed need not show it again."""


class CalAnswer(Base):
    """One answer of an attendee as it was given; which of them counts is `answering`'s to say, in any order."""

    __tablename__ = "cal_answers"
    event_id: Mapped[int] = mapped_column(ForeignKey("cal_events.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    recurrence: Mapped[str] = mapped_column(String(20), primary_key=True, default="")
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True)
    dtstamp: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    answer: Mapped[str] = mapped_column(String(12))
    """needs-action: they were asked anew with this SEQUENCE; what was said before it does not count."""
    stale: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether it was to an older version when it came."""


class Proposal(Base):
    """Another time that an attendee proposed (COUNTER)."""

    __tablename__ = "proposals"
    __table_args__ = (UniqueConstraint("event_id", "person_id", "recurrence", "sequence"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("cal_events.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    recurrence: Mapped[str] = mapped_column(String(20), default="")
    sequence: Mapped[int] = mapped_column(Integer)
    dtstamp: Mapped[datetime] = mapped_column(UtcDateTime)
    sitdown_id: Mapped[int] = mapped_column(ForeignKey("sitdowns.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    minutes: Mapped[int] = mapped_column(Integer)
    place: Mapped[str] = mapped_column(String(200), default="")
    cadence: Mapped[str] = mapped_column(String(80), default="")
    """The rule of a whole series from this date on, of which `starts_at` is a date; empty: this date alone."""
    words: Mapped[str] = mapped_column(String(400), default="")
    state: Mapped[str] = mapped_column(String(8), default="open")
    """open, accepted, declined, passed."""


class Booking(Base):
    """An event of a leader's own calendar, with their UID, that sit-downs follow."""

    __tablename__ = "bookings"
    __table_args__ = (UniqueConstraint("uid"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    uid: Mapped[str] = mapped_column(String(255))
    leader_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    organizer: Mapped[str] = mapped_column(String(320))
    """Its ORGANIZER as it was spelled: our answers go there, unchanged."""
    organizer_cn: Mapped[str] = mapped_column(String(255), default="")
    sequence: Mapped[int] = mapped_column(Integer)
    stamp: Mapped[datetime] = mapped_column(UtcDateTime)
    zone: Mapped[str] = mapped_column(String(64))
    recurring: Mapped[bool] = mapped_column(Boolean, default=False)
    slots: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Its instants that are not sit-downs yet: `20261203T213000Z`."""
    minutes: Mapped[int] = mapped_column(Integer)
    place: Mapped[str] = mapped_column(String(200), default="")
    dates: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    """What was last said of single dates: their slot to [state, SEQUENCE, DTSTAMP]."""
    answers: Mapped[int] = mapped_column(Integer, default=0)
    """How many answers we sent."""
    state: Mapped[str] = mapped_column(String(8), default="live")
    """live, declined, ended."""


class BusySource(Base):
    """The address under which a leader publishes when they are busy, and how reading it went."""

    __tablename__ = "busy_sources"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True, autoincrement=False)
    url: Mapped[str] = mapped_column(String(1000))
    etag: Mapped[str] = mapped_column(String(200), default="")
    modified: Mapped[str] = mapped_column(String(200), default="")
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """When it is read next, unless the hourly duty asks sooner; while somebody reads it, when it is given up on."""
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When what is kept was last known to be so."""
    whole_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When all of it was last read: the half year that is kept moves on."""
    trouble: Mapped[str] = mapped_column(String(12), default="")
    """Why the last try failed, in a word; empty when it did not."""
    tries: Mapped[int] = mapped_column(Integer, default=0)
    """Failed ones in a row."""


class BusyBlock(Base):
    """A time at which a leader is busy, and nothing else about it."""

    __tablename__ = "busy_blocks"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)


class CalBytes(Base):
    """A VEVENT as the feeds show it, made when the event changed."""

    __tablename__ = "cal_bytes"
    event_id: Mapped[int] = mapped_column(ForeignKey("cal_events.id"), primary_key=True)
    recurrence: Mapped[str] = mapped_column(String(20), primary_key=True, default="")
    revision: Mapped[int] = mapped_column(Integer, default=1)
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    first_year: Mapped[int] = mapped_column(Integer, default=2026)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    led: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The same as the feed of whoever leads it shows it, with their brief; None while there is none."""
    cancelled_on: Mapped[date | None] = mapped_column(Date)


class Feed(Base):
    """A secret calendar address."""

    __tablename__ = "feeds"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    """leader or agent: one's own sit-downs; site, programme: those of a site, or all of them."""
    owner_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    made_on: Mapped[date] = mapped_column(Date)
    with_invited: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether it also shows what was invited by mail, which calendars would show twice."""
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Note(Versioned, Base):
    """One line captured in the room, until the sit-down is closed and its rooms take it over."""

    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    sitdown_id: Mapped[int] = mapped_column(ForeignKey("sitdowns.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str] = mapped_column(String(10))
    """thanks, obstacle, promise."""
    words: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    """What the kind needs beside its words: whom a thanks is for, by when a promise, whose name with an obstacle."""
    closed_on: Mapped[date | None] = mapped_column(Date)
