"""Taking a list over in the browser and on the command line; who may."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import func, select

from floortime.followups.actions import claim_followup, drop_followup, make_followup, start_followup
from floortime.followups.model import Followup
from floortime.followups.stages import WORDS
from floortime.lists.headings import matched
from floortime.lists.model import ListRow
from floortime.lists.rows import STATE_OF, bare
from floortime.people.model import Person
from floortime.words import LANGUAGES, _, in_language
from tests.builders import errors, heading, post, toasts
from tests.people.test_import_page import fields, groups
from tests.roof.test_cli import run, set_up  # noqa: F401 - a fixture
from tests.sheets.test_workbooks import book

ROWS = [
    ["Actie", "Wie", "Uiterlijk"],
    ["The map on your screen", "Ada Lindqvist", "4-12-2026"],
    ["Chairs", "Nobody Known", "4-12-2026"],
]
CSV = "\n".join(";".join(row) for row in ROWS).encode()


def sent(browser, content: bytes, name="list.csv"):
    return post(
        browser, "/followups/import", {"file": (BytesIO(content), name)}, page="/followups/import",
        content_type="multipart/form-data",
    )  # fmt: skip


def count(stage) -> int:
    with stage.act() as act:
        return act.session.scalar(select(func.count()).select_from(Followup))


@pytest.mark.parametrize("content", [CSV, book(ROWS)], ids=["csv", "xlsx"])
def test_a_list_is_looked_at_taken_over_told_and_gone(signed_in, stage, cast, settings, content):
    dee = signed_in(cast.dee)
    url = sent(dee, content).location
    page = dee.get(url)
    assert groups(page) == {"Refused": 1, "New": 1, "Which column is what": 3}
    assert (count(stage), "Take over 1 promise" in page.text) == (0, True)
    answer = post(dee, url, fields(page), page=url)
    done = dee.get(answer.location)
    assert (heading(done), count(stage)) == ("1 promise is in", 1)
    assert "Tell 1 owner now" in done.text
    assert list((settings.data / "uploads").iterdir()) == []
    told = post(dee, f"{answer.location}/tell", page=answer.location)
    assert toasts(dee.get(told.location)) == ["1 owner is told within minutes."]
    again = dee.get(sent(dee, content).location)
    assert groups(again) == {"Refused": 1, "Here already": 1, "Which column is what": 3}
    assert "There is nothing to take over" in again.text


def test_what_was_left_out_is_read_in_its_readers_language(signed_in, stage, cast):
    dee = signed_in(cast.dee)
    rows = [*ROWS, ["Lamps", "ada@", "31-02-2026"], ["Doors", "Ada Lindqvist", "soon"]]
    url = sent(dee, "\n".join(";".join(row) for row in rows).encode()).location
    done = post(dee, url, fields(dee.get(url)), page=url).location

    def left_out():
        found = re.findall(r'<li class="left-out">.*?</span><span>(.*?)</span></li>', dee.get(done).text)
        return [unescape(one) for one in found]

    assert left_out() == [
        "Nobody here is called Nobody Known. Write an address, and they are asked as a guest.",
        "“31-02-2026” is not a day: its month has 28 days. The address stops after the @. Add what follows, for example nordvik.example.",
        "“soon” is not a date. Write it like 2024-01-31 or 31-01-2024.",
    ]
    with stage.act(cast.dee) as act:
        act.session.get(Person, cast.dee.id).language = "nl"
        act.session.add(
            ListRow(
                list_id=int(done.rpartition("/")[2]), line=9, verdict="refused", reason="As it was said once."
            )
        )
    assert left_out() == [
        "Niemand hier heet Nobody Known. Schrijf een adres, dan wordt het als gast gevraagd.",
        "“31-02-2026” is geen dag: die maand heeft 28 dagen. Het adres houdt op na de @. Zet erachter wat volgt, bijvoorbeeld nordvik.example.",
        "“soon” is geen datum. Schrijf hem zoals 2024-01-31 of 31-01-2024.",
        "As it was said once.",
    ]


def test_a_list_is_undone_in_the_browser(signed_in, stage, cast):
    dee = signed_in(cast.dee)
    url = sent(dee, CSV).location
    done = post(dee, url, fields(dee.get(url)), page=url).location
    assert post(dee, f"{done}/undo", page=done).status_code == 303
    assert "Undo" not in dee.get(done).text.replace("Undone", "")
    with stage.act() as act:
        assert act.session.scalars(select(Followup.stage)).all() == ["dropped"]


def test_what_moved_on_meanwhile_is_shown_anew(signed_in, stage, cast):
    dee = signed_in(cast.dee)
    url = sent(dee, CSV).location
    seen = fields(dee.get(url))
    with stage.act() as act:
        act.session.get(type(cast.ada), cast.ada.id).last_name = "Bergström"
    answer = post(dee, url, seen, page=url)
    assert (answer.status_code, groups(answer)["Refused"], count(stage)) == (409, 2, 0)


def test_what_is_no_table_is_said(signed_in, cast):
    answer = sent(signed_in(cast.dee), b"%PDF-1.7")
    assert (answer.status_code, errors(answer)) == (
        422, ["This is a file for PDF. Save the table as CSV and choose that."],
    )  # fmt: skip


def test_columns_that_were_not_recognised_are_chosen(signed_in, cast):
    dee = signed_in(cast.dee)
    url = sent(dee, CSV.replace(b"Actie", b"Punt")).location
    assert "No column was recognised as: What is asked. Choose it below." in dee.get(url).text
    assert groups(dee.get(f"{url}?c0=what"))["New"] == 1


def test_others_find_no_such_page(signed_in, cast):
    for person in (cast.ada, cast.bo):
        assert signed_in(person).get("/followups/import").status_code == 404
        assert "Take a list over" not in signed_in(person).get("/followups").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_on_the_command_line(set_up, capsys, stage, cast, tmp_path):  # noqa: F811
    path = tmp_path / "list.csv"
    path.write_bytes(CSV)
    refused = (
        "Line 3, Chairs: Nobody here is called Nobody Known. Write an address, and they are asked as a guest."
    )
    new = "1 new, 0 here already, 0 done already, 1 refused; 0 owners become guests."
    assert run(capsys, "followups", "import", str(path), "--dry-run")[:2] == (
        0, [refused, new, "Nothing was changed: this was a dry run."],
    )  # fmt: skip
    assert count(stage) == 0
    told = "Nobody was written to. Tell the owners, or not, on the page of list 1."
    assert run(capsys, "followups", "import", str(path))[:2] == (0, [refused, new, told])
    there = "0 new, 1 here already, 0 done already, 1 refused; 0 owners become guests."
    same = "There is nothing to take over: what is not refused is here already, or done."
    assert run(capsys, "followups", "import", str(path))[:2] == (0, [refused, there, same])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("spoken", sorted(LANGUAGES))
def test_our_own_table_brought_back_is_here_already(signed_in, stage, cast, kind, spoken):
    with stage.act(cast.dee) as act:
        act.session.get(Person, cast.dee.id).language = spoken
        made = [
            make_followup(act, what=f"Lamp {n}", due_on=date(2026, 12, n + 1), owner_id=cast.ada.id)
            for n in range(4)
        ]
        start_followup(act, made[1])
        claim_followup(act, made[2], claim="It hangs there")
        drop_followup(act, made[3], reason="No longer needed")
        codes = [one.code for one in made]
    dee = signed_in(cast.dee)
    for show, theirs in (("all", codes[:3]), ("done", codes[3:])):
        page = dee.get(sent(dee, dee.get(f"/followups.{kind}?show={show}").data, f"list.{kind}").location)
        here, _columns = groups(page).values()
        named = re.findall(r"<span>Lamp \d: (\w+)</span>", page.text)
        assert (here, named) == (len(theirs), theirs)
    assert count(stage) == 4


@pytest.mark.parametrize("spoken", sorted(LANGUAGES))
def test_our_own_headings_and_stages_are_understood(spoken):
    with in_language(spoken):
        headings = [_("Code"), _("Promise"), _("Stage"), _("Owner"), _("Department"), _("Due")]
        said = [STATE_OF.get(bare(str(word))) for word in WORDS.values()]
    assert matched(headings).columns == ("code", "what", "state", "owner", "department", "due_on")
    assert said == ["open", "in_progress", "settled", "settled", "settled", "settled"]


@pytest.mark.parametrize(
    "content", [b"no workbook at all", book(ROWS)[:200], b"\xd0\xcf\x11\xe0 with a password"]
)
def test_a_broken_workbook_is_said_to_be_one_that_cannot_be_opened(signed_in, stage, cast, content):
    answer = sent(signed_in(cast.dee), content, "list.XLSX")
    assert (answer.status_code, errors(answer)) == (
        422, ["This workbook cannot be opened. Save it anew as .xlsx or CSV, without a password."],
    )  # fmt: skip
