"""A promise that nobody of the floor heard: somebody looks at what was done, and nobody turns the light green."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from floortime import schema
from floortime.act import NOBODY
from floortime.errors import Refused
from floortime.followups.actions import make_followup
from floortime.followups.model import Followup, Look
from floortime.followups.queries.history import lines_of, rebuilt
from floortime.obstacles.actions.looks import look_again, note_seen, send_it_back
from floortime.obstacles.actions.promises import claim_done, judge_promise
from floortime.outbox.model import Letter
from floortime.scorecard.queries.clock import clock
from tests.builders import heading, post, toasts
from tests.obstacles.rooms import sitdown_with

DUE = date(2026, 12, 4)


@pytest.fixture
def alone(stage, cast):
    """Eli's, taken over by Dee from a list, and said to be done."""
    with stage.act(cast.dee) as act:
        row = make_followup(act, what="Badges", due_on=DUE, owner_id=cast.eli.id, promised_by_id=cast.dee.id)
    with stage.act(cast.eli) as act:
        claim_done(act, act.session.get(Followup, row.id), claim="They lie at the desk")
    return row


def stands(db, row):
    with db.reading() as session:
        mine = session.get(Followup, row.id)
        told = rebuilt(lines_of(session, row.id))
        assert (told.stage, told.owner_id, told.due_on) == (mine.stage, mine.owner_id, mine.due_on)
        return mine.stage


def letters(db, event):
    with db.reading() as session:
        rows = session.execute(select(Letter.to_id, Letter.state).where(Letter.event == event))
        return [tuple(row) for row in rows]


def test_who_promised_is_asked_to_look_and_nobody_whether_it_works(alone, cast, db):
    assert (letters(db, "works_asked"), letters(db, "look_asked")) == ([], [(cast.dee.id, "queued")])


def test_nobody_says_in_the_floors_place_that_it_works(alone, stage, signed_in, cast, db):
    page = f"/followups/{alone.code}/works"
    assert signed_in(cast.dee).get(page).status_code == 404
    with stage.act(NOBODY) as act, pytest.raises(Refused):
        judge_promise(act, act.session.get(Followup, alone.id), works=True)
    assert stands(db, alone) == "claimed"


def test_seen_it_is_closed_under_their_name_without_a_green_light(alone, signed_in, cast, db):
    dee = signed_in(cast.dee)
    page = f"/followups/{alone.code}"
    shown = dee.get(page + "/look").text
    assert ("It is there, ask the floor" in shown, "without a green light" in shown) == (False, True)
    said = post(dee, page + "/look", {"way": "seen"}, page=page + "/look", follow_redirects=True)
    assert (heading(said), stands(db, alone)) == ("Badges", "unconfirmed")
    assert ("Confirmed fixed" in said.text, "Unconfirmed" in said.text) == (False, True)
    assert "Nobody of the floor was there to ask." in said.text
    assert "The floor said so" not in said.text
    assert (letters(db, "works_answered"), letters(db, "promise_closed")) == ([], [(cast.eli.id, "queued")])


def test_whoever_saw_it_takes_it_back_and_its_history_says_each_once(alone, signed_in, cast, db):
    dee, page = signed_in(cast.dee), f"/followups/{alone.code}"
    post(dee, page + "/look", {"way": "seen"}, page=page + "/look")
    seen = "Seen that it is done; nobody of the floor was there to ask"
    assert [dee.get(page).text.count(words) for words in (seen, "Looked at it: it is there")] == [1, 0]
    post(dee, page + "/look/undo", page=page)
    assert stands(db, alone) == "claimed"


def test_its_owner_reads_before_and_after_who_looks(alone, stage, signed_in, cast, db):
    with stage.act(cast.dee) as act:
        send_it_back(act, act.session.get(Followup, alone.id), because="Mine is missing")
    says = f"{cast.dee.name} looks at it: nobody of the floor was there to ask."
    dee, page = signed_in(cast.dee), f"/followups/{alone.code}/done"
    form = dee.get(page).text
    assert (says in form, "ask the floor" in form, "then the floor is asked" in form) == (True, False, False)
    after = post(dee, page, {"claim": "All there"}, page=page, follow_redirects=True)
    assert toasts(after) == ["Somebody looks at it: nobody of the floor was there to ask."]


def test_taken_back_it_waits_for_a_look_again(alone, stage, cast, db):
    with stage.act(cast.dee) as act:
        row = act.session.get(Followup, alone.id)
        note_seen(act, row)
        look_again(act, row, cast.dee)
        assert (row.stage, row.settled_on, act.session.get(Look, row.id).looker_id) == (
            "claimed",
            None,
            cast.dee.id,
        )
    assert (stands(db, alone), letters(db, "promise_closed")) == ("claimed", [(cast.eli.id, "withdrawn")])


def test_not_there_it_is_its_owners_again_who_reads_why(alone, stage, cast, db):
    with stage.act(cast.dee) as act:
        send_it_back(act, act.session.get(Followup, alone.id), because="Mine is missing")
    assert (stands(db, alone), letters(db, "look_sent_back")) == ("in_progress", [(cast.eli.id, "queued")])


def test_nobody_looks_at_what_they_owe(stage, cast, db):
    with stage.act(cast.ada) as act:
        own = make_followup(act, what="Chairs", due_on=DUE, owner_id=cast.ada.id, promised_by_id=cast.ada.id)
        claim_done(act, own, claim="Bought")
    assert letters(db, "look_asked") == [(cast.dee.id, "queued")]


def test_whoever_sat_there_is_the_floor(stage, cast, db):
    with stage.act(cast.ada) as act:
        room = sitdown_with(act, cast, [cast.bo])
        row = make_followup(act, what="Coffee", due_on=DUE, owner_id=cast.ada.id, sitdown_id=room.id)
        claim_done(act, row, claim="It stands there")
    assert (letters(db, "look_asked"), letters(db, "works_asked")) == ([], [(cast.bo.id, "queued")])


@pytest.mark.parametrize(("late", "of_all"), [(False, 0), (True, 1)])
def test_the_clock_counts_it_neither_kept_nor_owed_unless_it_was_late(stage, cast, db, moment, late, of_all):
    with stage.act(cast.dee) as act:
        row = make_followup(act, what="Badges", due_on=DUE, owner_id=cast.eli.id, promised_by_id=cast.dee.id)
    if late:
        moment.forward(days=14)
    with stage.act(cast.eli) as act:
        claim_done(act, act.session.get(Followup, row.id), claim="They lie at the desk")
    with stage.act(cast.dee) as act:
        note_seen(act, act.session.get(Followup, row.id))
    with db.reader.connect() as connection:
        fixed = clock(connection, "days", DUE + timedelta(days=20)).total.fixed
    assert (fixed.kept, fixed.of_all) == (0, of_all)


def test_what_waited_for_a_word_in_vain_waits_for_a_look_from_this_version_on(alone, stage, cast, db):
    with stage.act(cast.ada) as act:
        room = sitdown_with(act, cast, [cast.bo])
        heard = make_followup(act, what="Coffee", due_on=DUE, owner_id=cast.ada.id, sitdown_id=room.id)
        own = make_followup(act, what="Chairs", due_on=DUE, owner_id=cast.ada.id, promised_by_id=cast.ada.id)
        for row in (heard, own):
            claim_done(act, row, claim="They stand there")
        act.session.execute(delete(Look))
    schema.downgrade(db, "0058_not_yets")
    schema.upgrade(db)
    with db.reading() as session:
        looks = {row.followup_id: row.looker_id for row in session.scalars(select(Look))}
    assert looks == {alone.id: cast.dee.id, own.id: cast.dee.id}
