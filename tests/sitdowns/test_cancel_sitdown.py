"""One date called off; the rest of a series called off."""

import pytest

from floortime.errors import Refused
from floortime.journal.queries import history
from floortime.sitdowns.actions import cancel_sitdown, end_series, give_seat, hold_sitdown, tell_cancelled
from floortime.sitdowns.model import Series, Sitdown
from floortime.sitdowns.queries import due_cancellations
from floortime.sitdowns.reminders import finish_cancellations
from tests.sitdowns.attendee import calendar_of, deliver
from tests.sitdowns.plans import dates_of, opened, row, series_of


def seat(stage, cast, sitdown_id, person):
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        give_seat(act, row(act, Sitdown, sitdown_id), row(act, type(person), person.id))


def cancelled(stage, cast, sitdown_id, side="leader"):
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        cancel_sitdown(act, row(act, Sitdown, sitdown_id), reason="Board meeting.", side=side)


def test_one_date_goes_out_at_once_and_the_series_follows(stage, cast, moment):
    second = dates_of(stage, opened(stage, cast))[1].id
    seat(stage, cast, second, cast.bo)
    moment.forward(minutes=3)
    deliver(stage)
    cancelled(stage, cast, second)
    letters = deliver(stage)
    assert [(x.to_id, x.event, x.method, x.sequence, x.recurrence) for x in letters] == [
        (cast.bo.id, "sitdown_cancelled", "CANCEL", 1, ""),
        (cast.ada.id, "sitdown_cancelled", "CANCEL", 1, "20261210T213000Z"),
        (cast.ada.id, "series_changed", "REQUEST", 2, ""),
    ]
    events = [calendar_of(x.body).walk("VEVENT")[0] for x in letters]
    assert [str(e["STATUS"]) for e in events] == ["CANCELLED", "CANCELLED", "CONFIRMED"]
    assert str(events[0]["COMMENT"]) == "Board meeting."
    left_out = [v.dt.date().isoformat() for part in events[2]["EXDATE"] for v in part.dts]
    assert left_out[0] == "2026-12-10"


def test_cancelled_twice_it_is_cancelled_once(stage, cast):
    second = dates_of(stage, opened(stage, cast))[1].id
    cancelled(stage, cast, second)
    cancelled(stage, cast, second, side="house")
    with stage.db.reading() as session:
        assert session.get(Sitdown, second).side == "leader"
        assert [e.verb for e in history(session, "sitdown", second)] == ["sitdown.cancelled"]


def test_before_anybody_was_told_nobody_gets_a_cancellation(stage, cast, moment):
    second = dates_of(stage, opened(stage, cast))[1].id
    seat(stage, cast, second, cast.bo)
    moment.forward(minutes=1)
    cancelled(stage, cast, second)
    moment.forward(minutes=3)
    assert [(x.to_id, x.event, x.method) for x in deliver(stage)] == [
        (cast.ada.id, "series_opened", "REQUEST")
    ]


def test_the_last_living_date_ends_the_series_with_one_letter(stage, cast, moment):
    series_id = opened(stage, cast, ends_after=2)
    first, second = (one.id for one in dates_of(stage, series_id))
    moment.forward(minutes=3)
    deliver(stage)
    cancelled(stage, cast, first)
    deliver(stage)
    cancelled(stage, cast, second)
    (letter,) = deliver(stage)
    assert (letter.event, letter.method, letter.recurrence) == ("series_ended", "CANCEL", "")
    with stage.db.reading() as session:
        assert session.get(Series, series_id).state == "ended"


def test_what_was_held_cannot_be_called_off(stage, cast, moment):
    first = dates_of(stage, opened(stage, cast))[0].id
    moment.forward(days=12)
    with stage.act(cast.ada) as act:
        hold_sitdown(act, row(act, Sitdown, first), attended=set())
    with pytest.raises(Refused):
        cancelled(stage, cast, first)


def test_ending_keeps_what_was_held_and_cuts_the_rest(stage, cast, moment):
    series_id = opened(stage, cast)
    rows = dates_of(stage, series_id)
    seat(stage, cast, rows[1].id, cast.bo)
    moment.forward(days=12)
    deliver(stage)
    with stage.act(cast.ada) as act:
        hold_sitdown(act, row(act, Sitdown, rows[0].id), attended=set())
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        left = end_series(act, series_of(act, series_id), reason="The team closes.", side="house")
    assert left == [one.id for one in rows[1:]]
    (hers,) = deliver(stage)
    (event,) = calendar_of(hers.body).walk("VEVENT")
    assert (hers.event, hers.method) == ("series_ended", "REQUEST")
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20261203T213000Z;BYDAY=TH"


def test_a_crash_between_two_acts_is_finished_by_a_duty(stage, cast, moment):
    series_id = opened(stage, cast)
    rows = dates_of(stage, series_id)
    for one in rows[:2]:
        seat(stage, cast, one.id, cast.bo)
    moment.forward(minutes=3)
    deliver(stage)
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        end_series(act, series_of(act, series_id), reason="The team closes.", side="house")
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        tell_cancelled(act, row(act, Sitdown, rows[0].id))  # and then the power went
    with stage.act() as act:
        assert due_cancellations(act.session) == [rows[1].id]
    for more in (True, False):
        with stage.act() as act:
            assert finish_cancellations(act) is more
    assert [(x.to_id, x.event) for x in deliver(stage)] == [
        (cast.ada.id, "series_ended"),
        (cast.bo.id, "sitdown_cancelled"),
        (cast.bo.id, "sitdown_cancelled"),
    ]
