"""The owner's page behind a mail button: no account, no session; opening changes nothing, pressing does."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from floortime.followups.actions import hand_over
from floortime.followups.model import Followup
from floortime.journal.model import Entry
from floortime.obstacles.model import Obstacle
from floortime.people.model import Person
from floortime.tokens import Token, hashed
from tests.builders import OURS, errors, heading
from tests.obstacles.play import TITLE


def press(client, link, **data):
    return client.post(link, data=data, headers=OURS)


@pytest.mark.parametrize("say", ["accept", "date", "notmine", "cannot", "done", "", "nonsense"])
def test_opening_changes_nothing(db, client, link, now, say):
    with db.reading() as session:
        before = len(session.scalars(select(Entry)).all())
    for _ in range(2):
        answer = client.get(f"{link}?say={say}")
        assert (answer.status_code, heading(answer)) == (200, TITLE)
        assert client.head(f"{link}?say={say}").status_code == 200
    with db.reading() as session:
        assert len(session.scalars(select(Entry)).all()) == before
    assert now().stage == "open"


@pytest.mark.parametrize(
    ("data", "ends", "verb"),
    [
        ({"way": "accept"}, "in_progress", "followup.accepted"),
        ({"way": "date", "due_on": "2026-12-11", "why": "supplier"}, "in_progress", "followup.moved"),
        ({"way": "cannot", "why": "The supplier forbids it"}, "dropped", "followup.dropped"),
        ({"way": "done", "claim": "On every desk"}, "claimed", "followup.claimed"),
    ],
)
def test_pressing_answers_in_the_owners_name(db, cast, client, link, now, data, ends, verb):
    answer = press(client, link, **data)
    assert answer.status_code == 200
    assert re.findall(r'class="signed">([^<]+)', answer.text) == ["Somebody in Technology"]
    assert "Eli" not in answer.text  # what stands under “The floor reads” is what the log shows
    assert now().stage == ends
    with db.reading() as session:
        line = session.scalar(select(Entry).where(Entry.verb == verb))
        assert (line.actor_kind, line.actor_id) == ("mail_link", cast.eli.id)


def test_done_asks_the_floor(db, client, link, promise):
    press(client, link, way="done", claim="On every desk")
    with db.reading() as session:
        assert session.scalar(select(Obstacle.stage)) == "asked"


def test_not_mine_closes_this_link(client, link, now, cast):
    press(client, link, way="notmine", address=cast.ada.email)
    assert now().owner_id == cast.ada.id
    assert client.get(link).status_code == 404
    assert press(client, link, way="done", claim="x").status_code == 404
    assert now().stage == "open"


def test_a_former_owners_open_page_answers_no_more(stage, cast, client, link, promise, now):
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promise.id), owner_id=cast.ada.id)
    assert press(client, link, way="cannot", why="x").status_code == 404
    assert now().stage == "open"


def test_what_is_missing_is_said(client, link, now):
    answer = press(client, link, way="date", why="because")
    assert (answer.status_code, errors(answer), answer.text.count('value="because"')) == (
        422,
        ["Choose a day."],
        1,
    )
    assert now().moves == 0


def test_from_another_site_it_is_refused(client, link, now):
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert client.post(link, data={"way": "accept"}, headers=headers).status_code == 403
    assert now().stage == "open"


def test_wrong_links_open_nothing(client):
    page = client.get("/f/nothing")
    assert (page.status_code, heading(page)) == (404, "This link has done its work")


def test_behind_an_old_letter_its_owner_reads_what_to_do_next_and_nothing_of_the_promise(
    stage, client, link, moment, promise, now
):
    over = "The time of this link is over"
    moment.forward(days=400)
    for page in (client.get(link), press(client, link, way="cannot", why="x")):
        assert (page.status_code, heading(page), page.text.count(promise.what)) == (404, over, 0)
        assert page.text.count("is still asked of you") == 1
    assert now().stage == "open"
    with stage.act() as act:
        row = act.session.get(Followup, promise.id)
        row.stage = "confirmed"
    page = client.get(link)
    assert (heading(page), page.text.count("still asked of you")) == (over, 0)
    with stage.act() as act:
        act.session.get(Person, row.owner_id).left_on = act.today
    assert heading(client.get(link)) == "This link has done its work"


def test_only_the_hash_is_stored_and_only_for_this_purpose(db, link):
    secret = link.rpartition("/")[2]
    with db.reading() as session:
        token = session.get(Token, hashed(secret))
        assert (token.purpose, token.kind) == ("answer_promise", "followup")
        assert token.expires_at.date() - date(2026, 12, 4) == timedelta(days=120)


def test_an_answered_promise_says_so(client, link):
    press(client, link, way="done", claim="On every desk")
    assert heading(client.get(link)) == "This is answered already"
