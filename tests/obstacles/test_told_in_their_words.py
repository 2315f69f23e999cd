"""A promise about what is not sorted yet: its owner's first letter waits for the floor's words, at most until the next noon."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from floortime.obstacles.actions.promises import claim_done, move_promise, pass_promise_on, promise_on
from floortime.obstacles.actions.sorting import join_existing
from floortime.obstacles.actions.undoing import take_back_step, unpublish_obstacle
from floortime.obstacles.model import Obstacle
from floortime.outbox.model import Letter
from floortime.people.actions import add_guest
from floortime.people.model import House
from tests.obstacles.play import TITLE, publish, published, raised

DUE = date(2026, 12, 4)
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
"""Twelve in Utrecht, the working day after."""


@pytest.fixture
def found(stage, cast):
    return raised(stage, cast)


@pytest.fixture
def promised(stage, cast, found):
    def made(due_on=DUE, owner=cast.eli):
        with stage.act(cast.ada) as act:
            return promise_on(
                act, act.session.get(Obstacle, found.id), what="The map before customers", owner_id=owner.id,
                due_on=due_on, promised_by_id=cast.ada.id,
            )  # fmt: skip

    return made


@pytest.fixture
def waiting(db):
    """Every first letter that waits: to whom, from when, and whether the floor's words stand in it."""

    def letters():
        with db.reading() as session:
            rows = session.scalars(
                select(Letter)
                .where(Letter.event == "followup_assigned", Letter.state == "queued")
                .order_by(Letter.id)
            ).all()
        return [(row.to_id, row.not_before, TITLE in text_of(row)) for row in rows]

    return letters


def text_of(letter):
    return message_from_bytes(letter.body, policy=default).get_body(("plain",)).get_content()


def test_it_waits_until_the_next_noon_at_its_site(promised, waiting, cast):
    promised()
    assert waiting() == [(cast.eli.id, NOON, False)]


def test_sorted_before_it_goes_with_the_floors_words(promised, waiting, stage, cast, found, moment):
    promised()
    publish(stage, cast, found)
    assert waiting() == [(cast.eli.id, moment() + timedelta(minutes=2), True)]


def test_taken_out_of_the_log_again_it_waits_again_without_them(promised, waiting, stage, cast, found):
    promised()
    publish(stage, cast, found)
    with stage.act(cast.dee) as act:
        unpublish_obstacle(act, act.session.get(Obstacle, found.id))
    assert waiting() == [(cast.eli.id, NOON, False)]


def test_merged_into_an_entry_it_goes_with_that_entrys_words(promised, waiting, stage, cast, found, moment):
    entry = published(stage, cast)
    promised()
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, found.id), act.session.get(Obstacle, entry.id))
    assert waiting() == [(cast.eli.id, moment() + timedelta(minutes=2), True)]


def test_what_is_due_by_then_is_asked_for_at_once(promised, waiting, cast, moment):
    promised(due_on=NOON.date())
    assert waiting() == [(cast.eli.id, moment(), False)]


def test_once_it_has_gone_no_second_one_follows(promised, waiting, stage, cast, found, moment):
    promised()
    with stage.act() as act:
        for letter in act.session.scalars(select(Letter).where(Letter.event == "followup_assigned")):
            letter.state, letter.attempts = "sent", 1
    moment.forward(days=1)
    publish(stage, cast, found)
    assert waiting() == []


def test_one_that_was_begun_is_not_written_anew(promised, waiting, stage, cast, found):
    promised()
    with stage.act() as act:
        act.session.scalar(select(Letter).where(Letter.event == "followup_assigned")).attempts = 1
    publish(stage, cast, found)
    assert waiting() == [(cast.eli.id, NOON, False)]


def test_moved_meanwhile_it_names_the_new_day(promised, waiting, db, stage, cast):
    made = promised()
    with stage.act(cast.dee) as act:
        move_promise(
            act, act.session.get(type(made), made.id), to_on=date(2026, 12, 11), reason="the supplier is late"
        )
    assert waiting() == [(cast.eli.id, NOON, False)]
    with db.reading() as session:
        text = text_of(session.scalar(select(Letter).where(Letter.event == "followup_assigned")))
    assert ("11 December" in text, "4 December" in text) == (True, False)


def test_moved_and_moved_back_it_names_the_first_day(promised, waiting, db, stage, cast):
    made = promised()
    with stage.act(cast.dee) as act:
        row = act.session.get(type(made), made.id)
        move_promise(act, row, to_on=date(2026, 12, 11), reason="the supplier is late")
        take_back_step(act, row)
    assert waiting() == [(cast.eli.id, NOON, False)]
    with db.reading() as session:
        text = text_of(session.scalar(select(Letter).where(Letter.event == "followup_assigned")))
    assert "Friday 4 December" in text


def test_said_to_be_done_and_taken_back_its_owner_is_asked(promised, waiting, stage, cast):
    made = promised()
    with stage.act(cast.dee) as act:
        claim_done(act, act.session.get(type(made), made.id), claim="It is there")
    assert waiting() == []
    with stage.act(cast.dee) as act:
        take_back_step(act, act.session.get(type(made), made.id))
    assert [to for to, _at, _said in waiting()] == [cast.eli.id]


def test_handed_over_or_done_meanwhile_its_first_owner_gets_none(promised, waiting, stage, cast):
    made = promised()
    with stage.act(cast.dee) as act:
        pass_promise_on(act, act.session.get(type(made), made.id), owner_id=cast.ada.id)
    assert [to for to, _at, _said in waiting()] == [cast.ada.id]
    with stage.act(cast.dee) as act:
        claim_done(act, act.session.get(type(made), made.id), claim="It is there")
    assert waiting() == []


def test_somebody_from_outside_reads_which_house_asks(promised, db, stage, cast):
    with stage.act(cast.dee) as act:
        act.session.get_one(House, 1).company = "Nordvik"
        guest = add_guest(act, "ruth@maps.example")
    promised(owner=guest)
    with db.reading() as session:
        letter = session.scalar(
            select(Letter).where(Letter.event == "followup_assigned", Letter.to_id == guest.id)
        )
    assert "Promised by: Ada Lindqvist, Nordvik" in text_of(letter).splitlines()


def test_its_page_says_in_advance_when_the_owner_is_asked(promised, signed_in, stage, cast, found, moment):
    made = promised()
    page = f"/followups/{made.code}"
    line = "Eli Nordvik is asked by mail, as soon as it is sorted"
    shown = [line in signed_in(cast.dee).get(page).text, 'hold/"' in signed_in(cast.dee).get(page).text]
    publish(stage, cast, found)
    moment.forward(minutes=3)
    assert (shown, line in signed_in(cast.dee).get(page).text) == ([True, False], False)
