"""Whom a round asks: those who had spoken by the day on which it began; whoever says me too later is asked the next time."""

import pytest
from sqlalchemy import select

from floortime.act import NOBODY
from floortime.errors import Refused
from floortime.home.queries import asked
from floortime.obstacles.actions.rounds import ask_the_floor, give_verdict, say_why
from floortime.obstacles.actions.sorting import join_existing
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.floor_letters import ask_the_rest
from floortime.obstacles.model import Obstacle, Raising, Verdict
from floortime.outbox.model import Letter
from floortime.tokens import hashed
from tests.obstacles.play import publish, raised
from tests.obstacles.rooms import sitdown_with

PHONE = "a-value-that-only-this-browser-keeps"


@pytest.fixture
def entry(stage, cast):
    return publish(stage, cast, raised(stage, cast))


@pytest.fixture
def ask(stage, cast, entry):
    def begin():
        with stage.act(cast.dee) as act:
            ask_the_floor(act, act.session.get(Obstacle, entry.id), sentence="The map is on your screen")

    return begin


@pytest.fixture
def me_too(stage, entry):
    def say(**whose):
        with stage.act(NOBODY) as act:
            return say_me_too(act, act.session.get(Obstacle, entry.id), **whose).claim_code

    return say


@pytest.fixture
def not_yet(stage, entry):
    def say(kind, key):
        with stage.act(NOBODY) as act:
            give_verdict(
                act, act.session.get(Obstacle, entry.id), voice_kind=kind, voice_key=key, works=False
            )

    return say


@pytest.fixture
def stands(db, entry):
    def now():
        with db.reading() as session:
            return session.get(Obstacle, entry.id).stage

    return now


def asked_at_home(stage, db, person):
    with db.reading() as session:
        return [one.code for one in asked(session, stage.settings, person.id)]


def test_a_me_too_of_a_later_day_has_no_say_by_any_door(ask, me_too, not_yet, stands, cast, moment):
    ask()
    moment.forward(days=1)
    code = me_too(device=PHONE)
    me_too(person_id=cast.bo.id)
    for door in (("device", PHONE), ("voice", hashed(code)), ("person", str(cast.bo.id))):
        with pytest.raises(Refused, match="before the floor was asked"):
            not_yet(*door)
    assert stands() == "asked"


def test_one_of_the_same_day_has_since_nobody_keeps_the_hour(ask, me_too, not_yet, stands):
    ask()
    me_too(device=PHONE)
    not_yet("device", PHONE)
    assert stands() == "in_hand"


def test_it_is_asked_the_next_time(ask, me_too, not_yet, stands, stage, cast, entry, moment):
    me_too(person_id=cast.cy.id)
    ask()
    moment.forward(days=1)
    me_too(device=PHONE)
    not_yet("person", str(cast.cy.id))
    ask()
    not_yet("device", PHONE)
    assert stands() == "in_hand"


def test_a_late_voice_explains_nothing(ask, me_too, stage, db, entry, moment):
    ask()
    moment.forward(days=1)
    me_too(device=PHONE)
    with stage.act(NOBODY) as act:
        say_why(
            act, act.session.get(Obstacle, entry.id), voice_kind="device", voice_key=PHONE, because="At night"
        )
    with db.reading() as session:
        assert session.scalars(select(Verdict)).all() == []


def test_no_letter_asks_who_came_later(ask, me_too, stage, db, cast, moment):
    me_too(person_id=cast.bo.id)
    ask()
    moment.forward(days=1)
    me_too(person_id=cast.cy.id)
    with stage.act() as act:
        assert ask_the_rest(act) == 0
    with db.reading() as session:
        asked_by_letter = session.scalars(select(Letter.to_id).where(Letter.event == "works_asked")).all()
    assert asked_by_letter == [cast.bo.id]


def test_home_asks_whom_the_round_asks(ask, me_too, stage, db, cast, entry, moment):
    me_too(person_id=cast.bo.id)
    ask()
    moment.forward(days=1)
    me_too(person_id=cast.cy.id)
    assert [asked_at_home(stage, db, who) for who in (cast.bo, cast.cy)] == [[entry.code], []]


def test_home_asks_who_sat_there_when_nobody_wanted_to_be_named(ask, stage, db, cast, entry):
    with stage.act(cast.ada) as act:
        room = sitdown_with(act, cast, [cast.bo])
        act.session.scalar(select(Raising)).sitdown_id = room.id
    ask()
    assert [asked_at_home(stage, db, who) for who in (cast.bo, cast.cy)] == [[entry.code], []]


def test_home_asks_who_spoke_where_it_was_merged_from(ask, stage, db, cast, entry):
    other = publish(stage, cast, raised(stage, cast, words="The map is late again"))
    with stage.act(cast.cy) as act:
        say_me_too(act, act.session.get(Obstacle, other.id), person_id=cast.cy.id)
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, other.id), act.session.get(Obstacle, entry.id))
    ask()
    assert asked_at_home(stage, db, cast.cy) == [entry.code]
