"""A spreadsheet that somebody brings in the browser: taken in, looked at, its columns corrected; knows sheets, web/acts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import request, url_for
from msgspec import Struct
from wtforms import FileField

from floortime.errors import Malformed, NotFound
from floortime.sheets import uploads
from floortime.sheets.reading import Sheet, read
from floortime.sheets.workbooks import MARK, SHUT
from floortime.web.acts import ground, me
from floortime.words import _, lazy


class Brought(Struct, frozen=True):
    """A file somewhere between being chosen and being taken over."""

    data: bytes
    sheet: Sheet
    chosen: dict[int, str]
    """Corrections by column, from the address or the form: c0=email."""


def take_in(field: FileField) -> str | None:
    """Keep what a form brings, under a key; None for what is no table, with the reason beside the field."""
    data = field.data.read()
    try:
        read(data)
    except Malformed as wrong:
        # What calls itself a workbook and is none was read as CSV: that it has one column says nothing to anybody.
        called = (field.data.filename or "").casefold().endswith(".xlsx")
        field.errors = [str(SHUT) if called and not data.startswith(MARK) else wrong.sentence]
        return None
    return uploads.keep(ground().settings.data, me().id, data, at=ground().clock())


def brought(key: str, *, again: str) -> Brought:
    """What was taken in under this key. Raises NotFound, naming the page `again` where a file is chosen."""
    data = uploads.kept(ground().settings.data, me().id, key)
    if data is None:
        raise NotFound(_("This file is no longer here. Choose it again: %(url)s", url=url_for(again)))
    sheet = read(data)
    names = {i: f"c{i}" for i in range(len(sheet.headings))}
    return Brought(data, sheet, {i: request.values[c] for i, c in names.items() if c in request.values})


def forget(key: str) -> None:
    """What was taken over is in the database, and lies in no second place."""
    uploads.drop(ground().settings.data, me().id, key)


def columns(
    sheet: Sheet, fields: Sequence[str], labels: Mapping[str, lazy], missing: Iterable[str]
) -> dict[str, Any]:
    """What sheets/preview.html says of a file: its length, its columns with an example each, what none of them is."""
    examples = [
        next((line.cells[i] for line in sheet.lines if i < len(line.cells) and line.cells[i].strip()), "")
        for i in range(len(sheet.headings))
    ]
    return {
        "lines": len(sheet.lines) + len(sheet.broken),
        "columns": list(zip(sheet.headings, fields, examples, strict=True)),
        "labels": {name: str(label) for name, label in labels.items()},
        "missing": [str(labels[name]) for name in missing],
    }
