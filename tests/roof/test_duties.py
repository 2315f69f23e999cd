"""Duties: each slot once, whoever comes first; a broken duty waits and holds up nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from floortime.act import Act
from floortime.db import DutyRun, bump
from floortime.db import Revision as Counter
from floortime.duties import TIMETABLE, Daily, Duty, Every, Timekeeper, last_alive, note_alive


def count(act: Act) -> None:
    bump(act.session, "test", "ran")


@pytest.fixture
def keeper(db, settings, moment):
    def one(*duties):
        return Timekeeper(db, settings, moment, duties or TIMETABLE, rest=lambda s: None)

    return one


@pytest.fixture
def times(db):
    def ran():
        with db.reading() as session:
            return session.scalar(select(Counter.n).where(Counter.name == "test")) or 0

    return ran


def test_a_slot_is_done_once_by_any_number_of_workers(keeper, times, moment):
    duty = Duty("count", Every(60), count)
    one, other = keeper(duty), keeper(duty)
    assert [one.run_due(), other.run_due(), one.run_due()] == [["count"], [], []]
    moment.forward(minutes=59)
    assert [one.run_due(), other.run_due()] == [[], []]
    moment.forward(minutes=1)
    assert [other.run_due(), one.run_due()] == [["count"], []]
    assert times() == 2


def test_slots_slept_through_are_not_made_up_for(keeper, times, moment):
    one = keeper(Duty("count", Every(60), count))
    one.run_due()
    moment.forward(days=2)
    one.run_due()
    assert times() == 2


def test_a_clock_put_back_repeats_nothing(keeper, times, moment):
    duty = Duty("count", Every(60), count)
    keeper(duty).run_due()
    moment.forward(hours=1)
    keeper(duty).run_due()
    moment.forward(hours=-1)
    assert keeper(duty).run_due() == []
    assert times() == 2


def test_a_duty_in_parts_is_done_when_it_says_so(keeper, times):
    left = [True, True, False]

    def part(act):
        count(act)
        return left.pop(0)

    one = keeper(Duty("parts", Every(60), part), Duty("count", Every(60), count))
    assert [one.run_due() for _ in range(4)] == [["parts", "count"], ["parts"], ["parts"], []]
    assert times() == 4


def test_a_duty_that_raises_leaves_nothing_and_holds_up_nobody(keeper, times, moment, capsys):
    def breaks(act):
        bump(act.session, "test", "ran", by=100)
        raise ValueError("broken")

    one = keeper(Duty("breaks", Every(60), breaks), Duty("count", Every(60), count))
    assert one.run_due() == ["count"]
    assert (times(), one.in_trouble) == (1, ["breaks"])
    assert "duty failed" in capsys.readouterr().out


def test_a_duty_that_raises_is_tried_again_with_growing_waits(keeper, moment, db):
    tries = []

    def breaks(act):
        tries.append(moment())
        if len(tries) < 4:
            raise ValueError("broken")

    one = keeper(Duty("breaks", Every(60), breaks))
    for _ in range(60 * 8):
        one.run_due()
        moment.forward(seconds=5)
    begun = tries[0]
    assert [(at - begun).total_seconds() for at in tries] == [0, 30, 90, 210]
    assert one.in_trouble == []


def test_the_worker_says_that_it_is_alive(db, moment):
    assert last_alive(db) is None
    note_alive(db, moment())
    note_alive(db, moment.forward(minutes=1))
    assert last_alive(db) == moment()


def test_the_whole_timetable_runs_on_an_empty_house(keeper, moment, db):
    moment.at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    one = keeper()
    while one.run_due():
        pass
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(DutyRun)) == len(TIMETABLE)
    assert one.in_trouble == []


def test_every_duty_has_a_name_of_its_own():
    names = [duty.name for duty in TIMETABLE]
    assert sorted(names) == sorted(set(names))


ZONES = ["Europe/Amsterdam", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)),
    st.integers(0, 23),
    st.sampled_from(ZONES),
)
def test_a_daily_duty_has_one_slot_a_date_even_over_a_clock_change(start, hour, zone):
    at = start.replace(tzinfo=UTC)
    slots = [Daily(hour).slot(at + timedelta(minutes=20 * n), zone) for n in range(72 * 4)]
    named = [slot for slot in slots if slot is not None]
    assert named == sorted(named)
    assert len(set(named)) in {3, 4, 5}


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)), st.sampled_from([5, 15, 60]))
def test_slots_of_minutes_follow_each_other_without_gaps(start, minutes):
    at = start.replace(tzinfo=UTC)
    slots = [Every(minutes).slot(at + timedelta(minutes=n), "UTC") for n in range(minutes * 3)]
    assert len(dict.fromkeys(slots)) in {3, 4}
    assert slots == sorted(slots)
