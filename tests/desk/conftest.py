"""What the pages of a promise are tried with: one about an entry, owned by a guest, and the link in their letter."""

import re
from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from floortime.followups.model import Followup
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.model import Obstacle
from floortime.outbox.model import Letter
from tests.obstacles.play import published


@pytest.fixture
def promise(stage, cast):
    entry = published(stage, cast, department=cast.technology)
    with stage.act(cast.dee) as act:
        return promise_on(
            act,
            act.session.get(Obstacle, entry.id),
            what="The map first",
            owner_id=cast.eli.id,
            due_on=date(2026, 12, 4),
        )


@pytest.fixture
def link(db, promise):
    with db.reading() as session:
        body = session.scalar(select(Letter.body).where(Letter.event == "followup_assigned"))
    text = message_from_bytes(body, policy=default).get_body(("plain",)).get_content()
    return re.search(r"http://localhost(/f/[\w-]+)\?say=accept", text)[1]


@pytest.fixture
def now(db, promise):
    def row():
        with db.reading() as session:
            return session.get(Followup, promise.id)

    return row
