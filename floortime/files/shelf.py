"""The door to the folder in which files lie under the hash of their content: put, taken, swept; knows settings' folder alone."""

import hashlib
import os
import time
from collections.abc import Collection
from pathlib import Path

FOLDER = "files"
SETTLED = 3600.0
"""Seconds after which a file that no row speaks of was left behind by an act that failed, or has been let go."""


def put(data: Path, body: bytes) -> str:
    """Keep these bytes; returns their hash. They are on the disk, under their name, before anybody speaks of them."""
    digest = hashlib.sha256(body).hexdigest()
    path = place(data, digest)
    if path.is_file():
        os.utime(path)
        return digest
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    growing = path.with_name(f"{digest}.{os.getpid()}.{time.monotonic_ns()}.part")
    try:
        with os.fdopen(os.open(growing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(body)
            out.flush()
            os.fsync(out.fileno())
        growing.replace(path)
    except BaseException:
        growing.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return digest


def take(data: Path, digest: str) -> bytes | None:
    """The bytes of this hash; None when they are not there, or are not what the hash says."""
    try:
        body = place(data, digest).read_bytes()
    except FileNotFoundError:
        return None
    return body if hashlib.sha256(body).hexdigest() == digest else None


def place(data: Path, digest: str) -> Path:
    """Where the bytes of this hash lie."""
    return data / FOLDER / digest[:2] / digest


def sweep(data: Path, known: Collection[str]) -> int:
    """Let go of what no row speaks of and nobody has just put there; returns how many files that were."""
    gone = 0
    before = time.time() - SETTLED
    for path in (data / FOLDER).glob("*/*"):
        if path.name not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
