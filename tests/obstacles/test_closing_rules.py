"""Whatever the order of words, silence and clock jumps: one outcome, once; shares count, and twice not yet goes up."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from floortime.act import NOBODY
from floortime.errors import Refused
from floortime.followups.actions import hold_step, move_due, resume_step
from floortime.followups.model import ChaseStep, Followup
from floortime.followups.queries.chasing import chase_of
from floortime.followups.reminders import chase_promises
from floortime.journal.model import Entry
from floortime.obstacles.actions.promises import claim_done
from floortime.obstacles.actions.rounds import close_silent_rounds
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.deciding import Rule
from floortime.obstacles.model import Obstacle, Round
from floortime.outbox.model import Letter
from floortime.sitdowns.model import Programme
from tests.obstacles.test_rounds import Floor

PHONES = tuple(f"a-browser-of-its-own-{n}" for n in range(5))


@pytest.mark.parametrize(
    ("rule", "asked", "closes", "reopens"),
    [
        (Rule(), 1, 1, 1),
        (Rule(), 40, 1, 1),
        (Rule(works=3), 2, 2, 1),
        (Rule(works=3), 9, 3, 1),
        (Rule(works_share=50), 7, 4, 1),
        (Rule(works=5, works_share=50), 6, 5, 1),
        (Rule(works_share=100), 0, 1, 1),
        (Rule(not_yet_share=20), 4, 1, 1),
        (Rule(not_yet_share=20), 11, 1, 3),
    ],
)
def test_how_many_decide(rule, asked, closes, reopens):
    assert (rule.closes_at(asked), rule.reopens_at(asked)) == (closes, reopens)


def ruled(stage, cast, **rule):
    with stage.act(cast.dee) as act:
        row = act.session.get(Programme, cast.programme.id)
        for name, value in rule.items():
            setattr(row, name, value)


def with_me_toos(floor):
    with floor.acting(NOBODY) as (act, obstacle):
        for phone in PHONES:
            say_me_too(act, obstacle, device=phone)
    floor.ask()
    return floor


def test_a_share_closes_and_a_share_reopens(stage, cast, db):
    ruled(stage, cast, works_share=50, not_yet_share=30)
    floor = with_me_toos(Floor(stage, cast, db))
    floor.say(False, kind="device", key=PHONES[0], because="Not at night")
    assert floor.now == ("asked", "claimed"), "one of six does not reopen it"
    floor.say(True)
    floor.say(True, kind="device", key=PHONES[1])
    assert floor.now == ("asked", "claimed")
    floor.say(True, kind="device", key=PHONES[2])
    assert floor.now == ("fixed", "confirmed")
    floor.say(False, kind="device", key=PHONES[3], because="Nor in the app")
    assert floor.now == ("in_hand", "in_progress")
    with db.reading() as session:
        (body,) = session.scalars(
            select(Letter.body).where(Letter.event == "followup_reopened", Letter.state == "queued")
        )
        assert (b"Not at night" in body, b"Nor in the app" in body) == (True, True)


WORDS = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0, 1, 5, 20])), min_size=len(PHONES), max_size=len(PHONES)
)


@given(
    words=WORDS,
    orders=st.tuples(st.permutations(range(len(PHONES))), st.permutations(range(len(PHONES)))),
    quiet=st.tuples(
        st.lists(st.booleans(), min_size=8, max_size=8), st.lists(st.booleans(), min_size=8, max_size=8)
    ),
    rule=st.sampled_from(
        [
            {},
            {"quorum": 3},
            {"works_share": 50},
            {"not_yet_share": 40},
            {"works_share": 60, "not_yet_share": 25},
        ]
    ),
    back=st.booleans(),
)
@settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
def test_any_order_has_one_outcome_once(stage, cast, db, moment, words, orders, quiet, rule, back):
    none = {"quorum": 1, "works_share": None, "not_yet_share": None}
    ruled(stage, cast, **{**none, **rule})
    began, ends = moment(), []
    for order, rests in zip(orders, quiet, strict=True):
        moment.at = began
        floor = with_me_toos(Floor(stage, cast, db))
        rest = iter(rests)
        for day in (0, 1, 5, 20):
            moment.at = began + timedelta(days=day)
            for voice in order:
                works, on = words[voice]
                if on == day:
                    _say(floor, works, PHONES[voice])
                if back and next(rest, False):  # a clock that jumps back for a moment, and the duty with it
                    moment.at = began
                    _silence(stage)
                    moment.at = began + timedelta(days=day)
            if next(rest, False):
                _silence(stage)
        moment.at = began + timedelta(days=40)
        _silence(stage)
        _silence(stage)
        with db.reading() as session:
            running = session.get(Round, (floor.id, 1))
            ends.append((floor.now, running.outcome, max(map(floor.verbs().count, END.values()))))
    moment.at = began
    assert ends[0] == ends[1]
    assert ends[0][2] == 1


END = {"fixed": "obstacle.fixed", "not_yet": "obstacle.reopened", "unconfirmed": "obstacle.unconfirmed"}


def _say(floor, works, phone):
    with suppress(Refused):
        floor.say(works, kind="device", key=phone)


def _silence(stage):
    with stage.act() as act:
        close_silent_rounds(act)


def twice_not_yet(floor):
    for sentence in ("Once", "Again"):
        floor.ask(sentence)
        floor.say(False, because="It is gone after ten")


def coming(floor, moment):
    with floor.db.reading() as session:
        row = session.get(Followup, floor.promise_id)
        one = chase_of(session, row, moment())
        return [(s.name, s.to, s.on, s.stopped) for s in one.to_come() if s.name == "again"]


def test_twice_not_yet_is_to_come_for_the_sponsor_and_once_is_not(stage, cast, db, moment):
    floor = Floor(stage, cast, db)
    sponsored(stage, cast, floor)
    floor.ask()
    floor.say(False)
    assert coming(floor, moment) == []
    floor.ask()
    floor.say(False)
    assert coming(floor, moment) == [("again", "sponsor", date(2026, 11, 24), False)]


def sponsored(stage, cast, floor):
    """Who promised it stands behind it: Ada."""
    with stage.act(cast.dee) as act:
        act.session.get(Followup, floor.promise_id).promised_by_id = cast.ada.id


def told(db, floor):
    with db.reading() as session:
        steps = session.scalars(
            select(ChaseStep.to_id).where(
                ChaseStep.followup_id == floor.promise_id, ChaseStep.step == "again"
            )
        ).all()
        lines = session.scalars(
            select(Entry.facts).where(
                Entry.kind == "followup",
                Entry.subject_id == floor.promise_id,
                Entry.verb == "followup.escalated",
            )
        ).all()
    return list(steps), sum(facts["step"] == "again" for facts in lines)


def worked(stage, moment, days=1):
    for _ in range(days):
        moment.forward(days=1)
        with stage.act() as act:
            while chase_promises(act):
                pass


def test_the_sponsor_hears_of_it_once_whatever_becomes_of_the_date(stage, cast, db, moment):
    floor = Floor(stage, cast, db)
    sponsored(stage, cast, floor)
    twice_not_yet(floor)
    worked(stage, moment, 2)
    assert told(db, floor) == ([cast.ada.id], 1)
    with stage.act() as act:
        (letter,) = act.session.scalars(
            select(Letter).where(Letter.event == "promises_due", Letter.to_id == cast.ada.id)
        )
        body, letter.state = letter.body, "sent"
    assert b"said not yet twice" in body
    floor.do(cast.eli, move_due, to_on=date(2026, 12, 18), reason="The supplier")
    floor.ask("Third time")
    floor.say(False)
    worked(stage, moment, 3)
    assert told(db, floor) == ([cast.ada.id], 1)


def test_far_from_its_date_it_is_told_as_well(stage, cast, db, moment):
    floor = Floor(stage, cast, db)
    sponsored(stage, cast, floor)
    floor.do(cast.eli, move_due, to_on=date(2027, 6, 1), reason="A big one")
    twice_not_yet(floor)
    worked(stage, moment)
    assert told(db, floor) == ([cast.ada.id], 1)


def test_it_is_stopped_and_let_go_like_other_steps(stage, cast, db, moment):
    floor = Floor(stage, cast, db)
    sponsored(stage, cast, floor)
    twice_not_yet(floor)
    floor.do(cast.dee, hold_step, step="again", until_on=None, reason="They talked on Monday")
    worked(stage, moment, 2)
    assert told(db, floor) == ([], 0)
    floor.do(cast.dee, resume_step, step="again")
    worked(stage, moment)
    assert told(db, floor) == ([cast.ada.id], 1)


def test_claimed_again_nobody_above_hears_of_it(stage, cast, db, moment):
    floor = Floor(stage, cast, db)
    sponsored(stage, cast, floor)
    twice_not_yet(floor)
    floor.do(cast.eli, claim_done, claim="Now it holds")
    worked(stage, moment, 2)
    assert told(db, floor) == ([], 0)


def test_how_many_were_asked_is_counted_when_it_begins(stage, cast, db):
    floor = with_me_toos(Floor(stage, cast, db))
    with floor.acting(NOBODY) as (act, obstacle):
        assert isinstance(obstacle, Obstacle)
        say_me_too(act, obstacle, device="somebody-who-came-later")
    with db.reading() as session:
        assert session.get(Round, (floor.id, 1)).asked_n == len(PHONES) + 1
