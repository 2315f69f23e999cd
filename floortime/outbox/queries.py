"""What a recipient has been told about a calendar event; knows the outbox's table."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from floortime.outbox.model import LEASE, MAIL, Hold, Letter, Shut

_ON_THE_WAY = Letter.channel == MAIL, Letter.state.in_(("queued", "leased"))
IS_HELD = Hold.what == MAIL
"""No letter leaves until somebody says so."""
IS_SHUT = and_(
    Shut.channel == MAIL,
    select(Letter.id)
    .where(*_ON_THE_WAY, or_(Letter.not_before <= Shut.since, Letter.trouble.is_not(None)))
    .exists(),
)
"""The mail server takes nothing, and there is something that it was to take."""


def on_the_way(most: int) -> Select[int]:
    """How many letters are still to leave, counted as far as `most`."""
    return select(func.count()).select_from(select(Letter.id).where(*_ON_THE_WAY).limit(most).subquery())


def held_back(most: int) -> Select[int]:
    """The same while none leaves: those that were frozen with those written since."""
    still = Letter.channel == MAIL, Letter.state.in_(("queued", "leased", "frozen"))
    return select(func.count()).select_from(select(Letter.id).where(*still).limit(most).subquery())


_LEFT = or_(
    Letter.state.in_(("leased", "sent", "frozen")), and_(Letter.state == "queued", Letter.attempts > 0)
)
"""Letters their recipient may have: one that was tried may have arrived, a frozen one may still be released."""


def held_since(session: Session) -> datetime | None:
    """Since when no letter leaves and no mailbox is read, because somebody must say so first."""
    return session.scalar(select(Hold.since).where(Hold.what == MAIL))


def shut(session: Session) -> Shut | None:
    """Since when the mail server takes nothing, and what it says; None while it takes letters, or none waits for it."""
    return session.scalar(select(Shut).where(IS_SHUT))


def not_gone(session: Session) -> int:
    """How many letters are written and have not left: messages to other programs are none."""
    waits = Letter.channel == MAIL, Letter.state.in_(("queued", "leased", "frozen"))
    return session.scalar(select(func.count()).select_from(Letter).where(*waits)) or 0


class Told(Struct, frozen=True):
    """The calendar letters about one UID that reached one person, oldest first: (id, recurrence, method, message_id)."""

    letters: tuple[tuple[int, str, str, str], ...]

    def last(self, recurrence: str = "") -> int | None:
        """The id of the newest letter about the event, or about one date of it, if that was no cancellation."""
        about = [letter for letter in self.letters if letter[1] == recurrence]
        return about[-1][0] if about and about[-1][2] != "CANCEL" else None

    @property
    def first_message_id(self) -> str | None:
        """The Message-ID that every later letter about this UID refers to."""
        return self.letters[0][3] if self.letters else None


def told(session: Session, to_id: int, uid: str) -> Told:
    """What reached this person about this UID. Ask after superseding, so that a letter leased meanwhile counts."""
    rows = session.execute(
        select(Letter.id, Letter.recurrence, Letter.method, Letter.message_id)
        .where(Letter.to_id == to_id, Letter.uid == uid, _LEFT)
        .order_by(Letter.id)
    ).all()
    return Told(tuple((r.id, r.recurrence, r.method or "", r.message_id) for r in rows))


def told_sequence(session: Session, uid: str) -> int | None:
    """The highest SEQUENCE of an event that anybody may have been told; None while nothing has left."""
    return session.scalar(select(func.max(Letter.sequence)).where(Letter.uid == uid, _LEFT))


def body_of(session: Session, letter_id: int) -> bytes | None:
    """The bytes of a letter; None once they were dropped."""
    return session.scalar(select(Letter.body).where(Letter.id == letter_id))


def taken_back(at: datetime) -> Select[int]:
    """The ids of letters that were withdrawn and have certainly not gone: no worker holds them any more."""
    left_alone = or_(Letter.lease_by.is_(None), Letter.lease_until < at, Letter.lease_until > at + LEASE)
    return select(Letter.id).where(Letter.state == "withdrawn", left_alone)


class Waiting(Struct, frozen=True):
    """A letter that has not left yet."""

    event: str
    to_id: int | None
    not_before: datetime


def waiting(session: Session, kind: str, subject_id: int) -> list[Waiting]:
    """Letters about a thing that have not left yet, in the order in which they will."""
    rows = session.execute(
        select(Letter.event, Letter.to_id, Letter.not_before)
        .where(Letter.kind == kind, Letter.subject_id == subject_id, Letter.state.in_(("queued", "leased")))
        .order_by(Letter.not_before, Letter.id)
    ).all()
    return [Waiting(r.event, r.to_id, r.not_before) for r in rows]
