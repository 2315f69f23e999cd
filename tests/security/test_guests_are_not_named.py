"""A guest is known by an address alone: nothing that everybody reads says a part of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from floortime.capture.letters import tell_those_there
from floortime.followups.actions import make_followup
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.promises import claim_done, promise_on
from floortime.obstacles.actions.rounds import ask_the_floor
from floortime.obstacles.model import Obstacle
from floortime.outbox.model import Letter
from floortime.people.actions import add_guest
from floortime.people.naming import said, signed
from tests.obstacles.play import published
from tests.obstacles.rooms import sitdown_with

LOCAL = "wim.de.boer-1973"
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def guest(stage, cast):
    with stage.act(cast.dee) as act:
        return add_guest(act, f"{LOCAL}@supplier.example")


def pages(client, entry):
    return {
        path: client.get(path).text
        for path in ("/log", "/did", f"/log/{entry.code}", f"/log/{entry.code}/works", "/")
    }


def named(shown):
    return [
        path for path, text in shown.items() if "wim" in text.lower() or "1973" in text or "supplier" in text
    ]


@one_database
def test_a_guests_promise_is_read_by_its_department(stage, cast, client, guest):
    entry = published(stage, cast, department=cast.technology)
    with stage.act(cast.dee) as act:
        row = act.session.get(Obstacle, entry.id)
        due = act.today + timedelta(days=3)
        promise_on(act, row, what="Show it", owner_id=guest.id, due_on=due)
    shown = pages(client, entry)
    assert (named(shown), "somebody in Technology" in shown[f"/log/{entry.code}"]) == ([], True)
    assert "<b>somebody in Technology</b>" in shown["/log"]


@one_database
@pytest.mark.parametrize("kind", ["answer", "no", "closing"])
def test_a_guests_answer_is_signed_by_its_department(stage, cast, client, guest, kind):
    entry = published(stage, cast, department=cast.technology)
    with stage.act(cast.dee) as act:
        row = act.session.get(Obstacle, entry.id)
        if kind == "closing":
            due = act.today + timedelta(days=3)
            claim_done(
                act, promise_on(act, row, what="Show it", owner_id=guest.id, due_on=due), claim="There"
            )
            ask_the_floor(act, row, sentence="There it is")
        review = act.today + timedelta(days=90)
        answer_obstacle(act, row, kind=kind, words="Here it is", decider_id=guest.id, review_on=review)
    shown = pages(client, entry)
    assert (named(shown), "Somebody in Technology" in shown["/log"]) == ([], True)
    if kind == "closing":
        assert "Somebody in Technology" in shown[f"/log/{entry.code}/works"]


def test_the_letter_to_those_who_sat_there_does_not_name_a_guest(stage, cast, db, guest):
    with stage.act(cast.ada) as act:
        sitdown = sitdown_with(act, cast, [cast.bo])
        promises = [
            make_followup(act, what=what, due_on=act.today, owner_id=guest.id, department_id=department)
            for what, department in (("Show it", cast.technology.id), ("Send it", None))
        ]
        tell_those_there(act, sitdown, [cast.bo], [], promises)
    with db.reading() as session:
        body = session.scalars(select(Letter.body).where(Letter.event == "sitdown_summarised")).one().decode()
    found = (LOCAL in body, "somebody in Technology" in body, "a colleague outside" in body)
    assert found == (False, True, True)


def test_staff_are_named_and_a_guest_without_a_department_is_outside():
    assert [said("Ada Lindqvist", "Customer"), said("@", ""), signed("@", ""), said(None, "Customer")] == [
        "Ada Lindqvist", "a colleague outside", "A colleague outside", "",
    ]  # fmt: skip
