"""Mail brought to a door and read, for tests: in the test's own process, without the child, unless asked for it."""

from functools import lru_cache

from sqlalchemy import select

from floortime.mail import receiving
from floortime.mail.model import Received
from floortime.mailroom.parcels import Parcel, unpacked
from floortime.mailroom.sorting import sort_out
from tests.mailroom.letters import MX


def brought(stage, raw: bytes, *, by=None, **facts) -> tuple[str, str]:
    """Take a mail in, read it, and say what became of it: (verdict, reason)."""
    with stage.act() as act:
        return read_in(act, raw, by=by, **facts)


def read_in(act, raw: bytes, *, by=None, **facts) -> tuple[str, str]:
    """The same inside an act."""
    row, _new = receiving.take_in(act, raw, door="page" if by else "pipe", brought_by=by.id if by else None)
    row.facts = {**row.facts, **facts}
    if row.verdict == "waiting":
        sort_out(act, row, _unpacked(raw))
    return row.verdict, row.reason


@lru_cache(maxsize=64)
def _unpacked(raw: bytes) -> Parcel:
    """A mail that is brought again, in another order, says what it said."""
    return unpacked(raw, MX)


def all_received(stage) -> list[Received]:
    """Every row, oldest first."""
    with stage.db.reading() as session:
        return list(session.scalars(select(Received).order_by(Received.id)))
