"""Of what is said to be done no page says that the floor is asked while something else was promised about it."""

import csv
import io
import re
from datetime import date

from openpyxl import load_workbook

from floortime.followups.model import Followup, Look
from floortime.obstacles.actions.promises import claim_done, promise_on
from floortime.obstacles.actions.rounds import ask_the_floor, claim_and_ask
from floortime.obstacles.actions.sorting import join_existing, part_again
from floortime.obstacles.model import Obstacle, ObstacleFollowup
from floortime.obstacles.promised import between, obstacle_of
from tests.builders import OURS, heading
from tests.obstacles.play import published

OTHERS = "The floor is asked once everything that was promised about it is done."
CHIEF = "the chief of staff"
CLOSING = f"{CHIEF}, closing sentence"
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
    assert (
        "<b>the chief of staff</b>, closing sentence"
        in signed_in(cast.dee).get(f"/followups/{promise.code}").text
    )


def rows(browser):
    """Whom each promise waits on: in the list, and in the same in both tables."""
    page = browser.get("/followups?show=claimed").text
    listed = {
        what: re.sub("<[^>]+>", "", who)
        for what, who in re.findall(r'brow-what"><a[^>]*>([^<]+)</a></span><span class="brow-who">(.*?)</span>', page)
    }  # fmt: skip
    head, *found = csv.reader(
        io.StringIO(browser.get("/followups.csv?show=claimed").data.decode("utf-8-sig"))
    )
    told = {row[head.index("Promise")]: row[head.index("Waiting on")] for row in found}
    sheet = load_workbook(io.BytesIO(browser.get("/followups.xlsx?show=claimed").data)).active
    head, *found = sheet.iter_rows(values_only=True)
    assert {row[head.index("Promise")]: row[head.index("Waiting on")] for row in found} == told
    return listed, told


def test_the_list_and_its_tables_say_the_same(stage, cast, signed_in, promise):
    other, chief = another(stage, cast, promise), signed_in(cast.dee)
    with stage.act(cast.eli) as act:
        claim_done(act, act.session.get(Followup, promise.id), claim="It hangs there")
    others = "other promises"
    assert rows(chief) == ({promise.what: others}, {promise.what: others})
    with stage.act(cast.bo) as act:
        claim_done(act, act.session.get(Followup, other), claim="Drawn")
    keys = (promise.what, "A legend")
    assert rows(chief) == (dict.fromkeys(keys, CLOSING), dict.fromkeys(keys, CHIEF))
    with stage.act(cast.dee) as act:
        row = obstacle_of(act.session, promise.id)
        ask_the_floor(act, row, sentence="It hangs there, with a legend")
    assert rows(chief) == (dict.fromkeys(keys, "the floor: works now?"), dict.fromkeys(keys, "the floor"))


def test_what_was_promised_about_a_merged_entry_counts(stage, cast, signed_in, promise):
    chief = signed_in(cast.dee)
    key = published(stage, cast, title="The map is old").id
    with stage.act(cast.dee) as act:
        into = act.session.get(Obstacle, key)
        promise_on(act, into, what="A new map", owner_id=cast.bo.id, due_on=date(2026, 12, 8))
        claim_done(act, act.session.get(Followup, promise.id), claim="It hangs there")
    closing = {promise.what: CLOSING}, {promise.what: CHIEF}
    assert rows(chief) == closing
    with stage.act(cast.dee) as act:
        join_existing(act, obstacle_of(act.session, promise.id), act.session.get(Obstacle, key))
    others = {promise.what: "other promises"}
    assert rows(chief) == (others, others)
    with stage.act(cast.dee) as act:
        link = act.session.get(ObstacleFollowup, promise.id)
        part_again(act, act.session.get(Obstacle, link.obstacle_id))
    assert rows(chief) == closing


def test_who_looks_at_it_comes_first_and_another_waits_for_that(stage, cast, signed_in, promise):
    other, chief = another(stage, cast, promise), signed_in(cast.dee)
    with stage.act(cast.eli) as act:
        for key in (promise.id, other):
            claim_done(act, act.session.get(Followup, key), claim="It hangs there")
        act.session.add(Look(followup_id=other, looker_id=cast.ada.id, asked_on=act.today))
    assert rows(chief) == (
        {promise.what: "other promises", "A legend": "Ada Lindqvist, a second look"},
        {promise.what: "other promises", "A legend": "Ada Lindqvist"},
    )
