"""What was read from the database, kept while nothing in it changes: for pages that ask for much; knows db, web/acts."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from flask import g

from floortime.db import state_of
from floortime.web.acts import ground, looking

FRESH = timedelta(seconds=10)
MOST = 12
"""Answers that one connection keeps."""
Found = TypeVar("Found")


def kept(which: object, read: Callable[[], Found]) -> Found:
    """What was read for these values, as long as nothing in the database has changed since; at most some seconds.

    Each connection keeps its own: only what it saw itself can it compare. The time is short for what depends on
    the hour, too.
    """
    connection, now = looking(), ground().clock()
    if (
        "state" not in g
    ):  # once a page: what is read after it is as new, or newer and then only read again too soon
        g.state = state_of(connection)
    shelf = connection.info.setdefault("floortime.kept", OrderedDict())
    was = shelf.get(which)
    if was is not None and was[0] == g.state and was[1] <= now < was[1] + FRESH:
        return was[2]  # type: ignore[no-any-return]
    found = read()
    shelf[which] = (g.state, now, found)
    if len(shelf) > MOST:
        shelf.popitem(last=False)
    return found
