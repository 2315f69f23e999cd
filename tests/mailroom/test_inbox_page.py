"""The inbox page: what waits for a hand, its two buttons, and mail brought by hand."""

from io import BytesIO

import pytest
from sqlalchemy import select

from floortime.mail import receiving
from floortime.mail.model import Received
from floortime.mailroom.reading_room import ReadingRoom
from floortime.sitdowns.model import Seat
from tests.builders import errors, heading, post
from tests.mailroom.inbox import all_received, brought
from tests.mailroom.letters import mail, reply
from tests.sitdowns.test_replies import Table

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def table(stage, cast, moment) -> Table:
    return Table(stage, cast, moment)


def read_all(stage) -> None:
    room = ReadingRoom(stage.db, stage.settings, stage.moment)
    while room.turn():
        continue
    room.close()


def test_a_forged_looking_answer_is_let_through_by_a_hand_and_read_by_the_child(
    table, cast, stage, signed_in
):
    raw = mail(reply(table.uid, cast.bo.email, "ACCEPTED"), sender=cast.bo.email, results=None)
    brought(stage, raw)
    browser = signed_in(cast.dee)
    page = browser.get("/inbox")
    assert "our mail server cannot vouch for that" in page.text
    assert "1 mail waits for you to decide." in browser.get("/board").text
    (row,) = all_received(stage)
    assert "It is theirs, take it" in browser.get(f"/inbox/{row.id}").text
    post(browser, f"/inbox/{row.id}/accept")
    read_all(stage)
    with stage.db.reading() as session:
        assert session.get(Seat, (table.id, cast.bo.id)).answer == "accepted"
        found = session.get(Received, row.id)
        assert (found.verdict, found.reason, found.brought_by_id) == ("applied", "accepted", cast.dee.id)
    assert "comes." in browser.get("/inbox?show=done").text


def test_what_cannot_be_read_is_tried_again_or_discarded(cast, stage, signed_in):
    assert brought(stage, b"BEGIN:VCALENDAR\r\nnothing") == ("quarantined", "malformed")
    (row,) = all_received(stage)
    browser = signed_in(cast.dee)
    page = browser.get(f"/inbox/{row.id}")
    assert ("Try again" in page.text, "A calendar without an event." in page.text) == (True, True)
    post(browser, f"/inbox/{row.id}/again")
    read_all(stage)
    assert all_received(stage)[0].verdict == "quarantined"
    post(browser, f"/inbox/{row.id}/discard")
    post(browser, f"/inbox/{row.id}/discard")
    assert all_received(stage)[0].verdict == "discarded"
    assert post(browser, f"/inbox/{row.id}/again").status_code == 409


def test_a_file_or_its_text_is_brought_by_hand(table, cast, stage, signed_in):
    browser = signed_in(cast.dee)
    body = reply(table.uid, cast.bo.email, "TENTATIVE")
    nothing = post(browser, "/inbox/new", {}, page="/inbox/new")
    assert (nothing.status_code, errors(nothing)) == (
        422,
        ["Choose a file that ends in .ics or .eml, or paste its text below."],
    )
    post(browser, "/inbox/new", {"file": (BytesIO(body), "answer.ics")}, page="/inbox/new")
    post(
        browser,
        "/inbox/new",
        {"pasted": reply(table.uid, cast.colleagues[0].email, "DECLINED").decode()},
        page="/inbox/new",
    )
    read_all(stage)
    assert (table.seat(cast.bo), table.seat(cast.colleagues[0])) == ("tentative", "declined")
    row = all_received(stage)[0]
    assert heading(browser.get(f"/inbox/{row.id}")) == "Done"
    assert browser.get(f"/inbox/{row.id}/raw").data == body


def test_a_poison_mail_is_set_apart_and_the_next_one_is_read(table, cast, stage, monkeypatch):
    with stage.act() as act:
        poison, _new = receiving.take_in(act, b"From: a@b.example\r\n\r\npoison", door="pipe")
        poison.tries = receiving.MOST_TRIES
        receiving.take_in(
            act, reply(table.uid, cast.bo.email, "ACCEPTED"), door="page", brought_by=cast.dee.id
        )
    read_all(stage)
    with stage.db.reading() as session:
        found = session.execute(select(Received.verdict, Received.reason).order_by(Received.id)).all()
    assert [tuple(one) for one in found] == [("quarantined", "too_often"), ("applied", "accepted")]


def test_a_chief_of_one_site_reads_no_mail(cast, stage, signed_in):
    from floortime.people.model import Role

    with stage.act() as act:
        act.session.add(
            Role(person_id=cast.bo.id, role="chief_of_staff", scope_kind="site", scope_id=cast.utrecht.id)
        )
    assert [signed_in(cast.bo).get(path).status_code for path in ("/inbox", "/inbox/new")] == [403, 403]
