"""Who signs stands with their own department, not with the one that was asked; a guest with that one, and no name."""

import re

import pytest

from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.rounds import ask_the_floor, give_verdict
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Obstacle
from floortime.people.model import Person
from tests.obstacles.play import published


@pytest.fixture
def closed(stage, cast):
    """Asked of Technology, closed by `who`, who works for `place`; the page of the log, and the floor's question."""

    def by(who, place):
        found = published(stage, cast, department=cast.technology)
        with stage.act(cast.una) as act:
            act.session.get(Person, who.id).department_id = place.id if place else None
        with stage.act(cast.bo) as act:
            say_me_too(act, act.session.get(Obstacle, found.id), person_id=cast.bo.id)
        with stage.act(cast.dee) as act:
            row = act.session.get(Obstacle, found.id)
            ask_the_floor(act, row, sentence="It is there")
            answer_obstacle(act, row, kind="closing", words="It is there", decider_id=who.id)
        return found

    return by


def signatures(html):
    told = re.findall(r'<span class="signed">([^<]*)</span>([^<:]*)', html)
    return {(name + place).strip() for name, place in told}


@pytest.mark.parametrize(("place", "signed"), [("customer", ", Customer"), (None, "")])
def test_staff_for_their_own(client, signed_in, stage, cast, closed, place, signed):
    entry = closed(cast.dee, getattr(cast, place) if place else None)
    name = {f"{cast.dee.name}{signed}"}
    assert signatures(client.get(f"/log/{entry.code}").text) == name
    assert signatures(client.get(f"/log/{entry.code}/works").text) == name
    assert signatures(signed_in(cast.dee).get(f"/obstacles/{entry.code}/answer").text) == name
    with stage.act(cast.bo) as act:
        row = act.session.get(Obstacle, entry.id)
        give_verdict(act, row, voice_kind="person", voice_key=str(cast.bo.id), works=True)
    assert signatures(client.get(f"/log/{entry.code}").text) == name


def test_a_guest_for_the_one_that_was_asked(client, cast, closed):
    entry = closed(cast.eli, None)
    assert signatures(client.get(f"/log/{entry.code}").text) == {"Somebody in Technology"}
    assert signatures(client.get(f"/log/{entry.code}/works").text) == {"Somebody in Technology"}
