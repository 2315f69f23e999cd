"""An admin holds letters back and lets them go, from the page of the house."""

import pytest
from sqlalchemy import select

from floortime.outbox import actions as outbox
from floortime.outbox.delivery import anything_due
from floortime.outbox.model import Letter
from floortime.outbox.queries import held_since
from tests.builders import post


@pytest.fixture
def written(stage, cast):
    with stage.act() as act:
        outbox.post(
            act, event="test", dedupe_key="k", to_id=cast.bo.id, to_address="bo@nordvik.example",
            subject=("thing", 1), message_id="m@nordvik.example", body=b"x",
        )  # fmt: skip


def test_held_back_and_let_go(signed_in, cast, written, db, moment):
    admin = signed_in(cast.una)
    held = post(admin, "/house/letters/hold", {}, page="/house", follow_redirects=True)
    assert "no letter leaves and no mailbox is read" in held.text
    assert "1 letter waits." in held.text
    moment.forward(hours=1)
    assert anything_due(db, moment()) is False
    gone = post(admin, "/house/letters/release", {}, page="/house", follow_redirects=True)
    assert "1 letter is let go: it leaves within a minute, or at its hour." in gone.text
    with db.reading() as session:
        assert (held_since(session), session.scalars(select(Letter.state)).all()) == (None, ["queued"])
    assert anything_due(db, moment()) is True


def test_as_many_are_let_go_as_were_said_to_wait(signed_in, cast, written, stage):
    """Those written while letters are held back with those that were frozen; a message to another program is no letter."""
    admin = signed_in(cast.una)
    post(admin, "/house/letters/hold", {}, page="/house")
    with stage.act() as act:
        for channel in ("mail", "hook"):
            outbox.post(
                act, event="test", dedupe_key=channel, to_id=cast.bo.id, to_address="bo@nordvik.example",
                subject=("thing", 1), message_id=f"{channel}@nordvik.example", body=b"x", channel=channel,
            )  # fmt: skip
    assert "2 letters wait." in admin.get("/house").text
    gone = post(admin, "/house/letters/release", {}, page="/house", follow_redirects=True)
    assert "2 letters are let go: each leaves within a minute, or at its hour." in gone.text


def test_nobody_else_may(signed_in, cast, db):
    chief = signed_in(cast.dee)
    assert post(chief, "/house/letters/hold", {}, page="/board").status_code in {403, 404}
    with db.reading() as session:
        assert held_since(session) is None
