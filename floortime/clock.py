"""The door to time: the only place that asks what time it is, and where the zone database is chosen."""

import os
import zoneinfo
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from pathlib import Path
from threading import Lock
from time import time_ns

# Program and VTIMEZONE must read one database. The system's zone files can be years older than the
# `tzdata` package and then differ by an hour for some zones, so they are never looked at.
zoneinfo.reset_tzpath(to=())

Clock = Callable[[], datetime]


def now() -> datetime:
    """This instant, aware, in UTC, to the second: nothing in the house is finer."""
    return datetime.now(UTC).replace(microsecond=0)


_before = 0
_one_at_a_time = Lock()


def turn() -> int:
    """A number greater than each one given before it: the order within a second, and no time to be read by anybody.

    It follows the machine's clock, so that processes side by side agree; one that jumps back does not take it along.
    """
    global _before
    with _one_at_a_time:
        _before = max(_before + 1, time_ns())
        return _before


@cache
def zone(name: str) -> tzinfo:
    """The zone of that IANA name; UTC for a name the database does not know."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def is_zone(name: str) -> bool:
    """Whether the database holds a zone of that name."""
    return name in known_zones()


@cache
def known_zones() -> frozenset[str]:
    """All zone names of the database."""
    return frozenset(zoneinfo.available_timezones())


def zone_of_machine() -> str:
    """The zone this machine was set to, by its name alone; '' where it has none, or is a server's UTC."""
    named = os.environ.get("TZ", "").lstrip(":") or str(Path("/etc/localtime").resolve())
    named = named.rpartition("zoneinfo/")[2].removeprefix("posix/")
    return named if is_zone(named) and not named.startswith(("UTC", "Etc/")) else ""


def day_in(instant: datetime, name: str) -> date:
    """The date an instant falls on in that zone."""
    return instant.astimezone(zone(name)).date()
