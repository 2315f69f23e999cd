"""Overdue: the worker says so once the date is over where the owner is; an answer takes it back."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import event, func, insert, select

from floortime.followups.actions import claim_followup, make_followup, move_due, reopen_followup
from floortime.followups.model import Followup
from floortime.followups.overdue import MANY, mark_overdue
from floortime.journal.model import Entry
from tests.builders import post

DUE, NEXT = date(2026, 12, 4), date(2026, 12, 5)


@pytest.fixture
def promise(stage, cast):
    with stage.act(cast.ada) as act:
        return make_followup(act, what="The map", due_on=DUE, owner_id=cast.bo.id)


@pytest.fixture
def at(stage, moment):
    """`at(instant)`: the worker looks then; how many it found overdue."""

    def look(*when):
        moment.at = datetime(*when, tzinfo=UTC)
        with stage.act() as act:
            return mark_overdue(act)

    return look


@pytest.fixture
def since(db, promise):
    def found():
        with db.reading() as session:
            return session.get(Followup, promise.id).overdue_on

    return found


def test_when_the_day_is_over_where_the_owner_is(promise, at, since):
    assert (at(2026, 12, 4, 22, 59), since()) == (0, None)
    assert (at(2026, 12, 4, 23, 0), since()) == (1, NEXT), "midnight in Amsterdam"
    assert at(2026, 12, 9) == 0


def test_one_line_by_nobody_and_no_edit(db, promise, at):
    version = promise.version
    at(2026, 12, 7)
    with db.reading() as session:
        line = session.scalars(select(Entry).where(Entry.verb == "followup.overdue")).one()
        assert (line.actor_kind, line.actor_id, line.facts) == ("worker", None, {"due_on": "2026-12-04"})
        assert session.get(Followup, promise.id).version == version


@pytest.fixture
def many(stage, cast):
    with stage.act() as act:
        row = {
            "language": "en",
            "made_on": DUE,
            "due_on": DUE,
            "first_due_on": DUE,
            "owner_id": cast.bo.id,
            "what": "x",
        }
        act.session.execute(insert(Followup), [{**row, "code": f"C{n}"} for n in range(MANY + 1)])
    return MANY + 1


def lines(db):
    """How many lines say so, and of how many promises."""
    with db.reading() as session:
        said = select(func.count(), func.count(Entry.subject_id.distinct())).where(
            Entry.verb == "followup.overdue"
        )
        return tuple(session.execute(said).one())


def test_hundreds_in_a_handful_of_statements_each_with_its_line(db, many, at):
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert (at(2026, 12, 7), len(asked)) == (MANY, 5), "\n".join(one[:200] for one in asked)
    assert (at(2026, 12, 7), at(2026, 12, 7), lines(db)) == (1, 0, (many, many))
    with db.reading() as session:
        assert session.scalars(select(Followup.overdue_on).distinct()).all() == [NEXT]


def test_two_workers_at_once_say_it_once(db, stage, many, moment):
    moment.at = datetime(2026, 12, 7, 9, tzinfo=UTC)
    meet, found = Barrier(2), []

    def work():
        meet.wait()
        more = True
        while more:
            with stage.act() as act:
                more = mark_overdue(act)
            found.append(more)

    workers = [Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert (sum(found), lines(db)) == (many, (many, many))


def test_an_answer_takes_it_back_and_a_not_yet_brings_it_again(stage, cast, promise, at, since):
    at(2026, 12, 7)
    with stage.act(cast.bo) as act:
        claim_followup(act, act.session.get(Followup, promise.id), claim="It hangs")
    assert (since(), at(2026, 12, 8)) == (None, 0)
    with stage.act(cast.ada) as act:
        reopen_followup(act, act.session.get(Followup, promise.id), because="it fell")
    assert (at(2026, 12, 9), since()) == (1, NEXT)


def test_a_later_date_takes_it_back(stage, cast, promise, at, since):
    at(2026, 12, 7)
    with stage.act(cast.bo) as act:
        move_due(act, act.session.get(Followup, promise.id), to_on=date(2026, 12, 11), reason="the printer")
    assert since() is None


def test_nobody_sets_it_by_hand(stage, cast, promise, signed_in, since):
    url = f"/followups/{promise.code}/accept"
    post(signed_in(cast.bo), url, {"overdue_on": "2026-11-01"}, page=url)
    assert since() is None


def test_the_page_says_so_and_that_it_moved_twice(stage, cast, promise, at, signed_in):
    for day in (8, 11):
        with stage.act(cast.bo) as act:
            move_due(act, act.session.get(Followup, promise.id), to_on=date(2026, 12, day), reason="x")
    at(2026, 12, 14, 9)
    page = signed_in(cast.dee).get(f"/followups/{promise.code}").text
    assert (page.count("<b>Past its date</b>"), page.count("moved twice")) == (1, 1)
