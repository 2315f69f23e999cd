"""What is taken back before a program was told of it is never told; what was told is followed by what corrects it."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from floortime.followups.model import Followup
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.actions.rounds import claim_and_ask
from floortime.obstacles.actions.sorting import join_existing, part_again, sort_again, withhold_obstacle
from floortime.obstacles.actions.undoing import take_back_step, unpublish_obstacle
from floortime.obstacles.model import Obstacle
from floortime.outbox.model import Letter
from tests.hooks.test_hooks import Programs
from tests.obstacles.play import publish, raised


@pytest.fixture
def programs(stage, settings, cast, server):
    return Programs(stage, settings, cast, server, events=("published", "claimed"))


@pytest.fixture
def entry(stage, cast):
    """An entry in the log, and how somebody does something to it."""

    class Standing:
        found = raised(stage, cast)

        def publish(self):
            publish(stage, cast, self.found)

        def do(self, verb, **more):
            with stage.act(cast.dee) as act:
                verb(act, act.session.get(Obstacle, self.found.id), **more)

    return Standing()


def told(programs):
    """The worker tells and sends; what the receiver has by now."""
    while programs.tell():
        pass
    while programs.send().sent:
        pass
    return programs.types()


def test_what_is_published_is_told_when_it_cannot_be_taken_back_any_more(programs, entry):
    entry.publish()
    programs.stage.moment.forward(seconds=119)
    assert (programs.tell_now(), programs.send().sent) == (0, 0)
    programs.stage.moment.forward(seconds=1)
    assert (programs.tell_now(), programs.send().sent) == (1, 1)
    assert programs.types() == ["obstacle.published"]


@pytest.mark.parametrize("back", [unpublish_obstacle, withhold_obstacle])
def test_taken_back_before_it_was_told_nothing_is(programs, entry, back):
    more = {"reason": "A name in it"} if back is withhold_obstacle else {}
    entry.publish()
    entry.do(back, **more)
    assert told(programs) == []
    if back is withhold_obstacle:
        entry.do(sort_again)
    entry.publish()
    assert told(programs) == ["obstacle.published"]


def test_taken_back_while_the_receiver_was_silent_it_never_hears_of_it(programs, entry, server):
    entry.publish()
    programs.tell()  # queued, and not sent yet
    entry.do(withhold_obstacle, reason="A name in it")
    assert told(programs) == []
    with programs.stage.db.reading() as session:
        assert session.scalars(select(Letter.state).where(Letter.channel == "hook")).all() == ["withdrawn"]


def test_told_and_then_taken_out_of_the_log_the_receiver_hears_that_too(programs, entry, server):
    entry.publish()
    assert told(programs) == ["obstacle.published"]
    entry.do(withhold_obstacle, reason="A name in it")
    assert told(programs) == ["obstacle.published", "obstacle.unpublished"]
    assert json.loads(server.got[1][1])["data"] == {"obstacle": {"code": entry.found.code}}
    assert told(programs)[2:] == []


def test_a_try_that_failed_may_have_arrived_so_its_correction_follows(programs, entry, server):
    server.status = 503
    entry.publish()
    programs.tell()
    programs.send()
    entry.do(withhold_obstacle, reason="A name in it")
    server.status = 204
    programs.stage.moment.forward(minutes=10)
    assert sorted(told(programs)) == ["obstacle.published", "obstacle.published", "obstacle.unpublished"]


def test_merged_and_parted_again(programs, entry, stage, cast):
    other = raised(stage, cast)
    publish(stage, cast, other)
    entry.publish()
    told(programs)
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, entry.found.id), act.session.get(Obstacle, other.id))
    entry.do(part_again)
    assert told(programs)[2:] == []
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, entry.found.id), act.session.get(Obstacle, other.id))
    assert told(programs)[2:] == ["obstacle.unpublished"]
    entry.do(part_again)
    assert told(programs)[3:] == ["obstacle.published"]


def test_what_was_never_in_the_log_is_merged_without_a_word(programs, entry, stage, cast):
    other = raised(stage, cast)
    publish(stage, cast, other)
    told(programs)
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, entry.found.id), act.session.get(Obstacle, other.id))
    assert told(programs)[1:] == []


@pytest.mark.parametrize("waits", [0, 3])
def test_done_and_taken_back(programs, entry, stage, cast, waits):
    """Asked of nobody yet, so that it may be taken back that day."""
    entry.publish()
    with stage.act(cast.dee) as act:
        about, due = act.session.get(Obstacle, entry.found.id), act.today + timedelta(days=9)
        row = promise_on(act, about, what="The map first", owner_id=cast.eli.id, due_on=due)
        other = promise_on(act, about, what="The lamp too", owner_id=cast.eli.id, due_on=due)
    told(programs)
    for _ in range(2):
        with stage.act(cast.eli) as act:
            claim_and_ask(act, act.session.get(Followup, row.id), claim="It hangs there")
        if waits:
            assert told(programs)[-1] == "promise.claimed"
        with stage.act(cast.eli) as act:
            take_back_step(act, act.session.get(Followup, row.id))
    assert told(programs)[1:] == (["promise.claimed", "promise.claim_withdrawn"] * 2 if waits else [])
    with stage.act(cast.eli) as act:
        claim_and_ask(act, act.session.get(Followup, other.id), claim="It burns")
    assert told(programs)[-1] == "promise.claimed"
