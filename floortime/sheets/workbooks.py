"""From the bytes of an Excel workbook to numbered rows of cells as text; pure, knows errors and words.

Rows are read one after the other and never all at once: a workbook of a few kilobytes may claim a million rows.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime, time
from zipfile import ZipFile

from floortime.errors import Malformed
from floortime.words import _, lazy

MARK = b"PK\x03\x04"
SHUT = lazy("This workbook cannot be opened. Save it anew as .xlsx or CSV, without a password.")
LARGEST = 100 * 1024 * 1024
"""Octets that the file may unfold to."""
MOST_ROWS = 200_000
"""Rows that are looked at, empty ones among them."""

Record = tuple[int, tuple[str, ...], str]
"""Row number, cells, fault."""


def records(data: bytes, *, most_columns: int) -> Iterator[Record]:
    """The rows of the first sheet that people see. Raises Malformed for what is no workbook, or too large a one."""
    from openpyxl import load_workbook  # a third of a second, for who imports

    try:
        _no_larger(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not seen:
            return
        seen[0].reset_dimensions()  # what a sheet says of its own size is often wrong
        rows = seen[0].iter_rows(max_col=most_columns + 1, max_row=MOST_ROWS, values_only=True)
        for number, cells in enumerate(rows, 1):
            # Of the rows that a sheet claims most are empty: those are not taken apart cell by cell.
            empty = cells.count(None) == len(cells)
            yield number, () if empty else _trimmed([_text(cell) for cell in cells]), ""
    except Malformed:
        raise
    except Exception as wrong:  # openpyxl meets broken parts with whatever it stumbles over
        raise Malformed(str(SHUT)) from wrong


def _no_larger(data: bytes) -> None:
    with ZipFile(io.BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > LARGEST:
            raise Malformed(_("This workbook is too large once it is opened. Save the table alone."))


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    """Without the empty cells at the end: sheets are as wide as their widest row."""
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _text(cell: object) -> str:
    """A cell as the same table would have it in CSV: 17 and not 17.0, a date as ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
