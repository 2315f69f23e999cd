"""Whether the mail server takes anything at all: learnt from what it says to one letter after another. Knows its own table.

A server that puts off one recipient (a full mailbox, greylisting) is asked again by that letter's own schedule. One that
puts off whoever it is, one after the other, is shut: no letter's tries are counted against it, one of them knocks every few
minutes, and when one is taken all that were put off go at once.
"""

from datetime import datetime, timedelta

from msgspec import Struct, field
from sqlalchemy import ColumnElement, case, func, select, update

from floortime.db import Database
from floortime.outbox.model import MAIL, Letter

IN_A_ROW = 5
"""Recipients put off one after the other, none taken in between, from which on nobody in particular is to blame."""
KNOCK = timedelta(minutes=5)
WHILE_SHUT = timedelta(hours=6)
"""How long a letter waits that was put off by a shut door, unless the door opens before."""

UNCOUNTED = case((Letter.attempts > 1, Letter.attempts - 1), else_=1)
"""One try less; it keeps one, for it was begun and may have arrived."""


class Door(Struct):
    """What one worker knows of it. A new worker knows what the letters that wait say."""

    db: Database
    channel: str
    shut: bool | None = None
    _refused: dict[int, str] = field(default_factory=dict)
    _knocked_at: datetime | None = None

    def put_off(self, letter_id: int, address: str, at: datetime) -> None:
        """Somebody's letter was not taken for now. The one that makes it a row clears those before it of their try."""
        self._refused[letter_id] = address
        if self.shut or self.channel != MAIL or len(set(self._refused.values())) < IN_A_ROW:
            return
        self.shut, self._knocked_at = True, at
        with self.db.writing() as session:
            session.execute(
                update(Letter)
                .where(Letter.id.in_(self._refused), Letter.state == "queued")
                .values(attempts=UNCOUNTED)
                .execution_options(synchronize_session=False)
            )

    def opened(self, at: datetime) -> None:
        """A letter was taken: if none was before, all that were put off are due now."""
        self._refused.clear()
        if self._is_shut(at):
            with self.db.writing() as session:
                session.execute(update(Letter).where(*self._waits(at)).values(not_before=at))
        self.shut = False

    def knock(self, at: datetime) -> bool:
        """While it is shut and no letter is due by itself: let the first of those put off go, every few minutes."""
        # A clock that was put back must not keep it from knocking for as long.
        if not self._is_shut(at) or (self._knocked_at is not None and abs(at - self._knocked_at) < KNOCK):
            return False
        self._knocked_at = at
        first = select(Letter.id).where(*self._waits(at)).order_by(Letter.not_before, Letter.id).limit(1)
        with self.db.writing() as session:
            done = session.execute(
                update(Letter)
                .where(Letter.id.in_(first))
                .values(not_before=at)
                .execution_options(synchronize_session=False)
            )
        return bool(done.rowcount)  # type: ignore[attr-defined]

    def _is_shut(self, at: datetime) -> bool:
        if self.shut is None and self.channel == MAIL:
            with self.db.reading() as session:
                to = select(func.count(Letter.to_address.distinct())).where(*self._waits(at))
                self.shut = (session.scalar(to) or 0) >= IN_A_ROW
        return bool(self.shut)

    def _waits(self, at: datetime) -> tuple[ColumnElement[bool], ...]:
        return (
            Letter.state == "queued",
            Letter.channel == self.channel,
            Letter.attempts > 0,
            Letter.trouble.is_not(None),
            Letter.not_before > at,
        )
