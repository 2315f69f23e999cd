"""The table of thanks; knows db and the tables of the rooms below."""

from datetime import date

from sqlalchemy import Boolean, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, Versioned


class Thanks(Versioned, Base):
    """A leader's thanks to a person or a team, in the leader's words."""

    __tablename__ = "thanks"
    __table_args__ = (Index("ix_thanks_to", "to_kind", "to_id"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    sitdown_id: Mapped[int | None] = mapped_column(ForeignKey("sitdowns.id"), index=True)
    to_kind: Mapped[str] = mapped_column(String(8))
    """person or team."""
    to_id: Mapped[int] = mapped_column(Id)
    by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8), default="en")
    on: Mapped[date] = mapped_column(Date)
    leader_agrees: Mapped[bool] = mapped_column(Boolean, default=False)
    thanked_agrees: Mapped[bool] = mapped_column(Boolean, default=False)
    """Public only if both want it."""
