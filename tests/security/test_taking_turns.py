"""Two at the same moment: nothing is lost, doubled or bent into a circle."""

import threading
import time

import pytest

from floortime.act import NOBODY
from floortime.errors import FloortimeError
from floortime.obstacles.actions.rounds import ask_the_floor, give_verdict
from floortime.obstacles.actions.sorting import join_existing, part_again
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Obstacle
from floortime.people.model import Person
from floortime.sitdowns.actions import give_seat
from floortime.sitdowns.model import Programme, Sitdown
from tests.builders import post
from tests.obstacles.play import published, raised
from tests.obstacles.rooms import sitdown_with

DEVICES = ("the-first-browsers-own-value", "the-second-browsers-own-value")


def together(stage, first, second):
    """Two acts that overlap: the second begins before the first is committed."""
    stopped = []

    def begin_second():
        try:
            with stage.act(NOBODY) as act:
                second(act)
        except FloortimeError as error:
            stopped.append(type(error).__name__)

    thread = threading.Thread(target=begin_second)
    with stage.act(NOBODY) as act:
        first(act)
        thread.start()
        time.sleep(0.3)
    thread.join(10)
    return stopped


def test_two_words_at_once_that_make_the_quorum_close_it(stage, cast, db):
    entry = published(stage, cast)
    with stage.act(cast.dee) as act:
        act.session.get(Programme, cast.programme.id).quorum = 2
        mine = act.session.get(Obstacle, entry.id)
        for device in DEVICES:
            say_me_too(act, mine, device=device)
        ask_the_floor(act, mine, sentence="It is done")

    def works(device):
        return lambda act: give_verdict(
            act, act.session.get(Obstacle, entry.id), voice_kind="device", voice_key=device, works=True
        )

    assert together(stage, works(DEVICES[0]), works(DEVICES[1])) == []
    with db.reading() as session:
        assert session.get(Obstacle, entry.id).stage == "fixed"


def test_two_who_merge_a_pair_crosswise_make_no_circle(stage, cast, db):
    one, other = published(stage, cast), published(stage, cast, title="The map is late")

    def merge(what, into):
        return lambda act: join_existing(
            act, act.session.get(Obstacle, what.id), act.session.get(Obstacle, into.id)
        )

    assert together(stage, merge(one, other), merge(other, one)) == ["Refused"]
    with db.reading() as session:
        assert [session.get(Obstacle, o.id).merged_into_id for o in (one, other)] == [other.id, None]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_merge_undone_after_another_leaves_no_voice_behind(stage, cast, db):
    first, second, third = (published(stage, cast, title=f"The map, {n}") for n in range(3))
    with stage.act(cast.dee) as act:
        rows = [act.session.get(Obstacle, o.id) for o in (first, second, third)]
        join_existing(act, rows[0], rows[1])
        join_existing(act, rows[1], rows[2])
        part_again(act, rows[0])
        part_again(act, rows[1])
    with db.reading() as session:
        assert [session.get(Obstacle, o.id).voices_n for o in (first, second, third)] == [0, 0, 0]


def test_two_who_sort_one_entry_learn_who_was_first(stage, cast, signed_in):
    found = raised(stage, cast)
    page = f"/obstacles/{found.code}"
    typed = {
        "title": "We see the map late",
        "department": cast.customer.id,
        "dimension": "tools",
        "version": 1,
    }
    dee, una = signed_in(cast.dee), signed_in(cast.una)
    answers = [post(who, f"{page}/publish", typed, page=f"{page}/sort") for who in (dee, una)]
    assert [answer.status_code for answer in answers] == [303, 409]
    assert "Dee McAllister" in answers[1].text


def test_the_last_seat_is_given_once(stage, cast, db):
    with stage.act() as act:
        row = sitdown_with(act, cast, [], hours=48, capacity=1)

    def give(person):
        return lambda act: give_seat(
            act, act.session.get(Sitdown, row.id), act.session.get(Person, person.id)
        )

    assert together(stage, give(cast.bo), give(cast.colleagues[0])) == ["Refused"]
