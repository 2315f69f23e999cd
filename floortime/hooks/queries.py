"""Reading webhooks: addresses, and what was sent to them; knows its table and the outbox's."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floortime.hooks.model import Endpoint
from floortime.outbox.model import Letter

SHOWN = 50


class Delivery(Struct, frozen=True):
    """One message to an address, and what became of it."""

    id: int
    kind: str
    message_id: str
    made_on: datetime
    state: str
    attempts: int
    next_at: datetime
    sent_at: datetime | None
    trouble: str
    kept: bool


def endpoints(session: Session) -> Sequence[Endpoint]:
    """Every address that was not removed."""
    return session.scalars(select(Endpoint).where(Endpoint.state != "removed").order_by(Endpoint.id)).all()


def listening(session: Session) -> Sequence[Endpoint]:
    """Those that are told now."""
    return session.scalars(select(Endpoint).where(Endpoint.state == "on").order_by(Endpoint.id)).all()


def deliveries(session: Session, endpoint_id: int) -> list[Delivery]:
    """The last messages to an address, the newest first."""
    rows = session.execute(
        select(
            Letter.id,
            Letter.event,
            Letter.message_id,
            Letter.made_at,
            Letter.state,
            Letter.attempts,
            Letter.not_before,
            Letter.sent_at,
            func.coalesce(Letter.trouble, "").label("trouble"),
            Letter.body.is_not(None).label("kept"),
        )
        .where(Letter.kind == "hook", Letter.subject_id == endpoint_id)
        .order_by(Letter.not_before.desc(), Letter.id.desc())
        .limit(SHOWN)
    )
    return [Delivery(*tuple(row)) for row in rows]
