"""The tables of what stands in people's calendars: events, guests, answers, what feeds show; knows db, sit-downs and people's tables."""

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, UtcDateTime, partial


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
        Index("ix_cal_events_own", "sitdown_id", info=partial("role <> 'seat'")),
        Index(
            "ix_cal_events_declined", "sitdown_id", "series_id", info=partial("declined AND role <> 'seat'")
        ),
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
    declined: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether somebody's last word on it or on one of its dates was a no: of these alone all answers are weighed."""


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


class CalDue(Base):
    """A date that something is due in somebody's feed: both ways to show it, made when it changed.

    The rooms above write it here. A row is never deleted: when it goes to somebody else its bytes go, and the number
    stays. So the sum of a person's numbers only rises, and their feed's tag stands on it: a revision of all, without
    one row that every act would lock.
    """

    __tablename__ = "cal_dues"
    __table_args__ = (Index("ix_cal_dues_person", "person_id", "revision"),)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    """followup."""
    subject_id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(255))
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    stamp: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(8))
    """open, started, done, dropped; gone: not this person's any more."""
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    event: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The VEVENT; None for what is done or gone."""
    todo: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The VTODO; None for what is gone."""
    over_on: Mapped[date | None] = mapped_column(Date)
    """Since when it is done or dropped: shown for 90 days more."""


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
