"""Raising: two tables, a code, no person, no instant, once per key."""

from datetime import date

import pytest
from sqlalchemy import select

from floortime.act import NOBODY
from floortime.journal.model import Entry
from floortime.obstacles.actions.raising import raise_obstacle, say_of_wording
from floortime.obstacles.model import Obstacle, Raising
from floortime.outbox.model import Letter
from floortime.tokens import hashed
from tests.obstacles.play import WORDS, raised


def test_what_is_said_waits_in_private(stage, cast):
    found = raised(stage, cast)
    with stage.act() as act:
        obstacle = act.session.get(Obstacle, found.id)
        said = act.session.scalars(select(Raising)).one()
        assert (obstacle.stage, obstacle.bar, obstacle.waiting_kind) == ("sorting", "", "house")
        assert (obstacle.raised_on, said.raised_on) == (date(2026, 11, 23), date(2026, 11, 23))
        assert (said.words, said.named_id, said.sitdown_id) == (WORDS, None, None)
        assert said.claim_hash == hashed(found.claim_code)


def test_keys_tell_the_day_and_nothing_finer(stage, cast):
    ids = [raised(stage, cast).id for _ in range(8)]
    assert {key >> 32 for key in ids} == {date(2026, 11, 23).toordinal()}
    assert ids != sorted(ids)


def test_the_same_key_gives_the_same_code_and_nothing_new(stage, cast):
    first = raised(stage, cast, key="k" * 24)
    again = raised(stage, cast, key="k" * 24)
    assert again.claim_code == first.claim_code
    with stage.act() as act:
        assert len(act.session.scalars(select(Raising)).all()) == 1
        assert act.session.scalars(select(Obstacle.id)).all() == [first.id]
        assert len(act.session.scalars(select(Entry)).all()) == 1


def test_the_same_key_days_later(stage, cast, moment):
    first = raised(stage, cast, key="k" * 24)
    moment.forward(days=4)
    assert raised(stage, cast, key="k" * 24).claim_code == first.claim_code
    with stage.act() as act:
        assert len(act.session.scalars(select(Raising)).all()) == 1


def test_the_journal_has_the_day_the_verb_and_no_actor(stage, cast):
    found = raised(stage, cast)
    with stage.act() as act:
        line = act.session.scalars(select(Entry)).one()
        assert (line.verb, line.subject_id, line.on_day) == (
            "obstacle.raised",
            found.id,
            date(2026, 11, 23),
        )
        assert (line.at, line.actor_id, line.for_id, line.actor_kind, line.facts) == (
            None,
            None,
            None,
            "nobody",
            {},
        )


def test_no_letter_goes_out(stage, cast):
    raised(stage, cast)
    with stage.act() as act:
        assert act.session.scalars(select(Letter)).all() == []


def test_who_chose_to_be_named_is_named_to_the_chief_of_staff(stage, cast):
    with stage.act(cast.bo) as act:
        raise_obstacle(act, words="No printer", language="en", channel="web", named_id=cast.bo.id)
        assert act.session.scalars(select(Raising.named_id)).one() == cast.bo.id


@pytest.mark.parametrize("right", [True, False])
def test_its_raiser_says_whether_the_wording_is_what_was_meant(stage, cast, right):
    raised(stage, cast)
    with stage.act(NOBODY) as act:
        said = act.session.scalars(select(Raising)).one()
        say_of_wording(act, said, right=right, note="it is the night shift only")
        act.session.flush()
        expected = ("right", "") if right else ("not_so", "it is the night shift only")
        assert (said.wording_says, said.wording_note) == expected
        verbs = set(act.session.scalars(select(Entry.verb)))
        assert verbs == {"obstacle.raised", "wording.approved" if right else "wording.disputed"}
