"""Each verb of a follow-up: a legal step, one journal line, the letters that go with it."""

from datetime import date

import pytest
from sqlalchemy import select

from floortime.errors import Refused
from floortime.followups import stages
from floortime.followups.actions import (
    claim_followup,
    confirm_followup,
    drop_followup,
    hand_over,
    make_followup,
    move_due,
    reopen_followup,
    set_about,
    start_followup,
)
from floortime.followups.model import DueMove, Followup
from floortime.journal.model import Entry
from floortime.outbox.model import Letter
from floortime.tokens import Token

DUE = date(2026, 12, 4)


@pytest.fixture
def promise(stage, cast):
    """Ada promised it in the room; Eli, who has no account, owns it."""
    with stage.act(cast.ada) as act:
        return make_followup(
            act,
            what="The outage map before customers see it",
            due_on=DUE,
            owner_id=cast.eli.id,
            promised_by_id=cast.ada.id,
            department_id=cast.technology.id,
        )


@pytest.fixture
def again(stage, promise):
    """`with again(person) as (act, promise)`: the promise in a new act."""
    from contextlib import contextmanager

    @contextmanager
    def opened(by):
        with stage.act(by) as act:
            yield act, act.session.get(Followup, promise.id)

    return opened


def verbs(db, followup):
    with db.reading() as session:
        return sorted(
            session.scalars(
                select(Entry.verb).where(Entry.kind == "followup", Entry.subject_id == followup.id)
            )
        )


def letters(db, followup):
    with db.reading() as session:
        rows = session.execute(
            select(Letter.event, Letter.to_id, Letter.state)
            .where(Letter.kind == "followup", Letter.subject_id == followup.id)
            .order_by(Letter.not_before, Letter.id)
        )
        return [tuple(row) for row in rows]


def test_made(db, cast, promise):
    assert (promise.stage, promise.first_due_on, promise.moves, promise.chase_round) == ("open", DUE, 0, 1)
    assert len(promise.code) == 6
    assert verbs(db, promise) == ["followup.made"]
    assert letters(db, promise) == [("followup_assigned", cast.eli.id, "queued")]


def test_made_for_oneself_writes_no_letter(stage, db, cast):
    with stage.act(cast.ada) as act:
        own = make_followup(act, what="Ask Lars", due_on=DUE, owner_id=cast.ada.id)
    assert letters(db, own) == []


def test_made_by_a_delegate_for_the_leader_writes_no_letter(stage, db, cast):
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        own = make_followup(act, what="Ask Lars", due_on=DUE, owner_id=cast.ada.id)
    assert letters(db, own) == []


def test_made_needs_words(stage, cast):
    with stage.act(cast.ada) as act, pytest.raises(Refused):
        make_followup(act, what="  ", due_on=DUE)


def test_started_once(db, cast, again, promise):
    for _ in range(2):
        with again(cast.eli) as (act, followup):
            start_followup(act, followup)
    assert verbs(db, promise) == ["followup.accepted", "followup.made"]


def test_moved_keeps_its_reason(db, cast, again, promise):
    with again(cast.eli) as (act, followup):
        move_due(act, followup, to_on=date(2026, 12, 11), reason="the map comes from a supplier")
    with db.reading() as session:
        moved = session.get(DueMove, (promise.id, 1))
        assert (moved.from_on, moved.to_on, moved.reason, moved.by_id) == (
            DUE,
            date(2026, 12, 11),
            "the map comes from a supplier",
            cast.eli.id,
        )
        row = session.get(Followup, promise.id)
        assert (row.due_on, row.first_due_on, row.moves, row.chase_round) == (moved.to_on, DUE, 1, 2)
    assert verbs(db, promise) == ["followup.made", "followup.moved"]


@pytest.mark.parametrize(("to_on", "reason"), [(date(2026, 12, 11), " "), (date(2026, 11, 20), "late")])
def test_moved_without_a_reason_or_into_the_past_is_refused(cast, again, to_on, reason):
    with again(cast.eli) as (act, followup), pytest.raises(Refused):
        move_due(act, followup, to_on=to_on, reason=reason)


def test_moved_to_the_same_day_changes_nothing(db, cast, again, promise):
    with again(cast.eli) as (act, followup):
        move_due(act, followup, to_on=DUE, reason="no")
    assert verbs(db, promise) == ["followup.made"]


def test_handed_over_withdraws_every_letter_to_the_former_owner(stage, db, cast, again, promise):
    with stage.act() as act:
        act.session.scalar(select(Letter)).state = "leased"
        first = act.session.scalar(select(Token.hash))
    with again(cast.eli) as (act, followup):
        hand_over(act, followup, owner_id=cast.ada.id)
    assert letters(db, promise) == [
        ("followup_assigned", cast.eli.id, "withdrawn"),
        ("followup_assigned", cast.ada.id, "queued"),
    ]
    with db.reading() as session:
        assert session.get(Token, first).used_at is not None, "the former owner's link still opens it"
        assert session.get(Followup, promise.id).chase_round == 2
    assert verbs(db, promise) == ["followup.handed_over", "followup.made"]


def test_handed_to_nobody_and_back(db, cast, again, promise):
    for owner_id in (None, cast.eli.id, cast.eli.id):
        with again(cast.dee) as (act, followup):
            hand_over(act, followup, owner_id=owner_id)
    assert letters(db, promise) == [
        ("followup_assigned", cast.eli.id, "withdrawn"),
        ("followup_assigned", cast.eli.id, "queued"),
    ]


def test_claimed_confirmed_reopened(db, cast, again, promise):
    with again(cast.eli) as (act, followup):
        claim_followup(act, followup, claim="On all desks")
        claim_followup(act, followup, claim="twice")
        assert (followup.claim, followup.claimed_on) == ("On all desks", date(2026, 11, 23))
        confirm_followup(act, followup)
        assert (followup.stage, followup.settled_on) == ("confirmed", date(2026, 11, 23))
        reopen_followup(act, followup, because="It is slow at night")
        assert (followup.stage, followup.claimed_on, followup.settled_on) == ("in_progress", None, None)
    assert verbs(db, promise) == [
        "followup.claimed",
        "followup.confirmed",
        "followup.made",
        "followup.reopened",
    ]
    assert letters(db, promise)[-1] == ("followup_reopened", cast.eli.id, "queued")


def test_confirmed_needs_a_claim_first(cast, again):
    with again(cast.dee) as (act, followup), pytest.raises(Refused):
        confirm_followup(act, followup)


def test_dropped_with_a_reason_and_for_good(db, cast, again, promise):
    with again(cast.dee) as (act, followup):
        with pytest.raises(Refused):
            drop_followup(act, followup, reason="")
        drop_followup(act, followup, reason="The map is bought instead")
        drop_followup(act, followup, reason="again")
        assert (followup.stage, followup.reason) == ("dropped", "The map is bought instead")
        for verb, more in (
            (start_followup, {}),
            (claim_followup, {"claim": "x"}),
            (hand_over, {"owner_id": None}),
        ):
            with pytest.raises(Refused):
                verb(act, followup, **more)
    assert verbs(db, promise) == ["followup.dropped", "followup.made"]
    assert letters(db, promise) == [("followup_assigned", cast.eli.id, "withdrawn")]


def test_about_is_written_from_above(db, cast, again, promise):
    with again(cast.dee) as (act, followup):
        set_about(act, followup, about="We see the map late", voices=15)
        assert (followup.about, followup.voices) == ("We see the map late", 15)
    assert verbs(db, promise) == ["followup.made"]


def test_every_stage_has_its_words_its_light_and_its_steps():
    assert set(stages.STEPS) == set(stages.WORDS) == set(stages.LIGHT)
    assert {there for steps in stages.STEPS.values() for there in steps} <= set(stages.STEPS)
    assert [name for name, light in stages.LIGHT.items() if light == "fixed"] == ["confirmed"]
