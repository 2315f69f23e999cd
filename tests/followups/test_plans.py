"""Whom the chase tells next is kept at hand: an idle look reads no promise, and whatever changes is heard of at the next look."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, func, insert, select

from floortime.followups.actions import (
    change_chase,
    claim_followup,
    hold_step,
    make_followup,
    reopen_followup,
    resume_step,
)
from floortime.followups.chase import Rules
from floortime.followups.model import ChasePlan, ChaseStep, Followup
from floortime.followups.plans import MANY, basis_of, forget_plans, plan_chase
from floortime.followups.reminders import chase_a_part, chase_promises
from floortime.people.actions import choose_letters
from floortime.people.model import ClosedDay, DepartmentHead, Person, Posting
from floortime.sitdowns.model import Programme
from tests.cast import person

DUE = date(2026, 12, 4)
FIVE = date(2026, 12, 11)


@pytest.fixture
def nils(stage, cast):
    with stage.act() as act:
        return person(act, "Nils", role="leader", last="Berg", language="nl")


@pytest.fixture
def make(stage, cast):
    def some(many=1, owner=None, due_on=DUE, **more):
        with stage.act(cast.ada) as act:
            return [
                make_followup(
                    act, what=f"The map {n}", due_on=due_on, owner_id=(owner or cast.bo).id,
                    promised_by_id=cast.ada.id, **more,
                ).id
                for n in range(many)
            ]  # fmt: skip

    return some


@pytest.fixture
def at(stage, moment):
    """`at(day, hour)`: the worker looks then; how many letters it wrote."""

    def look(day, hour=9):
        moment.at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        wrote = 0
        with stage.act() as act:
            while more := chase_promises(act):
                wrote += more
        return wrote

    return look


@pytest.fixture
def told(db):
    """Which steps have told whom."""

    def found(*names):
        with db.reading() as session:
            rows = session.execute(select(ChaseStep.step, ChaseStep.to_id).where(ChaseStep.step.in_(names)))
            return sorted((row.step, row.to_id) for row in rows)

    return found


@contextmanager
def asked(db):
    """What the database is asked meanwhile."""
    found: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def written(stage):
    """So many promises of somebody, as rows."""

    def some(many, owner, due_on=DUE):
        row = {"language": "en", "made_on": date(2026, 11, 2), "what": "x", "owner_id": owner.id}
        row |= {"due_on": due_on, "first_due_on": due_on}
        with stage.act() as act:
            act.session.execute(
                insert(Followup), [{**row, "code": f"C{owner.id}.{due_on.day}.{n}"} for n in range(many)]
            )

    return some


def promises_in(statements):
    """How many of them ask for whole promises: one alone does, for those that were not worked out, and there are none."""
    return sum("followups.what" in one for one in statements)


@pytest.mark.parametrize("many", [1, 30])
def test_an_idle_look_reads_no_promise_however_many_there_are(db, cast, written, at, many):
    written(many, cast.bo)
    written(many, cast.cy, date(2026, 12, 23))
    assert (at(DUE), at(DUE, 10)) == (1, 0)
    with asked(db) as statements:
        assert at(DUE, 11) == 0
    assert (len(statements) <= 15, promises_in(statements)) == (True, 1), "\n".join(statements)


@pytest.mark.parametrize("many", [1, 30])
def test_before_the_hour_no_promise_is_read_either(db, cast, written, at, many):
    written(many, cast.bo)
    at(DUE, 3)
    with asked(db) as statements:
        assert at(DUE, 4) == 0
    assert (len(statements) <= 20, promises_in(statements)) == (True, 1), "\n".join(statements)


def test_worked_out_in_parts_of_five_hundred_before_any_letter_goes(stage, cast, written, moment, db):
    written(MANY + 2, cast.bo, DUE + timedelta(days=20))
    written(1, cast.bo)
    moment.at = datetime(2026, 12, 4, 9, tzinfo=UTC)
    parts = []
    while not parts or parts[-1][0]:
        with stage.act() as act:
            more = chase_a_part(act)
        with db.reading() as session:
            kept, said = (select(func.count()).select_from(table) for table in (ChasePlan, ChaseStep))
            parts.append((more, session.scalar(kept), session.scalar(said)))
    assert parts == [(True, MANY, 0), (True, MANY + 3, 1), (False, MANY + 3, 1)]


class TestTheSameDay:
    """Something else than the promise changes after the morning's look, and is heard of at the next."""

    def test_a_manager_is_named(self, stage, cast, nils, make, at, told):
        make()
        assert (at(FIVE), told("manager")) == (1, [])
        with stage.act() as act:
            act.session.get(Person, cast.bo.id).manager_id = nils.id
        assert (at(FIVE, 10), told("manager")) == (1, [("manager", nils.id)])

    def test_a_head_of_the_department_is_named(self, stage, cast, nils, make, at, told):
        make(owner=cast.eli)
        at(FIVE)
        with stage.act() as act:
            act.session.add(
                DepartmentHead(department_id=cast.technology.id, part="manager", person_id=nils.id)
            )
        assert (at(FIVE, 10), told("manager")) == (1, [("manager", nils.id)])

    def test_the_rules_change(self, stage, cast, nils, make, at, told):
        make()
        at(date(2026, 12, 7))
        with stage.act(cast.dee) as act:
            change_chase(
                act, act.session.get(Programme, cast.programme.id), Rules(manager=1), sponsor_id=nils.id
            )
        with stage.act() as act:
            act.session.get(Person, cast.bo.id).manager_id = nils.id
        assert (at(date(2026, 12, 7), 10), told("manager")) == (1, [("manager", nils.id)])

    def test_somebody_wants_to_hear_before_the_date_after_all(self, stage, cast, make, at, told):
        with stage.act(cast.bo) as act:
            choose_letters(act, act.session.get(Person, cast.bo.id), hour=8, early=False)
        make()
        assert at(date(2026, 12, 2)) == 0
        with stage.act(cast.bo) as act:
            choose_letters(act, act.session.get(Person, cast.bo.id), hour=8, early=True)
        assert (at(date(2026, 12, 2), 10), told("before")) == (1, [("before", cast.bo.id)])

    def test_somebody_can_be_written_to_again(self, stage, cast, make, at, told):
        make()
        with stage.act() as act:
            act.session.get(Person, cast.bo.id).mail_ok = False
        assert at(DUE) == 0
        with stage.act() as act:
            act.session.get(Person, cast.bo.id).mail_ok = True
        assert (at(DUE, 10), told("due")) == (1, [("due", cast.bo.id)])

    def test_a_day_is_closed(self, stage, cast, make, at, told):
        """The Friday of the date is none for work, so Thursday is the last day on which one can act."""
        with stage.act(cast.bo) as act:
            choose_letters(act, act.session.get(Person, cast.bo.id), hour=8, early=False)
        make()
        assert at(date(2026, 12, 3)) == 0
        with stage.act() as act:
            act.session.add(ClosedDay(site_id=cast.utrecht.id, day=DUE, name="Move"))
        assert (at(date(2026, 12, 3), 10), told("due")) == (1, [("due", cast.bo.id)])

    def test_somebody_works_elsewhere_from_now_on(self, stage, cast, make, at, told):
        """Monday after Christmas is a day off in England, for Boxing Day, and none in Utrecht."""
        make(due_on=date(2026, 12, 28), owner=cast.cy)
        at(date(2026, 12, 28))
        assert told("due") == []
        with stage.act() as act:
            act.session.scalars(
                select(Posting).where(Posting.person_id == cast.cy.id)
            ).one().site_id = cast.utrecht.id
        assert (at(date(2026, 12, 28), 10), told("due")) == (1, [("due", cast.cy.id)])

    def test_a_step_goes_on(self, stage, cast, make, at, told):
        (key,) = make()
        at(DUE)
        with stage.act(cast.ada) as act:
            hold_step(act, act.session.get(Followup, key), step="week", until_on=None, reason="wait")
        assert at(FIVE) == 0
        with stage.act(cast.ada) as act:
            resume_step(act, act.session.get(Followup, key), step="week")
        assert (at(FIVE, 10), told("week1")) == (1, [("week1", cast.bo.id)])

    def test_a_step_is_stopped(self, stage, cast, make, at, told):
        (key,) = make()
        assert (at(DUE), at(FIVE, 3)) == (1, 0)
        with stage.act(cast.ada) as act:
            hold_step(act, act.session.get(Followup, key), step="week", until_on=None, reason="wait")
        assert (at(FIVE), told("week1")) == (0, [])


def test_what_is_not_chased_any_more_is_forgotten(stage, cast, make, at, db):
    keys = make(2)
    at(DUE)
    with stage.act(cast.bo) as act:
        claim_followup(act, act.session.get(Followup, keys[0]), claim="done")
    with stage.act() as act:
        forget_plans(act)
    with db.reading() as session:
        assert session.scalars(select(ChasePlan.followup_id)).all() == [keys[1]]
    with stage.act(cast.ada) as act:
        reopen_followup(act, act.session.get(Followup, keys[0]), because="no")
    with stage.act() as act:
        assert plan_chase(act, basis_of(act.session, act.at)) == 1
