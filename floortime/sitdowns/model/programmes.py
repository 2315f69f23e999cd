"""The tables of programmes, when sit-downs may take place, and series; knows db and people's tables."""

from datetime import date, time

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Integer, String, Text, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, Versioned


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
    """So many must say works now."""
    works_share: Mapped[int | None] = mapped_column(Integer)
    """And at least this share of those asked, in percent."""
    not_yet_share: Mapped[int | None] = mapped_column(Integer)
    """The share whose not yet reopens; None: any does."""
    notice_days: Mapped[int] = mapped_column(Integer, default=5, server_default="5")
    """Working days before it hits that a heads-up is given in time."""
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
