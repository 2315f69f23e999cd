"""What came in by mail: every message as it arrived, and addresses that letters came back from; knows db."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import JSON, Date, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, UtcDateTime

Verdict = Literal["waiting", "applied", "nothing", "held", "refused", "quarantined", "discarded"]


class Received(Base):
    """One mail or calendar file, stored before anybody looks into it, and what became of it."""

    __tablename__ = "received"
    __table_args__ = (
        UniqueConstraint("sha256"),
        UniqueConstraint("mailbox", "uidvalidity", "uid"),
        Index("ix_received_verdict", "verdict", "id"),
        Index("ix_received_message_id", "message_id"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    door: Mapped[str] = mapped_column(String(8))
    """imap, pipe, page."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None from 90 days after it was settled on."""
    mailbox: Mapped[str | None] = mapped_column(String(255))
    uidvalidity: Mapped[int | None] = mapped_column(Id)
    uid: Mapped[int | None] = mapped_column(Id)
    brought_by_id: Mapped[int | None] = mapped_column(Id)
    """Who uploaded it, or said of a held one that it is genuine: they vouch for it."""
    message_id: Mapped[str] = mapped_column(String(255), default="")
    sender: Mapped[str] = mapped_column(String(320), default="")
    subject: Mapped[str] = mapped_column(String(200), default="")
    method: Mapped[str] = mapped_column(String(16), default="")
    verdict: Mapped[str] = mapped_column(String(12), default="waiting")
    """waiting, applied, nothing, held, refused, quarantined, discarded."""
    reason: Mapped[str] = mapped_column(String(32), default="")
    """In a word; pages put it into sentences."""
    facts: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BouncedAddress(Base):
    """That letters to an address came back on a day."""

    __tablename__ = "bounces"
    address: Mapped[str] = mapped_column(String(320), primary_key=True)
    on: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), default="")
    """The status of RFC 3463, such as 5.1.1."""
