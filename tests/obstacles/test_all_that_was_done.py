"""The floor is asked about all that was done, and not about the words of whoever was last alone."""

import re
from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from floortime.followups.actions import ask_to_look
from floortime.followups.model import Followup
from floortime.obstacles.actions.promises import claim_done, promise_on
from floortime.obstacles.actions.rounds import claim_and_ask
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Obstacle
from floortime.outbox.model import Letter
from floortime.people.model import Person
from tests.obstacles.play import published

FIRST, LAST = "The night manager may since this morning", "The board gave a budget"


@pytest.fixture
def entry(stage, cast):
    """Two promises about it, each with an owner; Bo says me too under his name."""
    found = published(stage, cast, department=cast.technology)
    with stage.act(cast.dee) as act:
        row = act.session.get(Obstacle, found.id)
        for what, owner in (("A night manager may approve", cast.eli), ("I ask the board", cast.ada)):
            promise_on(act, row, what=what, owner_id=owner.id, due_on=date(2026, 12, 4))
        say_me_too(act, row, person_id=cast.bo.id)
    return found


def promises(session):
    return session.scalars(select(Followup).order_by(Followup.id)).all()


def history(client, entry):
    page = client.get(f"/log/{entry.code}").text
    return re.findall(r'<div class="entry-answer">(?:<p>)?(.*?)(?:</p>)?\s*</div>', page)


def test_letter_page_and_log_say_all_of_it(stage, db, cast, client, entry):
    with stage.act(cast.eli) as act:
        claim_and_ask(act, promises(act.session)[0], claim=FIRST)
    assert history(client, entry) == [FIRST]
    with stage.act(cast.ada) as act:
        claim_and_ask(act, promises(act.session)[1], claim=LAST)
    with db.reading() as session:
        body = session.scalar(select(Letter.body).where(Letter.event == "works_asked"))
    mail = message_from_bytes(body, policy=default)
    text = mail.get_body(("plain",)).get_content()
    done = text[text.index("What was done:") : text.index("Works now:")].strip().splitlines()
    assert done == ["What was done:", LAST, f"- A night manager may approve: {FIRST}"]
    assert f"A night manager may approve: {FIRST}" in mail.get_body(("html",)).get_content()
    page = client.get(f"/log/{entry.code}/works").text
    assert re.findall(r'<p><span class="soft">(.*?)</span> (.*?)</p>', page) == [
        ("A night manager may approve:", FIRST)
    ]
    assert sorted(history(client, entry)) == sorted([LAST, FIRST])


def test_one_who_was_alone_is_said_once(stage, cast, client, entry):
    with stage.act(cast.ada) as act:
        for row in promises(act.session):
            claim_and_ask(act, row, claim=FIRST)
    assert history(client, entry) == [FIRST]
    assert '<p><span class="soft">' not in client.get(f"/log/{entry.code}/works").text


def test_what_waits_for_a_second_look_is_not_said_yet(stage, cast, client, entry):
    with stage.act(cast.eli) as act:
        row = promises(act.session)[0]
        claim_done(act, row, claim=FIRST)
        ask_to_look(act, row, act.session.get(Person, cast.dee.id))
    assert history(client, entry) == []
