"""A table to take away, as CSV or Excel: what stands in a cell is text, a number or a date, and never a formula; knows no room."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask import Response, request
from msgspec import Struct

Cell = str | int | date | datetime | None
KINDS = ("csv", "xlsx")
MOST = 20_000
"""Rows of one table."""
NARROWEST, WIDEST = 6, 48
"""Characters of a column; what is longer wraps."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Table(Struct, frozen=True):
    """What is taken away."""

    name: str
    """Of the file and the sheet, in the reader's language."""
    headings: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]


def taken(table: Table) -> Response:
    """The table as the file that the address asks for: it ends in .csv or .xlsx."""
    kind = request.path.rpartition(".")[2]
    body, mimetype = (as_xlsx(table), _XLSX) if kind == "xlsx" else (as_csv(table), _CSV)
    response = Response(body, content_type=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=f"{table.name}.{kind}")
    return response


def as_csv(table: Table) -> bytes:
    """With a mark that tells Excel it is UTF-8, dates as ISO 8601, and an apostrophe before what a spreadsheet would compute."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.headings)
    for row in table.rows:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """Dates are dates and numbers numbers; text is marked as text, whatever it begins with. Columns are as wide as what
    stands in them, and what is wider than a line wraps.
    """
    from openpyxl import Workbook  # a third of a second, for who takes a table away
    from openpyxl.cell import Cell as Drawn
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.name[:31])
    sheet.freeze_panes = "A2"
    rows = [tuple(row) for row in table.rows]
    for n, width in enumerate(_widths(table.headings, rows), 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    head, text = Drawn(sheet, 1, 1), Drawn(sheet, 1, 1)
    head.font, head.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    text.alignment = Alignment(vertical="top", wrap_text=True)

    def cell(value: Any, like: Any) -> Any:
        # Drawn like another: put together for each of a hundred thousand cells anew, a style costs more than all else.
        made: Any = Drawn(sheet, 1, 1, style_array=like._style)  # noqa: SLF001 - openpyxl's own way to say so
        made.value = _plain(value) if isinstance(value, str) else value
        if isinstance(value, str):
            made.data_type = "s"
        return made

    sheet.append([cell(heading, head) for heading in table.headings])
    for row in rows:
        sheet.append([cell(value, text) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _widths(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Of each column in characters, as Excel counts them: as wide as its widest line, up to where that wraps."""
    columns = zip(*rows, strict=True) if rows else [()] * len(headings)
    return [
        min(max(len(heading) + 1, *map(_width, cells), NARROWEST), WIDEST) + 2
        for heading, cells in zip(headings, columns, strict=True)
    ]


def _width(value: Cell) -> int:
    if isinstance(value, datetime):
        return len("2026-11-23 09:30:00")
    if isinstance(value, date):
        return len("2026-11-23")
    return max(map(len, str(value).splitlines()), default=0) if value is not None else 0


def _harmless(value: Cell) -> object:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return value


def _plain(value: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(c for c in value if c >= " " or c in "\n\t")
