"""Taking a file apart: separators, encodings, quotes, headings, dates."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from floortime.errors import Malformed
from floortime.people.forms.managing import ROLE_WORDS
from floortime.people.importing import cells
from floortime.people.importing.checks import _one_letter_off
from floortime.people.importing.headings import LABELS, matched
from floortime.people.importing.rows import understood
from floortime.people.importing.zones import country_of, zone_named
from floortime.sheets.reading import Line, read
from floortime.words import LANGUAGES, in_language

TABLE = "nr{0}naam\n1{0}Zoë\n"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_separator_in_any_encoding_reads_the_same(mark, encoding):
    sheet = read(TABLE.format(mark).encode(encoding))
    assert (sheet.headings, sheet.lines) == (("nr", "naam"), [Line(2, ("1", "Zoë"))])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_break_in_a_quoted_cell_keeps_the_line_numbers(end):
    sheet = read(f'a;b{end}"x{end}y";1{end};{end}{end}z;2{end}'.encode())
    assert sheet.lines == [Line(2, (f"x{end}y", "1")), Line(6, ("z", "2"))]


def test_a_quote_that_never_closes_costs_its_own_line_only():
    sheet = read(b'a,b\n1,"open\n2,fine\n3,fine\n')
    assert [line.number for line in sheet.lines] == [3, 4]
    assert [number for number, _said in sheet.broken] == [2]


def test_a_quote_inside_an_unquoted_cell_is_a_letter():
    assert read(b'a,b\n1,5" screen\n').lines == [Line(2, ("1", '5" screen'))]


def test_excels_own_separator_line_is_passed_over():
    sheet = read(b"sep=;\r\na;b\r\n1;2\r\n")
    assert (sheet.headings, sheet.lines) == (("a", "b"), [Line(3, ("1", "2"))])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty. Export it again, with a row of headings on top."),
        (b"\n\n", "The file is empty. Export it again, with a row of headings on top."),
        (b"\xd0\xcf\x11\xe0", "This is a file for Excel. Save the table as CSV and choose that."),
        (b"%PDF-1.7", "This is a file for PDF. Save the table as CSV and choose that."),
        (b"a,b\n\x00\x01", "This is not a text file. Save the table as CSV and choose that."),
        (
            b"name\nada\n",
            "Only one column was found. Save the table as CSV, with commas or semicolons between cells.",
        ),
    ],
)
def test_what_is_no_table_is_said_in_a_sentence(data, said):
    with pytest.raises(Malformed) as wrong:
        read(data)
    assert wrong.value.sentence == said


@given(st.binary(max_size=400))
def test_no_bytes_at_all_are_a_traceback(data):
    try:
        sheet = read(data)
    except Malformed:
        return
    assert all(line.number > 0 for line in sheet.lines)


@pytest.mark.parametrize(
    "headings",
    [
        "employee_no,First Name,LAST-NAME,e-mail,Phone,role,Job title,dept,team,location,Time zone,language,manager e-mail,shift,hire date,end date",
        "Personeelsnr,Voornaam,Achternaam,E-mail ,Telefoon,Rol,Functie,Afdeling,Team,Locatie,Tijdzone,Taal,Leidinggevende,Rooster,In dienst,Uit dienst",
        "Anställningsnr,Förnamn,Efternamn,E-post,Mobil,Roll,Befattning,Avdelning,Grupp,Ort,Tidszon,Språk,Närmaste chef,Skift,Anställd,Slutat",
        "Ansattnr,Fornavn,Etternavn,E-post,Mobil,Rolle,Stilling,Avdeling,Gruppe,Sted,Tidssone,Språk,Nærmeste leder,Turnus,Ansatt dato,Sluttdato",
    ],
)
def test_headings_are_known_in_four_languages(headings):
    assert matched(headings.split(",")).columns == tuple(n for n in LABELS if n not in {"name", "country"})


def test_a_choice_goes_before_a_heading_and_a_field_is_taken_once():
    headings = ["Nr", "Naam", "Mail", "E-mail", "Kostenplaats"]
    plain = matched(headings)
    assert plain.columns == ("", "name", "email", "", "")
    assert plain.missing == ()
    assert matched(headings, {0: "employee_no", 2: "", 4: "nonsense"}).columns == (
        "employee_no",
        "name",
        "",
        "email",
        "",
    )
    assert matched(["x", "y"]).missing == ("employee_no", "first_name")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("2024-02-29T00:00:00", date(2024, 2, 29)),
        ("29-02-2024", date(2024, 2, 29)),
        ("29.2.2024", date(2024, 2, 29)),
        ("29/2/2024 00:00", date(2024, 2, 29)),
        ("20240229", date(2024, 2, 29)),
        ("29 feb. 2024", date(2024, 2, 29)),
        ("1 maart 2024", date(2024, 3, 1)),
        ("15 desember 2023", date(2023, 12, 15)),
        ("45351", date(2024, 2, 29)),
        ("31-02-2025", "“31-02-2025” is not a day: its month has 28 days."),
        ("31-13-2025", "“31-13-2025” has a month 13. Write day, month, year."),
        ("1-2-19", "“1-2-19” has a year of two digits. Write four."),
        ("1-2-0219", "“1-2-0219” lies in the year 219. Check the year."),
        ("soon", "“soon” is not a date. Write it like 2024-01-31 or 31-01-2024."),
    ],
)
def test_a_date_is_a_day_or_a_sentence(cell, value):
    found = cells.day(cell)
    assert (str(found) if isinstance(value, str) else found) == value


@given(st.dates(min_value=date(1931, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_back_in_every_order(day):
    assert cells.day(f"{day:%Y-%m-%d}") == cells.day(f"{day:%d-%m-%Y}") == day
    assert cells.day(f"{day:%m/%d/%Y}", american=True) == day


def test_month_before_day_is_told_from_the_whole_column():
    assert cells.month_first(["01/02/2024", "12/31/2024"]) is True
    assert cells.month_first(["01/02/2024", "31/12/2024"]) is False
    assert cells.month_first(["31/12/2024", "12/31/2024"]) is False


@pytest.mark.parametrize("cell", ["=1+1", " =1", "＝1+1", "\ufeff=1", "'=1", '"=1', "+1+1", "-2+3", "@SUM(A1)"])  # fmt: skip
def test_a_formula_is_seen_however_it_is_dressed(cell):
    assert cells.is_formula(cell)


@pytest.mark.parametrize("cell", ["'t Hooft", "O'Brien", "-", "Ada", "d’Ancona", ""])
def test_a_name_is_no_formula(cell):
    assert not cells.is_formula(cell)


@pytest.mark.parametrize(
    ("given", "zone", "country"),
    [
        ("Europe/Amsterdam", "Europe/Amsterdam", "NL"),
        ("europe/oslo", "Europe/Oslo", "NO"),
        ("W. Europe Standard Time", "Europe/Berlin", "DE"),
        ("GMT Standard Time", "Europe/London", "GB"),
        ("CET", "CET", None),
        ("Europe/Stokholm", None, None),
    ],
)
def test_zones_by_iana_and_windows_names(given, zone, country):
    assert zone_named(given) == zone
    assert (country_of(zone) if zone else None) == country


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("utrect", "utrecht", True),
        ("utrehct", "utrecht", True),
        ("leeds", "leads", True),
        ("leeds", "leeds", False),
        ("site 1", "site 2", False),
        ("bonn", "born", True),
        ("oslo", "turku", False),
    ],
)
def test_one_letter_off_is_a_slip_and_a_digit_is_meant(a, b, near):
    assert _one_letter_off(a, b) is _one_letter_off(b, a) is near


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_role_is_read_in_the_words_that_the_pages_use(code):
    with in_language(code):
        assert {cells.role(str(word)): key for key, word in ROLE_WORDS.items()} == {k: k for k in ROLE_WORDS}


def test_a_row_of_a_workbook_with_empty_cells_at_its_end_is_whole():
    """Excel keeps no empty cells there; in CSV a shorter row is one that was cut off."""
    out = io.BytesIO()
    workbook = openpyxl.Workbook()
    for row in (["First name", "E-mail", "Team", "Phone"], ["Åsa", "asa@nordvik.example"]):
        workbook.active.append(row)
    workbook.save(out)
    as_csv = b"First name,E-mail,Team,Phone\nBo,bo@nordvik.example\n"
    sheets = [read(out.getvalue()), read(as_csv)]
    found = [understood(sheet, matched(sheet.headings)) for sheet in sheets]
    assert [(len(wanted), len(refused)) for wanted, refused in found] == [(1, 0), (0, 1)]
