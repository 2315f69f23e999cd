"""What was said to be done is signed by who said so, also after somebody else has got the promise."""

import re
from html import unescape

import pytest
from sqlalchemy import select, update

from floortime import schema
from floortime.followups.actions import change_proof, reopen_followup, send_back
from floortime.followups.model import Followup
from floortime.followups.queries.proofs import Proof
from floortime.journal.model import Entry
from floortime.obstacles.actions.looks import look_again, note_seen
from floortime.obstacles.actions.promises import pass_promise_on
from floortime.obstacles.actions.rounds import claim_and_ask, give_verdict
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Answer, Obstacle
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.sitdowns.actions import own_programme
from tests.mailroom.replies import link_in
from tests.web.test_tables import rows_of

SAID = "On every desk"


def text_of(page) -> str:
    words = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))
    return re.sub(r" (?=[,:])", "", words)


def step(stage, cast, promise, who, verb, **given):
    with stage.act(who) as act:
        verb(act, act.session.get(Followup, promise.id), **given)


@pytest.fixture
def handed_on(stage, cast, promise):
    """Eli, a guest, said that it is done; the floor said not yet, and Ada has it now."""
    with stage.act(cast.cy) as act:
        say_me_too(act, entry(act), person_id=cast.cy.id)
    step(stage, cast, promise, cast.eli, claim_and_ask, claim=SAID)
    with stage.act(cast.cy) as act:
        give_verdict(act, entry(act), voice_kind="person", voice_key=str(cast.cy.id), works=False)
    step(stage, cast, promise, cast.dee, pass_promise_on, owner_id=cast.ada.id)
    return promise


def entry(act) -> Obstacle:
    return act.session.scalar(select(Obstacle))


def link_of(db, person) -> str:
    with db.reading() as session:
        return link_in(
            session.scalar(
                select(Letter)
                .where(Letter.event == "followup_assigned", Letter.to_id == person.id)
                .order_by(Letter.id.desc())
                .limit(1)
            )
        )


def test_pages_name_who_claimed_it_and_not_whose_it_is_now(signed_in, cast, handed_on, client, db):
    browser = signed_in(cast.dee)
    page = text_of(browser.get(f"/followups/{handed_on.code}"))
    assert "What was said to be done Eli Nordvik, Technology: On every desk" in page
    panel = text_of(browser.get(f"/followups/{handed_on.code}/panel"))
    assert "What was said to be done: Eli Nordvik, Technology: On every desk" in panel
    behind = text_of(client.get(f"/f/{link_of(db, cast.ada)}"))
    assert "What was said to be done: Somebody in Technology: On every desk" in behind
    assert "Eli" not in behind


def test_a_guest_reads_their_own_name_and_that_of_a_colleague(stage, db, cast, client, promise):
    step(stage, cast, promise, cast.ada, claim_and_ask, claim=SAID)
    step(stage, cast, promise, cast.dee, reopen_followup, because="")
    behind = text_of(client.get(f"/f/{link_of(db, cast.eli)}"))
    assert "What was said to be done: Ada Lindqvist, Customer: On every desk" in behind
    step(stage, cast, promise, cast.eli, claim_and_ask, claim="On every screen")
    step(stage, cast, promise, cast.dee, reopen_followup, because="")
    behind = text_of(client.get(f"/f/{link_of(db, cast.eli)}"))
    assert "What was said to be done: Eli Nordvik, Technology: On every screen" in behind


def test_the_log_signs_with_who_said_so(stage, cast, handed_on, client, db):
    step(stage, cast, handed_on, cast.dee, claim_and_ask, claim="On every screen")
    with db.reading() as session:
        closing = session.scalars(select(Answer.decider_id).order_by(Answer.n)).all()
        by = session.scalar(select(Followup.claimed_by_id))
    assert (closing, by) == ([cast.eli.id, cast.dee.id], cast.dee.id)


def test_a_file_to_take_away_says_it_too(signed_in, cast, handed_on):
    heads, row = rows_of(signed_in(cast.dee).get("/followups.csv?show=all"))
    told = dict(zip(heads, row, strict=True))
    assert (told["Owner"], told["What was done"], told["Who says so"]) == (
        "Ada Lindqvist",
        SAID,
        "Eli Nordvik",
    )


def test_who_looks_and_takes_that_back_signs_nothing(stage, db, cast, promise):
    with stage.act(cast.dee) as act:
        change_proof(act, own_programme(act), Proof("eyes", cast.ada.id))
    step(stage, cast, promise, cast.eli, claim_and_ask, claim=SAID)
    step(stage, cast, promise, cast.ada, send_back, because="Not on mine")
    with stage.act(cast.ada) as act:
        look_again(act, act.session.get(Followup, promise.id), act.session.get(Person, cast.ada.id))
    step(stage, cast, promise, cast.ada, note_seen)
    with db.reading() as session:
        assert session.scalar(select(Followup.claimed_by_id)) == cast.eli.id
        assert session.scalars(select(Answer.decider_id)).all() == [cast.eli.id]


def test_what_was_claimed_before_is_signed_from_the_journal(stage, db, cast, handed_on):
    schema.downgrade(db, "0053_declined")
    schema.upgrade(db)
    with db.reading() as session:
        assert session.scalar(select(Followup.claimed_by_id)) == cast.eli.id
    with stage.act(cast.dee) as act:
        act.session.execute(update(Entry).where(Entry.verb == "followup.claimed").values(verb="followup.old"))
    schema.downgrade(db, "0053_declined")
    schema.upgrade(db)
    with db.reading() as session:
        assert session.scalar(select(Followup.claimed_by_id)) is None  # nobody knows, and nobody signs


def test_one_who_is_erased_is_not_named(stage, signed_in, cast, handed_on):
    with stage.act(cast.dee) as act:
        act.session.execute(
            update(Person).where(Person.id == cast.eli.id).values(kind="blank", first_name="", last_name="")
        )
    page = text_of(signed_in(cast.dee).get(f"/followups/{handed_on.code}"))
    assert "What was said to be done On every desk" in page
