"""The door to randomness, and the one-purpose tokens behind mail links; knows db."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import String, bindparam, delete, insert, literal_column, or_, select, union_all, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from floortime.db import Base, Id, UtcDateTime, in_act

# No vowels (no words by accident), nothing that looks like something else on paper.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
CLAIM_LENGTH = 16
"""27^16 is 76 bits: enough against guessing over a rate-limited page, short enough to write down."""

Ready = dict[tuple[type[Base], date], list[int]]


class Token(Base):
    """A secret that opens one thing for one purpose; only its hash is stored."""

    __tablename__ = "tokens"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int] = mapped_column(Id)
    person_id: Mapped[int | None] = mapped_column(Id)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Grant(Struct, frozen=True):
    """What a valid token opens."""

    purpose: str
    kind: str
    subject_id: int
    person_id: int | None


def hashed(secret: str) -> str:
    """The form in which a high-entropy secret is stored: SHA-256 needs no salt at 128 bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def fresh() -> str:
    """A new URL-safe secret of 160 bits."""
    return secrets.token_urlsafe(20)


def claim_code() -> str:
    """A new claim code in capital letters and digits, without separators."""
    return short_code(CLAIM_LENGTH)


def short_code(length: int = 6) -> str:
    """A public name for a row, such as the end of an obstacle's address."""
    drawn, code = (
        secrets.randbelow(len(ALPHABET) ** length),
        "",
    )  # one draw: as many as letters cost five times as much
    for _ in range(length):
        drawn, letter = divmod(drawn, len(ALPHABET))
        code += ALPHABET[letter]
    return code


def day_key(day: date) -> int:
    """A key that tells the day and nothing finer: day number, then 32 random bits.

    Rows with this key lie in storage by day and in no order within it, so neither a serial number nor
    the place in the file says who raised something before whom.
    """
    return day.toordinal() << 32 | secrets.randbits(32)


READY = 16
"""Keys of one table and day that a process looks up at once: one answer of the database is enough for so many acts."""


def fresh_key(session: Session, table: type[Base], day: date) -> int:
    """A `day_key` that no row of the table has: where ten thousand lines are written a day, every eighty-sixth such day two would be the same.

    Keys looked up ahead may be taken by another process meanwhile: once in decades, and then the act is refused whole.
    """
    ready = _ready(session)
    while True:
        try:
            return ready[table, day].pop()
        except (KeyError, IndexError):
            reserve_keys(session, day, table)


def _ready(session: Session) -> Ready:
    """What this process has looked up and not yet given out; popping is one step, so that no two threads get the same."""
    found: Ready = session.info.setdefault("ready_keys", {})
    return found


def reserve_keys(session: Session, day: date, *tables: type[Base], many: int = 1) -> None:
    """Look once for the next keys of several tables: an act that writes to all of them waits for one answer, or for none.

    `many`: how many of each it will want, for one that writes hundreds.
    """
    ready = _ready(session)
    for known in [known for known in ready if known[1] != day]:  # a day that is over
        ready.pop(known, None)
    while wanted := tuple(table for table in tables if len(ready.get((table, day), ())) < many):
        drawn = [{day_key(day) for _ in range(max(READY, many))} for _table in wanted]
        asked = {f"keys{n}": [*keys, *(-key for key in keys)] for n, keys in enumerate(drawn)}
        # Past the mapper: every line of the journal asks.
        for n, key in in_act(session).execute(_taken(wanted), asked):
            drawn[n].discard(abs(key))
        for table, keys in zip(wanted, drawn, strict=True):
            ready.setdefault((table, day), []).extend(keys)


@cache
def _taken(tables: tuple[type[Base], ...]) -> Any:
    """Which of the keys that are meant for them the tables have, by their place, also as those of letters by nobody: negative."""
    asked: list[Any] = []
    for n, table in enumerate(tables):
        column = table.__mapper__.primary_key[0]
        asked.append(
            select(literal_column(str(n)), column).where(
                column.in_(bindparam(f"keys{n}", expanding=True, type_=Id))
            )
        )
    return asked[0] if len(asked) == 1 else union_all(*asked)


def issue(
    session: Session,
    purpose: str,
    kind: str,
    subject_id: int,
    *,
    expires_at: datetime,
    person_id: int | None = None,
    secret: str = "",
) -> str:
    """Store a new token and return its secret, which exists nowhere else. `secret` is one that was drawn for several."""
    secret = secret or fresh()
    # Past the mapper: a letter about several promises has a dozen of them.
    in_act(session).execute(
        _ISSUED,
        {
            "hash": hashed(secret),
            "purpose": purpose,
            "kind": kind,
            "subject_id": subject_id,
            "person_id": person_id,
            "expires_at": expires_at,
            "used_at": None,
        },
    )
    return secret


_ISSUED = insert(Token)


def opened(session: Session, secret: str, purpose: str, *, at: datetime) -> Grant | None:
    """What this secret opens, without using it up; None when unknown, used, expired or for another purpose."""
    row = session.execute(
        select(Token).where(
            Token.hash == hashed(secret),
            Token.purpose == purpose,
            Token.used_at.is_(None),
            Token.expires_at > at,
        )
    ).scalar_one_or_none()
    return None if row is None else Grant(row.purpose, row.kind, row.subject_id, row.person_id)


def ended(session: Session, secret: str, purpose: str) -> Grant | None:
    """What a secret once opened, whether it was used, closed or is over, so that a late visitor is told why; None for an unknown one."""
    row = session.scalar(select(Token).where(Token.hash == hashed(secret), Token.purpose == purpose))
    return None if row is None else Grant(row.purpose, row.kind, row.subject_id, row.person_id)


def close(session: Session, purposes: Collection[str], subject_id: int, *, at: datetime) -> None:
    """Close every secret of these purposes about a thing: it opens nothing any more. A purpose is about one kind of thing."""
    session.execute(
        update(Token)
        .where(
            Token.purpose.in_(purposes),
            Token.subject_id == subject_id,
            Token.used_at.is_(None),
        )
        .values(used_at=at)
    )


def reopen(session: Session, purposes: Collection[str], subject_id: int, *, at: datetime) -> None:
    """Take back that these were closed, all together at that moment."""
    session.execute(
        update(Token)
        .where(Token.purpose.in_(purposes), Token.subject_id == subject_id, Token.used_at == at)
        .values(used_at=None)
    )


def used(session: Session, secret: str, purpose: str, *, at: datetime) -> Grant | None:
    """Use a token up; None for the second of two who try, however close together they come."""
    grant = opened(session, secret, purpose, at=at)
    if grant is None:
        return None
    done = session.execute(
        update(Token).where(Token.hash == hashed(secret), Token.used_at.is_(None)).values(used_at=at)
    )
    return grant if done.rowcount == 1 else None  # type: ignore[attr-defined]


def purge(session: Session, *, at: datetime) -> None:
    """Forget tokens that have long ended or were used; a month is left so that a late visitor is told why."""
    long_ago = at - timedelta(days=30)
    session.execute(delete(Token).where(or_(Token.expires_at < long_ago, Token.used_at < long_ago)))
