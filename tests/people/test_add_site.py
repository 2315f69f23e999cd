"""Adding a site by hand: an empty house needs one to sit down at, before any file came."""

import pytest
from sqlalchemy import select

from floortime.journal.queries import history
from floortime.people.model import House, Site
from tests.builders import errors, post

URL = "/house/sites/new"
BERGEN = {"name": "Bergen", "zone": "Europe/Oslo", "country": ""}


def added(stage, name: str) -> list[tuple[str, str, str | None]]:
    with stage.act() as act:
        rows = act.session.scalars(select(Site).where(Site.name == name))
        return [(site.name, site.zone, site.country) for site in rows]


@pytest.mark.parametrize(("chosen", "country"), [("", "NO"), ("SE", "SE")])
def test_an_admin_adds_a_site(signed_in, stage, cast, chosen, country):
    una = signed_in(cast.una)
    assert 'href="/house/sites/new"' in una.get("/house").text
    assert post(una, URL, {**BERGEN, "country": chosen}, page=URL).location == "/house"
    assert added(stage, "Bergen") == [("Bergen", "Europe/Oslo", country)]
    with stage.act() as act:
        site = act.session.scalars(select(Site).where(Site.name == "Bergen")).one()
        assert [(e.verb, e.actor_id) for e in history(act.session, "site", site.id)] == [
            ("site.added", cast.una.id)
        ]
    assert "Bergen, no team" in una.get("/people/add").text


def test_a_zone_of_no_country_leaves_the_country_open(signed_in, stage, cast):
    una = signed_in(cast.una)
    assert post(una, URL, {**BERGEN, "zone": "UTC"}, page=URL).status_code == 303
    assert added(stage, "Bergen") == [("Bergen", "UTC", None)]


@pytest.mark.parametrize("name", ["Leeds", "leeds", "  LEEDS "])
def test_the_same_name_twice_is_one_site(signed_in, stage, cast, name):
    una = signed_in(cast.una)
    answer = post(una, URL, {**BERGEN, "name": name}, page=URL)
    assert (answer.status_code, errors(answer)) == (422, ["There is a site of that name."])
    assert f'href="/house/sites/{cast.leeds.id}"' in answer.text
    assert added(stage, "Leeds") == [("Leeds", "Europe/London", "GB")]


def test_what_cannot_be_read_is_said_and_kept(signed_in, stage, cast):
    una = signed_in(cast.una)
    answer = post(una, URL, {"name": "", "zone": "Europe/Osloo", "country": "XX"}, page=URL)
    assert answer.status_code == 422
    assert errors(answer)[:2] == [
        "Write what people call it, for example: Utrecht.",
        "This zone is not known. Did you mean Europe/Oslo?",
    ]
    assert 'value="Europe/Osloo"' in answer.text
    assert post(una, URL, {**BERGEN, "name": "B" * 121}, page=URL).status_code == 422
    assert added(stage, "Bergen") == []


def test_the_zone_of_the_house_stands_there_once_it_is_chosen(signed_in, stage, cast):
    una = signed_in(cast.una)
    for chosen, offered in (("UTC", ""), ("Europe/Oslo", "Europe/Oslo")):
        with stage.act() as act:
            act.session.get(House, 1).zone = chosen
        field = una.get(URL).text.split('name="zone"')[1].split(">")[0]
        assert f'value="{offered}"' in field


def test_only_an_admin_adds_one(signed_in, client, stage, cast):
    for who in (cast.dee, cast.ada, cast.bo):
        browser = signed_in(who)
        assert browser.get(URL).status_code == 404
        assert post(browser, URL, BERGEN, page="/me").status_code == 404
    assert client.get(URL).status_code == 303
    assert added(stage, "Bergen") == []
