"""Lines of one second stand in the order in which they were written; a line by nobody has no place among them."""

from hypothesis import HealthCheck, given
from hypothesis import settings as exploring
from hypothesis import strategies as st
from sqlalchemy import select

from floortime import clock
from floortime.act import NOBODY
from floortime.journal import actions as journal
from floortime.journal.model import Entry
from floortime.journal.queries import history, last_change

ACTS = st.lists(st.lists(st.booleans(), min_size=1, max_size=4), min_size=1, max_size=6)
"""Acts of one second, each with its lines; true: a line that leads to nobody."""
subjects = iter(range(1, 10_000))


@exploring(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_the_newest_line_is_the_last_one_written(stage, cast, acts):
    subject, named, n = next(subjects), [], 0
    for lines in acts:
        with stage.act(cast.dee) as act:
            for alone in lines:
                n += 1
                write = journal.write_unnamed if alone else journal.write
                write(act, "thing.done", "thing", subject, n=n)
                named += [] if alone else [n]
    with stage.db.reading() as session:
        told = history(session, "thing", subject)
        assert [e.facts["n"] for e in told if e.at is not None] == named[::-1]
        assert [e.at for e in told[len(named) :]] == [None] * (n - len(named))
        assert not named or last_change(session, "thing", subject).facts["n"] == named[-1]


def test_a_line_by_nobody_has_no_turn(stage):
    with stage.act(NOBODY) as act:
        journal.write(act, "thing.done", "thing", 1)
    with stage.db.reading() as session:
        assert session.scalars(select(Entry.turn)).all() == [None]


def test_lines_from_before_stay_behind_those_of_the_same_second(stage, cast):
    with stage.act(cast.dee) as act:
        journal.write(act, "thing.old", "thing", 1)
        act.session.query(Entry).update({"turn": None})
        journal.write(act, "thing.new", "thing", 1)
    with stage.db.reading() as session:
        assert [e.verb for e in history(session, "thing", 1)] == ["thing.new", "thing.old"]


def test_a_clock_that_jumps_back_takes_no_turn_back(monkeypatch):
    first = clock.turn()
    monkeypatch.setattr(clock, "time_ns", lambda: 5)
    assert first < clock.turn() < clock.turn()
