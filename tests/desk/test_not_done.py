"""“Done” taken back while it waits for a second pair of eyes; the letters to who looks held back; one letter when it works."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from floortime.errors import Refused
from floortime.followups.actions import remind_lookers
from floortime.followups.model import ChaseHold, Followup, Look
from floortime.journal.queries import history
from floortime.obstacles.actions.looks import not_done_after_all, note_seen
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.actions.rounds import claim_and_ask, give_verdict
from floortime.obstacles.actions.voices import press_me_too
from floortime.obstacles.model import Obstacle
from floortime.outbox.model import Letter
from tests.builders import OURS, errors, post
from tests.desk.test_looking import asks, done, entry, to
from tests.mailroom.test_replies_to_promises import text_of, written


@pytest.fixture
def waiting(stage, cast, promise):
    asks(stage, cast, "eyes", cast.ada)
    done(stage, cast, promise)
    return promise


def look(stage, promise):
    with stage.db.reading() as session:
        return session.get(Look, promise.id)


def test_its_owner_takes_it_back_behind_the_link(stage, cast, waiting, now, client):
    link = re.search(r"http://localhost(/f/[\w-]+)", text_of(written(stage, "followup_assigned")))[1]
    assert "It is not done after all" in client.get(link).text
    assert client.post(f"{link}/not-done").status_code == 403
    assert now().stage == "claimed"
    page = client.post(f"{link}/not-done", headers=OURS)
    assert (page.status_code, "It is done, ask the floor" in page.text or "I take this" in page.text) == (
        200,
        True,
    )
    assert (now().stage, now().claimed_on, entry(stage).waiting_id) == ("open", None, cast.eli.id)
    assert (look(stage, waiting), to(stage, "look_asked"), to(stage, "works_asked")) == (None, [], [])
    assert client.post(f"{link}/not-done", headers=OURS).status_code == 200
    with stage.db.reading() as session:
        assert [e.verb for e in history(session, "followup", waiting.id)].count("followup.taken_back") == 1


def test_and_so_does_a_chief_of_staff_and_nobody_else(stage, cast, waiting, now, signed_in):
    at = f"/followups/{waiting.code}"
    assert post(signed_in(cast.bo), f"{at}/not-done", page="/me").status_code == 404
    browser = signed_in(cast.dee)
    assert "It is not done after all" in browser.get(at).text
    assert post(browser, f"{at}/not-done", page=at).status_code == 303
    assert (now().stage, "It is not done after all" in browser.get(at).text) == ("open", False)


def test_not_once_the_floor_is_asked(stage, cast, waiting):
    with stage.act(cast.ada) as act:
        note_seen(act, act.session.get(Followup, waiting.id))
    with pytest.raises(Refused, match="The floor is asked already"), stage.act(cast.eli) as act:
        not_done_after_all(act, act.session.get(Followup, waiting.id))


def test_the_letters_to_who_looks_are_held_with_a_reason_and_let_go(stage, cast, waiting, moment, signed_in):
    at, browser = f"/followups/{waiting.code}", signed_in(cast.dee)
    assert "Ada Lindqvist is reminded to look" in browser.get(at).text
    wrong = post(browser, f"{at}/look/hold", {"why": ""}, page=at)
    assert (wrong.status_code, errors(wrong)) == (422, ["Say why: whoever reads this promise sees it."])
    assert post(browser, f"{at}/look/hold", {"why": "Ada is on leave"}, page=at).status_code == 303
    page = browser.get(at).text
    assert "Stopped by Dee McAllister: “Ada is on leave”" in page
    assert to(stage, "look_asked") == []
    moment.forward(days=20)
    with stage.act() as act:
        assert remind_lookers(act) is False
    assert to(stage, "look_asked") == []
    assert post(signed_in(cast.dee), f"{at}/look/resume", page=at).status_code == 303
    with stage.act() as act:
        remind_lookers(act)
    assert to(stage, "look_asked") == [cast.dee.id]
    with stage.db.reading() as session:
        assert session.scalars(select(ChaseHold)).all() == []


def test_who_kept_two_promises_hears_once_that_it_works(stage, cast, promise):
    with stage.act(cast.dee) as act:
        obstacle = act.session.scalar(select(Obstacle))
        more = [
            promise_on(act, obstacle, what=what, owner_id=owner.id, due_on=date(2026, 12, 4)).id
            for what, owner in (("A second screen", cast.eli), ("Tell the night shift", cast.ada))
        ]
    with stage.act(cast.bo) as act:
        press_me_too(act, act.session.scalar(select(Obstacle)), person_id=cast.bo.id)
    for key in (promise.id, *more):
        with stage.act(cast.eli) as act:
            claim_and_ask(act, act.session.get(Followup, key), claim="There")
    with stage.act(cast.bo) as act:
        obstacle = act.session.scalar(select(Obstacle))
        give_verdict(act, obstacle, voice_kind="person", voice_key=str(cast.bo.id), works=True)
    assert sorted(to(stage, "works_answered")) == sorted([cast.eli.id, cast.ada.id])
    with stage.db.reading() as session:
        letter = session.scalar(
            select(Letter).where(Letter.event == "works_answered", Letter.to_id == cast.eli.id)
        )
        told = text_of(letter)
    assert [line for line in told.splitlines() if "What you promised" in line] == [
        f"What you promised: {promise.what}",
        "What you promised: A second screen",
    ]
