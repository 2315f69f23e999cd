"""Who may read a thanks, and who may let it be shown, through the pages."""

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from floortime.app import create_app
from floortime.recognition.actions import thank
from floortime.recognition.model import Thanks
from tests.builders import post

WORDS = "You stayed on the line."


@pytest.fixture
def said(stage, cast):
    with stage.act(cast.ada) as act:
        return thank(act, to_kind="person", to_id=cast.bo.id, by_id=cast.ada.id, words=WORDS)


def test_who_may_read_it(cast, said, signed_in, client):
    url = f"/thanks/{said.id}"
    statuses = {
        name: signed_in(getattr(cast, name)).get(url).status_code for name in ("bo", "ada", "dee", "cy")
    }
    assert statuses == {"bo": 200, "ada": 200, "dee": 200, "cy": 404}
    assert client.get(url).status_code == 303


def test_both_sides_press_and_it_is_shown(cast, said, signed_in, db):
    for person in (cast.bo, cast.ada):
        browser = signed_in(person)
        answer = post(browser, f"/thanks/{said.id}/shown", {"shown": "yes"}, page=f"/thanks/{said.id}")
        assert answer.status_code == 303
    with db.reading() as session:
        row = session.scalar(select(Thanks))
        assert (row.leader_agrees, row.thanked_agrees) == (True, True)
    assert signed_in(cast.cy).get(f"/thanks/{said.id}").status_code == 200


def test_others_may_not_decide(cast, said, signed_in):
    answer = post(
        signed_in(cast.dee), f"/thanks/{said.id}/shown", {"shown": "yes"}, page=f"/thanks/{said.id}"
    )
    assert answer.status_code == 403


def test_my_page_lists_what_was_said_to_me_and_my_team(cast, said, stage, signed_in):
    with stage.act(cast.ada) as act:
        thank(act, to_kind="team", to_id=cast.retention.id, by_id=cast.ada.id, words="For another team")
    shown = signed_in(cast.bo).get("/me/thanks").text
    assert (shown.count(WORDS), shown.count("For another team")) == (1, 0)
    assert signed_in(cast.dee).get("/me/thanks").text.count("Nobody has thanked you here yet") == 1


def test_what_both_want_stands_on_the_public_page_and_on_the_persons(cast, said, stage, client, signed_in):
    before = [
        client.get("/thanks").text.count(WORDS),
        signed_in(cast.dee).get(f"/people/{cast.bo.id}").text.count(WORDS),
    ]
    with stage.act(cast.ada) as act:
        row = act.session.get(Thanks, said.id)
        row.leader_agrees = row.thanked_agrees = True
    after = [
        client.get("/thanks").text.count(WORDS),
        signed_in(cast.dee).get(f"/people/{cast.bo.id}").text.count(WORDS),
    ]
    assert (before, after) == ([0, 0], [1, 1])


def test_the_public_page_follows_the_visibility_of_the_log(settings, moment):
    app = create_app(replace(settings, log_public=False), clock=moment)
    assert app.test_client().get("/thanks").headers["Location"] == "/sign-in?next=%2Fthanks"
    app.extensions["floortime"].db.close()
