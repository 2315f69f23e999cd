"""Putting letters into the outbox and taking them back; knows act and its own table. Sending is in delivery.py."""

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import Select, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from floortime.act import Act
from floortime.db import in_act
from floortime.outbox.model import MAIL, Hold, Letter
from floortime.tokens import fresh_key

KEPT = timedelta(days=90)
"""How long the bytes of a letter that has gone, or never will, are kept."""
CHUNK = 200


class Itip(Struct, frozen=True):
    """What makes a calendar letter unique for its recipient: RFC 5546's UID, RECURRENCE-ID, METHOD, SEQUENCE."""

    uid: str
    method: str
    sequence: int
    recurrence: str = ""


def post(
    act: Act,
    *,
    event: str,
    dedupe_key: str,
    to_id: int | None,
    to_address: str,
    subject: tuple[str, int],
    message_id: str,
    body: bytes,
    not_before: datetime | None = None,
    itip: Itip | None = None,
    unnamed_on: datetime | None = None,
    channel: str = MAIL,
) -> Letter | None:
    """Queue a rendered letter in this act. None when a letter with this dedupe key exists: it was said before.

    A letter that nobody's act causes has the beginning of the day as its instant (`unnamed_on`), and a random
    negative number: the next free one would place it between two letters whose instants are known.
    """
    if already(act, dedupe_key):
        return None
    letter = Letter(
        channel=channel,
        event=event,
        dedupe_key=dedupe_key,
        to_id=to_id,
        to_address=to_address,
        kind=subject[0],
        subject_id=subject[1],
        message_id=message_id,
        body=body,
        made_at=unnamed_on or act.at,
        not_before=not_before or act.at,
        uid=itip.uid if itip else None,
        method=itip.method if itip else None,
        sequence=itip.sequence if itip else None,
        recurrence=itip.recurrence if itip else "",
    )
    if unnamed_on is not None:
        letter.id = -fresh_key(act.session, Letter, act.today)
    act.session.add(letter)
    act.session.flush()
    if itip is not None:
        _hurry_earlier(act, letter)
    return letter


def _hurry_earlier(act: Act, letter: Letter) -> None:
    """A letter waits for earlier ones about its event to the same address: those that were put off are tried with it."""
    act.session.execute(
        update(Letter)
        .where(
            Letter.to_address == letter.to_address,
            Letter.uid == letter.uid,
            Letter.state == "queued",
            Letter.not_before > letter.not_before,
            Letter.id != letter.id,
        )
        .values(not_before=letter.not_before)
        .execution_options(synchronize_session=False)
    )


def already(act: Act, dedupe_key: str) -> bool:
    """Whether a letter with this key was ever queued: ask before rendering one."""
    return in_act(act.session).scalar(_SAID, {"key": dedupe_key}) is not None


_SAID = select(Letter.id).where(
    Letter.dedupe_key == bindparam("key")
)  # built once: each letter asks it twice


def supersede(
    act: Act, *, to_id: int, uid: str, recurrence: str | None = None, method: str | None = None
) -> int:
    """Replace what is queued and was never tried for a recipient and UID; returns how many letters that were.

    A letter that was once begun may have arrived although the mail server did not say so: it goes out again.
    """
    which = [Letter.to_id == to_id, Letter.uid == uid, Letter.state == "queued", Letter.attempts == 0]
    if recurrence is not None:
        which.append(Letter.recurrence == recurrence)
    if method is not None:
        which.append(Letter.method == method)
    done = act.session.execute(update(Letter).where(*which).values(state="superseded"))
    return int(done.rowcount)  # type: ignore[attr-defined]


def take_out(act: Act, *, to_id: int, uid: str, event: str) -> bool:
    """Take a waiting letter out that was never begun, to be written anew under the numbers it had: nobody has seen it."""
    which = (Letter.to_id == to_id, Letter.uid == uid, Letter.event == event)
    done = act.session.execute(delete(Letter).where(*which, Letter.state == "queued", Letter.attempts == 0))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def take_out_unbegun(act: Act, *, subject: tuple[str, int], event: str) -> datetime | None:
    """Take a letter out that nobody has begun to send, to be written anew; returns when it was to go, None where none waits."""
    which = (Letter.kind == subject[0], Letter.subject_id == subject[1], Letter.event == event)
    gone = delete(Letter).where(*which, Letter.state == "queued", Letter.attempts == 0)
    return act.session.scalars(gone.returning(Letter.not_before)).first()


def withdraw(
    act: Act,
    *,
    subject: tuple[str, int],
    to_id: int | None = None,
    event: str | None = None,
    plain: bool = False,
) -> int:
    """Take back what has not gone yet about a thing, leased letters included: delivery looks again before DATA.

    `plain`: only letters that carry no calendar event; those are superseded or cancelled by their own rules.
    What a backup brought is taken back too, but for calendar events: the house that was saved may have sent them.
    """
    which = [
        Letter.kind == subject[0],
        Letter.subject_id == subject[1],
        or_(Letter.state.in_(("queued", "leased")), and_(Letter.state == "frozen", Letter.uid.is_(None))),
    ]
    if to_id is not None:
        which.append(Letter.to_id == to_id)
    if event is not None:
        which.append(Letter.event == event)
    if plain:
        which.append(Letter.uid.is_(None))
    done = act.session.execute(update(Letter).where(*which).values(state="withdrawn"))
    return int(done.rowcount)  # type: ignore[attr-defined]


def bring_back(act: Act, *, subject: tuple[str, int], event: str) -> None:
    """Let the last letter about a thing go after all that was withdrawn before its time had come."""
    which = (
        Letter.kind == subject[0],
        Letter.subject_id == subject[1],
        Letter.event == event,
        Letter.state == "withdrawn",
        Letter.attempts == 0,
        Letter.not_before > act.at,
    )
    # By its key, which numbers them: those that carry no instant have no order else.
    last = select(Letter).where(*which).order_by(Letter.dedupe_key.desc()).limit(1)
    letter = act.session.scalar(last.execution_options(populate_existing=True))
    if letter is not None:
        letter.state = "queued"
        act.session.flush()


def withdraw_from(act: Act, person_id: int) -> int:
    """Take back all that has not gone to somebody who asked for no letters, but for calendar events."""
    which = (
        Letter.to_id == person_id,
        Letter.uid.is_(None),
        Letter.state.in_(("queued", "leased", "frozen")),
    )
    done = act.session.execute(update(Letter).where(*which).values(state="withdrawn"))
    return int(done.rowcount)  # type: ignore[attr-defined]


def has_gone(act: Act, event: str, about: str) -> bool:
    """Whether one of the letters whose dedupe key begins so is on its way, or may have arrived."""
    gone = Letter.event == event, Letter.dedupe_key.startswith(about, autoescape=True)
    states = "sent", "leased", "failed"
    begun = or_(Letter.state.in_(states), and_(Letter.state == "queued", Letter.attempts > 0))
    return act.session.scalar(select(Letter.id).where(*gone, begun).limit(1)) is not None


def take_out_all(act: Act, event: str, about: str) -> None:
    """Take those out whose dedupe key begins so and which were never begun: they may be written anew under it."""
    which = Letter.event == event, Letter.dedupe_key.startswith(about, autoescape=True)
    act.session.execute(delete(Letter).where(*which, Letter.state == "queued", Letter.attempts == 0))


def withdraw_those(act: Act, ids: Select[int | None]) -> int:
    """The same for letters that tell of several things, one of which holds no more."""
    which = Letter.id.in_(ids), Letter.state.in_(("queued", "leased", "frozen"))
    done = act.session.execute(
        update(Letter).where(*which).values(state="withdrawn").execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def drop_old_bytes(act: Act) -> bool:
    """Drop the bytes of letters whose 90 days are over, some at a time. Returns whether there may be more.

    The row stays: its dedupe key keeps a letter from being said twice.
    """
    over = (
        select(Letter.id)
        .where(
            Letter.body.is_not(None),
            Letter.state.in_(("sent", "superseded", "withdrawn", "failed")),
            func.coalesce(Letter.sent_at, Letter.made_at) < act.at - KEPT,
        )
        .limit(CHUNK)
    )
    done = act.session.execute(
        update(Letter)
        .where(Letter.id.in_(over))
        .values(body=None)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount) == CHUNK  # type: ignore[attr-defined]


def file_away(session: Session, *, before: datetime) -> int:
    """Count as sent, at the moment they were due, all letters that were due before. For rehearsing a past only.

    Nobody carries these letters out: `floortime demo` writes nine months of history in a minute, and what its
    made-up people were told in spring must not go to their folder today. No page, duty or setting calls this.
    """
    done = session.execute(
        update(Letter)
        .where(Letter.state == "queued", Letter.not_before <= before)
        .values(state="sent", sent_at=Letter.not_before)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def freeze(act: Act) -> int:
    """Hold back every letter that has not gone, and those still to be written: a restored copy writes to nobody by itself."""
    if act.session.get(Hold, MAIL) is None:
        act.session.add(Hold(what=MAIL, since=act.at))
    which = update(Letter).where(Letter.state.in_(("queued", "leased")))
    done = act.session.execute(which.values(state="frozen", lease_by=None, lease_until=None))
    return int(done.rowcount)  # type: ignore[attr-defined]


def release(act: Act) -> int:
    """Let letters go again, by hand, when somebody has looked at them."""
    act.session.execute(delete(Hold).where(Hold.what == MAIL))
    done = act.session.execute(update(Letter).where(Letter.state == "frozen").values(state="queued"))
    return int(done.rowcount)  # type: ignore[attr-defined]


def forget(act: Act, person_id: int, *, addresses: tuple[str, ...] = ()) -> int:
    """Drop bytes and address of every letter to somebody who is erased; what had not gone never goes. Returns how many.

    The row stays with its dedupe key: an erased person is not written to a second time either.
    """
    to = [Letter.to_id == person_id, *(func.lower(Letter.to_address) == a.lower() for a in addresses if a)]
    waiting = Letter.state.in_(("queued", "leased", "frozen"))
    rows = act.session.scalars(select(Letter).where(or_(*to))).all()
    act.session.execute(update(Letter).where(or_(*to), waiting).values(state="withdrawn"))
    for row in rows:
        act.session.refresh(row)
        row.body, row.trouble, row.to_address = None, None, f"erased-{person_id}"
    act.session.flush()
    return len(rows)
