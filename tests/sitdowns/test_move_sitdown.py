"""Another time or place for one sit-down."""

from datetime import datetime, timedelta

import pytest

from floortime.errors import Refused
from floortime.journal.queries import history
from floortime.sitdowns.actions import answer_seat, give_seat, hold_sitdown, move_sitdown
from floortime.sitdowns.model import Seat, Sitdown
from tests.sitdowns.attendee import calendar_of, deliver
from tests.sitdowns.plans import dates_of, opened, row

LATER = datetime(2026, 12, 3, 23, 0)


@pytest.fixture
def first(stage, cast, moment) -> int:
    """The first sit-down of an open series with Bo, who comes; all letters have left."""
    series_id = opened(stage, cast)
    first = dates_of(stage, series_id)[0].id
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        give_seat(act, row(act, Sitdown, first), row(act, type(cast.bo), cast.bo.id))
    with stage.act(cast.bo) as act:
        answer_seat(act, row(act, Sitdown, first), row(act, type(cast.bo), cast.bo.id), comes=True)
    moment.forward(minutes=3)
    deliver(stage)
    return first


def moved(stage, cast, sitdown_id, start=LATER, *, place="Canteen, second floor", reason="Handover."):
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        move_sitdown(
            act, row(act, Sitdown, sitdown_id), start_local=start, place=place, link="", reason=reason
        )


def test_everybody_gets_one_letter_and_is_asked_again(stage, cast, moment, first):
    moved(stage, cast, first)
    assert deliver(stage) == []
    moment.forward(minutes=2)
    mine, hers = sorted(deliver(stage), key=lambda letter: letter.to_id == cast.ada.id)
    assert [(x.to_id, x.event, x.method, x.sequence) for x in (mine, hers)] == [
        (cast.bo.id, "sitdown_moved", "REQUEST", 1),
        (cast.ada.id, "sitdown_moved", "REQUEST", 1),
    ]
    (event,) = calendar_of(mine.body).walk("VEVENT")
    assert event["DTSTART"].dt.isoformat() == "2026-12-03T23:00:00+01:00"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert str(event["COMMENT"]) == "Handover."
    (event,) = calendar_of(hers.body).walk("VEVENT")
    assert event["RECURRENCE-ID"].dt.isoformat() == "2026-12-03T22:30:00+01:00"
    assert "RRULE" not in event
    with stage.db.reading() as session:
        assert session.get(Seat, (first, cast.bo.id)).answer == "needs-action"


def test_moved_again_it_keeps_its_original_slot(stage, cast, moment, first):
    moved(stage, cast, first)
    moment.forward(minutes=3)
    deliver(stage)
    moved(stage, cast, first, LATER + timedelta(days=1))
    moment.forward(minutes=3)
    hers = next(letter for letter in deliver(stage) if letter.to_id == cast.ada.id)
    (event,) = calendar_of(hers.body).walk("VEVENT")
    assert event["RECURRENCE-ID"].dt.isoformat() == "2026-12-03T22:30:00+01:00"
    assert (hers.recurrence, hers.sequence) == ("20261203T213000Z", 2)


def test_put_back_within_two_minutes_nobody_hears_of_it(stage, cast, moment, first):
    moved(stage, cast, first)
    moment.forward(minutes=1)
    moved(stage, cast, first, datetime(2026, 12, 3, 22, 30))
    moment.forward(minutes=5)
    assert deliver(stage) == []
    with stage.db.reading() as session:
        assert session.get(Seat, (first, cast.bo.id)).answer == "accepted"


def test_two_quick_moves_make_one_letter(stage, cast, moment, first):
    moved(stage, cast, first)
    moment.forward(minutes=1)
    moved(stage, cast, first, LATER + timedelta(days=1))
    moment.forward(minutes=2)
    assert sorted((x.to_id, x.sequence) for x in deliver(stage)) == sorted(
        [(cast.ada.id, 2), (cast.bo.id, 2)]
    )


def test_another_place_keeps_the_answer(stage, cast, moment, first):
    moved(stage, cast, first, datetime(2026, 12, 3, 22, 30), place="Room 4")
    moment.forward(minutes=3)
    mine = next(letter for letter in deliver(stage) if letter.to_id == cast.bo.id)
    (event,) = calendar_of(mine.body).walk("VEVENT")
    assert (str(event["LOCATION"]), event["ATTENDEE"].params["PARTSTAT"]) == ("Room 4", "ACCEPTED")


def test_without_a_difference_nothing_happens(stage, cast, moment, first):
    moved(stage, cast, first, datetime(2026, 12, 3, 22, 30))
    moment.forward(minutes=3)
    assert deliver(stage) == []
    with stage.db.reading() as session:
        assert "sitdown.moved" not in [entry.verb for entry in history(session, "sitdown", first)]


def test_the_journal_says_who_moved_it_for_whom(stage, cast, first):
    moved(stage, cast, first)
    with stage.db.reading() as session:
        (line,) = [e for e in history(session, "sitdown", first) if e.verb == "sitdown.moved"]
    assert (line.actor_kind, line.actor_id, line.for_id) == ("delegate", cast.dee.id, cast.ada.id)
    assert line.facts == {"from_local": "2026-12-03T22:30", "to_local": "2026-12-03T23:00"}


@pytest.mark.parametrize(
    "start",
    [datetime(2026, 11, 20, 22, 30), datetime(2027, 3, 28, 2, 30), datetime(2027, 10, 31, 2, 30)],
    ids=["over", "missing hour", "doubled hour"],
)
def test_a_time_nobody_can_keep_is_refused(stage, cast, first, start):
    with pytest.raises(Refused):
        moved(stage, cast, first, start)


def test_what_was_held_does_not_move(stage, cast, moment, first):
    moment.forward(days=12)
    with stage.act(cast.ada) as act:
        hold_sitdown(act, row(act, Sitdown, first), attended={cast.bo.id})
    with pytest.raises(Refused):
        moved(stage, cast, first)
