"""Whether the mail server takes anything at all: learnt from what it says to one letter after another. Knows its own table.

A server that puts off one recipient (a full mailbox, greylisting) is asked again by that letter's own schedule. One that
puts off or refuses whoever it is, one after the other, is shut: no letter's tries are counted against it, one of them knocks
every few minutes, and when one is taken all that were put off go at once. That an address is nobody's is believed when it
is said again after others were taken. What the server says while it takes nothing is kept, for the people who can mend it.
"""

from datetime import datetime, timedelta

from msgspec import Struct, field
from sqlalchemy import ColumnElement, case, delete, func, select, update
from sqlalchemy.orm import Session

from floortime.db import Database, add_unless
from floortime.outbox.model import MAIL, Letter, Shut

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
    _taken: int = 0
    _nobodys: dict[int, int] = field(default_factory=dict)
    """Letters to an address that is said to be nobody's, and how many others had been taken by then."""

    def nobody_there(self, letter_id: int, address: str, said: str, at: datetime) -> bool:
        """Whether that is believed: it was said before, and since then the server has taken letters of others."""
        before = self._nobodys.setdefault(letter_id, self._taken)
        if not self.shut and self._taken > before:
            del self._nobodys[letter_id]
            return True
        self.put_off(letter_id, address, said, at)
        return False

    def put_off(self, letter_id: int, address: str, said: str, at: datetime) -> None:
        """Somebody's letter was not taken for now. The one that makes it a row clears those before it of their try."""
        self._refused[letter_id] = address
        if self.shut or self.channel != MAIL or len(set(self._refused.values())) < IN_A_ROW:
            return
        self.shut, self._knocked_at = True, at
        self.note(said, at)
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
        self._taken += 1
        if self._is_shut(at):
            with self.db.writing() as session:
                session.execute(update(Letter).where(*self._waits(at)).values(not_before=at))
        self.shut = False

    def note(self, said: str, at: datetime) -> None:
        """Keep what it says while it takes nothing, and since when: the house's page and the doctor tell."""
        if self.channel != MAIL:
            return
        with self.db.writing() as session:
            if not add_unless(
                session, Shut, {"channel": self.channel, "since": at, "said": said[:400]}, "channel"
            ):
                session.execute(update(Shut).where(Shut.channel == self.channel).values(said=said[:400]))

    def forget(self, session: Session) -> None:
        """A letter was taken, whichever worker's: there is nothing to tell."""
        session.execute(delete(Shut).where(Shut.channel == self.channel))

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
