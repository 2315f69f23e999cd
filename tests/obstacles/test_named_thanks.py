"""Thanked by name when it is fixed: only who has a name there and presses it, until they press again."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from floortime.desk.forgetting import erase_everywhere
from floortime.journal.model import Entry
from floortime.obstacles.actions.rounds import ask_the_floor, give_verdict
from floortime.obstacles.actions.sorting import join_existing, part_again
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import NamedThanks, Obstacle
from floortime.outbox.model import Letter
from floortime.people.model import Person
from tests.builders import OURS, post
from tests.obstacles.play import publish, published, raised

NAMES = ("Bo Nordvik", "Cy Nordvik", "Fatima Nordvik")


@pytest.fixture
def asked(stage, cast):
    """Raised by Bo under his name, Cy says me too under his, Fatima says nothing; the floor is asked."""
    made = raised(stage, cast, named_id=cast.bo.id)
    entry = publish(stage, cast, made)
    with stage.act(cast.cy) as act:
        say_me_too(act, act.session.get(Obstacle, entry.id), person_id=cast.cy.id)
    with stage.act(cast.ada) as act:
        ask_the_floor(act, act.session.get(Obstacle, entry.id), sentence="It opens first")
    return entry, made.claim_code


def fixed(stage, cast, entry):
    with stage.act() as act:
        obstacle = act.session.get(Obstacle, entry.id)
        give_verdict(act, obstacle, voice_kind="person", voice_key=str(cast.cy.id), works=True)


def link(stage, person):
    with stage.db.reading() as session:
        wanted = select(Letter).where(Letter.event == "works_asked", Letter.to_id == person.id)
        text = (
            message_from_bytes(session.scalar(wanted).body, policy=default).get_body(("plain",)).get_content()
        )
    return re.search(r"http://localhost(/w/[\w-]+)", text)[1]


def named_in(client, entry):
    page = client.get(f"/log/{entry.code}").text
    return [name for name in NAMES if name in page]


def test_nobody_is_named_who_did_not_press_it(client, stage, cast, asked):
    entry, _code = asked
    fixed(stage, cast, entry)
    assert (
        "Thank you to those who raised it" in client.get(f"/log/{entry.code}").text,
        named_in(client, entry),
    ) == (True, [])


def test_behind_the_letters_link_and_only_once_it_is_green(client, stage, cast, asked):
    entry, _code = asked
    at = link(stage, cast.bo)
    assert "Thank me by name" in client.get(at).text
    assert client.post(f"{at}/thanks", data={"thanks": "name"}).status_code == 403
    page = client.post(f"{at}/thanks", data={"thanks": "name"}, headers=OURS).text
    assert ("Take my name out" in page, "the log thanks you by name: Bo Nordvik" in page) == (True, True)
    assert named_in(client, entry) == []
    fixed(stage, cast, entry)
    assert named_in(client, entry) == ["Bo Nordvik"]
    page = client.get(at).text
    assert ("Once it is fixed" in page, "The log thanks you by name: Bo Nordvik." in page) == (False, True)
    client.post(f"{at}/thanks", data={"thanks": "none"}, headers=OURS)
    assert named_in(client, entry) == []
    with stage.db.reading() as session:
        assert session.scalars(select(NamedThanks)).all() == []
        lines = session.scalars(select(Entry).where(Entry.verb == "thanks.changed")).all()
        assert [(e.actor_kind, e.actor_id, e.at, e.facts) for e in lines] == [("nobody", None, None, {})] * 2


def test_behind_the_claim_code_of_who_put_their_name_to_it(client, stage, cast, asked):
    entry, code = asked
    assert "Thank me by name" in client.post("/claim", data={"code": code}, headers=OURS).text
    page = client.post("/claim/thanks", data={"code": code, "thanks": "name"}, headers=OURS)
    assert (page.status_code, "Take my name out" in page.text) == (200, True)
    fixed(stage, cast, entry)
    assert named_in(client, entry) == ["Bo Nordvik"]


def test_a_code_without_a_name_is_not_asked_and_cannot(client, stage, cast):
    made = raised(stage, cast)
    publish(stage, cast, made)
    assert "Thank me by name" not in client.post("/claim", data={"code": made.claim_code}, headers=OURS).text
    answer = client.post("/claim/thanks", data={"code": made.claim_code, "thanks": "name"}, headers=OURS)
    assert answer.status_code == 404


def test_signed_in_who_said_me_too_and_nobody_else(client, stage, cast, asked, signed_in):
    entry, _code = asked
    at = f"/log/{entry.code}/works/named"
    assert post(signed_in(cast.cy), f"{at}/thanks", {"thanks": "name"}, page=at).status_code == 303
    stranger = signed_in(cast.colleagues[0])
    assert "Thank me by name" not in stranger.get(at).text
    assert post(stranger, f"{at}/thanks", {"thanks": "name"}, page="/me").status_code == 409
    fixed(stage, cast, entry)
    assert named_in(client, entry) == ["Cy Nordvik"]


def test_it_goes_along_when_merged_and_goes_with_who_is_erased(client, stage, cast, asked):
    entry, _code = asked
    client.post(f"{link(stage, cast.bo)}/thanks", data={"thanks": "name"}, headers=OURS)
    into = published(stage, cast, title="Outages are news to us")
    held = []
    for verb in (
        join_existing,
        lambda act, one, _two: part_again(act, one),
    ):
        with stage.act(cast.dee) as act:
            verb(act, act.session.get(Obstacle, entry.id), act.session.get(Obstacle, into.id))
        with stage.db.reading() as session:
            held.append(session.scalars(select(NamedThanks.obstacle_id)).all())
    assert held == [[into.id], [entry.id]]
    with stage.act(cast.una) as act:
        bo = act.session.get(Person, cast.bo.id)
        bo.left_on = act.today
        erase_everywhere(act, bo)
    with stage.db.reading() as session:
        assert session.scalars(select(NamedThanks)).all() == []
