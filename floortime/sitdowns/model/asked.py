"""The tables of what leaders' calendars ask of us: other times, bookings, when they are busy; knows db, calendars and people's tables."""

from datetime import datetime

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, UtcDateTime


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
