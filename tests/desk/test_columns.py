"""What the last column of a group says: a day, since when, or both, as its rows do."""

import re
from datetime import date

import pytest

from floortime.followups.actions import make_followup
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.model import Obstacle
from tests.desk.test_board import sitdown
from tests.obstacles.play import published, raised


def columns(browser, query=""):
    html = browser.get(f"/board{query}").text
    return re.findall(r"<h2>([^<]+)</h2><span>waiting on</span><span>([^<]+)</span>", html)


@pytest.fixture
def dated(stage, cast):
    """One to sort, one promise with its day, and one date with a free seat."""
    raised(stage, cast)
    with stage.act(cast.dee) as act:
        make_followup(act, what="A scanner", due_on=date(2026, 11, 25), owner_id=cast.eli.id)
        sitdown(act, cast, days=5, capacity=2)


@pytest.fixture
def waiting(stage, cast, dated):
    """Beside them what nothing is promised about, and a sit-down without notes: of both it is said since when."""
    found = published(stage, cast, title="The map comes late")
    with stage.act(cast.ada) as act:
        mine = act.session.get(Obstacle, found.id)
        answer_obstacle(act, mine, kind="answer", words="We look at it", decider_id=cast.ada.id)
        sitdown(act, cast, days=-4)


FLOOR, DEPARTMENTS, LEADERS = "The floor waits", "Departments that clear the way", "Leaders"


def test_where_every_row_says_a_day(dated, cast, signed_in):
    assert columns(signed_in(cast.dee)) == [(FLOOR, "since"), (DEPARTMENTS, "due"), (LEADERS, "date")]


def test_where_some_say_since_when(waiting, cast, signed_in):
    assert columns(signed_in(cast.dee)) == [
        (FLOOR, "since"),
        (DEPARTMENTS, "due or since"),
        (LEADERS, "date or since"),
    ]


def test_where_all_do(waiting, cast, signed_in):
    dee = signed_in(cast.dee)
    assert columns(dee, "?show=nobody") == [(DEPARTMENTS, "since")]
    assert columns(dee, "?show=notes") == [(LEADERS, "since")]
    assert columns(dee, "?show=week") == [(DEPARTMENTS, "due")]


def test_more_rows_come_under_the_same_heading(dated, stage, cast, signed_in):
    with stage.act(cast.dee) as act:
        for n in range(30):
            make_followup(act, what=f"No. {n}", due_on=date(2026, 11, 24), owner_id=cast.eli.id)
    dee = signed_in(cast.dee)
    assert [columns(dee, query)[-1] for query in ("?show=week", "")] == [
        (DEPARTMENTS, "due"),
        (LEADERS, "date"),
    ]
    assert columns(dee)[1] == (DEPARTMENTS, "due or since")
