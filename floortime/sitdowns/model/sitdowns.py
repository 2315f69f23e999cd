"""The tables of sit-downs, seats and what was noted in the room; knows db, programmes and people's tables."""

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, UtcDateTime, Versioned, partial

JOINED = "joined"
"""Why somebody has a seat who came without an invitation: no letter went to them, and none is taken back."""


class Sitdown(Versioned, Base):
    """One meeting of a leader with frontline staff."""

    __tablename__ = "sitdowns"
    __table_args__ = (
        UniqueConstraint("series_id", "original_start"),
        Index("ix_sitdowns_leader", "leader_id", "starts_at"),
        Index("ix_sitdowns_starts", "starts_at"),
        Index("ix_sitdowns_booked", "booked_uid"),
        Index(
            "ix_sitdowns_unclosed",
            "starts_at",
            "id",
            info=partial("closed_at IS NULL AND state IN ('planned', 'held')"),
        ),
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
