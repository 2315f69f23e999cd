"""Idempotency: what was already done under a key is answered again, not done twice; knows db, tokens."""

from datetime import date, timedelta

from sqlalchemy import Date, String, Text, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from floortime.db import Base, in_act
from floortime.tokens import hashed

KEPT = timedelta(days=2)
"""Retries are honoured for 48 hours; the purge duty drops a receipt after its second full day."""


class Receipt(Base):
    """That a submission was taken. Holds no reference to what came of it."""

    __tablename__ = "receipts"
    __table_args__ = (
        {"sqlite_with_rowid": False},
    )  # a hidden counter would keep the order in which they came
    purpose: Mapped[str] = mapped_column(String(32), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    made_on: Mapped[date] = mapped_column(Date, index=True)
    answer: Mapped[str | None] = mapped_column(Text)
    """What to show again; null where that would tell on somebody."""


def earlier(session: Session, purpose: str, key: str) -> Receipt | None:
    """The receipt of an earlier submission with this key, if there is one."""
    return session.execute(
        select(Receipt).where(Receipt.purpose == purpose, Receipt.key_hash == hashed(key))
    ).scalar_one_or_none()


def keep(session: Session, purpose: str, key: str, *, on: date, answer: str | None = None) -> None:
    """Note that the submission with this key was taken, in the act that takes it."""
    in_act(session).execute(
        _KEEP, {"purpose": purpose, "key_hash": hashed(key), "made_on": on, "answer": answer}
    )


_KEEP = insert(Receipt)


def drop(session: Session, purpose: str, key: str) -> None:
    """Forget it in the act that takes back what came of it."""
    session.execute(delete(Receipt).where(Receipt.purpose == purpose, Receipt.key_hash == hashed(key)))


def purge(session: Session, *, today: date) -> None:
    """Forget receipts whose 48 hours are over."""
    session.execute(delete(Receipt).where(Receipt.made_on < today - KEPT))
