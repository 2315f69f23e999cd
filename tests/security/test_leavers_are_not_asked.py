"""Who has left is neither written to nor picked: not as head, decider, owner or delegate."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from floortime.errors import Refused
from floortime.followups.actions import hand_over, make_followup
from floortime.obstacles.model import Obstacle
from floortime.obstacles.queries.asked import answerers, asked
from floortime.outbox.model import Letter
from floortime.people.actions import add_delegate
from floortime.people.model import DepartmentHead, Person
from floortime.people.queries import head_of, recipient
from tests.obstacles.play import published, raised

GONE = date(2026, 11, 20)


def leaves(stage, *people, on=GONE):
    with stage.act() as act:
        for one in people:
            act.session.get(Person, one.id).left_on = on


def letters(db, event):
    with db.reading() as session:
        return list(session.scalars(select(Letter.to_id).where(Letter.event == event)))


@pytest.mark.parametrize(
    ("on", "written_to"), [(GONE, False), (date(2026, 11, 23), False), (date(2026, 11, 24), True)]
)
def test_a_letter_goes_until_the_last_day(stage, cast, db, moment, on, written_to):
    leaves(stage, cast.bo, on=on)
    with db.reading() as session:
        assert (recipient(session.get(Person, cast.bo.id), moment().date()) is not None) is written_to


def test_the_sponsor_is_asked_when_the_head_has_left(stage, cast, db):
    with stage.act() as act:
        act.session.add(DepartmentHead(department_id=cast.customer.id, part="sponsor", person_id=cast.una.id))
    leaves(stage, cast.ada)
    published(stage, cast)
    assert letters(db, "obstacle_published") == [cast.una.id]


def test_the_chief_of_staff_is_asked_when_all_heads_have_left(stage, cast, db, moment):
    found = raised(stage, cast)
    leaves(stage, cast.ada)
    entry = published(stage, cast)
    assert letters(db, "obstacle_published") == [cast.dee.id]
    with db.reading() as session:
        today = moment().date()
        waiting = session.get(Obstacle, found.id)
        assert asked(session, waiting, cast.customer.id, today).head == "Dee McAllister"
        assert [p.id for p in answerers(session, session.get(Obstacle, entry.id), today)] == [cast.dee.id]
        assert head_of(session, cast.technology.id, today) is None, "nobody was ever named"


def test_a_leaver_signs_no_answer(stage, cast, signed_in):
    entry = published(stage, cast)
    leaves(stage, cast.ada)
    page = signed_in(cast.dee).get(f"/obstacles/{entry.code}/answer").text
    assert "Ada Lindqvist" not in page


def test_a_promise_of_a_leaver_is_written_down_without_an_owner(stage, cast, db, signed_in):
    leaves(stage, cast.eli)
    with stage.act(cast.ada) as act:
        made = make_followup(act, what="Show the map", due_on=date(2026, 12, 4), owner_id=cast.eli.id)
    assert (made.owner_id, letters(db, "followup_assigned")) == (None, [])


def test_nothing_is_handed_over_to_a_leaver(stage, cast):
    leaves(stage, cast.eli)
    with stage.act(cast.ada) as act:
        made = make_followup(act, what="Show the map", due_on=date(2026, 12, 4), owner_id=cast.ada.id)
        with pytest.raises(Refused):
            hand_over(act, made, owner_id=cast.eli.id)


def test_what_a_leaver_owned_stands_among_the_ownerless(stage, cast, signed_in, moment):
    with stage.act(cast.dee) as act:
        due = act.today + timedelta(days=2)
        make_followup(act, what="Show the map", due_on=due, owner_id=cast.eli.id)
        make_followup(act, what="Stays with Ada", due_on=due, owner_id=cast.ada.id)
    leaves(stage, cast.eli)
    dee = signed_in(cast.dee)
    shown = dee.get("/followups?show=nobody").text
    assert ("Show the map" in shown, "Stays with Ada" in shown) == (True, False)
    assert "Show the map" in dee.get("/board").text


def test_a_leaver_becomes_nobodys_delegate(stage, cast):
    leaves(stage, cast.bo)
    with stage.act(cast.ada) as act, pytest.raises(Refused):
        add_delegate(act, act.session.get(Person, cast.ada.id), act.session.get(Person, cast.bo.id))
