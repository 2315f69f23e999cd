"""What was promised is done or dropped and no round has begun: everywhere it waits on the chief of staff, who is asked to close it."""

import re
from datetime import date

import pytest
from sqlalchemy import text

from floortime import schema
from floortime.followups.model import Followup
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.promises import claim_done, drop_promise, promise_on
from floortime.obstacles.actions.sorting import join_existing, part_again
from floortime.obstacles.actions.undoing import take_back_answer, unpublish_obstacle
from floortime.obstacles.model import Obstacle, ObstacleFollowup
from tests.obstacles.play import publish, published, raised

DUE = date(2026, 12, 8)
READY = ("ready_to_close", "house", None)


@pytest.fixture
def stands(db):
    def now(key):
        with db.reading() as session:
            row = session.get(Obstacle, key)
            return row.stage, row.waiting_kind, row.waiting_id

    return now


@pytest.fixture
def entry(db, promise):
    with db.reading() as session:
        return session.get(Obstacle, session.get(ObstacleFollowup, promise.id).obstacle_id)


@pytest.fixture
def done(stage, cast, promise):
    with stage.act(cast.eli) as act:
        claim_done(act, act.session.get(Followup, promise.id), claim="It hangs there")


def said(html):
    """The page in words, without what scripts and markup add."""
    return " ".join(re.sub("<[^>]+>", " ", html.partition("<main")[2]).split())


def test_every_page_names_the_same_one(signed_in, client, cast, stands, entry, promise, done):
    assert stands(entry.id) == READY
    dee, nobody = signed_in(cast.dee), client
    log, page = said(nobody.get("/log").text), said(nobody.get(f"/log/{entry.code}").text)
    assert ("Waiting on the chief of staff" in log, "Waiting on the chief of staff since today" in page) == (
        True,
        True,
    )
    assert "Nothing promised is open any more. The closing sentence asks the floor." in page
    mirror = said(nobody.get(f"/departments/{cast.technology.id}").text)
    assert "Nobody waits on Technology." in mirror
    board = said(dee.get("/board?show=close").text)
    assert "you , closing sentence" in board
    for address in (f"/followups/{promise.code}", f"/followups/{promise.code}/panel"):
        assert "<b>the chief of staff</b>, closing sentence" in dee.get(address).text
    assert "the chief of staff , closing sentence" in said(dee.get("/followups?show=claimed").text)


def test_dropped_it_waits_on_the_same(stage, cast, stands, entry, promise):
    with stage.act(cast.dee) as act:
        drop_promise(act, act.session.get(Followup, promise.id), reason="Not needed any more")
    assert stands(entry.id) == READY


def test_another_promise_takes_it_in_hand_again(stage, cast, stands, entry, done):
    with stage.act(cast.dee) as act:
        promise_on(act, act.session.get(Obstacle, entry.id), what="A legend", owner_id=cast.bo.id, due_on=DUE)
    assert stands(entry.id) == ("in_hand", "person", cast.bo.id)


def test_done_before_it_was_sorted(stage, cast, stands):
    found = raised(stage, cast)
    with stage.act(cast.dee) as act:
        row = act.session.get(Obstacle, found.id)
        followup = promise_on(act, row, what="The map", owner_id=cast.eli.id, due_on=DUE)
        claim_done(act, followup, claim="It hangs there")
    assert stands(found.id) == ("sorting", "house", None)
    publish(stage, cast, found)
    assert stands(found.id) == READY
    with stage.act(cast.dee) as act:
        unpublish_obstacle(act, act.session.get(Obstacle, found.id))
    assert stands(found.id) == ("sorting", "house", None)


def test_a_no_that_became_an_answer(stage, cast, stands, entry, done):
    def answer(kind, review_on=None):
        with stage.act(cast.eli) as act:
            row = act.session.get(Obstacle, entry.id)
            answer_obstacle(
                act, row, kind=kind, words="So", decider_id=cast.eli.id, review_on=review_on
            )  # fmt: skip

    answer("no", DUE)
    assert stands(entry.id) == ("refused", "person", cast.eli.id)
    stage.moment.forward(hours=1)
    answer("answer")
    assert stands(entry.id) == READY
    with stage.act(cast.eli) as act:
        take_back_answer(act, act.session.get(Obstacle, entry.id))
    assert stands(entry.id) == ("refused", "person", cast.eli.id)


def test_merged_and_parted(stage, cast, stands, entry, done):
    into = published(stage, cast, title="The map is old", department=cast.customer)
    assert stands(into.id) == ("published", "department", cast.customer.id)
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, entry.id), act.session.get(Obstacle, into.id))
    assert stands(into.id) == READY
    with stage.act(cast.dee) as act:
        part_again(act, act.session.get(Obstacle, entry.id))
    assert (stands(entry.id), stands(into.id)) == (READY, ("published", "department", cast.customer.id))


def test_an_older_house_is_told_so(stage, cast, db, stands, entry, done):
    other = published(stage, cast, title="The map is old")
    revision = lambda: [  # noqa: E731
        n for (n,) in _read(db, f"select revision from obstacles where id in ({entry.id}, {other.id}) order by id")
    ]  # fmt: skip
    schema.downgrade(db, "0048_tallies")
    assert stands(entry.id) == ("ready_to_close", "department", cast.technology.id)
    before, edition = revision(), _read(db, "select n from revisions where name = 'log'")
    schema.upgrade(db)
    after = sorted(revision())
    assert (stands(entry.id), stands(other.id)) == (READY, ("published", "department", cast.customer.id))
    assert sum(after) == sum(before) + 1
    assert _read(db, "select n from revisions where name = 'log'")[0][0] == edition[0][0] + 1


def _read(db, words):
    with db.reading() as session:
        return session.execute(text(words)).all()
