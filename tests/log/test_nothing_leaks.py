"""What could tell who said something is planted everywhere and looked for on every public page, line and letter."""

import json
import re

import pytest
from sqlalchemy import select

from floortime.act import NOBODY
from floortime.db import Base
from floortime.journal.model import Entry
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Obstacle
from floortime.outbox.model import Letter
from floortime.receipts import Receipt
from floortime.tokens import hashed
from tests.obstacles.play import publish

SECRET = "zebra-words-of-the-night"


@pytest.fixture
def planted(stage, cast):
    """An entry raised by Bo, by name to the chief of staff alone, with secret private words."""
    with stage.act(NOBODY) as act:
        found = raise_obstacle(
            act,
            words=f"{SECRET} bo@nordvik.example",
            language="en",
            channel="web",
            named_id=cast.bo.id,
            site_id=cast.leeds.id,
            team_id=cast.retention.id,
            key="retry-key-retry-key-retry",
        )
    entry = publish(stage, cast, found)
    with stage.act(cast.cy) as act:
        say_me_too(act, act.session.get(Obstacle, entry.id), person_id=cast.cy.id)
    with stage.act(cast.ada) as act:
        row = act.session.get(Obstacle, entry.id)
        answer_obstacle(act, row, kind="answer", words="Yes", decider_id=cast.ada.id)
    return found, entry


def forbidden(found, entry):
    return [
        SECRET,
        "bo@nordvik",
        "Bo Nordvik",
        "Cy Nordvik",
        "Leeds",
        "Retention",
        found.claim_code,
        "retry-key",
        str(entry.id),
    ]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_public_pages(client, cast, planted, language):
    found, entry = planted
    for url in ("/log", "/did", f"/log/{entry.code}", "/log?q=map", "/raise", "/claim"):
        page = client.get(url, headers={"Accept-Language": language})
        text = page.text.replace("Leeds</option>", "</option>")  # the choice of sites is no origin
        assert [word for word in forbidden(found, entry) if word in text] == [], url
        assert not re.search(r"\b23 Nov(ember)?\b.{0,80}[Rr]aised|[Rr]aised[^<]{0,40}23 Nov", page.text)


def test_search_finds_public_words_only(client, planted):
    assert 'class="obstacle"' not in client.get("/log", query_string={"q": "zebra"}).text


def test_journal_letters_receipts(db, planted):
    found, entry = planted
    planted_words = [w for w in forbidden(found, entry) if w != str(entry.id)]
    with db.reading() as session:
        lines = [json.dumps(line.facts) for line in session.scalars(select(Entry))]
        letters = [letter.body.decode() for letter in session.scalars(select(Letter))]
        receipts = [f"{r.key_hash} {r.answer}" for r in session.scalars(select(Receipt))]
        raising = session.scalars(select(Entry).where(Entry.verb == "obstacle.raised")).one()
    for text in [*lines, *letters, *receipts]:
        assert [word for word in planted_words if word in text] == []
    assert (raising.actor_id, raising.at, raising.facts) == (None, None, {})


def test_a_raising_leaves_no_trace_of_its_retry_key(db, planted):
    """Neither a receipt, nor the key, nor its hash anywhere: the claim code's hash alone makes a submission once."""
    with db.reading() as session:
        assert session.scalars(select(Receipt)).all() == []
        stored = [
            repr(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table))
        ]
    for key in ("retry-key-retry-key-retry", hashed("retry-key-retry-key-retry")):
        assert [row for row in stored if key in row] == []
