"""Whoever may do it in their own right does it in their own name; a delegate acts for their leader only where they need to."""

from datetime import date

import pytest
from sqlalchemy import select

from floortime.followups.actions import make_followup
from floortime.journal.model import Entry
from floortime.people.model import Delegate
from tests.builders import post

DUE = date(2026, 12, 4)


@pytest.fixture
def promise(stage, cast):
    """Ada's promise, which Eli owns; Dee, a chief of staff, and Bo write for Ada."""
    with stage.act(cast.una) as act:
        act.session.add_all(
            [Delegate(leader_id=cast.ada.id, delegate_id=one.id) for one in (cast.dee, cast.bo)]
        )
    with stage.act(cast.ada) as act:
        return make_followup(act, what="A lamp", due_on=DUE, owner_id=cast.eli.id, promised_by_id=cast.ada.id)


@pytest.fixture
def names(db, promise):
    """Who stands in each line but the first: whoever pressed, and for whom."""

    def found():
        with db.reading() as session:
            told = select(Entry.verb, Entry.actor_id, Entry.for_id).where(
                Entry.kind == "followup", Entry.subject_id == promise.id, Entry.verb != "followup.made"
            )
            return sorted(tuple(row) for row in session.execute(told))

    return found


@pytest.fixture
def press(signed_in, promise):
    def said(who, what, **data):
        return post(signed_in(who), f"/followups/{promise.code}/{what}", data, page="/me").status_code

    return said


def test_a_chief_of_staff_in_their_own_name(press, names, cast):
    press(cast.dee, "due/hold", why="It is on its way")
    press(cast.dee, "notmine")
    press(cast.dee, "undo")
    press(cast.dee, "drop", why="Nobody needs it")
    verbs = ("chase_stopped", "dropped", "handed_over", "handed_over")
    assert names() == [(f"followup.{verb}", cast.dee.id, None) for verb in verbs]


def test_a_delegate_for_their_leader(press, names, cast):
    press(cast.bo, "due/hold", why="It is on its way")
    press(cast.bo, "drop", why="Nobody needs it")
    press(cast.bo, "undo")
    assert names() == [
        (verb, cast.bo.id, cast.ada.id)
        for verb in ("followup.chase_stopped", "followup.dropped", "followup.taken_back")
    ]
