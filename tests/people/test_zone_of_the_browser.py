"""Whoever's time zone nobody knows gets their browser's at sign-in, is told so, and can give it back."""

import pytest

from floortime.people.actions import Newcomer, add_person, sign_in_link
from floortime.people.model import Person
from floortime.people.queries import house
from tests.builders import post, toasts

SAID = "Your clock here is that of Europe/Oslo, as this browser has it."


@pytest.fixture
def founder(stage):
    """The first admin of a house that nobody set up."""
    with stage.act() as act:
        return add_person(act, Newcomer("Una", "Berg", "una@nordvik.example"), roles=("admin",)).id


def come_in(stage, client, person_id, zone):
    with stage.act() as act:
        link = sign_in_link(act, act.session.get(Person, person_id)).removeprefix("http://localhost")
    assert post(client, link, {"zone": zone}, page=link).status_code == 303
    return toasts(client.get("/me"))


def zones(stage, person_id) -> tuple[str, str]:
    with stage.db.reading() as session:
        return session.get(Person, person_id).zone, house(session).zone


def test_the_first_admin_brings_the_browsers_zone(stage, client, founder):
    assert come_in(stage, client, founder, "Europe/Oslo") == [SAID]
    assert zones(stage, founder) == ("Europe/Oslo", "Europe/Oslo")
    assert come_in(stage, client, founder, "Asia/Tokyo") == []
    assert zones(stage, founder) == ("Europe/Oslo", "Europe/Oslo")


def test_what_was_wrong_is_given_back_and_not_taken_again(stage, client, founder):
    come_in(stage, client, founder, "Europe/Oslo")
    assert post(client, "/me/zone/back", page="/me").location == "/me"
    assert zones(stage, founder) == ("UTC", "UTC")
    assert toasts(client.get("/me")) == ["Your time zone is UTC again. Write your own below."]
    assert come_in(stage, client, founder, "Europe/Oslo") == []
    assert zones(stage, founder) == ("UTC", "UTC")


@pytest.mark.parametrize("given", ["", "UTC", "Etc/UTC", "Mars/Olympus", "x" * 4000])
def test_a_browser_that_says_nothing_of_use_changes_nothing(stage, client, founder, given):
    assert come_in(stage, client, founder, given) == []
    assert zones(stage, founder) == ("UTC", "UTC")


def test_a_zone_that_is_known_stays(stage, cast, client):
    assert come_in(stage, client, cast.bo.id, "Europe/Oslo") == []
    assert zones(stage, cast.bo.id) == ("Europe/Amsterdam", "Europe/Amsterdam")


def test_an_agents_browser_says_nothing_about_the_house(stage, client, founder):
    with stage.act() as act:
        bo = add_person(act, Newcomer("Bo", "Visser", "bo@nordvik.example"), roles=("agent",)).id
    assert come_in(stage, client, bo, "Europe/Oslo") == [SAID]
    assert zones(stage, bo) == ("Europe/Oslo", "UTC")
