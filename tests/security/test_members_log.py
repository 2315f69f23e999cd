"""A log for members only is not read through the doors that know nobody."""

import pytest
from msgspec.structs import replace

from floortime.app import create_app
from floortime.obstacles.actions.rounds import ask_the_floor
from floortime.obstacles.claims import grouped
from floortime.obstacles.model import Obstacle
from tests.builders import OURS
from tests.obstacles.play import publish, raised


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_stranger_with_a_code_reads_no_words(stage, cast, settings, moment):
    app = create_app(replace(settings, log_public=False), clock=moment)
    found = raised(stage, cast)
    publish(stage, cast, found, title="Planted public words")
    with stage.act(cast.dee) as act:
        ask_the_floor(act, act.session.get(Obstacle, found.id), sentence="Planted sentence")
    stranger, path = app.test_client(), f"/log/{found.code}"
    pages = [
        stranger.get(path),
        stranger.get(f"{path}/works"),
        stranger.post(f"{path}/works", data={"says": "rubbish"}, headers=OURS),
        stranger.post(f"{path}/me-too", headers=OURS),
        stranger.post("/raise/alike", data={"words": "Planted public words"}, headers=OURS),
    ]
    assert [page.status_code for page in pages] == [303, 200, 422, 200, 200]
    assert [page.text.count("Planted") for page in pages] == [0, 0, 0, 0, 0]
    said = stranger.post(
        f"{path}/works", data={"says": "works", "code": grouped(found.claim_code)}, headers=OURS
    )
    assert said.status_code == 200
    app.extensions["floortime"].db.close()
