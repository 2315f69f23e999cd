"""Bringing letters out: lease, look again, send, mark. Knows its own table; carrier, clock and who has gone are handed in."""

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Protocol, cast

from msgspec import Struct, field
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Executable,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from floortime.clock import Clock
from floortime.db import Database, UtcDateTime
from floortime.errors import Undeliverable
from floortime.outbox.door import UNCOUNTED, WHILE_SHUT, Door
from floortime.outbox.model import LEASE, MAIL, Hold, Letter

SENDING = LEASE.total_seconds() * 0.6
"""Seconds of a lease in which a letter may still be begun: a slow batch must not go out on an expired lease."""
BATCH = 10
MOST_TRIES = 12
SLOW = 0.05
"""From this many seconds a letter on, each is marked by itself: a kill then repeats at most one."""
BREATH = 0.02
"""Seconds between two commits, so that the web's writers on SQLite get their turn."""
WAITS = (1, 5, 15, 30, 60, 120, 240, 480, 720, 1440, 1440)
"""Minutes until the next try, after the first, second … failed one: about three days in all."""


class NotNow(Exception):  # noqa: N818 - like the errors of the house, named for what it says
    """The other side would not take this letter now; try again later."""


class NoSuchReader(Undeliverable):
    """The other side says of this address that nobody is there. It may say so of everybody when it is set up wrongly."""


class Unreachable(Exception):  # noqa: N818
    """There is no other side at the moment; no letter is to blame."""


class Carrier(Protocol):
    """What brings a letter out of the house."""

    def send(self, raw: bytes, *, sender: str, to: str, still: Callable[[], bool]) -> bool:
        """Hand a letter over; asks `still` at the last moment and returns False when it says no.

        Raises Undeliverable (refused for good; NoSuchReader: unless of everybody), NotNow (try again), Unreachable (nobody there).
        """

    def close(self) -> None:
        """End the conversation."""


class Leased(Struct, frozen=True):
    """A letter that this worker may send until its lease ends."""

    id: int
    to: str
    body: bytes | None
    attempts: int


class Tally(Struct):
    """What became of a batch."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    withdrawn: int = 0
    given_back: int = 0
    unreachable: str = ""

    @property
    def moved(self) -> bool:
        """Whether any letter changed its state for good or for a while."""
        return bool(self.sent or self.later or self.failed or self.withdrawn)


class Courier(Struct):
    """One worker's way of sending: who it is, by which carrier, on which clock."""

    db: Database
    carrier: Carrier
    clock: Clock
    me: str
    sender: str
    gone: Callable[[BindParameter[date]], Select[int]]
    """The ids of those who have left by a day: after their last day nothing goes to them, not even a cancellation."""
    stopped: Callable[[], bool] = lambda: False
    rest: Callable[[float], None] = time.sleep
    channel: str = MAIL
    _unmarked: list[int] = field(default_factory=list)
    _door: Door | None = None

    @property
    def door(self) -> Door:
        """What this worker knows of the mail server as a whole."""
        if self._door is None:
            self._door = Door(self.db, self.channel)
        return self._door

    def send_batch(self, most: int = BATCH) -> Tally:
        """Send what is due, up to `most` letters; returns what became of them."""
        tally = Tally()
        at = self.clock()
        if not anything_due(self.db, at, self.channel) and not self.door.knock(at):
            return tally
        letters = self._lease(most)
        started = time.monotonic()
        try:
            while letters and not (self.stopped() or time.monotonic() - started > SENDING):
                self._one(letters[0], tally)
                letters.pop(0)
        except Unreachable as gone:
            tally.unreachable = str(gone) or "nobody answers"
            self.door.note(tally.unreachable, self.clock())
        finally:
            self._mark()
            self._give_back(letters)
            tally.given_back = len(letters)
        return tally

    def _one(self, letter: Leased, tally: Tally) -> None:
        began = time.monotonic()
        if (letter.attempts > MOST_TRIES and not self.door.shut) or letter.body is None:
            self._settle(letter, "failed", "It was begun too often without an end.")
            tally.failed += 1
            return
        try:
            went = self.carrier.send(
                letter.body, sender=self.sender, to=letter.to, still=lambda: self._still(letter.id)
            )
        except NoSuchReader as refused:
            final = self.door.nobody_there(letter.id, letter.to, refused.sentence, self.clock())
            self._not_taken(letter, refused.sentence, tally, final=final)
        except Undeliverable as refused:
            self._not_taken(letter, refused.sentence, tally, final=True)
        except NotNow as later:
            self.door.put_off(letter.id, letter.to, str(later), self.clock())
            self._not_taken(letter, str(later), tally, final=False)
        else:
            tally.sent, tally.withdrawn = tally.sent + went, tally.withdrawn + (not went)
            if went:
                self._unmarked.append(letter.id)
                self.door.opened(self.clock())
            else:
                self._settle(letter, "withdrawn", "Whoever it was for has left.")
                self._let_go(letter)
            if len(self._unmarked) >= BATCH or time.monotonic() - began > SLOW:
                self._mark()

    def _not_taken(self, letter: Leased, trouble: str, tally: Tally, *, final: bool) -> None:
        final = final or (letter.attempts >= MOST_TRIES and not self.door.shut)
        self._settle(letter, "failed" if final else "queued", trouble)
        tally.failed, tally.later = tally.failed + final, tally.later + (not final)

    def _lease(self, most: int) -> list[Leased]:
        at = self.clock()
        leasing = _leasing(self.channel, self.db.is_sqlite)
        with self.db.writing() as session:
            rows = session.connection().execute(leasing, {**_now(at), "me": self.me, "most": most}).all()
        in_order = sorted(rows, key=lambda row: (row.not_before, row.id))
        return [Leased(row.id, row.to_address, row.body, row.attempts) for row in in_order]

    def _still(self, letter_id: int) -> bool:
        """Whether the letter still holds: not withdrawn since, still ours to send, and its reader still here."""
        given = {"id": letter_id, "me": self.me, "day": self.clock().date()}
        with self.db.reading() as session:
            return session.scalar(_still_holds(self.gone), given) is not None

    def _mark(self) -> None:
        """Note what has gone. What was withdrawn after its DATA began has gone all the same."""
        if not self._unmarked:
            return
        with self.db.writing() as session:
            session.execute(
                update(Letter)
                .where(Letter.id.in_(self._unmarked), Letter.lease_by == self.me)
                .values(state="sent", sent_at=self.clock(), lease_by=None, lease_until=None, trouble=None)
            )
            self.door.forget(session)
        self._unmarked.clear()
        self.rest(BREATH)

    def _settle(self, letter: Leased, state: str, trouble: str) -> None:
        wait = timedelta(minutes=WAITS[min(letter.attempts, len(WAITS)) - 1])
        values: dict[str, object] = {"state": state, "trouble": trouble[:400], "lease_by": None}
        if state == "queued" and self.door.shut:
            values["attempts"], wait = UNCOUNTED, WHILE_SHUT
        if state == "queued":
            values["not_before"] = self.clock() + wait
        with self.db.writing() as session:
            session.execute(update(Letter).where(*self._mine([letter.id])).values(**values, lease_until=None))
        self.rest(BREATH)

    def _let_go(self, letter: Leased) -> None:
        """Say of a letter that was taken back in our hands that it has not gone: what stood in it may be said anew."""
        with self.db.writing() as session:
            session.execute(
                update(Letter)
                .where(Letter.id == letter.id, Letter.state == "withdrawn", Letter.lease_by == self.me)
                .values(lease_by=None, lease_until=None)
            )

    def _give_back(self, letters: Sequence[Leased]) -> None:
        if not letters:
            return
        with self.db.writing() as session:
            session.execute(
                update(Letter)
                .where(*self._mine([letter.id for letter in letters]))
                .values(state="queued", lease_by=None, lease_until=None, attempts=Letter.attempts - 1)
            )

    def _mine(self, ids: list[int]) -> tuple[ColumnElement[bool], ...]:
        return (Letter.id.in_(ids), Letter.state == "leased", Letter.lease_by == self.me)


@cache
def _due(channel: str = MAIL) -> tuple[ColumnElement[bool], ...]:
    """Queued and due, or left behind by a worker that died.

    A lease that ends later than any lease given now could was given by a clock that has since been put
    back; it counts as left behind too. What is said of an event goes in the order in which it was said: a
    letter waits for an earlier one about the same event to the same address.
    """
    at, longest = bindparam("at", type_=UtcDateTime), bindparam("longest", type_=UtcDateTime)
    left_behind = or_(Letter.lease_until < at, Letter.lease_until > longest)
    earlier = aliased(Letter)
    before_it = select(earlier.id).where(
        earlier.to_address == Letter.to_address,
        earlier.uid == Letter.uid,
        earlier.state.in_(("queued", "leased")),
        earlier.id < Letter.id,
    )
    return (
        # Literal and no Boolean, which SQLite would be asked to equal 1: only so does it see that the partial index fits.
        cast("ColumnElement[bool]", literal_column("letters.state IN ('queued', 'leased')")),
        Letter.channel == channel,
        Letter.not_before <= at,
        or_(Letter.state == "queued", and_(Letter.state == "leased", left_behind)),
        or_(Letter.uid.is_(None), ~before_it.exists()),
        ~select(Hold.what).where(Hold.what == MAIL).exists(),
    )


@cache
def _leasing(channel: str, is_sqlite: bool) -> Executable:
    """Take the next few. Built once: it is said for every batch."""
    due = select(Letter.id).where(*_due(channel)).order_by(Letter.not_before, Letter.id)
    due = due.limit(bindparam("most", type_=Integer))
    if not is_sqlite:
        due = due.with_for_update(skip_locked=True)
    return (
        update(Letter)
        .where(Letter.id.in_(due))
        .values(
            state="leased",
            lease_by=bindparam("me"),
            lease_until=bindparam("longest", type_=UtcDateTime),
            attempts=Letter.attempts + 1,
        )
        .returning(Letter.id, Letter.to_address, Letter.body, Letter.attempts, Letter.not_before)
    )


@cache
def _still_holds(gone: Callable[[BindParameter[date]], Select[int]]) -> Select[int]:
    """Whether a letter is still ours and its reader still here. Built once: it is asked for every letter."""
    left = gone(bindparam("day", type_=Date))
    mine = Letter.id == bindparam("id"), Letter.state == "leased", Letter.lease_by == bindparam("me")
    left_behind = left.where(left.selected_columns[0] == Letter.to_id).exists()
    return select(Letter.id).where(*mine, ~left_behind)


@cache
def _first_due(channel: str) -> Select[int]:
    """Built once: it is asked each second."""
    return select(Letter.id).where(*_due(channel)).limit(1)


def _now(at: datetime) -> dict[str, object]:
    return {"at": at, "longest": at + LEASE}


def anything_due(db: Database, at: datetime, channel: str = MAIL) -> bool:
    """Whether a letter waits to be sent now: asked without a lock, each second."""
    with db.reading() as session:
        return session.scalar(_first_due(channel), _now(at)) is not None


def waiting(session: Session) -> dict[str, int]:
    """How many letters are in which state, of those that have not gone."""
    rows = session.execute(
        select(Letter.state, func.count()).where(Letter.state != "sent").group_by(Letter.state)
    ).all()
    return {row.state: row[1] for row in rows}
