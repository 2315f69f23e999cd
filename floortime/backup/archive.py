"""The form of a backup: a ZIP of one text per table and a manifest that says what each must be; knows no database.

A table is a line of JSON a row, its columns in the order that the manifest names. Dates and instants are
ISO 8601, bytes base64. What a column holds is written beside its name, so that a backup can be read by a
later version whose tables have changed.
"""

import binascii
import hashlib
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO, Literal, Self

import msgspec
from msgspec import Struct

from floortime.errors import Refused

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files"
SECRET = "secret.key"  # noqa: S105 - the name of the entry, not the key
CHUNK = 500
"""Rows that are handed over at a time."""

Kind = Literal["instant", "local", "date", "time", "bytes", "json", "plain"]
_READ: dict[Kind, Callable[[Any], object]] = {
    "instant": datetime.fromisoformat,
    "local": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "bytes": b64decode,
    "json": lambda value: value,
    "plain": lambda value: value,
}


class Column(Struct, frozen=True):
    """A column of a table, and what its values are."""

    name: str
    kind: Kind
    later: bool = False
    """It points at a row of its own table, which may come after it: filled in when all rows are there."""


class Saved(Struct, frozen=True):
    """One table in a backup."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: int
    digest: str
    """SHA-256 of its text, in hexadecimal digits."""

    @property
    def entry(self) -> str:
        """Where in the file its rows are."""
        return f"tables/{self.name}.jsonl"


class Manifest(Struct, frozen=True):
    """What a backup holds."""

    format: int
    version: str
    """Of the Floortime that wrote it."""
    revision: str
    """At which its tables stood."""
    made_at: datetime
    company: str
    tables: tuple[Saved, ...]
    """In an order in which each table stands after those that it refers to."""
    files: tuple[str, ...] = ()
    """The hashes of the files that people sent along, each an entry of that name."""


class Writing:
    """A backup that is being written."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._tables: list[Saved] = []
        self._files: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_what: object) -> None:
        self._zip.close()

    def table(
        self, name: str, key: tuple[str, ...], columns: tuple[Column, ...], rows: Iterable[Sequence[Any]]
    ) -> Saved:
        """Write all rows of a table; returns what was written."""
        digest, n = hashlib.sha256(), 0
        saved = Saved(name, key, columns, 0, "")
        encode = msgspec.json.Encoder().encode
        with self._zip.open(saved.entry, "w", force_zip64=True) as out:
            for row in rows:
                line = encode(tuple(row)) + b"\n"
                out.write(line)
                digest.update(line)
                n += 1
        done = Saved(name, key, columns, n, digest.hexdigest())
        self._tables.append(done)
        return done

    def file(self, digest: str, body: bytes) -> None:
        """Write a file under the hash of its content; pictures and documents are packed already."""
        self._zip.writestr(f"{FILES}/{digest}", body, compress_type=zipfile.ZIP_STORED)
        self._files.append(digest)

    @property
    def files(self) -> tuple[str, ...]:
        """Which were written."""
        return tuple(self._files)

    def end(self, *, version: str, revision: str, made_at: datetime, company: str, secret: str) -> Manifest:
        """Write the manifest, last, so that a backup cut short has none; and the secret key where we keep it."""
        told = Manifest(FORMAT, version, revision, made_at, company, tuple(self._tables), tuple(self._files))
        if secret:
            self._zip.writestr(SECRET, secret)
        self._zip.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(told), indent=1))
        return told


class Reading:
    """A backup that is being read. Raises Refused, with a sentence, for a file that is none or is damaged."""

    def __init__(self, path: Path) -> None:
        try:
            with ExitStack() as opened:
                self._zip = opened.enter_context(zipfile.ZipFile(path))
                self.manifest = msgspec.json.decode(self._zip.read(MANIFEST), type=Manifest)
                opened.pop_all()
        except FileNotFoundError as missing:
            raise Refused(f"There is no file {path}.") from missing
        except (OSError, zipfile.BadZipFile, zlib.error, KeyError, msgspec.MsgspecError) as wrong:
            raise Refused(f"{path.name} is no backup of Floortime, or was cut short.") from wrong
        if self.manifest.format > FORMAT:
            raise Refused(
                f"{path.name} was written by Floortime {self.manifest.version}. Install that version, or a newer one."
            )
        self._name = path.name

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_what: object) -> None:
        self._zip.close()

    @property
    def secret(self) -> str:
        """The secret key, where the house that was saved kept it itself; else empty."""
        return self._zip.read(SECRET).decode("ascii") if SECRET in self._zip.namelist() else ""

    def check(self) -> None:
        """Read every table once and compare it with what the manifest says, before anything is done with it."""
        for saved in self.manifest.tables:
            digest, n = hashlib.sha256(), 0
            for line in self._lines(saved):
                digest.update(line)
                n += 1
            if (digest.hexdigest(), n) != (saved.digest, saved.rows):
                raise Refused(f"{self._name} is damaged: the rows of {saved.name} are not what was written.")
        for _body in self.files():
            continue

    def files(self) -> Iterator[bytes]:
        """The content of every file, each compared with the hash that is its name."""
        for digest in self.manifest.files:
            try:
                body = self._zip.read(f"{FILES}/{digest}")
            except (KeyError, zipfile.BadZipFile, zlib.error, EOFError) as wrong:
                raise Refused(f"{self._name} is damaged: a file in it cannot be read.") from wrong
            if hashlib.sha256(body).hexdigest() != digest:
                raise Refused(f"{self._name} is damaged: a file in it is not what was written.")
            yield body

    def rows(self, saved: Saved) -> Iterator[list[dict[str, Any]]]:
        """The rows of a table as values, some hundreds at a time."""
        decode = msgspec.json.Decoder(list[Any]).decode
        readers = [(column.name, _READ[column.kind]) for column in saved.columns]
        waiting: list[dict[str, Any]] = []
        for line in self._lines(saved):
            waiting.append(
                {
                    name: None if value is None else read(value)
                    for (name, read), value in zip(readers, decode(line), strict=True)
                }
            )
            if len(waiting) == CHUNK:
                yield waiting
                waiting = []
        if waiting:
            yield waiting

    def _lines(self, saved: Saved) -> Iterator[bytes]:
        try:
            with self._zip.open(saved.entry) as text:
                yield from text
        except (KeyError, zipfile.BadZipFile, zlib.error, binascii.Error, EOFError) as wrong:
            raise Refused(f"{self._name} is damaged: the rows of {saved.name} cannot be read.") from wrong
