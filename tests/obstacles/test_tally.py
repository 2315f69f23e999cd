"""A customer hit this again: counted from any browser, taken back by its tap, and read by the owner of a promise about it."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from floortime.followups.actions import make_followup
from floortime.followups.model import Followup
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.actions.sorting import join_existing, part_again
from floortime.obstacles.model import Obstacle, Tally
from floortime.obstacles.queries.tallies import tallied
from floortime.outbox.model import Letter
from floortime.receipts import Receipt
from tests.obstacles.play import published, raised

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def entry(stage, cast):
    return published(stage, cast)


@pytest.fixture
def press(client, entry):
    """One press of the button on the entry's page; returns the tap it was counted under."""

    def pressed(**form):
        page = client.post(f"/log/{entry.code}/again", data=form, headers=OURS)
        assert page.status_code == 200
        found = re.search(r'name="tap" value="([\w-]+)"', page.text)
        return found and found[1]

    return pressed


@pytest.fixture
def days(db):
    def rows():
        with db.reading() as session:
            return [(t.obstacle_id, t.day, t.n) for t in session.scalars(select(Tally))]

    return rows


def test_each_press_is_one_customer_of_that_day(press, entry, days, moment, client):
    press()
    press()
    moment.forward(days=1)
    today = moment().date()
    for _ in range(3):
        press()
    assert [n for _, _, n in sorted(days())] == [2, 3]
    assert max(day for _, day, _ in days()) == today
    page = client.get(f"/log/{entry.code}").text
    assert re.search(r"<dt>Customers</dt><dd>(.*?)</dd>", page)[1] == "5"


def test_below_five_the_log_says_a_few(press, entry, client):
    assert "<dt>Customers</dt>" not in client.get(f"/log/{entry.code}").text
    press()
    page = client.get(f"/log/{entry.code}").text
    assert re.search(r"<dt>Customers</dt><dd>(.*?)</dd>", page)[1] == "a few"


def test_the_same_tap_counts_once_and_is_taken_back_once(press, days):
    tap = press()
    press(tap=tap)
    assert [n for _, _, n in days()] == [1]
    press()
    press(tap=tap, back="1")
    press(tap=tap, back="1")
    assert [n for _, _, n in days()] == [1]


def test_nobody_takes_back_what_they_did_not_count(press, days):
    press()
    press(back="1")
    press(tap="guessed-guessed-guessed-guessed", back="1")
    assert [n for _, _, n in days()] == [1]


def test_it_keeps_nothing_of_who_pressed(press, entry, db):
    tap = press()
    with db.reading() as session:
        kept = session.scalars(select(Receipt).where(Receipt.purpose == "tally")).one()
        assert (kept.answer, tap in kept.key_hash, entry.code in kept.key_hash) == (None, False, False)
    assert {column.name for column in Tally.__table__.columns} == {"obstacle_id", "day", "n"}


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_cannot_press(client, entry, headers, days):
    assert client.post(f"/log/{entry.code}/again", headers=headers).status_code == 403
    assert days() == []


def test_not_on_what_the_log_does_not_show(client, stage, cast, days):
    hidden = raised(stage, cast)
    assert client.post(f"/log/{hidden.code}/again", headers=OURS).status_code == 404
    assert days() == []


def test_not_on_what_the_floor_has_closed(client, stage, cast, entry, days):
    with stage.act(cast.dee) as act:
        row = act.session.get(Obstacle, entry.id)
        row.stage, row.fixed_on = "fixed", act.today
    refused = client.post(f"/log/{entry.code}/again", headers=OURS)
    assert (refused.status_code, days()) == (409, [])
    assert "This is closed. If customers still hit it, raise it again." in refused.text
    assert "/again" not in client.get(f"/log/{entry.code}").text


def test_the_owner_of_a_promise_reads_how_many(press, stage, cast, entry, db):
    for _ in range(6):
        press()
    with stage.act(cast.dee) as act:
        row = act.session.get(Obstacle, entry.id)
        made = promise_on(act, row, what="The map", owner_id=cast.bo.id, due_on=act.today)
        assert made.customers == 6
    with db.reading() as session:
        letter = session.scalars(select(Letter).where(Letter.event == "followup_assigned")).one()
        said = letter.body.decode()
        assert "It hit 6 customers since it was raised." in said.replace("=\n", "")
        assert session.scalars(select(Followup)).one().customers == 6


def test_merged_they_count_together_and_parted_each_for_itself(press, stage, cast, entry, db):
    press()
    other = published(stage, cast, title="Other")
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, entry.id), act.session.get(Obstacle, other.id))
        assert tallied(act.session, other.id) == 1
    with stage.act(cast.dee) as act:
        part_again(act, act.session.get(Obstacle, entry.id))
        assert (tallied(act.session, other.id), tallied(act.session, entry.id)) == (0, 1)


def test_the_table_of_the_log_says_it_as_the_entry_does(press, entry, client, stage, cast):
    def column():
        head, *rows = csv.reader(io.StringIO(client.get("/log.csv").data.decode("utf-8-sig")))
        return {row[head.index("Code")]: row[head.index("Customers hit")] for row in rows}

    other = published(stage, cast, title="The map is old")
    assert column() == {entry.code: "0", other.code: "0"}
    press()
    assert column() == {entry.code: "a few", other.code: "0"}
    for _ in range(4):
        press()
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, entry.id), act.session.get(Obstacle, other.id))
    assert column() == {other.code: "5"}
    sheet = load_workbook(io.BytesIO(client.get("/log.xlsx").data)).active
    head, row = sheet.iter_rows(values_only=True)
    assert (row[head.index("Me too")], row[head.index("Customers hit")]) == ("a few", 5)


def test_the_list_of_the_log_says_it_beside_the_place(press, entry, client, stage, cast):
    def meta():
        return re.findall(r'<p class="meta">(.*?)</p></div>\n<div class="waiting">', client.get("/log").text)

    before = meta()
    press()
    assert meta() == [f"{line} · it hit a few customers" for line in before]
    for _ in range(4):
        press()
    assert meta() == [f"{line} · it hit 5 customers" for line in before]
    other = published(stage, cast, title="The map is old")
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, entry.id), act.session.get(Obstacle, other.id))
    assert meta() == [f"{line} · it hit 5 customers" for line in before]


def test_a_promise_about_it_says_it_on_its_page_beside_the_rows_and_in_tables(
    press, entry, stage, cast, signed_in
):
    with stage.act(cast.dee) as act:
        row = act.session.get(Obstacle, entry.id)
        code = promise_on(act, row, what="The map", owner_id=cast.ada.id, due_on=act.today).code
        make_followup(act, what="Alone", owner_id=cast.ada.id, due_on=act.today)
    browser = signed_in(cast.dee)

    def said():
        pages = [browser.get(f"/followups/{code}{end}").text for end in ("", "/panel")]
        head, *rows = csv.reader(io.StringIO(browser.get("/followups.csv").data.decode("utf-8-sig")))
        cells = {row[head.index("Promise")]: row[head.index("Customers hit")] for row in rows}
        return [re.findall(r"It hit .*? since it was raised\.", page) for page in pages], cells

    assert said() == ([[], []], {"The map": "0", "Alone": ""})
    press()
    few = ["It hit a few customers since it was raised."]
    assert said() == ([few, few], {"The map": "a few", "Alone": ""})
    for _ in range(4):
        press()
    other = published(stage, cast, title="The map is old")
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, entry.id), act.session.get(Obstacle, other.id))
    five = ["It hit 5 customers since it was raised."]
    assert said() == ([five, five], {"The map": "5", "Alone": ""})
    sheet = load_workbook(io.BytesIO(browser.get("/followups.xlsx").data)).active
    head, *rows = sheet.iter_rows(values_only=True)
    assert {row[head.index("Customers hit")] for row in rows} == {5, None}


def test_who_owes_an_answer_or_a_promise_reads_it_at_home(press, entry, stage, cast, signed_in):
    with stage.act(cast.dee) as act:
        row = act.session.get(Obstacle, entry.id)
        promise_on(act, row, what="The map", owner_id=cast.ada.id, due_on=act.today)
    home = signed_in(cast.ada)
    assert "customers since it was raised" not in home.get("/").text
    press()
    assert "It hit a few customers since it was raised." in home.get("/").text
    for _ in range(4):
        press()
    assert "It hit 5 customers since it was raised." in home.get("/").text
