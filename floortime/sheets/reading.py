"""From the bytes of a spreadsheet, CSV or Excel, to numbered lines of cells; pure, knows workbooks, errors and words."""

import csv
import re
from collections.abc import Iterator

from msgspec import Struct, field

from floortime.errors import Malformed
from floortime.sheets import workbooks
from floortime.text import one_line
from floortime.words import _, lazy

MOST_LINES = 50_000
MOST_COLUMNS = 200
LONGEST_RECORD = 20
"""Lines that one quoted record may run over; a quote that never closes would swallow the rest of the file."""
_DELIMITERS = ",;\t|"
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_SEP = re.compile(r'"?sep=."?\s*$', re.IGNORECASE)
_NOT_TEXT = {
    b"\xd0\xcf\x11\xe0": "Excel",
    b"%PDF": "PDF",
}


class Line(Struct, frozen=True):
    """One row of the file, and the line of the file it begins on."""

    number: int
    cells: tuple[str, ...]


class Sheet(Struct, frozen=True):
    """A file as read: headings, rows, and lines that could not be taken apart."""

    headings: tuple[str, ...]
    lines: list[Line]
    broken: list[tuple[int, str]] = field(default_factory=list)


def read(data: bytes) -> Sheet:
    """Take a file apart: the first sheet of an .xlsx, or CSV with any of four separators, in UTF-8, UTF-16 or
    Windows-1252, with line breaks in quoted cells.

    Raises Malformed when it is no table. Rows without any content are left out.
    """
    if data.startswith(workbooks.MARK):
        return _filled(_sheet(workbooks.records(data, most_columns=MOST_COLUMNS)))
    text = _decoded(data)
    lines = _LINES.findall(text)
    # Excel writes `sep=;` above the headings when it is asked to.
    first = next((i for i, line in enumerate(lines) if line.strip() and not _SEP.match(line)), len(lines))
    return _sheet(_records(lines, first, _delimiter(lines[first])) if first < len(lines) else iter(()))


def _filled(sheet: Sheet) -> Sheet:
    """With the empty cells at the end that a workbook does not keep: there a row that is shorter is not cut off."""
    wide = len(sheet.headings)
    whole = [Line(line.number, line.cells + ("",) * (wide - len(line.cells))) for line in sheet.lines]
    return Sheet(sheet.headings, whole, sheet.broken)


def _sheet(records: Iterator[tuple[int, tuple[str, ...], str]]) -> Sheet:
    headings: tuple[str, ...] = ()
    rows: list[Line] = []
    broken: list[tuple[int, str]] = []
    for number, cells, fault in records:
        if fault:
            broken.append((number, fault))
        elif not headings and any(cell.strip() for cell in cells):
            headings = tuple(one_line(cell) for cell in cells)
        elif any(cell.strip() for cell in cells):
            rows.append(Line(number, cells))
        if len(rows) > MOST_LINES:
            raise Malformed(
                _("The file has more than %(most)s rows. Split it in parts.", most=f"{MOST_LINES:,}")
            )
    if not headings and not broken:
        raise Malformed(_("The file is empty. Export it again, with a row of headings on top."))
    if not headings or len(headings) > MOST_COLUMNS:
        raise Malformed(_("The first row is no row of headings. Put one name over each column."))
    return Sheet(headings, rows, broken)


def _decoded(data: bytes) -> str:
    for mark, kind in _NOT_TEXT.items():
        if data.startswith(mark):
            raise Malformed(
                _("This is a file for %(kind)s. Save the table as CSV and choose that.", kind=kind)
            )
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ("utf-16",) if marked else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Malformed(_("This is not a text file. Save the table as CSV and choose that."))


def _delimiter(line: str) -> str:
    def columns(mark: str) -> int:
        try:
            return len(next(csv.reader([line], delimiter=mark)))
        except csv.Error:
            return 1

    best = max(_DELIMITERS, key=columns)
    if columns(best) < 2:
        raise Malformed(
            _("Only one column was found. Save the table as CSV, with commas or semicolons between cells.")
        )
    return best


def _records(lines: list[str], first: int, delimiter: str) -> Iterator[tuple[int, tuple[str, ...], str]]:
    """(line number, cells, fault): a record may run over several lines; one that never ends costs only its own line."""
    at = first
    while at < len(lines):
        cells, taken, fault = _record(lines, at, delimiter)
        yield at + 1, cells, fault
        at += taken


def _record(lines: list[str], at: int, delimiter: str) -> tuple[tuple[str, ...], int, str]:
    for taken in range(1, min(LONGEST_RECORD, len(lines) - at) + 1):
        try:
            found = list(csv.reader(lines[at : at + taken], delimiter=delimiter, strict=True))
        except csv.Error as wrong:
            if "unexpected end" in str(wrong):
                continue
            break
        return tuple(found[0]) if found else (), taken, ""
    return (), 1, lazy("A quotation mark opens here and does not close. Close it, or take it away.")
