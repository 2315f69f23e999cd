"""A spreadsheet that lies on the machine where a command is given; knows errors and words."""

from pathlib import Path

from floortime.errors import Malformed
from floortime.words import _

LARGEST = 8 * 1024 * 1024
"""Octets of a file that is taken in, by a command as in the browser."""


def content(path: Path) -> bytes:
    """What is in it. Raises Malformed, with a sentence, when there is no such file, or too large a one."""
    if not path.is_file():
        raise Malformed(_("There is no file %(path)s.", path=str(path)))
    if path.stat().st_size > LARGEST:
        raise Malformed(_("The file is larger than 8 MB. Split it in parts."))
    return path.read_bytes()
