"""Adding a department by hand: what is published asks one, before any file came."""

import re

import pytest

from floortime.journal.queries import history
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.obstacles.model import Obstacle
from floortime.people.actions import Newcomer, add_person
from floortime.people.queries import departments
from tests.builders import errors, post

URL = "/house/departments"


def names(stage) -> list[str]:
    with stage.db.reading() as session:
        return [department.name for department in departments(session)]


def test_an_admin_adds_a_department(signed_in, stage, cast):
    una = signed_in(cast.una)
    assert post(una, URL, {"department": " Billing "}, page="/house").location == "/house#departments"
    assert names(stage) == ["Billing", "Customer", "Technology"]
    with stage.db.reading() as session:
        added = departments(session)[0]
        assert [(e.verb, e.actor_id) for e in history(session, "department", added.id)] == [
            ("department.added", cast.una.id)
        ]
    assert "Billing" in una.get("/people/add").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write what people call it, for example: Billing."),
        ("TECHNOLOGY", "There is a department of that name."),
    ],
)
def test_what_cannot_be_kept_is_said(signed_in, stage, cast, typed, said):
    answer = post(signed_in(cast.una), URL, {"department": typed}, page="/house")
    assert (answer.status_code, errors(answer)) == (422, [said])
    assert names(stage) == ["Customer", "Technology"]


def test_only_an_admin_adds_one(signed_in, stage, cast):
    assert post(signed_in(cast.dee), URL, {"department": "Billing"}, page="/me").status_code == 404
    assert names(stage) == ["Customer", "Technology"]


def test_where_there_is_none_sorting_leads_to_it(stage, signed_in):
    with stage.act() as act:
        una = add_person(act, Newcomer("Una", "Berg", "una@nordvik.example"), roles=("admin",))
        made = raise_obstacle(act, words="The map is late", language="en", channel="web")
        code = act.session.get(Obstacle, made.id).code
    page = signed_in(una).get(f"/obstacles/{code}/sort").text
    assert re.findall(r'href="(/house#\w+)"', page) == ["/house#departments"]
