"""`floortime backup` and `floortime restore`: a house into one file and out of it; knows backup. Roof."""

import os
import sys
from pathlib import Path

from floortime import clock
from floortime.backup import restoring, saving
from floortime.backup.archive import Reading
from floortime.db import Database
from floortime.errors import Refused
from floortime.settings import KEY_FILE, Settings, from_environment


def backup(file: str) -> None:
    """Save the whole house, while it runs."""
    settings = from_environment()
    if not _is_there(settings):
        raise Refused(f"There is no house in {settings.data}: nothing is saved. Look at FLOORTIME_DATA.")
    at = clock.now()
    path = Path(file)
    if path.is_dir():
        path /= f"floortime-{at:%Y-%m-%dT%H%M%S}Z.zip"
    kept = settings.data / KEY_FILE
    secret = "" if "FLOORTIME_SECRET_KEY" in os.environ or not kept.exists() else settings.secret_key
    db = Database(settings.database_url)  # as it stands: a backup changes nothing, and migrates nothing
    try:
        told = saving.save(db, path, at=at, secret=secret, progress=_say, data=settings.data)
    finally:
        db.close()
    _end_of_progress()
    rows = sum(saved.rows for saved in told.tables)
    print(f"Saved {rows:,} rows of {len(told.tables)} tables in {path} ({path.stat().st_size / 1e6:.1f} MB).")
    print(
        "Whoever has this file has everything that was said in confidence: keep it where only you can read it."
    )
    if not secret:
        print("The secret key is not in it: keep FLOORTIME_SECRET_KEY as well, or claim codes are lost.")


def restore(file: str) -> None:
    """Fill an empty database from a backup; nothing is sent until the letters are released by hand."""
    settings = from_environment()
    if settings.embedded:
        settings.data.mkdir(parents=True, exist_ok=True)
    with Reading(Path(file)) as reading:
        db = Database(settings.database_url)
        try:
            frozen = restoring.restore(db, settings, reading, at=clock.now(), progress=_say)
        finally:
            db.close()
        told, secret = reading.manifest, reading.secret
    _end_of_progress()
    if secret and "FLOORTIME_SECRET_KEY" not in os.environ:
        kept = settings.data / KEY_FILE
        kept.touch(mode=0o600)
        kept.write_text(secret, encoding="ascii")
    rows = sum(saved.rows for saved in told.tables)
    print(f"Restored {rows:,} rows of {told.company or 'a house'} as of {told.made_at:%Y-%m-%d %H:%M} UTC.")
    print(f"Letters are held back, {frozen} of them written before. No letter leaves and no mailbox is read.")
    print("When no other copy of this house runs: floortime mail release.")


def _is_there(settings: Settings) -> bool:
    """A folder that was named wrongly must not become an empty house, saved night after night as if it were ours."""
    path = settings.database_url.partition("///")[2].partition("?")[0]
    return not settings.embedded or Path(path).is_file()


def _say(name: str, rows: int) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{name}: {rows:,}", end="", file=sys.stderr, flush=True)


def _end_of_progress() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
