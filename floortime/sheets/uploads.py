"""The door to uploaded files: kept for their owner under a name nobody can guess, between preview and import; knows tokens."""

import os
import re
from datetime import datetime, timedelta
from pathlib import Path

from floortime.tokens import fresh

KEPT = timedelta(days=1)
_KEY = re.compile(r"[A-Za-z0-9_-]{20,40}")


def keep(data: Path, owner_id: int, content: bytes, *, at: datetime) -> str:
    """Keep a file for a day; returns the key under which its owner, and nobody else, finds it again."""
    folder = data / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(folder, at)
    key = fresh()
    path = _path(data, owner_id, key)
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(content)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return key


def kept(data: Path, owner_id: int, key: str) -> bytes | None:
    """The file again; None when it is not there, or not this owner's."""
    if not _KEY.fullmatch(key):
        return None
    path = _path(data, owner_id, key)
    return path.read_bytes() if path.is_file() else None


def drop(data: Path, owner_id: int, key: str) -> None:
    """Remove it: what was imported is in the database, and names lie in no second place."""
    if _KEY.fullmatch(key):
        _path(data, owner_id, key).unlink(missing_ok=True)


def _path(data: Path, owner_id: int, key: str) -> Path:
    return data / "uploads" / f"{owner_id}-{key}.csv"


def _sweep(folder: Path, at: datetime) -> None:
    for path in folder.glob("*.csv"):
        if path.stat().st_mtime < (at - KEPT).timestamp():
            path.unlink(missing_ok=True)
