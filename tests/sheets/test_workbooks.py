"""An Excel workbook is read like the same table in CSV; hostile ones cost nothing and are told in a sentence."""

import csv
import io
import tracemalloc
from contextlib import suppress
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from floortime.demo.people import export
from floortime.errors import Malformed
from floortime.sheets.reading import Line, read


def book(rows, *, title="People", first=()):
    """The bytes of a workbook with these rows, behind sheets that nobody sees."""
    made = Workbook()
    made.active.title = title
    for hidden in first:
        made.create_sheet(hidden, 0).sheet_state = "hidden"
    made.active = made[title]
    for row in rows:
        made[title].append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rewritten(data, name, change):
    """The same workbook with one of its parts changed."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


def test_the_same_table_as_csv_and_as_a_workbook():
    text = export(date(2026, 11, 23), scale=0.2)
    from_text, from_book = read(text.encode()), read(book(csv.reader(io.StringIO(text)), first=["Notes"]))
    assert from_book.headings == from_text.headings
    assert [line.cells for line in from_book.lines] == [line.cells for line in from_text.lines]
    assert len(from_book.lines) > 40


def test_cells_are_read_as_the_same_text_that_csv_would_hold():
    day = date(2026, 3, 2)
    data = book(
        [
            ["Number", "Name", "Hired", "At", "Share", "Active"],
            [17, " Åsa ", day, datetime(2026, 3, 2, 9, 30), 0.8, True],
            [],
            ["0017", None, datetime(2026, 3, 2)],
        ]
    )
    assert read(data).lines == [
        Line(2, ("17", " Åsa ", "2026-03-02", "2026-03-02 09:30:00", "0.8", "True")),
        Line(4, ("0017", "", "2026-03-02", "", "", "")),  # a sheet keeps no empty cells at the end
    ]


def test_a_formula_counts_as_the_value_that_excel_kept():
    """Nothing is computed here; a formula that was never computed is an empty cell."""
    assert read(book([["A", "B"], ["x", "=1+1"]])).lines == [Line(2, ("x", ""))]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 and nothing more",
        book([["A", "B"]])[:300],
        rewritten(
            book([["A", "B"]]), "xl/worksheets/sheet1.xml", lambda _xml: b"<worksheet><sheetData><row>"
        ),
        rewritten(book([["A", "B"]]), "xl/workbook.xml", lambda _xml: b"no xml"),
    ],
)
def test_a_damaged_workbook_is_told_in_a_sentence(data):
    with pytest.raises(Malformed) as wrong:
        read(data)
    assert (
        wrong.value.sentence
        == "This workbook cannot be opened. Save it anew as .xlsx or CSV, without a password."
    )


def test_an_empty_workbook_is_told_in_a_sentence():
    with pytest.raises(Malformed, match="The file is empty"):
        read(book([]))


def test_a_workbook_that_unfolds_without_end_is_refused_before_it_does():
    data = rewritten(book([["A", "B"]]), "docProps/core.xml", lambda _xml: b" " * (101 * 1024 * 1024))
    assert len(data) < 1_000_000
    with pytest.raises(Malformed, match="too large once it is opened"):
        read(data)


def test_a_sheet_that_claims_a_million_rows_takes_no_room():
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row></sheetData>'
    data = rewritten(
        book([["A", "B"], ["x", "y"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", far),
    )
    tracemalloc.start()
    try:
        assert read(data).lines == [Line(2, ("x", "y"))]
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


@given(st.integers(0, 4000), st.binary(min_size=1, max_size=8))
def test_no_damage_is_a_traceback(at, octets):
    whole = book([["Number", "Name"], [17, "Ada"]])
    try:
        sheet = read(whole[:at] + octets + whole[at + len(octets) :])
    except Malformed:
        return
    assert sheet.headings


@given(st.text("<>/&;\"' =ACrowcfvtsi1x", min_size=1, max_size=30), st.integers(0, 400))
def test_no_xml_is_a_traceback(put, at):
    whole = book([["Number", "Name"], [17, "Ada"]])
    with suppress(Malformed):
        read(rewritten(whole, "xl/worksheets/sheet1.xml", lambda xml: xml[:at] + put.encode() + xml[at:]))


def test_entities_that_multiply_are_refused():
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
        + b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&m;</t></is></c></row></sheetData></worksheet>'
    )
    with pytest.raises(Malformed, match="cannot be opened"):
        read(rewritten(book([["A", "B"]]), "xl/worksheets/sheet1.xml", lambda _xml: bomb))
