"""The counters of the log are what counting the rows would say, whatever is done in whatever order."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from floortime.db import Revision
from floortime.errors import FloortimeError, Refused
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.moving import counted_in, move_stage
from floortime.obstacles.actions.sorting import (
    join_existing,
    part_again,
    publish_obstacle,
    sort_again,
    withhold_obstacle,
)
from floortime.obstacles.model import Obstacle
from floortime.obstacles.stages import PUBLIC, STAGES, light, may_move
from tests.obstacles.play import published, raised


def counters(session):
    rows = session.execute(select(Revision.name, Revision.key, Revision.n).where(Revision.name != "log"))
    return {(name, key): n for name, key, n in rows if n}


def recounted(session):
    found = Counter()
    for obstacle in session.scalars(select(Obstacle)):
        found.update(counted_in(obstacle))
    return dict(found)


@pytest.mark.parametrize("seed", range(6))
def test_counters_equal_a_recount_after_random_moves(stage, cast, moment, seed):
    import random

    dice = random.Random(seed)
    keys = [raised(stage, cast).id for _ in range(5)]
    for _ in range(40):
        moment.forward(days=dice.choice([0, 0, 1, 9]))
        with stage.act(cast.dee) as act:
            rows = [act.session.get(Obstacle, key) for key in keys]
            one, other = dice.sample(rows, 2)
            try:
                _play(dice, act, cast, one, other)
            except FloortimeError:
                continue
    with stage.act() as act:
        assert counters(act.session) == recounted(act.session)


def _play(dice, act, cast, one, other):
    move = dice.randrange(7)
    if move == 0:
        publish_obstacle(
            act,
            one,
            title="One",
            body="",
            department_id=dice.choice([cast.customer.id, cast.technology.id]),
            dimension=dice.choice(["tools", "sharing"]),
            site_id=dice.choice([None, cast.utrecht.id, cast.leeds.id]),
        )
    elif move == 1:
        join_existing(act, one, other)
    elif move == 2:
        part_again(act, one)
    elif move == 3:
        withhold_obstacle(act, one, reason="It names a customer")
    elif move == 4:
        sort_again(act, one)
    elif move == 5:
        review = act.today + timedelta(days=30)
        kind = dice.choice(["answer", "no"])
        answer_obstacle(act, one, kind=kind, words="Yes", decider_id=cast.ada.id, review_on=review)
    else:
        move_stage(act, one, dice.choice(list(STAGES)), waiting_kind="floor")


def test_the_edition_rises_only_with_what_the_public_sees(stage, cast):
    def edition():
        with stage.act() as act:
            return act.session.scalar(select(Revision.n).where(Revision.name == "log")) or 0

    raised(stage, cast)
    assert edition() == 0
    published(stage, cast)
    assert edition() > 0


def test_an_illegal_step_is_refused_and_changes_nothing(stage, cast):
    found = raised(stage, cast)
    with pytest.raises(Refused, match="Being sorted"), stage.act(cast.dee) as act:
        move_stage(act, act.session.get(Obstacle, found.id), "fixed", waiting_kind="nobody")
    with stage.act() as act:
        assert act.session.get(Obstacle, found.id).stage == "sorting"


def test_green_is_the_floors_word_and_leaves_with_it(stage, cast):
    key = published(stage, cast).id
    with stage.act(cast.dee) as act:
        row = act.session.get(Obstacle, key)
        move_stage(act, row, "asked", waiting_kind="floor")
        move_stage(act, row, "fixed", waiting_kind="nobody")
        assert (row.fixed_on, row.bar) == (act.today, "fixed")
        move_stage(act, row, "in_hand", waiting_kind="department", waiting_id=cast.customer.id)
        assert (row.fixed_on, row.bar) == (None, "doing")


def test_the_table_of_stages_is_closed_and_only_fixed_is_green():
    for stage_name, row in STAGES.items():
        assert row.onward <= set(STAGES)
        assert may_move(stage_name, stage_name)
    assert {name for name in STAGES if (shown := light(name)) and shown.bar == "fixed"} == {"fixed"}
    assert set(STAGES) - {"sorting", "withheld", "merged"} == PUBLIC
