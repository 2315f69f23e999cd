"""The tables of webhooks; knows db."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base, Id, UtcDateTime


class Endpoint(Base):
    """An address that is told of events. Its secret is made of the house's key and the salt, and stored nowhere."""

    __tablename__ = "hook_endpoints"
    __table_args__ = (UniqueConstraint("url"),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    url: Mapped[str] = mapped_column(String(1000))
    events: Mapped[str] = mapped_column(String(200))
    """The events wanted, a blank between them."""
    salt: Mapped[str] = mapped_column(String(40))
    old_salt: Mapped[str] = mapped_column(String(40), default="")
    """While a secret is changed both sign; '' when only the new one does."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8), default="on")
    """on; off by hand; failed after days without an answer; removed."""
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trouble: Mapped[str] = mapped_column(String(400), default="")
    """What the other side said last when it did not take a delivery."""


class Told(Base):
    """That a line of the journal was told to an address: the key is what makes it once."""

    __tablename__ = "hook_told"
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("hook_endpoints.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(Id, primary_key=True)
