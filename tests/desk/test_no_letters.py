"""An owner without an account wants no letters: one press behind any letter's link, or in the mail program, and a press back."""

from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from floortime.errors import Refused
from floortime.followups.actions import (
    claim_followup,
    confirm_followup,
    hand_over,
    make_followup,
    start_followup,
)
from floortime.followups.model import ChaseStep, Followup
from floortime.followups.reminders import chase_promises
from floortime.followups.reminding import remind_now
from floortime.journal.queries import history
from floortime.obstacles.floor_letters import tell_works
from floortime.outbox.model import Letter
from floortime.people.actions import Newcomer, add_person, stop_letters
from floortime.people.model import Person
from tests.builders import OURS, heading
from tests.desk.test_board import rows_of

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def stop(link):
    return f"{link}/letters/stop"


def wants_none(db, cast):
    with db.reading() as session:
        return session.get(Person, cast.eli.id).wants_no_letters


def letters_to(db, person):
    with db.reading() as session:
        rows = session.execute(
            select(Letter.event, Letter.state).where(Letter.to_id == person.id).order_by(Letter.id)
        )
        return [tuple(row) for row in rows]


def journal_of(db, person):
    with db.reading() as session:
        return [(e.verb, e.actor_kind, e.actor_id) for e in history(session, "person", person.id)]


def test_opening_changes_nothing_and_says_what_would(db, client, cast, stop):
    answer = client.get(stop)
    assert (answer.status_code, heading(answer)) == (200, "No letters at all")
    assert ("Send me no letters" in answer.text, wants_none(db, cast)) == (True, False)
    client.head(stop)
    assert wants_none(db, cast) is False


def test_one_press_stops_them_and_another_takes_it_back(db, client, cast, stop):
    answer = client.post(stop, headers=OURS)
    assert (answer.status_code, heading(answer)) == (200, "No letter comes to you")
    assert heading(client.get(stop.removesuffix("/stop"))) == "No letter comes to you"
    assert wants_none(db, cast) is True
    again = client.post(stop.replace("/stop", "/again"), headers=OURS)
    assert (again.status_code, heading(again), wants_none(db, cast)) == (200, "No letters at all", False)
    by_link = ("mail_link", cast.eli.id)
    assert journal_of(db, cast.eli)[:2] == [
        ("person.letters_resumed", *by_link),
        ("person.letters_stopped", *by_link),
    ]


def test_said_twice_it_is_written_once(db, client, cast, stop):
    client.post(stop, headers=OURS)
    client.post(stop, headers=OURS)
    assert [line[0] for line in journal_of(db, cast.eli)].count("person.letters_stopped") == 1


def test_a_mail_program_presses_without_an_origin(db, client, cast, stop):
    assert (client.post(stop, data=ONE_CLICK).status_code, wants_none(db, cast)) == (200, True)


@pytest.mark.parametrize("data", [{}, {"List-Unsubscribe": "No"}])
def test_nobody_else_does(db, client, cast, stop, data):
    assert client.post(stop, data=data).status_code == 403
    assert client.post(stop, data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(stop.replace("/stop", "/again"), data=ONE_CLICK).status_code == 403
    assert wants_none(db, cast) is False


def test_an_unknown_link_opens_nothing(client, cast, stop):
    assert client.get("/f/no-such-secret/letters/stop").status_code == 404
    assert client.post("/f/no-such-secret/letters/stop", data=ONE_CLICK).status_code == 404


def test_a_former_owners_old_letter_still_stops_the_next_ones(db, stage, client, cast, promise, stop):
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promise.id), owner_id=cast.cy.id)
    assert client.get(stop).status_code == 200
    assert (client.post(stop, data=ONE_CLICK).status_code, wants_none(db, cast)) == (200, True)
    assert client.get(stop.removesuffix("/stop")).status_code == 404


def test_what_waits_does_not_go_and_nothing_new_is_written(db, stage, client, cast, moment, promise, stop):
    assert letters_to(db, cast.eli) == [("followup_assigned", "queued")]
    client.post(stop, headers=OURS)
    with stage.act(cast.dee) as act:
        make_followup(act, what="Another", due_on=date(2026, 12, 4), owner_id=cast.eli.id)
    moment.at = datetime(2026, 12, 4, 9, tzinfo=UTC)
    with stage.act() as act:
        chase_promises(act)
    assert letters_to(db, cast.eli) == [("followup_assigned", "withdrawn")]


def test_those_above_hear_all_the_same(db, stage, client, cast, moment, promise, stop):
    client.post(stop, headers=OURS)
    with stage.act(cast.dee) as act:
        act.session.get(Followup, promise.id).promised_by_id = cast.ada.id
    moment.at = datetime(2026, 12, 22, 9, tzinfo=UTC)
    with stage.act() as act:
        while chase_promises(act):
            pass
    with db.reading() as session:
        told = session.execute(
            select(ChaseStep.step, ChaseStep.to_id).where(ChaseStep.followup_id == promise.id)
        )
        assert [tuple(row) for row in told] == [("sponsor", cast.ada.id)]


def test_whoever_takes_it_back_is_reminded_again(db, stage, client, cast, moment, promise, stop):
    client.post(stop, headers=OURS)
    client.post(stop.replace("/stop", "/again"), headers=OURS)
    moment.at = datetime(2026, 12, 4, 9, tzinfo=UTC)
    with stage.act() as act:
        chase_promises(act)
    assert letters_to(db, cast.eli)[-1] == ("promises_due", "queued")


def test_the_letter_says_where(db, cast, link, settings):
    with db.reading() as session:
        body = session.scalar(select(Letter.body).where(Letter.event == "followup_assigned"))
    mail = message_from_bytes(body, policy=default)
    assert mail["List-Unsubscribe"] == f"<http://localhost{link}/letters/stop>"
    assert mail["List-Unsubscribe-Post"] is None  # RFC 8058 asks for https
    assert f"whether any do: http://localhost{link}/letters" in mail.get_body(("plain",)).get_content()


def test_over_https_a_mail_program_may_press_it(db, stage, cast):
    stage.settings = replace(
        stage.settings, base_url="https://floortime.of-a-rather-long-name.nordvik.example"
    )
    with stage.act(cast.dee) as act:
        make_followup(act, what="Another", due_on=date(2026, 12, 4), owner_id=cast.eli.id)
        make_followup(act, what="Hers", due_on=date(2026, 12, 4), owner_id=cast.bo.id)
    with db.reading() as session:
        found = {row.to_id: row.body for row in session.scalars(select(Letter))}
    guests, staffs = (message_from_bytes(found[key], policy=default) for key in (cast.eli.id, cast.bo.id))
    where = guests["List-Unsubscribe"]
    # One line, unbroken: some programs do not unfold it.
    assert b"\r\nList-Unsubscribe: " + where.encode() + b"\r\n" in found[cast.eli.id]
    assert where.startswith(f"<{stage.settings.base_url}/f/")
    assert guests["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (staffs["List-Unsubscribe"], staffs["List-Unsubscribe-Post"]) == (None, None)


def test_the_letter_of_the_day_says_so_too(db, stage, cast, moment, promise):
    moment.at = datetime(2026, 12, 4, 9, tzinfo=UTC)
    with stage.act() as act:
        chase_promises(act)
    with db.reading() as session:
        body = session.scalar(select(Letter.body).where(Letter.event == "promises_due"))
    mail = message_from_bytes(body, policy=default)
    text = mail.get_body(("plain",)).get_content()
    where = mail["List-Unsubscribe"].strip("<>").removesuffix("/stop")
    assert f"or none at all: {where}\n" in text.replace("\r\n", "\n")


def test_the_chief_of_staff_reads_it_and_it_needs_a_hand_until_it_is_taken_on(
    db, stage, client, cast, signed_in, promise, stop
):
    client.post(stop, headers=OURS)
    browser = signed_in(cast.dee)
    assert "asked for no letters: phone them" in browser.get(f"/followups/{promise.code}").text
    assert "Remind now" not in browser.get(f"/followups/{promise.code}/panel").text
    board = browser.get("/board?show=phone").text
    assert (rows_of(board), "asked for no letters" in board) == (
        [(f"/followups/{promise.code}", "The map first")], True,
    )  # fmt: skip
    with stage.act(cast.dee) as act:
        start_followup(act, act.session.get(Followup, promise.id))
    assert rows_of(browser.get("/board?show=phone").text) == []


def test_nobody_is_reminded_by_hand_who_wants_no_letters(stage, client, cast, promise, stop):
    client.post(stop, headers=OURS)
    with (
        pytest.raises(Refused, match="asked for no letters: phone them"),
        stage.act(cast.dee) as act,
    ):
        remind_now(act, act.session.get(Followup, promise.id))


def test_whoever_works_here_chooses_the_hour_and_no_more(stage, cast):
    with pytest.raises(Refused, match="belong to your work"), stage.act(cast.bo) as act:
        stop_letters(act, act.session.get(Person, cast.bo.id))


def test_whoever_begins_to_work_here_is_written_to(db, stage, client, cast, stop):
    client.post(stop, headers=OURS)
    with stage.act(cast.dee) as act:
        add_person(act, Newcomer(first_name="Eli", email=cast.eli.email), roles=[])
    with db.reading() as session:
        row = session.get(Person, cast.eli.id)
        assert (row.kind, row.mail_ok) == ("staff", True)


@pytest.mark.parametrize("owner", ["eli", "bo"])
def test_what_the_floor_says_tells_a_guest_where_too(db, stage, client, cast, owner):
    person = getattr(cast, owner)
    with stage.act(cast.dee) as act:
        followup = make_followup(act, what="A map", due_on=date(2026, 12, 4), owner_id=person.id)
        claim_followup(act, followup, claim="It hangs there")
        confirm_followup(act, followup)
        tell_works(act, [followup])
    with db.reading() as session:
        body = session.scalar(select(Letter.body).where(Letter.event == "works_answered"))
    mail = message_from_bytes(body, policy=default)
    text, where = mail.get_body(("plain",)).get_content(), mail["List-Unsubscribe"]
    if owner == "bo":
        assert (where, "/letters" in text) == (None, False)
        return
    where = where.strip("<>")
    assert f"whether any do: {where.removesuffix('/stop')}\n" in text.replace("\r\n", "\n")
    assert client.get(where.removesuffix("/stop")).status_code == 200
    assert (client.post(where, data=ONE_CLICK).status_code, wants_none(db, cast)) == (200, True)
