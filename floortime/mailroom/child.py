"""The process in which strangers' bytes are read: little memory, little time, no settings, no database, no files.

Started by `reader` as `python -m floortime.mailroom.child FD`; it ends with the pipe. Knows parcels.
"""

import contextlib
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection

from floortime.mailroom.parcels import Feed, opened, unpacked

MEMORY = 288 * 1024 * 1024
SECONDS = 2
WARM = (
    b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART;TZID=W. Europe Standard Time:20260105T100000\r\n"
    b"RRULE:FREQ=WEEKLY;COUNT=2\r\nATTENDEE:mailto:a@b.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def main(pipe: Connection) -> None:
    """Answer (raw, authserv_id) with a Parcel and a Feed with Busy, until nobody asks any more."""
    unpacked(WARM, "")
    unpacked(b"From: a@b.example\r\nContent-Type: text/calendar\r\n\r\n" + WARM, "b.example")
    limit = _limits()
    pipe.send("ready")
    while True:
        try:
            asked = pipe.recv()
        except EOFError:
            return
        limit()
        pipe.send(opened(asked) if isinstance(asked, Feed) else unpacked(*asked))


def _limits() -> Callable[[], None]:
    """Close the doors; returns how to give the next mail its time. Where the system knows no limits, the parent's clock is all."""
    try:
        import resource
    except ImportError:
        return lambda: None

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)

    def for_one_mail() -> None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        until = int(used.ru_utime + used.ru_stime) + SECONDS
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (until, hard))

    return for_one_mail


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])))
