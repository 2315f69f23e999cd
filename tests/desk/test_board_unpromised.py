"""What is in hand, and nobody has promised anything about: on the morning board until somebody says by when."""

import re
from datetime import date

import pytest

from floortime.followups.model import Followup
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.promises import claim_done, drop_promise, promise_on
from floortime.obstacles.actions.sorting import join_existing
from floortime.obstacles.model import Obstacle
from floortime.people.model import Role
from tests.desk.test_board import rows_of
from tests.obstacles.play import published

COUNT = re.compile(r'<span>Nobody yet</span><span class="nums[^"]*">(\d+)<')


@pytest.fixture
def entry(stage, cast):
    """Answered a day ago without a day: its head does something about it."""
    found = published(stage, cast, title="The map comes late")
    stage.moment.forward(days=1)
    with stage.act(cast.ada) as act:
        mine = act.session.get(Obstacle, found.id)
        answer_obstacle(act, mine, kind="answer", words="We look at it", decider_id=cast.ada.id)
    stage.moment.forward(days=1)
    return found


def promise(stage, by, entry, owner):
    with stage.act(by) as act:
        mine = act.session.get(Obstacle, entry.id)
        return promise_on(act, mine, what="The map", owner_id=owner and owner.id, due_on=date(2027, 2, 4)).id


def shown(browser, more=""):
    return [words for _href, words in rows_of(browser.get(f"/board?show=nobody{more}").text)]


def test_it_waits_on_its_head(entry, cast, signed_in):
    html = signed_in(cast.dee).get("/board?show=nobody").text
    assert rows_of(html) == [(f"/obstacles/{entry.code}/answer", "The map comes late")]
    assert re.findall(r'brow-who">(.*?)</span>', html) == ["Customer, <b>Ada Lindqvist</b>, nothing promised"]
    assert COUNT.findall(html) == ["1"]
    everything = rows_of(signed_in(cast.dee).get("/board").text)
    assert everything == [(f"/obstacles/{entry.code}/answer", "The map comes late")]


def test_promised_it_does_not(entry, stage, cast, signed_in):
    key = promise(stage, cast.dee, entry, cast.eli)
    assert shown(signed_in(cast.dee)) == []
    with stage.act(cast.dee) as act:
        drop_promise(act, act.session.get(Followup, key), reason="No budget")
        claimed = act.session.get(Obstacle, entry.id).stage
    assert (claimed, shown(signed_in(cast.dee))) == ("ready_to_close", [])


def test_a_promise_of_nobody_stands_there_itself(entry, stage, cast, signed_in):
    promise(stage, cast.dee, entry, None)
    assert shown(signed_in(cast.dee)) == ["The map"]


def test_what_was_promised_about_what_joined_it_counts(entry, stage, cast, signed_in):
    other = published(stage, cast, title="No map at night")
    promise(stage, cast.dee, other, None)
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, other.id), act.session.get(Obstacle, entry.id))
    assert shown(signed_in(cast.dee)) == ["The map"]


def test_done_it_waits_for_its_closing_sentence(entry, stage, cast, signed_in):
    key = promise(stage, cast.dee, entry, cast.eli)
    with stage.act(cast.eli) as act:
        claim_done(act, act.session.get(Followup, key), claim="There")
    assert shown(signed_in(cast.dee)) == []


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("&department={customer}", ["The map comes late"]),
        ("&department={technology}", []),
        ("&site={utrecht}", ["The map comes late"]),
        ("&site={leeds}", []),
    ],
)
def test_narrowed_to_a_place(entry, cast, signed_in, more, found):
    places = {name: getattr(cast, name).id for name in ("customer", "technology", "utrecht", "leeds")}
    assert shown(signed_in(cast.dee), more.format(**places)) == found


def test_a_chief_of_another_place_reads_nothing_of_it(entry, stage, cast, signed_in):
    with stage.act() as act:
        act.session.add(
            Role(person_id=cast.bo.id, role="chief_of_staff", scope_kind="department", scope_id=cast.technology.id)
        )  # fmt: skip
    assert shown(signed_in(cast.bo)) == []
