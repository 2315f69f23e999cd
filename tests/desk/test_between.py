"""Of what is said to be done no page says that the floor is asked while something else was promised about it."""

from datetime import date

from floortime.followups.model import Followup
from floortime.obstacles.actions.promises import claim_done, promise_on
from floortime.obstacles.actions.rounds import claim_and_ask
from floortime.obstacles.model import Obstacle, ObstacleFollowup
from floortime.obstacles.promised import between
from tests.builders import OURS, heading

OTHERS = "The floor is asked once everything that was promised about it is done."
DONE = {"way": "done", "claim": "It hangs there"}


def another(stage, cast, promise):
    with stage.act(cast.dee) as act:
        about = act.session.get(ObstacleFollowup, promise.id).obstacle_id
        row = act.session.get(Obstacle, about)
        return promise_on(act, row, what="A legend", owner_id=cast.bo.id, due_on=date(2026, 12, 8)).id


def test_alone_it_is_put_to_the_floor(client, promise, link):
    answer = client.post(link, data=DONE, headers=OURS)
    assert (heading(answer), OTHERS in answer.text) == ("Noted. The floor is asked.", False)
    assert "Waiting on the floor: works now, or not yet?" in answer.text


def test_with_others_it_waits_for_them(stage, cast, client, signed_in, promise, link):
    other = another(stage, cast, promise)
    answer = client.post(link, data=DONE, headers=OURS)
    assert (heading(answer), OTHERS in answer.text) == ("Noted", True)
    chief = signed_in(cast.dee)
    for page in (f"/followups/{promise.code}", f"/followups/{promise.code}/panel"):
        text = chief.get(page).text
        assert ("<b>what else was promised about it</b>" in text, "<b>the floor</b>" in text) == (True, False)
    with stage.act(cast.bo) as act:
        claim_and_ask(act, act.session.get(Followup, other), claim="Drawn")
    assert "<b>the floor</b>" in chief.get(f"/followups/{promise.code}").text


def test_the_last_may_wait_for_its_closing_sentence(stage, cast, signed_in, promise):
    with stage.act(cast.eli) as act:
        row = act.session.get(Followup, promise.id)
        claim_done(act, row, claim="It hangs there")
        assert between(act.session, row) == "closing"
    assert "<b>the closing sentence</b>" in signed_in(cast.dee).get(f"/followups/{promise.code}").text
