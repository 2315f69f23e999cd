"""Home asks those who sat there whether it works, as the letter does: of an entry said in the room, and of a promise that stands alone."""

import re
from datetime import date

import pytest

from floortime.act import NOBODY
from floortime.followups.actions import ask_to_look, make_followup
from floortime.followups.actions.looking import end_look
from floortime.followups.model import Followup
from floortime.obstacles.actions.promises import claim_done
from floortime.obstacles.actions.rounds import ask_the_floor, give_verdict
from floortime.obstacles.actions.sorting import join_existing
from floortime.obstacles.model import Obstacle
from floortime.people.model import Person
from floortime.sitdowns.model import Programme, Seat
from tests.obstacles.play import published
from tests.obstacles.rooms import sitdown_with


@pytest.fixture
def table(stage, cast):
    """Bo sat there, Cy had said no, Fatima has a seat at another one."""
    with stage.act(cast.dee) as act:
        here = sitdown_with(act, cast, [cast.bo, cast.cy])
        act.session.get(Seat, (here.id, cast.cy.id)).answer = "declined"
        sitdown_with(act, cast, [cast.colleagues[0]], hours=-5)
        act.session.get(Programme, cast.programme.id).quorum = 2
        return here.id


def asks(signed_in, *people):
    """Where each of them is asked on their home."""
    return [
        re.findall(r'href="(/(?:log|followups)/\w+/works(?:/named)?)">Works now', signed_in(p).get("/").text)
        for p in people
    ]


def running(stage, cast, found):
    with stage.act(cast.dee) as act:
        ask_the_floor(act, act.session.get(Obstacle, found.id), sentence="The map is on all desks")


def test_what_was_said_in_the_room_without_a_name(stage, cast, signed_in, table):
    found = published(stage, cast, channel="room", sitdown_id=table)
    people = (cast.bo, cast.cy, cast.colleagues[0])
    assert asks(signed_in, *people) == [[], [], []]
    running(stage, cast, found)
    where = f"/log/{found.code}/works/named"
    assert asks(signed_in, *people) == [[where], [], []]
    with stage.act(NOBODY) as act:
        entry = act.session.get(Obstacle, found.id)
        give_verdict(act, entry, voice_kind="person", voice_key=str(cast.bo.id), works=True)
    assert asks(signed_in, cast.bo) == [[]]


def test_what_was_merged_into_another_entry(stage, cast, signed_in, table):
    said = published(stage, cast, channel="room", sitdown_id=table)
    into = published(stage, cast, title="The map comes late")
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, said.id), act.session.get(Obstacle, into.id))
    running(stage, cast, into)
    assert asks(signed_in, cast.bo, cast.cy) == [[f"/log/{into.code}/works/named"], []]


def test_a_promise_that_stands_alone(stage, cast, signed_in, table):
    with stage.act(cast.dee) as act:
        row = make_followup(
            act, what="A week earlier", due_on=date(2026, 12, 4), owner_id=cast.eli.id, sitdown_id=table
        )
        code = row.code
    with stage.act(cast.eli) as act:
        row = act.session.get(Followup, row.id)
        claim_done(act, row, claim="Three weeks ahead")
        ask_to_look(act, row, act.session.get(Person, cast.dee.id))
    assert asks(signed_in, cast.bo) == [[]]
    with stage.act(cast.dee) as act:
        end_look(act, act.session.get(Followup, row.id))
    assert asks(signed_in, cast.bo, cast.cy, cast.colleagues[0]) == [[f"/followups/{code}/works"], [], []]
    assert signed_in(cast.bo).get(f"/followups/{code}/works").status_code == 200
