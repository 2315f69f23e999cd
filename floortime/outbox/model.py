"""The outbox's one table; knows db."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, UtcDateTime, partial

MAIL = "mail"
HOOK = "hook"
"""The other way out of the house: told to another program, not to a person."""

LEASE = timedelta(minutes=5)
"""How long a worker may hold a letter before others count it as left behind."""
LetterState = Literal["queued", "leased", "sent", "superseded", "withdrawn", "frozen", "failed"]


class Letter(Base):
    """One letter to one address, its bytes fixed when the act that caused it was committed."""

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("dedupe_key"),
        UniqueConstraint("message_id"),
        # Never two different contents for one iTIP message (RFC 5546, 2.1.4 and 2.1.5).
        UniqueConstraint("to_address", "uid", "recurrence", "method", "sequence", name="uq_letters_itip"),
        Index(
            "ix_letters_due",
            "not_before",
            "id",
            info=partial("state IN ('queued', 'leased')"),
        ),
        Index("ix_letters_subject", "kind", "subject_id"),
        Index("ix_letters_to", "to_id"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel: Mapped[str] = mapped_column(String(8), default="mail")
    event: Mapped[str] = mapped_column(String(48))
    """What the letter is, as its template is called: `seat_invited`."""
    dedupe_key: Mapped[str] = mapped_column(String(160))
    to_id: Mapped[int | None] = mapped_column(Id)
    to_address: Mapped[str] = mapped_column(String(320))
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int] = mapped_column(Id)
    uid: Mapped[str | None] = mapped_column(String(255))
    recurrence: Mapped[str] = mapped_column(String(20), default="")
    method: Mapped[str | None] = mapped_column(String(16))
    sequence: Mapped[int | None] = mapped_column(Integer)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None from 90 days after sending on."""
    message_id: Mapped[str] = mapped_column(String(255))
    state: Mapped[str] = mapped_column(String(12), default="queued")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_by: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trouble: Mapped[str | None] = mapped_column(String(400))
    """What the other side said when it refused."""


class Hold(Base):
    """That something is held back until a person releases it: `mail` after a restore, so that a copy writes to nobody."""

    __tablename__ = "outbox_holds"
    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class Shut(Base):
    """That the mail server takes no letter at all, since when, and what it says; gone when it takes one."""

    __tablename__ = "outbox_shut"
    channel: Mapped[str] = mapped_column(String(8), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    said: Mapped[str] = mapped_column(String(400))
