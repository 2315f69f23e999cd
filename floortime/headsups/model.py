"""The tables of heads-ups; knows db and the tables of the rooms below."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, UtcDateTime, Versioned

SHOWN = "headsups"
"""The revision that rises with everything the public can see of them."""


class Headsup(Versioned, Base):
    """What is coming, when, and what to tell customers."""

    __tablename__ = "headsups"
    __table_args__ = (UniqueConstraint("code"), Index("ix_headsups_shown", "shown_until_on"))
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(12))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    """Who says it."""
    kind: Mapped[str] = mapped_column(String(10))
    """campaign, price, outage, change."""
    language: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    tell: Mapped[str] = mapped_column(Text, default="")
    """What to tell customers."""
    zone: Mapped[str] = mapped_column(String(64))
    """On whose clock the author wrote the times."""
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None: until somebody ends it."""
    shown_until_on: Mapped[date] = mapped_column(Date)
    """The last day on which it stands at the head of the log; a day that is over, once its end has come."""
    state: Mapped[str] = mapped_column(String(10), default="published")
    """published, ended, withdrawn."""
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the floor could first read the time that stands now, or a later one."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    late: Mapped[str] = mapped_column(String(8), default="")
    """'' in time, short (less than the programme's notice), after (it had hit)."""
    ended_on: Mapped[date | None] = mapped_column(Date)
    folded: Mapped[str] = mapped_column(Text, default="")
    """Its words as search compares them."""


class HeadsupSite(Base):
    """A site it touches; no row at all: every site."""

    __tablename__ = "headsup_sites"
    headsup_id: Mapped[int] = mapped_column(ForeignKey("headsups.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)


class HeadsupDepartment(Base):
    """A department it touches beside the floor."""

    __tablename__ = "headsup_departments"
    headsup_id: Mapped[int] = mapped_column(ForeignKey("headsups.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), primary_key=True)


class HeadsupVersion(Base):
    """What it said before it was changed."""

    __tablename__ = "headsup_versions"
    headsup_id: Mapped[int] = mapped_column(ForeignKey("headsups.id"), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    tell: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it was changed."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    """Who changed it."""
