"""Reminders: before, on the day, weekly after; each once, never to a former owner, whatever the clock does."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from floortime.act import WORKER, begin
from floortime.followups.actions import claim_followup, hand_over, make_followup, move_due
from floortime.followups.digests import EVENT
from floortime.followups.model import ChaseStep, Followup
from floortime.followups.reminders import chase_promises
from floortime.outbox.model import Letter

DUE = date(2026, 12, 4)


@pytest.fixture
def promise(stage, cast):
    with stage.act(cast.ada) as act:
        return make_followup(act, what="The map", due_on=DUE, owner_id=cast.eli.id)


@pytest.fixture
def on(stage, moment):
    """`on(date)`: the worker looks in the morning of that day; how many letters it wrote."""

    def look(day):
        moment.at = datetime(day.year, day.month, day.day, 7, tzinfo=UTC)
        with stage.act() as act:
            return chase_promises(act)

    return look


def steps(db):
    with db.reading() as session:
        return [
            tuple(r)
            for r in session.execute(select(ChaseStep.round, ChaseStep.step).order_by(ChaseStep.done_at))
        ]


def reminded(db):
    with db.reading() as session:
        return list(
            session.scalars(select(Letter.to_id).where(Letter.event == EVENT, Letter.state != "withdrawn"))
        )


def test_two_working_days_before_on_the_day_and_weekly_after(db, on, promise):
    wrote = [day for n in range(35) if on(day := date(2026, 11, 24) + timedelta(days=n))]
    assert wrote == [date(2026, 12, 2), DUE, date(2026, 12, 11), date(2026, 12, 18), date(2026, 12, 25)]
    assert steps(db) == [(1, "before"), (1, "due"), (1, "week1"), (1, "week2"), (1, "week3")]


def test_the_sites_holidays_are_no_working_days(stage, cast, on):
    from tests.obstacles.rooms import sitdown_with

    with stage.act(cast.ada) as act:
        room = sitdown_with(act, cast, [])
        make_followup(
            act, what="The map", due_on=date(2026, 12, 29), owner_id=cast.eli.id, sitdown_id=room.id
        )
    wrote = [day for n in range(12) if on(day := date(2026, 12, 18) + timedelta(days=n))]
    assert wrote == [date(2026, 12, 24), date(2026, 12, 29)], "Christmas Day is a holiday in Utrecht"


def test_once_each_however_often_the_worker_looks(db, on, promise):
    assert [on(DUE), on(DUE), on(DUE)] == [1, 0, 0]


def test_a_clock_that_jumps_repeats_nothing(db, on, promise):
    assert [on(date(2027, 1, 5)), on(DUE), on(date(2026, 12, 11)), on(date(2027, 1, 5))] == [1, 0, 0, 0]
    assert steps(db) == [(1, "week4")]


def test_never_to_a_former_owner(stage, db, cast, on, promise):
    on(date(2026, 12, 2))
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promise.id), owner_id=cast.ada.id)
    on(DUE)
    assert reminded(db) == [cast.ada.id], "the letter before was withdrawn, the next goes to the new owner"


def test_a_moved_date_starts_anew(stage, db, cast, on, promise):
    on(date(2026, 12, 2))
    with stage.act(cast.eli) as act:
        move_due(act, act.session.get(Followup, promise.id), to_on=date(2026, 12, 18), reason="supplier")
    assert [on(DUE), on(date(2026, 12, 16)), on(date(2026, 12, 18))] == [0, 1, 1]


def test_silent_when_claimed_or_without_address(stage, db, cast, on, promise):
    with stage.act(cast.ada) as act:
        claim_followup(act, act.session.get(Followup, promise.id), claim="done")
        act.session.get(type(cast.cy), cast.cy.id).email = None
        make_followup(act, what="No mail", due_on=DUE, owner_id=cast.cy.id)
    assert on(DUE) == 0
    assert steps(db) == []


def test_two_workers_write_one_letter(settings, db, cast, promise):
    at, meet, wrote = datetime(2026, 12, 4, 7, tzinfo=UTC), Barrier(2), []

    def work():
        meet.wait()
        with begin(db, settings, by=WORKER, at=at) as act:
            wrote.append(chase_promises(act))

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(wrote) == [0, 1]
    assert reminded(db) == [cast.eli.id]
