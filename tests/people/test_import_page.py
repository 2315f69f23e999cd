"""Importing in the browser: choose, look, correct the columns, import; the file is kept for nobody else and not for long."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from floortime.people.model import House, ImportRow, ImportRun, Person
from floortime.sheets import uploads
from tests.builders import errors, heading, post, toasts

EXPORT = (Path(__file__).parent / "data" / "export.csv").read_bytes()
TWO = b"nr,first name,last name,kenmerk\n1,An,One,an@nordvik.example\n2,Bea,Two,bea@nordvik.example\n"


def sent(browser, content: bytes):
    return post(
        browser, "/people/import", {"file": (BytesIO(content), "people.csv")}, page="/people/import",
        content_type="multipart/form-data",
    )  # fmt: skip


def fields(response) -> dict[str, str]:
    """What the send box would send."""
    form = response.text[response.text.index('<form method="post">') :]
    inputs = re.findall(r"<input[^>]+>", form)
    named = {re.search(r'name="([^"]+)"', i)[1]: re.search(r'value="([^"]*)"', i)[1] for i in inputs}
    return {name: unescape(value) for name, value in named.items() if name != "csrf_token"}


def groups(response) -> dict[str, int]:
    found = re.findall(r"<summary>([^<]+)<b>(\d+)</b></summary>", response.text)
    return {unescape(title): int(n) for title, n in found}


def count(stage) -> int:
    with stage.act() as act:
        return act.session.scalar(select(func.count()).select_from(Person))


def test_a_file_is_looked_at_then_imported_then_gone(signed_in, stage, cast, settings):
    una = signed_in(cast.una)
    before = count(stage)
    url = sent(una, EXPORT).location
    page = una.get(url)
    assert groups(page) == {
        "Refused": 14, "New": 5, "Changed": 1, "Kept, with a remark": 1, "Which column is what": 16,
    }  # fmt: skip
    assert "Import 6, leave out 14" in page.text
    assert count(stage) == before
    assert len(list((settings.data / "uploads").iterdir())) == 1
    answer = post(una, url, fields(page), page=url)
    done = una.get(answer.location)
    assert heading(done) == "6 people are in"
    assert "14 lines were left out" in done.text
    assert count(stage) == before + 5
    assert list((settings.data / "uploads").iterdir()) == []
    assert una.get(url).status_code == 404
    again = una.get(sent(una, EXPORT).location)
    assert "There is nothing to import" in again.text
    assert groups(again)["As they are here"] == 6


def test_why_rows_were_left_out_is_read_in_its_readers_language(signed_in, stage, cast):
    una = signed_in(cast.una)
    url = sent(una, EXPORT).location
    done = post(una, url, fields(una.get(url)), page=url).location

    def left_out():
        found = re.findall(r'<li class="left-out">.*?</span><span>(.*?)</span></li>', una.get(done).text)
        return [unescape(one) for one in found]

    english = left_out()
    assert (len(english), english[:4]) == (14, [
        "“ingen e-post” is not an e-mail address. Correct it, or leave the cell empty for somebody without one.",
        "Hired on: “31-04-2024” is not a day: its month has 30 days.",
        "The site “Götborg” is not known. Did you mean Göteborg?",
        "Last name holds a formula. Write the plain words instead.",
    ])  # fmt: skip
    with stage.act(cast.una) as act:
        act.session.get(Person, cast.una.id).language = "nl"
        old = ImportRow(
            run_id=int(done.rpartition("/")[2]), line=99, verdict="refused", reason="As it was said once."
        )
        act.session.add(old)
    dutch = left_out()
    assert (dutch[:4], dutch[6], dutch[-1]) == ([
        "“ingen e-post” is geen e-mailadres. Verbeter het, of laat de cel leeg voor iemand zonder.",
        "In dienst sinds: “31-04-2024” is geen dag: die maand heeft 30 dagen.",
        "De locatie “Götborg” kennen we niet. Bedoel je Göteborg?",
        "Achternaam bevat een formule. Schrijf gewoon de woorden.",
    ], "Het adres ada@nordvik.example staat al op regel 2. Verbeter het, of laat het leeg.", "As it was said once.")  # fmt: skip
    assert {one for one in dutch if one in english} == set()


def test_columns_are_corrected_by_looking_again(signed_in, stage, cast):
    una = signed_in(cast.una)
    url = sent(una, TWO).location
    page = una.get(url)
    assert errors(page) == ["No column was recognised as: Employee number. Choose it below."]
    assert "Before this is kept" not in page.text
    assert post(una, url, {"seen": ""}, page=url).status_code == 409
    chosen = una.get(f"{url}?c0=employee_no&c3=email")
    assert groups(chosen) == {"New": 2, "Which column is what": 4}
    assert post(una, url, fields(chosen), page=url).status_code == 303
    with stage.act() as act:
        rows = act.session.scalars(select(Person).where(Person.employee_no.in_(["1", "2"]))).all()
        assert sorted(p.email for p in rows) == ["an@nordvik.example", "bea@nordvik.example"]


def test_what_changed_since_the_preview_is_shown_before_it_is_done(signed_in, stage, cast):
    una = signed_in(cast.una)
    url = sent(una, TWO).location
    chosen = fields(una.get(f"{url}?c0=employee_no&c3=email"))
    with stage.act() as act:
        act.session.get(Person, cast.bo.id).employee_no = "1"
    answer = post(una, url, chosen, page=url)
    assert answer.status_code == 409
    assert "Somebody changed people while you were looking." in answer.text
    with stage.act() as act:
        assert act.session.scalars(select(ImportRun)).all() == []
    assert post(una, url, fields(answer), page=url).status_code == 303


def test_what_is_no_table_is_said_under_the_field(signed_in, cast):
    una = signed_in(cast.una)
    answer = sent(una, b"PK\x03\x04")
    assert answer.status_code == 422
    assert errors(answer) == [
        "This workbook cannot be opened. Save it anew as .xlsx or CSV, without a password."
    ]
    nothing = post(una, "/people/import", {}, page="/people/import", content_type="multipart/form-data")
    assert errors(nothing) == ["Choose the file that your HR system exported, Excel or CSV."]


def test_only_admin_and_chief_import_and_only_their_own_file(signed_in, stage, cast, app):
    una, dee, ada = signed_in(cast.una), signed_in(cast.dee), signed_in(cast.ada)
    url = sent(una, TWO).location
    for path in ("/people/import", url, "/people/import/done/1"):
        assert ada.get(path).status_code == 404
    assert post(ada, url, {}, page="/me").status_code == 404
    assert dee.get("/people/import").status_code == 200
    assert dee.get(url).status_code == 404
    assert una.get("/people/import/..%2F..%2Fsecret.key").status_code == 404
    assert una.get("/people/import/" + "x" * 27).status_code == 404


def test_names_in_a_file_are_text_on_the_page(signed_in, cast):
    una = signed_in(cast.una)
    row = b'1,<script>x</script>,"<b>",x@nordvik.example\n'
    page = una.get(sent(una, b"nr,first name,last name,e-mail\n" + row).location + "?c0=employee_no")
    assert "<script>x" not in page.text
    assert "&lt;script&gt;x" in page.text


def test_an_upload_is_private_and_swept_after_a_day(tmp_path, moment):
    key = uploads.keep(tmp_path, 7, b"x", at=moment())
    (path,) = (tmp_path / "uploads").iterdir()
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert oct((tmp_path / "uploads").stat().st_mode & 0o777) == "0o700"
    assert (uploads.kept(tmp_path, 7, key), uploads.kept(tmp_path, 8, key)) == (b"x", None)
    assert uploads.kept(tmp_path, 7, "../7-" + key) is None
    other = uploads.keep(tmp_path, 7, b"y", at=moment.forward(hours=25))
    assert (uploads.kept(tmp_path, 7, key), uploads.kept(tmp_path, 7, other)) == (None, b"y")
    uploads.drop(tmp_path, 7, other)
    uploads.drop(tmp_path, 7, other)
    assert uploads.kept(tmp_path, 7, other) is None


def test_a_file_that_changes_nothing_leaves_no_run(signed_in, stage, cast):
    una = signed_in(cast.una)
    url = sent(una, TWO).location
    post(una, url, fields(una.get(f"{url}?c0=employee_no&c3=email")), page=url)
    url = sent(una, TWO).location
    answer = post(una, url, fields(una.get(f"{url}?c0=employee_no&c3=email")), page=url)
    assert answer.location == "/people"
    assert toasts(una.get("/people")) == ["Everything in the file is as it is here. Nothing was changed."]
    with stage.act() as act:
        assert len(act.session.scalars(select(ImportRun)).all()) == 1


RAISING = b"""employee_no,first name,last name,email,role
1,An,One,an@nordvik.example,admin
2,Bea,Two,bea@nordvik.example,chief of staff
3,Cor,Three,cor@nordvik.example,leader
77,Una,Nordvik,stolen@nordvik.example,admin
"""


def test_a_chief_of_staff_raises_nobody_above_an_admin(signed_in, stage, cast):
    with stage.act() as act:
        act.session.get(Person, cast.una.id).employee_no = "77"
    dee = signed_in(cast.dee)
    url = sent(dee, RAISING).location
    preview = dee.get(url)
    assert (groups(preview)["Refused"], groups(preview)["New"]) == (3, 1)
    done = post(dee, url, fields(preview), page=url)
    assert (done.status_code, done.location) == (303, "/people/import/done/1")
    with stage.act() as act:
        assert act.session.get(Person, cast.una.id).email == "una@nordvik.example"
        made = act.session.scalars(select(Person.first_name).where(Person.employee_no.in_(("1", "2", "3"))))
        assert made.all() == ["Cor"]


@pytest.mark.parametrize(("company", "asked"), [("", 1), ("Nordvik", 0)])
def test_a_house_without_a_name_is_asked_for_it(signed_in, stage, cast, company, asked):
    with stage.act() as act:
        act.session.get(House, 1).company = company
    una = signed_in(cast.una)
    url = sent(una, RAISING).location
    done = post(una, url, fields(una.get(url)), page=url)
    assert una.get(done.location).text.count("What is the company called?") == asked
