"""One letter a day: at the hour one chose, on working days, with all that is due and nothing that is not."""

import re
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select, update

from floortime.followups.actions import claim_followup, hand_over, make_followup, start_followup
from floortime.followups.digests import EVENT
from floortime.followups.model import ChaseStep, Digest, Followup
from floortime.followups.reminders import chase_promises
from floortime.outbox.delivery import Courier
from floortime.outbox.model import Letter
from floortime.people.actions import choose_letters
from floortime.people.leavers import gone
from floortime.people.model import Person

DUE = date(2026, 12, 4)


@pytest.fixture
def make(stage, cast):
    def one(what, owner=None, due_on=DUE, **more):
        with stage.act(cast.dee) as act:
            return make_followup(act, what=what, due_on=due_on, owner_id=owner.id if owner else None, **more)

    return one


@pytest.fixture
def at(stage, moment):
    """`at(instant)`: the worker looks then; how many letters it wrote."""

    def look(*when):
        moment.at = datetime(*when, tzinfo=UTC)
        with stage.act() as act:
            return chase_promises(act)

    return look


@pytest.fixture
def standing(db):
    """The letters of the day that go, or went: (who, what stands in them)."""

    def found():
        with db.reading() as session:
            rows = session.scalars(
                select(Letter).where(Letter.event == EVENT, Letter.state != "withdrawn").order_by(Letter.id)
            ).all()
        return [
            (row.to_id, sorted(re.findall(r"^(?:\d+\. )?What is asked: (.*)$", words(row), re.MULTILINE)))
            for row in rows
        ]

    return found


def words(letter):
    return (
        message_from_bytes(letter.body, policy=default).get_body(("plain",)).get_content().replace("\r", "")
    )


def test_all_that_is_due_in_one_letter(db, cast, make, at, standing):
    make("The map", cast.bo)
    make("The lamp", cast.bo)
    make("The key", cast.cy)
    make("The door", cast.bo, due_on=date(2026, 12, 23))
    assert at(2026, 12, 4, 9) == 2
    assert sorted(standing()) == sorted([(cast.bo.id, ["The lamp", "The map"]), (cast.cy.id, ["The key"])])
    with db.reading() as session:
        subjects = {
            row.to_id: message_from_bytes(row.body, policy=default)["Subject"]
            for row in session.scalars(select(Letter).where(Letter.event == EVENT))
        }
    assert subjects == {cast.bo.id: "Two promises need a word from you", cast.cy.id: "Today: The key"}


def test_a_letter_about_several_has_one_blue_button_and_every_answer_to_each(db, cast, make, at):
    make("The map", cast.bo)
    make("The lamp", cast.bo)
    at(2026, 12, 4, 9)
    with db.reading() as session:
        body = session.scalar(select(Letter.body).where(Letter.event == EVENT))
    page = message_from_bytes(body, policy=default).get_body(("html",)).get_content()
    assert page.count("background:#1E3F8F") == 1
    assert sorted(re.findall(r"\?say=(\w+)", page)) == sorted(["done", "date", "notmine", "cannot"] * 2)
    assert re.findall(r"<b>(\d)\.</b> (The \w+)", page) == [("1", "The map"), ("2", "The lamp")]


def test_at_eight_on_ones_own_clock_or_at_the_hour_one_chose(stage, cast, make, at, standing):
    make("The map", cast.bo)
    make("The key", cast.cy)
    with stage.act(cast.cy) as act:
        choose_letters(act, act.session.get(Person, cast.cy.id), hour=11, early=True)
    assert [at(2026, 12, 4, 6, 30), at(2026, 12, 4, 7, 0)] == [0, 1], "eight in Amsterdam"
    assert [at(2026, 12, 4, 10, 30), at(2026, 12, 4, 11, 0)] == [0, 1], "eleven in London"


def test_never_at_night(cast, make, at):
    make("The map", cast.bo, due_on=date(2026, 12, 3))
    assert [
        at(2026, 12, 3, 19, 0),
        at(2026, 12, 3, 23, 30),
        at(2026, 12, 4, 4, 0),
        at(2026, 12, 4, 7, 0),
    ] == [0, 0, 0, 1]


def test_a_holiday_of_ones_own_site_is_no_day_for_a_letter(cast, make, at):
    make("The map", cast.bo, due_on=date(2026, 12, 25))  # Christmas Day: Utrecht hears of it on the 24th
    assert at(2026, 12, 24, 9) == 1
    make("The lamp", cast.bo, due_on=date(2026, 12, 28))
    assert [at(2026, 12, day, 9) for day in (25, 26, 27)] == [0, 0, 0]
    assert at(2026, 12, 28, 9) == 1


def test_nothing_to_say_no_mail(db, cast, make, at):
    make("The map", cast.bo, due_on=date(2027, 2, 1))
    assert at(2026, 12, 4, 9) == 0
    with db.reading() as session:
        assert session.scalars(select(Digest)).all() == []


def test_not_before_the_date_for_whoever_wants_it_so(stage, cast, make, at):
    make("The map", cast.bo)
    with stage.act(cast.bo) as act:
        choose_letters(act, act.session.get(Person, cast.bo.id), hour=8, early=False)
    assert [at(2026, 12, 2, 9), at(2026, 12, 4, 9)] == [0, 1]


def test_what_is_asked_for_the_first_time_comes_at_once(db, cast, make):
    make("The map", cast.bo)
    with db.reading() as session:
        assert session.scalars(select(Letter.event)).all() == ["followup_assigned"]


class TestTakenBack:
    """One promise changed between writing and sending: the letter goes without it, the others are not lost."""

    @pytest.fixture
    def two(self, cast, make, at):
        found = make("The map", cast.bo), make("The lamp", cast.bo)
        at(2026, 12, 4, 9)
        return found

    @pytest.mark.parametrize("fact", ["claimed", "handed over"])
    def test_the_rest_is_said_in_another_letter(self, stage, cast, two, at, standing, fact):
        with stage.act(cast.dee) as act:
            row = act.session.get(Followup, two[0].id)
            if fact == "claimed":
                claim_followup(act, row, claim="It hangs")
            else:
                hand_over(act, row, owner_id=cast.cy.id)
        assert standing() == []
        assert at(2026, 12, 4, 9, 30) == 1
        assert standing() == [(cast.bo.id, ["The lamp"])]
        assert at(2026, 12, 4, 10) == 0

    def test_nothing_is_left_to_say(self, stage, cast, two, at, standing):
        for row in two:
            with stage.act(cast.bo) as act:
                claim_followup(act, act.session.get(Followup, row.id), claim="done")
        assert (at(2026, 12, 4, 9, 30), standing()) == (0, [])

    def test_accepting_changes_nothing_in_it(self, stage, cast, two, standing):
        with stage.act(cast.bo) as act:
            start_followup(act, act.session.get(Followup, two[0].id))
        assert standing() == [(cast.bo.id, ["The lamp", "The map"])]

    def test_what_a_worker_holds_is_not_said_twice_while_it_may_go(self, stage, db, cast, two, at, moment):
        with db.writing() as session:
            session.execute(
                update(Letter)
                .where(Letter.event == EVENT)
                .values(state="leased", lease_by="w1", lease_until=moment.at.replace(minute=33), attempts=1)
            )
        with stage.act(cast.bo) as act:
            claim_followup(act, act.session.get(Followup, two[0].id), claim="It hangs")
        assert at(2026, 12, 4, 9, 30) == 0, "it may be on its way"
        assert at(2026, 12, 4, 10) == 1, "the worker is gone, and it did not go"

    def test_taken_back_at_the_last_moment_it_has_certainly_not_gone(
        self, stage, db, cast, two, at, moment, settings
    ):
        class Slow:
            """Somebody claims a promise while its letter is being handed over."""

            def send(self, raw, *, sender, to, still):
                if b"promises" not in raw and b"The map" not in raw:
                    return True
                with stage.act(cast.bo) as act:
                    claim_followup(act, act.session.get(Followup, two[0].id), claim="It hangs")
                return still()

            def close(self):
                pass

        with db.writing() as session:
            session.execute(update(Letter).where(Letter.event != EVENT).values(state="sent"))
        Courier(db, Slow(), moment, "w1", settings.mailbox, gone).send_batch()
        assert at(2026, 12, 4, 9, 30) == 1

    def test_what_went_is_said(self, stage, db, cast, two, at, standing):
        with db.writing() as session:
            session.execute(update(Letter).where(Letter.event == EVENT).values(state="sent"))
        with stage.act(cast.bo) as act:
            claim_followup(act, act.session.get(Followup, two[0].id), claim="It hangs")
        assert at(2026, 12, 4, 9, 30) == 0
        assert standing() == [(cast.bo.id, ["The lamp", "The map"])]


class TestNobody:
    """A promise without an owner goes to the chief of staff, once."""

    def test_once(self, db, cast, make, at, standing):
        promise = make("The map")
        assert [at(2026, 11, 24, 9), at(2026, 11, 25, 9), at(2026, 12, 7, 9)] == [1, 0, 0]
        assert standing() == [(cast.dee.id, ["The map"])]
        with db.reading() as session:
            assert session.get(ChaseStep, (promise.id, 1, "nobody")).to_id == cast.dee.id

    def test_when_its_owner_has_left(self, stage, cast, make, at, standing):
        make("The map", cast.bo)
        with stage.act() as act:
            act.session.get(Person, cast.bo.id).left_on = date(2026, 11, 30)
        assert [at(2026, 11, 27, 9), at(2026, 12, 1, 9)] == [0, 1]
        assert standing() == [(cast.dee.id, ["The map"])]

    def test_again_when_it_comes_back(self, stage, cast, make, at, standing):
        promise = make("The map")
        at(2026, 11, 24, 9)
        for owner_id in (cast.bo.id, None):
            with stage.act(cast.dee) as act:
                hand_over(act, act.session.get(Followup, promise.id), owner_id=owner_id)
        assert at(2026, 11, 25, 9) == 1


def test_the_hour_is_chosen_on_ones_own_page(db, cast, signed_in):
    from tests.builders import post

    browser = signed_in(cast.bo)
    assert post(browser, "/me/letters", {"hour": "10"}, page="/me").status_code == 303
    assert (
        re.search(
            r'<option selected value="(\d+)"',
            browser.get("/me").text[browser.get("/me").text.index('id="letters"') :],
        )[1]
        == "10"
    )
    assert post(browser, "/me/letters", {"hour": "3"}, page="/me").status_code == 422


def test_headings_count_in_words_and_carry_no_full_stop(db, cast, make, at):
    with db.writing() as session:
        session.get(Person, cast.bo.id).language = "sv"
    for n in range(12):
        make(f"Map {n}", cast.bo)
        make(f"Lamp {n}", cast.cy)
    make("The key", cast.cy)
    at(2026, 12, 4, 9)
    with db.reading() as session:
        letters = session.scalars(select(Letter).where(Letter.event == EVENT))
        said = {row.to_id: message_from_bytes(row.body, policy=default) for row in letters}
    heads = {
        key: re.search(r"<h1[^>]*>(.*?)</h1>", one.get_body(("html",)).get_content())[1]
        for key, one in said.items()
    }
    assert {key: one["Subject"] for key, one in said.items()} == {
        cast.bo.id: "Tolv löften behöver ett ord från dig",
        cast.cy.id: "13 promises need a word from you",
    }
    assert heads == {
        cast.bo.id: "Bo, tolv löften behöver ett ord från dig",
        cast.cy.id: "Cy, 13 promises need a word from you",
    }
