"""A newer tz database: what was reckoned by the old clocks follows the new ones."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from floortime.duties import Timekeeper
from floortime.people.model import Person
from floortime.sitdowns.actions import answer_seat, give_seat, recheck_clocks
from floortime.sitdowns.model import CalEvent, Seat, Series, Sitdown
from floortime.sitdowns.reminders import finish_changes
from tests.sitdowns.attendee import calendar_of, deliver
from tests.sitdowns.plans import dates_of, opened, row

HOUR = timedelta(hours=1)


def event_of(letter):
    return calendar_of(letter.body).walk("VEVENT")[0]


@pytest.fixture
def series_id(stage, cast, moment) -> int:
    """Every Thursday until the end of May, Bo in the first and comes; all letters have left."""
    made = opened(stage, cast)
    first = dates_of(stage, made)[0].id
    with stage.act(cast.dee) as act:
        give_seat(act, row(act, Sitdown, first), row(act, Person, cast.bo.id))
    with stage.act(cast.bo) as act:
        answer_seat(act, row(act, Sitdown, first), row(act, Person, cast.bo.id), comes=True)
    moment.forward(minutes=3)
    deliver(stage)
    return made


def looked_again(stage) -> int:
    """All parts of the duty; returns how many there were."""
    parts, more = 0, True
    while more:
        with stage.act() as act:
            more = recheck_clocks(act)
            parts += more
    more = True
    while more:
        with stage.act() as act:
            more = finish_changes(act)
    return parts


def as_if_reckoned_otherwise(stage, series_id, *, since: date, by: timedelta) -> None:
    """As rows would stand there if the old tz database had the clocks an hour off from a day on."""
    with stage.act() as act:
        for one in act.session.scalars(select(Sitdown).where(Sitdown.series_id == series_id)):
            if one.start_local.date() >= since:
                one.starts_at, one.original_start = one.starts_at + by, one.original_start + by
        cal = act.session.scalar(select(CalEvent).where(CalEvent.series_id == series_id))
        cal.clocks = "0123456789abcdef"


def test_with_the_same_clocks_nothing_happens(stage, cast, moment, series_id):
    assert looked_again(stage) == 0
    moment.forward(minutes=5)
    assert deliver(stage) == []


@pytest.mark.parametrize("by", [HOUR, -2 * HOUR, timedelta(minutes=-30)])
def test_instants_follow_the_wall_and_everybody_hears_of_it(stage, cast, moment, series_id, by):
    before = dates_of(stage, series_id)
    as_if_reckoned_otherwise(stage, series_id, since=date(2026, 12, 1), by=by)
    assert looked_again(stage) == 1
    after = dates_of(stage, series_id)
    assert [(x.id, x.starts_at, x.original_start) for x in after] == [
        (x.id, x.starts_at, x.original_start) for x in before
    ]
    moment.forward(minutes=3)
    letters = deliver(stage)
    assert sorted((x.to_id, x.event, x.sequence) for x in letters) == sorted(
        [(cast.ada.id, "series_edited", 1), (cast.bo.id, "sitdown_moved", 1)]
    )
    assert {event_of(x)["DTSTART"].dt.isoformat() for x in letters} == {"2026-12-03T22:30:00+01:00"}
    with stage.db.reading() as session:
        assert session.get(Seat, (after[0].id, cast.bo.id)).answer == "accepted"
    assert looked_again(stage) == 0


def test_other_rules_beyond_the_rows_are_sent_to_those_who_hold_the_series(stage, cast, moment, series_id):
    as_if_reckoned_otherwise(stage, series_id, since=date(2099, 1, 1), by=HOUR)
    assert looked_again(stage) == 1
    moment.forward(minutes=3)
    assert [(x.to_id, x.event, x.sequence) for x in deliver(stage)] == [(cast.ada.id, "series_edited", 1)]
    assert looked_again(stage) == 0


def test_a_rule_that_no_longer_holds_becomes_single_dates(stage, cast, moment, series_id):
    with stage.act() as act:
        act.session.get(Series, series_id).zone = "Asia/Gaza"
        for one in act.session.scalars(select(Sitdown).where(Sitdown.series_id == series_id)):
            one.zone = "Asia/Gaza"
    looked_again(stage)
    first, *_more = deliver(stage)
    assert (first.to_id, first.event, first.method) == (cast.ada.id, "series_shortened", "CANCEL")
    moment.forward(minutes=3)
    hers = [letter for letter in deliver(stage) if letter.to_id == cast.ada.id]
    assert {letter.event for letter in hers} == {"sitdown_planned"}
    assert {event_of(letter)["DTSTART"].dt.utcoffset() for letter in hers} == {timedelta(0)}


def test_the_duty_is_done_once_for_each_version(stage, series_id, db, settings, moment):
    keeper = Timekeeper(db, settings, moment, rest=lambda _seconds: None)
    worked = []
    while done := keeper.run_due():
        worked += done
    assert worked.count("sitdowns.recheck_clocks") == 1
    moment.forward(days=3)
    while done := keeper.run_due():
        assert "sitdowns.recheck_clocks" not in done
