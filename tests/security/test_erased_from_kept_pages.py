"""A name that goes, goes from pages that browsers and this process keep."""

import pytest

from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.model import Obstacle
from floortime.people.actions import erase_person
from floortime.people.model import Person
from tests.obstacles.play import published


@pytest.mark.parametrize("page", ["/log", "/log/{code}"])
def test_an_erased_signer_is_gone_from_the_log_at_once(stage, cast, client, page):
    found = published(stage, cast)
    with stage.act(cast.ada) as act:
        entry = act.session.get(Obstacle, found.id)
        answer_obstacle(act, entry, kind="answer", words="From Monday on", decider_id=cast.ada.id)
    page = page.format(code=found.code)
    before = client.get(page)
    with stage.act(cast.una) as act:
        ada = act.session.get(Person, cast.ada.id)
        ada.left_on = act.today
        erase_person(act, ada)
    after = client.get(page, headers={"If-None-Match": before.headers["ETag"]})
    assert ("Lindqvist" in before.text, after.status_code, "Lindqvist" in after.text) == (True, 200, False)
