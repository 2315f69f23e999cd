"""Home asks those who sat there whether a promise that stands alone was kept, as the letter does."""

import re
from datetime import date

import pytest

from floortime.followups.actions import ask_to_look, make_followup
from floortime.followups.actions.looking import end_look
from floortime.followups.model import Followup
from floortime.obstacles.actions.promises import claim_done
from floortime.people.model import Person
from floortime.sitdowns.model import Seat
from tests.obstacles.rooms import sitdown_with


@pytest.fixture
def table(stage, cast):
    """Bo sat there, Cy had said no, Fatima has a seat at another one."""
    with stage.act(cast.dee) as act:
        here = sitdown_with(act, cast, [cast.bo, cast.cy])
        act.session.get(Seat, (here.id, cast.cy.id)).answer = "declined"
        sitdown_with(act, cast, [cast.colleagues[0]], hours=-5)
        return here.id


def asks(signed_in, *people):
    """Where each of them is asked on their home."""
    return [
        re.findall(r'href="(/followups/\w+/works)">Works now', signed_in(p).get("/").text) for p in people
    ]


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
