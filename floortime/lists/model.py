"""The tables of lists that were taken over; knows db and the tables of the rooms below."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, UtcDateTime
from floortime.words import Kept


class ActionList(Base):
    """One list that was taken over, whole."""

    __tablename__ = "lists"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    file_sha256: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(8), default="asked")
    """asked: nobody was written to, somebody is asked for a word; then told, quiet, or undone."""


class ListRow(Base):
    """A row of a list: the promise it became, or why it was left out."""

    __tablename__ = "list_rows"
    list_id: Mapped[int] = mapped_column(ForeignKey("lists.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True)
    verdict: Mapped[str] = mapped_column(String(8))
    """new, refused, settled."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was left out, in the importer's language: of lists from before `faults` were kept."""
    faults: Mapped[list[Kept]] = mapped_column(JSON, default=list, server_default="[]")
    """Why it was left out, to be said in any language: each sentence in English, and its values."""
    key_hash: Mapped[str] = mapped_column(String(64), default="", index=True)
    """What the row says, in short: the same row again is known by it, whatever became of its promise."""
    followup_id: Mapped[int | None] = mapped_column(ForeignKey("followups.id"), index=True)
