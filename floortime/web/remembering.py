"""What was read from the database, kept while nothing in it changes: for pages that ask for much; knows db."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.engine import Connection

from floortime.db import state_of

FRESH = timedelta(seconds=10)
MOST = 6
"""Answers that one connection keeps."""
Found = TypeVar("Found")


def kept(connection: Connection, which: object, now: datetime, read: Callable[[], Found]) -> Found:
    """What was read for these values, as long as nothing in the database has changed since; at most some seconds.

    Each connection keeps its own: only what it saw itself can it compare. The time is short for what depends on
    the hour, too.
    """
    state = state_of(connection)
    shelf = connection.info.setdefault("floortime.kept", OrderedDict())
    was = shelf.get(which)
    if was is not None and was[0] == state and was[1] <= now < was[1] + FRESH:
        return was[2]  # type: ignore[no-any-return]
    found = read()
    shelf[which] = (state, now, found)
    if len(shelf) > MOST:
        shelf.popitem(last=False)
    return found
