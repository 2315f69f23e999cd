"""The journal's one table; knows db."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, UtcDateTime


class Entry(Base):
    """One line. Acts by nobody carry the day and no instant, so that a line points at no one."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_subject", "kind", "subject_id"), Index("ix_journal_turn", "turn"))
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    on_day: Mapped[date] = mapped_column(Date)
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None] = mapped_column(Id)
    for_id: Mapped[int | None] = mapped_column(Id)
    verb: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int] = mapped_column(Id)
    facts: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    turn: Mapped[int | None] = mapped_column(BigInteger)
    """Which came after which within one second; None for an act by nobody, and for lines older than this."""
