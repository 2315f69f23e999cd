"""The tables of follow-ups; knows db and the tables of the rooms below."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, UtcDateTime, Versioned, partial


class Followup(Versioned, Base):
    """One promise: owner, what, due date."""

    __tablename__ = "followups"
    __table_args__ = (
        UniqueConstraint("code"),
        Index(
            "ix_followups_open",
            "due_on",
            "id",
            info=partial("stage IN ('open', 'in_progress')"),
        ),
        Index("ix_followups_owner", "owner_id"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(12))
    sitdown_id: Mapped[int | None] = mapped_column(ForeignKey("sitdowns.id"), index=True)
    promised_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    what: Mapped[str] = mapped_column(String(400))
    language: Mapped[str] = mapped_column(String(8), default="en")
    about: Mapped[str] = mapped_column(Text, default="")
    """The obstacle's public wording, written downwards by obstacles for the owner's letters."""
    voices: Mapped[int] = mapped_column(Integer, default=0)
    made_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    first_due_on: Mapped[date] = mapped_column(Date)
    moves: Mapped[int] = mapped_column(Integer, default=0)
    stage: Mapped[str] = mapped_column(String(12), default="open")
    claimed_on: Mapped[date | None] = mapped_column(Date)
    settled_on: Mapped[date | None] = mapped_column(Date)
    """When it was confirmed or dropped."""
    claim: Mapped[str] = mapped_column(Text, default="")
    """What the owner says was done."""
    reason: Mapped[str] = mapped_column(String(400), default="")
    """Why it was dropped."""
    chase_round: Mapped[int] = mapped_column(Integer, default=1)
    """Rises with a moved date or a new owner: the chase starts anew."""


class DueMove(Base):
    """One move of the due date, with its reason."""

    __tablename__ = "due_moves"
    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(400))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    on: Mapped[date] = mapped_column(Date)


class ChaseStep(Base):
    """One reminder, due once: the key is what makes it so."""

    __tablename__ = "chase_steps"
    followup_id: Mapped[int] = mapped_column(ForeignKey("followups.id"), primary_key=True)
    round: Mapped[int] = mapped_column(Integer, primary_key=True)
    step: Mapped[str] = mapped_column(String(20), primary_key=True)
    """before, due, week1, week2, …"""
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"))
