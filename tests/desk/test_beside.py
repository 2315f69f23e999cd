"""What stands beside each row of the morning board: its act, for the chiefs whose row it is, and for nobody else."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from floortime.followups.actions import make_followup
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.obstacles.actions.rounds import ask_the_floor, claim_and_ask
from floortime.obstacles.model import Obstacle
from floortime.sitdowns.model import Seat
from tests.builders import post
from tests.desk.test_board import sitdown
from tests.obstacles.play import published

TODAY = date(2026, 11, 23)


@pytest.fixture
def rows(stage, cast):
    """One row of each kind whose panel is this board's own."""
    entry = published(stage, cast, department=cast.technology)
    with stage.act(cast.dee) as act:
        row = act.session.get(Obstacle, entry.id)
        promised = promise_on(act, row, what="The map", owner_id=cast.eli.id, due_on=TODAY)
        claim_and_ask(act, promised, claim="It is there")
        if row.stage != "asked":
            ask_the_floor(act, row, sentence="Does it come in time?")
        raise_obstacle(act, words="The tray is in Leeds", language="en", channel="web", site_id=cast.leeds.id)
        make_followup(act, what="Late", due_on=TODAY - timedelta(days=5), owner_id=cast.eli.id)
        sitdown(act, cast, days=-4, site_id=cast.leeds.id)
        coming = sitdown(act, cast, days=5, capacity=1, site_id=cast.leeds.id)
        act.session.add(Seat(sitdown_id=coming.id, person_id=cast.bo.id))
    return entry, coming


def panels(browser):
    return [unescape(address) for address in re.findall(r'data-panel="([^"]+)"', browser.get("/board").text)]


def test_every_row_has_its_act_beside_it(rows, cast, signed_in):
    dee = signed_in(cast.dee)
    html, there = dee.get("/board").text, panels(dee)
    assert len(there) == html.count("data-row") == 5
    for address in there:
        panel = dee.get(address)
        assert (panel.status_code, bool(re.search(r"<form[^>]*method=\"post\"|data-inside", panel.text))) == (
            200,
            True,
        ), address


def test_what_leads_on_inside_it_is_there(rows, cast, signed_in):
    dee = signed_in(cast.dee)
    inside = {
        unescape(one)
        for address in panels(dee)
        for one in re.findall(r'href="([^"]+)" data-inside', dee.get(address).text)
    }
    assert {address: dee.get(address).status_code for address in inside} == dict.fromkeys(inside, 200)
    assert len(inside) == 5


def test_only_the_chiefs_of_that_part_see_it(rows, cast, signed_in, stage):
    entry, coming = rows
    own = [f"/board/question/{entry.code}", f"/board/notes/{coming.id}", f"/board/seats/{coming.id}"]
    codes = {
        who: [signed_in(getattr(cast, who)).get(address).status_code for address in own]
        for who in ("dee", "ada", "bo")
    }
    assert codes == {"dee": [200] * 3, "ada": [404] * 3, "bo": [404] * 3}
    assert signed_in(cast.dee).get("/board/question/NOWHERE").status_code == 404


def test_a_row_is_withheld_beside_it_and_brought_back(rows, cast, signed_in):
    dee = signed_in(cast.dee)
    panel = next(address for address in panels(dee) if address.startswith("/board/panel/"))
    action = re.search(r'action="(/obstacles/[^"]+/withhold)"', dee.get(panel).text)[1]
    assert post(dee, action, {"reason": ""}, page="/board").status_code == 422
    post(dee, action, {"reason": "It names a customer"}, page="/board")
    assert panel not in panels(dee)
    post(dee, action.replace("withhold", "restore"), page="/board")
    assert panel in panels(dee)
