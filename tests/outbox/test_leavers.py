"""Whoever has left is not written to, whatever was queued before their last day was known."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from floortime.outbox import actions as outbox
from floortime.outbox.delivery import Courier
from floortime.outbox.model import Letter
from floortime.people.actions import erase_person
from floortime.people.commands import import_file
from floortime.people.leavers import gone
from floortime.people.model import Person
from tests.outbox.paper import Paper

HEAD = "first_name,last_name,email,role,department,team,site,time_zone,language,left_on"
TODAY = date(2026, 11, 23)


@pytest.fixture
def paper():
    return Paper()


@pytest.fixture
def deliver(db, paper, moment):
    def once():
        courier = Courier(db, paper, moment, "w1", "floortime@nordvik.example", gone, rest=lambda s: None)
        return courier.send_batch()

    return once


def to(paper):
    """Whom letters were brought to."""
    return [address for _us, address, _bytes in paper.went]


def queue(stage, *people, event="seat_invited", **more):
    with stage.act() as act:
        for person in people:
            name = person.first_name.lower() if person else "stranger"
            outbox.post(
                act, event=event, dedupe_key=f"{event}-{name}", to_id=person.id if person else None,
                to_address=f"{name}@nordvik.example", subject=("sitdown", 7),
                message_id=f"{event}-{name}@nordvik.example", body=b"x", **more,
            )  # fmt: skip


def leaves(stage, cast, tmp_path, day):
    """The next export knows Bo's last day."""
    path = tmp_path / "people.csv"
    row = "Bo,Nordvik,bo@nordvik.example,agent,Customer,Night shift,Utrecht,Europe/Amsterdam,en"
    path.write_text(f"{HEAD}\n{row},{day}\n", encoding="utf-8")
    with stage.act(cast.una) as act:
        assert import_file(act, path, dry_run=False).plan.counts["leaving"] == 1


def states(db):
    with db.reading() as session:
        return {
            address.split("@")[0]: (state, trouble)
            for address, state, trouble in session.execute(
                select(Letter.to_address, Letter.state, Letter.trouble)
            )
        }


def test_what_waited_for_somebody_whose_last_day_was_entered_since_is_withdrawn(
    stage, cast, tmp_path, deliver, paper, db
):
    queue(stage, cast.bo, cast.cy, None)
    leaves(stage, cast, tmp_path, TODAY)
    tally = deliver()
    assert (tally.sent, tally.withdrawn) == (2, 1)
    assert to(paper) == ["cy@nordvik.example", "stranger@nordvik.example"]
    assert states(db) == {
        "bo": ("withdrawn", "Whoever it was for has left."),
        "cy": ("sent", None),
        "stranger": ("sent", None),
    }


def test_until_the_last_day_letters_go_a_cancellation_too(stage, cast, tmp_path, deliver, paper, moment):
    queue(stage, cast.bo, event="seat_cancelled")
    queue(stage, cast.bo, event="seat_reminded", not_before=moment() + timedelta(days=3))
    leaves(stage, cast, tmp_path, TODAY + timedelta(days=2))
    assert deliver().sent == 1
    moment.forward(days=3)
    assert deliver().withdrawn == 1
    assert to(paper) == ["bo@nordvik.example"]


def test_after_the_last_day_not_even_a_cancellation_goes(stage, cast, tmp_path, deliver, paper):
    leaves(stage, cast, tmp_path, TODAY)
    queue(stage, cast.bo, event="seat_cancelled")
    assert deliver().withdrawn == 1
    assert to(paper) == []


def test_a_last_day_that_is_entered_while_the_letter_is_handed_over_still_counts(
    stage, cast, tmp_path, deliver, paper
):
    queue(stage, cast.bo)
    paper.before = lambda _to: leaves(stage, cast, tmp_path, TODAY)
    assert deliver().withdrawn == 1
    assert to(paper) == []


def test_what_is_queued_for_an_erased_guest_does_not_go(stage, cast, deliver, paper, db):
    with stage.act(cast.una) as act:
        erase_person(act, act.session.get(Person, cast.eli.id))
    queue(stage, cast.eli)
    assert deliver().withdrawn == 1
    assert (to(paper), states(db)["eli"][0]) == ([], "withdrawn")
