"""Tables to take away: what the screen shows, as CSV and Excel, and nothing in them computes."""

import csv
import io
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from floortime.followups.actions import make_followup
from floortime.web.tables import Table, as_csv, as_xlsx
from tests.obstacles.play import TITLE, published
from tests.sitdowns.plans import opened

SPITEFUL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"]


def rows_of(response):
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))


def cells_of(data):
    sheet = load_workbook(io.BytesIO(data)).active
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]


def test_nothing_computes_in_csv():
    text = as_csv(Table("T", ("A",), [[said] for said in SPITEFUL])).decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:] == [
        f"'{said}" for said in SPITEFUL
    ]


def test_nothing_computes_in_excel():
    found = cells_of(as_xlsx(Table("T", ("A",), [[said] for said in SPITEFUL])))
    assert {kind for ((_value, kind),) in found} == {"s"}


def test_dates_and_numbers_are_what_they_are():
    row = (date(2026, 11, 23), datetime(2026, 11, 23, 9, 30), -3, None, "Å, “ä”; \x00")
    table = Table("T", ("A", "B", "C", "D", "E"), [row])
    assert (
        as_csv(table).decode("utf-8-sig").splitlines()[1] == '2026-11-23,2026-11-23 09:30,-3,,"Å, “ä”; \x00"'
    )
    ((day, instant, number, nothing, text),) = cells_of(as_xlsx(table))[1:]
    assert (day[1], instant[1], number, nothing[0], text[0]) == ("d", "d", (-3, "n"), None, "Å, “ä”; ")


def test_a_workbook_reads_without_a_hand_on_it():
    long = "The form keeps what was typed for an hour, on every desk in Utrecht and on phones"
    row = (long, date(2026, 11, 23), datetime(2026, 11, 23, 9, 30), 7, "A\nline longer", None)
    heads = ("Obstacle", "Due", "Sit-down", "Moves", "Reason", "A heading that is long")
    sheet = load_workbook(io.BytesIO(as_xlsx(Table("T", heads, [row])))).active
    assert sheet.freeze_panes == "A2"
    assert {(cell.font.bold, cell.alignment.wrap_text) for cell in sheet[1]} == {(True, True)}
    assert {(cell.font.bold, cell.alignment.wrap_text, cell.alignment.vertical) for cell in sheet[2]} == {
        (False, True, "top")
    }
    assert [sheet.column_dimensions[letter].width for letter in "ABCDEF"] == [50, 12, 21, 8, 13, 25]


def test_an_empty_and_a_wide_workbook_have_widths_too():
    def widths(heads, rows):
        sheet = load_workbook(io.BytesIO(as_xlsx(Table("T", heads, rows)))).active
        return {letter: column.width for letter, column in sheet.column_dimensions.items()}

    assert widths(("Code", "What was promised"), []) == {"A": 8, "B": 20}
    many = widths(tuple(f"Column {n:03}" for n in range(60)), [list(range(60))])
    assert (len(many), many["Z"], many["AA"], many["BH"]) == (60, 13, 13, 13)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_log_as_it_is_filtered(client, stage, cast, kind):
    published(stage, cast)
    published(stage, cast, title="=cmd|' /C calc'!A0", dimension="opportunity")
    taken = client.get(f"/log.{kind}?dimension=opportunity")
    assert taken.headers["Content-Disposition"] == f'attachment; filename="Obstacle log.{kind}"'
    if kind == "csv":
        head, *rows = rows_of(taken)
        found = [dict(zip(head, row, strict=True)) for row in rows]
        assert [row["Obstacle"] for row in found] == ["'=cmd|' /C calc'!A0"]
    else:
        found = cells_of(taken.data)[1:]
        assert [row[2] for row in found] == [("=cmd|' /C calc'!A0", "s")]


def test_the_log_says_no_more_than_its_pages(client, stage, cast):
    published(stage, cast)
    head, row = rows_of(client.get("/log.csv", headers={"Accept-Language": "en"}))
    said = dict(zip(head, row, strict=True))
    assert (said["Obstacle"], said["Light"], said["Waiting on"], said["Me too"]) == (
        TITLE,
        "New",
        "Customer",
        "0",
    )
    assert said["Address"] == f"http://localhost/log/{said['Code']}"
    assert client.get("/log.csv?q=nothing-like-it").data.decode("utf-8-sig").count("\r\n") == 1


def test_a_network_that_takes_too_many_waits(client):
    assert {client.get("/log.csv").status_code for _ in range(60)} == {200}
    assert client.get("/log.csv").status_code == 429


def test_promises_that_the_reader_may_see(signed_in, stage, cast):
    with stage.act(cast.ada) as act:
        make_followup(
            act, what="Show the map", due_on=act.today, owner_id=cast.eli.id, promised_by_id=cast.ada.id
        )
    head, *rows = rows_of(signed_in(cast.dee).get("/followups.csv?show=all"))
    assert [row[head.index("Owner")] for row in rows] == ["Eli Nordvik"]
    assert rows_of(signed_in(cast.cy).get("/followups.csv?show=all"))[1:] == []
    assert len(cells_of(signed_in(cast.dee).get("/followups.xlsx").data)) == 2


def test_dates_that_the_reader_may_change(signed_in, stage, cast):
    opened(stage, cast)
    head, *rows = rows_of(signed_in(cast.dee).get("/sitdowns.csv"))
    assert {row[head.index("Leader")] for row in rows} == {"Ada Lindqvist"}
    assert {row[head.index("State")] for row in rows} == {"Planned"}
    assert len(rows) > 10
    assert rows_of(signed_in(cast.ada).get("/sitdowns.csv"))[1:] == rows
    assert signed_in(cast.bo).get("/sitdowns.csv").status_code == 404
    assert len(cells_of(signed_in(cast.dee).get("/sitdowns.xlsx").data)) == len(rows) + 1
