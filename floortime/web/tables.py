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
    """Dates are dates and numbers numbers; text is marked as text, whatever it begins with."""
    from openpyxl import Workbook  # a third of a second, for who takes a table away
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.name[:31])
    sheet.freeze_panes = "A2"

    def cell(value: Any) -> Any:
        made: Any = WriteOnlyCell(sheet, _plain(value) if isinstance(value, str) else value)
        if isinstance(value, str):
            made.data_type = "s"
        return made

    heads = [cell(heading) for heading in table.headings]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in table.rows:
        sheet.append([cell(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _harmless(value: Cell) -> object:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return value


def _plain(value: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(c for c in value if c >= " " or c in "\n\t")
