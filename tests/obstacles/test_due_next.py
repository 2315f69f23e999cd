"""An obstacle in hand waits on whoever owns the promise that is due next: on nobody's day is another's name."""

from datetime import date

import pytest

from floortime.followups.model import Followup
from floortime.obstacles.actions.promises import move_promise, pass_promise_on, promise_on, take_back_move
from floortime.obstacles.model import Obstacle
from tests.obstacles.play import published

SOON, LATER, LAST = date(2026, 12, 1), date(2026, 12, 4), date(2026, 12, 11)


@pytest.fixture
def entry(stage, cast):
    return published(stage, cast, department=cast.technology)


@pytest.fixture
def promised(stage, cast, entry):
    def on(owner, due_on):
        with stage.act(cast.dee) as act:
            row = act.session.get(Obstacle, entry.id)
            return promise_on(
                act, row, what="The map", owner_id=owner.id if owner else None, due_on=due_on
            ).id

    return on


@pytest.fixture
def do(stage, cast):
    def verb(what, key, **more):
        with stage.act(cast.dee) as act:
            what(act, act.session.get(Followup, key), **more)

    return verb


@pytest.fixture
def waits(db, entry):
    def on():
        with db.reading() as session:
            row = session.get(Obstacle, entry.id)
            return row.waiting_kind, row.waiting_id

    return on


def test_a_promise_of_nobody_that_is_due_first_is_the_departments(cast, promised, do, waits):
    promised(cast.eli, LATER)
    assert waits() == ("person", cast.eli.id)
    nobodys = promised(None, SOON)
    assert waits() == ("department", cast.technology.id)
    do(pass_promise_on, nobodys, owner_id=cast.bo.id)
    assert waits() == ("person", cast.bo.id)


def test_who_moves_their_date_behind_another_is_not_waited_on_first(cast, promised, do, waits):
    first = promised(cast.bo, SOON)
    promised(cast.eli, LATER)
    assert waits() == ("person", cast.bo.id)
    do(move_promise, first, to_on=LAST, reason="Parts are late")
    assert waits() == ("person", cast.eli.id)
    do(take_back_move, first)
    assert waits() == ("person", cast.bo.id)
