"""Home: the log for a stranger, the board for a chief of staff, their own day for everybody else."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import insert

from floortime.act import NOBODY
from floortime.followups.actions import make_followup
from floortime.followups.model import Followup
from floortime.obstacles.actions.rounds import ask_the_floor, give_verdict
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Obstacle
from floortime.sitdowns.model import Programme, Seat, Sitdown
from tests.obstacles.play import published

TODAY = date(2026, 11, 23)


def test_a_stranger_is_shown_the_log(client, cast):
    response = client.get("/")
    assert (response.status_code, response.headers["Location"]) == (303, "/log")


def test_a_chief_of_staff_starts_at_the_board(signed_in, cast):
    assert signed_in(cast.dee).get("/").headers["Location"] == "/board"


def test_a_leader_reads_what_the_floor_waits_for_and_who_comes_next(stage, cast, signed_in):
    with stage.act(cast.dee) as act:
        make_followup(
            act,
            what="Put the outage map on our screen",
            due_on=TODAY - timedelta(days=4),
            owner_id=cast.ada.id,
        )
        starts = act.at + timedelta(days=3)
        row = Sitdown(
            programme_id=cast.programme.id, title="the night shift, Utrecht", start_local=starts.replace(tzinfo=None),
            zone="Europe/Amsterdam", starts_at=starts, minutes=45, leader_id=cast.ada.id, place="Canteen",
        )  # fmt: skip
        act.session.add(row)
        act.session.flush()
        act.session.add(Seat(sitdown_id=row.id, person_id=cast.bo.id))
    html = signed_in(cast.ada).get("/").get_data(as_text=True)
    assert "One thing the floor waits for from you" in html
    assert "Put the outage map on our screen" in html
    assert "past your promise" in html
    assert "Next: the night shift, Utrecht" in html
    assert "<b>Bo</b><span>Night shift</span>" in html


def _led_since(stage, cast, begun, **more):
    """A sit-down of Ada's that began so long ago, and another one next week; the first one's address in the room."""
    with stage.act(cast.dee) as act:
        rows = [
            Sitdown(
                programme_id=cast.programme.id, title=title, start_local=starts.replace(tzinfo=None),
                zone="UTC", starts_at=starts, minutes=45, leader_id=cast.ada.id, **given,
            )
            for title, starts, given in (
                ("the night shift", act.at - begun, more),
                ("the day shift", act.at + timedelta(days=7), {}),
            )
        ]  # fmt: skip
        act.session.add_all(rows)
        act.session.flush()
        act.session.add(Seat(sitdown_id=rows[0].id, person_id=cast.bo.id))
        act.session.add(Seat(sitdown_id=rows[0].id, person_id=cast.cy.id, answer="declined"))
        return rows[0].id


@pytest.mark.parametrize("state", ["planned", "held"])
def test_the_sitdown_that_runs_now_is_the_leaders_first(stage, cast, signed_in, state):
    sitdown_id = _led_since(stage, cast, timedelta(minutes=5), state=state)
    html = signed_in(cast.ada).get("/").text
    assert re.findall(r"/room/\d+", html) == [f"/room/{sitdown_id}"]
    assert "Now: the night shift" in html
    assert "I cannot make it" not in html
    assert "Nobody waits on you" not in html
    assert re.findall(r"<li><b>(\w+)</b>", html) == ["Bo"]


@pytest.mark.parametrize(("hours", "closed"), [(1, True), (13, False)])
def test_what_is_closed_or_of_yesterday_gives_way_to_the_next(stage, cast, signed_in, moment, hours, closed):
    done = {"state": "held", "closed_at": moment()} if closed else {}
    _led_since(stage, cast, timedelta(hours=hours), **done)
    html = signed_in(cast.ada).get("/").text
    assert "Next: the day shift" in html
    assert "Nobody waits on you" not in html  # the heading said so: the way into the room comes next
    assert "the night shift" not in html


def test_an_agent_sees_their_seat_and_nothing_of_others(stage, cast, signed_in):
    with stage.act(cast.dee) as act:
        make_followup(act, what="A secret of the board", due_on=TODAY, owner_id=cast.ada.id)
        starts = act.at + timedelta(days=3)
        row = Sitdown(
            programme_id=cast.programme.id, title="the night shift", start_local=starts.replace(tzinfo=None),
            zone="Europe/Amsterdam", starts_at=starts, minutes=45, leader_id=cast.ada.id,
        )  # fmt: skip
        act.session.add(row)
        act.session.flush()
        act.session.add(Seat(sitdown_id=row.id, person_id=cast.bo.id))
        act.session.add(Seat(sitdown_id=row.id, person_id=cast.cy.id))
    html = signed_in(cast.bo).get("/").get_data(as_text=True)
    assert "Your seat: Ada Lindqvist sits down with you" in html
    assert "A secret of the board" not in html
    assert "Cy" not in html


def test_who_said_whether_it_works_is_not_asked_again(stage, cast, signed_in):
    found = published(stage, cast)
    with stage.act(cast.bo) as act:
        entry = act.session.get(Obstacle, found.id)
        say_me_too(act, entry, person_id=cast.bo.id)
        act.session.get(Programme, cast.programme.id).quorum = 2
        ask_the_floor(act, entry, sentence="The map is on all desks")
    bo = signed_in(cast.bo)
    asked = [f"/log/{found.code}/works" in bo.get("/").text]
    with stage.act(NOBODY) as act:
        entry = act.session.get(Obstacle, found.id)
        give_verdict(act, entry, voice_kind="person", voice_key=str(cast.bo.id), works=True)
    asked.append(f"/log/{found.code}/works" in bo.get("/").text)
    assert asked == [True, False]


@pytest.mark.parametrize(("n", "said"), [(30, "30"), (31, "31"), (1000, "1000"), (1001, "1,000+")])
def test_who_owes_more_than_is_shown_reads_how_much_and_where(stage, cast, signed_in, n, said):
    with stage.act(cast.dee) as act:
        due = TODAY + timedelta(days=9)
        rows = [
            {
                "code": f"P{i:05}", "what": f"Lamp {i}", "owner_id": cast.ada.id, "made_on": TODAY, "due_on": due,
                "first_due_on": due, "stage": "open", "moves": 0,
            }
            for i in range(n)
        ]  # fmt: skip
        act.session.execute(insert(Followup), rows)
    html = signed_in(cast.ada).get("/").text
    assert f"<h1>{said} things the floor waits for from you</h1>" in html
    assert len(re.findall(r'<li class="owed">', html)) == 30
    assert ("Here stand the 30 that are due first." in html, "/followups?show=mine" in html) == (n > 30,) * 2


def test_a_head_is_led_to_all_that_their_department_has_not_answered(stage, cast, signed_in):
    published(stage, cast, title="Another house", department=cast.technology)
    for n in range(31):
        published(stage, cast, title=f"Lamp {n} is out")
    page = signed_in(cast.ada)
    there = re.search(r'href="(/log\?department=[^"]+)">All that [^<]+ has not answered<', page.get("/").text)
    led_to = page.get(unescape(there[1])).text
    shown = sum(f"Lamp {n} is out" in led_to for n in range(31))
    assert (shown, "after=" in led_to, "Another house" in led_to) == (25, True, False)
