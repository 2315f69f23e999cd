"""`floortime mail receive` and `mail read`: one mail from a pipe, with the exit codes that mail servers know. Roof."""

import sys

from sqlalchemy.exc import DBAPIError

from floortime import clock, schema
from floortime.db import Database
from floortime.errors import Malformed, Misconfigured
from floortime.mail.envelopes import MOST_OCTETS
from floortime.mailroom.doors import take_from_pipe
from floortime.settings import from_environment

# sysexits.h
OK, DATA_ERROR, TRY_LATER, CONFIG = 0, 65, 75, 78


def receive() -> int:
    """Store what stands on stdin; nothing is read in it here. Whatever is our fault lets the server try again later."""
    raw = sys.stdin.buffer.read(MOST_OCTETS + 1)
    try:
        settings = from_environment()
    except Misconfigured as wrong:
        return _say(wrong.sentence, CONFIG)
    db = Database(settings.database_url)
    try:
        if schema.current(db) != schema.newest():
            return _say("The database is not at this version's tables. Run: floortime migrate.", TRY_LATER)
        take_from_pipe(db, settings, clock.now, raw)
    except Malformed as wrong:
        return _say(wrong.sentence, DATA_ERROR)
    except (DBAPIError, OSError) as away:
        return _say(f"The database cannot be reached: {str(away).splitlines()[0]}.", TRY_LATER)
    finally:
        db.close()
    return OK


def read() -> None:
    """Read what was taken in and waits: what the worker does each second."""
    from floortime.cli.ground import database
    from floortime.mailroom.reading_room import ReadingRoom
    from floortime.worker import database_clock

    settings = from_environment()
    n = 0
    with database(settings) as db:
        room = ReadingRoom(db, settings, database_clock(db))
        try:
            while room.turn():
                n += 1
        finally:
            room.close()
    print(f"{n} read.")


def _say(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code
