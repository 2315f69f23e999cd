"""Keeping a file, and forgetting those that nothing belongs to any more; knows the shelf, kinds and its own table."""

from sqlalchemy import Select, delete, select

from floortime.act import Act
from floortime.errors import Refused
from floortime.files import shelf
from floortime.files.kinds import kind_of
from floortime.files.model import File
from floortime.words import _

LARGEST = 5 * 1024 * 1024


def keep_file(act: Act, body: bytes) -> File:
    """Keep the content of a file. The same content twice is one row and one file."""
    if not body:
        raise Refused(_("This file is empty."))
    if len(body) > LARGEST:
        raise Refused(_("This file is larger than five megabytes."))
    kind = kind_of(body)
    if kind is None:
        raise Refused(_("We keep pictures, PDF, plain text and documents of an office without macros."))
    digest = shelf.put(act.settings.data, body)
    row = act.session.get(File, digest)
    if row is None:
        row = File(sha256=digest, size=len(body), type=kind)
        act.session.add(row)
        act.session.flush()
    return row


def forget_files(act: Act, wanted: Select[str]) -> None:
    """Forget every file that is not among those wanted. Its bytes go at the next turn: a row may still come back with this act's failure."""
    shelf.sweep(act.settings.data, set(act.session.scalars(select(File.sha256))))
    act.session.execute(
        delete(File).where(File.sha256.not_in(wanted)).execution_options(synchronize_session=False)
    )
