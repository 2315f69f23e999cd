"""Mail taken in, settled, tried again and forgotten; knows act and its own tables. What it means is others' to say."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from floortime.act import Act
from floortime.db import Database, in_act
from floortime.errors import Malformed
from floortime.mail.envelopes import MOST_OCTETS
from floortime.mail.model import BouncedAddress, Received
from floortime.outbox.model import Letter

KEPT = timedelta(days=90)
"""How long the bytes of a settled mail are kept."""
CHUNK = 100
MOST_TRIES = 3
WAIT = timedelta(minutes=2)
"""Between two tries of a mail that could not be handled."""


def take_in(
    act: Act,
    raw: bytes,
    *,
    door: str,
    mailbox: str | None = None,
    uidvalidity: int | None = None,
    uid: int | None = None,
    brought_by: int | None = None,
) -> tuple[Received, bool]:
    """Store a mail as it came; returns its row and whether it is new. The same bytes twice are one row.

    Malformed when there is nothing in it, or more than 5 MiB.
    """
    if not raw.strip():
        raise Malformed("There is nothing in it.")
    if len(raw) > MOST_OCTETS:
        raise Malformed("It is larger than five megabytes.")
    digest = hashlib.sha256(raw).hexdigest()
    known = act.session.scalar(select(Received).where(Received.sha256 == digest))
    if known is not None:
        return known, False
    row = Received(
        sha256=digest, door=door, at=act.at, raw=raw, mailbox=mailbox, uidvalidity=uidvalidity, uid=uid,
        brought_by_id=brought_by, verdict="waiting", facts={}, tries=0, not_before=act.at,
    )  # fmt: skip
    try:
        with act.session.begin_nested():
            act.session.add(row)
            act.session.flush()
    except IntegrityError:  # another door took it in between
        found = act.session.scalar(select(Received).where(Received.sha256 == digest))
        if found is None:
            raise
        return found, False
    return row, True


def next_waiting(db: Database, act_at: object) -> int | None:
    """The oldest mail that nobody has looked into, without a lock: asked each second."""
    with db.reading() as session:
        return session.scalar(_OLDEST, {"now": act_at})


# Built once: each mail asks these, and building one costs more than the database's answer.
_OLDEST = (
    select(Received.id)
    .where(Received.verdict == "waiting", Received.not_before <= bindparam("now"))
    .order_by(Received.id)
    .limit(1)
)
_BEGUN = (
    update(Received)
    .where(
        Received.id == bindparam("which"),
        Received.verdict == "waiting",
        Received.not_before <= bindparam("now"),
    )
    .values(tries=Received.tries + 1, not_before=bindparam("later"))
    .returning(Received.tries, Received.raw)
)
_APPLIED = select(Received.id).where(
    Received.message_id == bindparam("message_id"),
    Received.sender == bindparam("sender"),
    Received.verdict == "applied",
    Received.id != bindparam("id"),
)


def begun(act: Act, received_id: int) -> bytes | None:
    """The bytes of a mail to be read now. Its try is counted before it is made, so that a mail which takes its reader
    down is not tried for ever.

    None when somebody else settled it, or has it in hand; or when it is set apart: tried too often, or without bytes.
    """
    facts = {"which": received_id, "now": act.at, "later": act.at + WAIT}
    taken = in_act(act.session).execute(_BEGUN, facts).one_or_none()
    if taken is None:
        return None
    tries, raw = taken
    if tries <= MOST_TRIES and raw is not None:
        return bytes(raw)
    set_apart(act, received_id, "too_often" if raw is not None else "gone")
    return None


def set_apart(act: Act, received_id: int, reason: str) -> None:
    """Leave a mail that cannot be read to a person."""
    row = act.session.get(Received, received_id)
    if row is not None:
        settle(act, row, "quarantined", reason)


def settle(act: Act, row: Received, verdict: str, reason: str, **facts: object) -> None:
    """Write down what became of a mail."""
    row.verdict, row.reason = verdict, reason
    row.facts = {**row.facts, **facts}
    row.settled_at = act.at


def try_again(act: Act, row: Received, *, vouched_by: int | None = None, **facts: object) -> None:
    """Send it through once more from the beginning; `vouched_by` says of it that it is genuine."""
    row.verdict, row.reason, row.settled_at = "waiting", "", None
    row.tries, row.not_before = 0, act.at
    row.brought_by_id = vouched_by or row.brought_by_id
    row.facts = {**row.facts, **facts}
    act.session.flush()


def known_before(session: Session, row: Received, sender: str, message_id: str) -> bool:
    """Whether a mail with this Message-ID of this sender was applied already."""
    if not message_id:
        return False
    facts = {"message_id": message_id, "sender": sender, "id": row.id}
    return session.scalar(_APPLIED, facts) is not None


def note_bounce(act: Act, address: str, status: str, message_id: str) -> bool:
    """Mark an address that one of our own letters came back from; a report about a letter we never wrote marks none."""
    letter = act.session.scalar(
        select(Letter.id).where(Letter.message_id == message_id, func.lower(Letter.to_address) == address)
    )
    if letter is None or not message_id:
        return False
    if act.session.get(BouncedAddress, (address, act.today)) is None:
        act.session.add(BouncedAddress(address=address, on=act.today, kind=status))
        act.session.flush()
    return True


def last_bounce(session: Session, address: str | None) -> BouncedAddress | None:
    """The newest report that letters to an address come back; None when none ever did."""
    if not address:
        return None
    return session.scalar(
        select(BouncedAddress)
        .where(BouncedAddress.address == address.lower())
        .order_by(BouncedAddress.on.desc())
        .limit(1)
    )


def highest_uid(session: Session, mailbox: str, uidvalidity: int) -> int | None:
    """The highest UID that was taken in from a mailbox; None when nothing was."""
    return session.scalar(
        select(func.max(Received.uid)).where(Received.mailbox == mailbox, Received.uidvalidity == uidvalidity)
    )


WAITING_FOR_A_PERSON = select(func.count()).where(Received.verdict.in_(("held", "quarantined")))


def waiting_for_a_person(session: Session) -> int:
    """How many mails somebody must decide about."""
    return session.scalar(WAITING_FOR_A_PERSON) or 0


def drop_old_bytes(act: Act) -> bool:
    """Drop the bytes of mails that were settled long ago; what waits for a person is kept. True: there may be more."""
    over = (
        select(Received.id)
        .where(
            Received.raw.is_not(None),
            Received.verdict.in_(("applied", "nothing", "refused", "discarded")),
            Received.settled_at < act.at - KEPT,
        )
        .limit(CHUNK)
    )
    done = act.session.execute(
        update(Received)
        .where(Received.id.in_(over))
        .values(raw=None, subject="")
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount) == CHUNK  # type: ignore[attr-defined]


def forget(act: Act, addresses: Iterable[str]) -> None:
    """Drop what somebody who is erased wrote to us, and that letters to them came back."""
    for address in {one.lower() for one in addresses if one}:
        act.session.execute(
            update(Received)
            .where(Received.sender == address)
            .values(raw=None, sender="", subject="", message_id="", facts={})
            .execution_options(synchronize_session=False)
        )
        for row in act.session.scalars(select(BouncedAddress).where(BouncedAddress.address == address)):
            act.session.delete(row)
    act.session.flush()
