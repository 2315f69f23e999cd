"""Something fixed this week beside the sign-in form: the newest, in the reader's language, gone when it is withheld."""

import re

import pytest
from msgspec.structs import replace

from floortime.app import create_app
from floortime.obstacles.actions.moving import move_stage
from floortime.obstacles.actions.sorting import withhold_obstacle
from floortime.obstacles.model import Obstacle
from tests.obstacles.play import published

NOTHING = "The floor has not said so of anything in the last seven days."


def fixed(stage, cast, title, **more):
    entry = published(stage, cast, title=title, **more)
    for stop, kind in (("asked", "floor"), ("fixed", "nobody")):
        with stage.act(cast.ada) as act:
            move_stage(act, act.session.get(Obstacle, entry.id), stop, waiting_kind=kind)
    return entry


def beside(client, url="/sign-in", language="en"):
    page = client.get(url, headers={"Accept-Language": language}).text
    return re.findall(r'href="/log/[^"]+">([^<]+)</a></p>', page)


@pytest.mark.parametrize("url", ["/sign-in", "/sign-in/password"])
def test_the_newest_stands_there_for_a_week(client, stage, cast, moment, url):
    assert client.get(url).text.count(NOTHING) == 1
    fixed(stage, cast, "First")
    moment.forward(days=3)
    fixed(stage, cast, "Second")
    seen = [beside(client, url)]
    moment.forward(days=8)
    seen.append(beside(client, url))
    assert seen == [["Second"], []]
    assert client.get(url).text.count(NOTHING) == 1


def test_one_in_the_readers_language_goes_before(client, stage, cast):
    fixed(stage, cast, "Kartan kommer för sent", language="sv")
    fixed(stage, cast, "The map comes late")
    assert [beside(client, language=code) for code in ("sv", "en")] == [
        ["Kartan kommer för sent"],
        ["The map comes late"],
    ]


def test_what_is_withheld_is_gone_at_once(client, stage, cast):
    entry = fixed(stage, cast, "Second thoughts")
    before = beside(client)
    with stage.act(cast.dee) as act:
        withhold_obstacle(act, act.session.get(Obstacle, entry.id), reason="Names somebody")
    assert (before, beside(client)) == (["Second thoughts"], [])


def test_nothing_while_the_log_is_for_members(settings, moment, stage, cast):
    fixed(stage, cast, "Among ourselves")
    app = create_app(replace(settings, log_public=False), clock=moment)
    page = app.test_client().get("/sign-in").text
    app.extensions["floortime"].db.close()
    assert (page.count("Among ourselves"), page.count("Fixed this week"), page.count(NOTHING)) == (0, 0, 0)
