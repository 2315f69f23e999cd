"""What every command stands on: settings, a migrated database, logging; and `floortime migrate`. Roof."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from floortime import schema
from floortime.db import Database
from floortime.errors import Refused
from floortime.settings import Settings, from_environment


def log_as_json() -> None:
    """One line of JSON an event, on stderr, where a service manager picks it up."""
    import structlog

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


@contextmanager
def database(settings: Settings) -> Iterator[Database]:
    """The database, with this version's tables in it, or a sentence that says what is missing."""
    db = Database(settings.database_url)
    try:
        ready(db, settings)
        yield db
    finally:
        db.close()


def ready(db: Database, settings: Settings) -> None:
    """The embedded database is brought up to date on the way; PostgreSQL is left to whoever runs it."""
    newest = schema.newest()
    if settings.embedded:
        settings.data.mkdir(parents=True, exist_ok=True)
    at = schema.current(db)
    if at == newest:
        return
    if at > newest:
        raise Refused(
            f"The database stands at {at}, newer than this version knows. Install the newer version."
        )
    if not settings.embedded:
        stands = f"stands at {at}" if at else "has no tables"
        raise Refused(f"The database {stands} and needs {newest}. Run: floortime migrate.")
    steps = schema.upgrade(db)
    print(
        f"Prepared the database in {settings.data} ({len(steps)} {'step' if len(steps) == 1 else 'steps'})."
    )


def migrate(*, down_to: str | None) -> None:
    """Bring the database up, or back to an older revision."""
    settings = from_environment()
    if settings.embedded:
        settings.data.mkdir(parents=True, exist_ok=True)
    known = {script.revision for script in schema.scripts().walk_revisions()}
    if down_to is not None and down_to not in known | {"base"}:
        raise Refused(f"{down_to} is not a revision. Known are: base, {', '.join(sorted(known))}.")
    db = Database(settings.database_url)
    try:
        at = schema.current(db)
        if down_to is not None and down_to != "base" and down_to > at:
            raise Refused(f"The database stands at {at or 'base'}, which is before {down_to}.")
        steps = schema.upgrade(db) if down_to is None else schema.downgrade(db, down_to)
        for step in steps:
            print(f"{'up to' if down_to is None else 'back from'} {step}")
        print(f"The database stands at {schema.current(db) or 'base'}.")
    finally:
        db.close()
