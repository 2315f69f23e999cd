"""Whatever owners and the floor do in whatever order: green only after the floor's word, and every step legal."""

from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from floortime.act import NOBODY
from floortime.errors import Refused
from floortime.followups import stages as steps
from floortime.followups.model import Followup
from floortime.journal.model import Entry
from floortime.obstacles import stages
from floortime.obstacles.actions.promises import (
    accept_promise,
    claim_done,
    drop_promise,
    pass_promise_on,
    promise_on,
)
from floortime.obstacles.actions.rounds import ask_the_floor, close_silent_rounds, give_verdict
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Obstacle, Round, Verdict
from floortime.obstacles.promised import promises_of, still_open
from tests.obstacles.test_rounds import Floor

DEVICES = ("first-browser", "second-browser")
VERBS = {
    "followup.accepted": "in_progress",
    "followup.claimed": "claimed",
    "followup.confirmed": "confirmed",
    "followup.reopened": "in_progress",
    "followup.dropped": "dropped",
}


def machine(floor, moment):
    """A class of machines that all act on one obstacle of this database, one after the other on a new one."""

    class Rounds(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.floor = Floor(floor.stage, floor.cast, floor.db)
            with self.floor.acting(NOBODY) as (act, obstacle):
                for device in DEVICES:
                    say_me_too(act, obstacle, device=device)
            self.before = self.look()

        def look(self):
            with self.floor.db.reading() as session:
                obstacle = session.get(Obstacle, self.floor.id)
                return obstacle.stage, {f.id: f.stage for f in promises_of(session, obstacle.id)}

        def some(self, act, pick):
            promises = promises_of(act.session, self.floor.id)
            return act.session.get(Followup, promises[pick % len(promises)].id)

        def on_promise(self, verb, pick, **more):
            try:
                with self.floor.acting(self.floor.cast.eli) as (act, _):
                    verb(act, self.some(act, pick), **more)
            except Refused:
                pass

        @rule(pick=st.integers(0, 3), claim=st.sampled_from(["", "done"]))
        def claim(self, pick, claim):
            self.on_promise(claim_done, pick, claim=claim)

        @rule(pick=st.integers(0, 3))
        def accept(self, pick):
            self.on_promise(accept_promise, pick)

        @rule(pick=st.integers(0, 3))
        def drop(self, pick):
            self.on_promise(drop_promise, pick, reason="no")

        @rule(pick=st.integers(0, 3), to_nobody=st.booleans())
        def pass_on(self, pick, to_nobody):
            owner = None if to_nobody else self.floor.cast.ada.id
            self.on_promise(pass_promise_on, pick, owner_id=owner)

        @rule()
        def promise(self):
            try:
                with self.floor.acting(self.floor.cast.dee) as (act, obstacle):
                    promise_on(act, obstacle, what="More", owner_id=None, due_on=date(2027, 1, 4))
            except Refused:
                pass

        @rule()
        def ask(self):
            try:
                with self.floor.acting(self.floor.cast.dee) as (act, obstacle):
                    ask_the_floor(act, obstacle, sentence="Works?")
            except Refused:
                pass

        @rule(device=st.sampled_from((*DEVICES, "a-stranger")), works=st.booleans())
        def answer(self, device, works):
            try:
                with self.floor.acting(NOBODY) as (act, obstacle):
                    give_verdict(act, obstacle, voice_kind="device", voice_key=device, works=works)
            except Refused:
                pass

        @rule(days=st.sampled_from([1, 20]))
        def time_passes(self, days):
            moment.forward(days=days)
            with self.floor.stage.act() as act:
                close_silent_rounds(act)

        @invariant()
        def every_step_is_legal(self):
            stage, promises = self.look()
            was, had = self.before
            for key, now in promises.items():
                assert had.get(key, now) == now or reaches(had[key], now, steps.may_step)
            assert was == stage or reaches(was, stage, stages.may_move)
            self.before = (stage, promises)

        @invariant()
        def green_only_on_the_floors_word(self):
            with self.floor.db.reading() as session:
                obstacle = session.get(Obstacle, self.floor.id)
                words = session.scalars(
                    select(Verdict.works).where(
                        Verdict.obstacle_id == obstacle.id, Verdict.n == obstacle.asked_round
                    )
                ).all()
                running = session.get(Round, (obstacle.id, obstacle.asked_round))
                if obstacle.stage == "fixed":
                    assert running.outcome == "fixed"
                    assert set(words) == {True}
                if "fixed" in {steps.LIGHT[f.stage] for f in promises_of(session, obstacle.id)}:
                    assert session.scalar(
                        select(Verdict.works)
                        .where(Verdict.obstacle_id == obstacle.id, Verdict.works)
                        .limit(1)
                    )
                if obstacle.stage in {"asked", "fixed", "unconfirmed", "ready_to_close"}:
                    assert still_open(session, obstacle.id) == []

        @invariant()
        def each_step_has_one_line(self):
            with self.floor.db.reading() as session:
                for promise in promises_of(session, self.floor.id):
                    lines = session.scalars(
                        select(Entry.verb).where(
                            Entry.kind == "followup", Entry.subject_id == promise.id, Entry.verb.in_(VERBS)
                        )
                    ).all()
                    if promise.stage != "open":
                        assert promise.stage in {VERBS[line] for line in lines}

    return Rounds


def reaches(was, now, may):
    """Whether one act may lead there: a step, or two (claimed and asked, handed over and open again)."""
    if may(was, now):
        return True
    names = steps.STEPS if was in steps.STEPS and now in steps.STEPS else stages.STAGES
    back = was == "in_progress" and now == "open"  # a new owner has not taken it on
    return back or any(may(was, middle) and may(middle, now) for middle in names)


def test_whatever_they_do(stage, cast, db, moment):
    floor = Floor(stage, cast, db)
    run_state_machine_as_test(
        machine(floor, moment),
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
