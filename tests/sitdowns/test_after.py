"""Held, missed, notes, reminders and the horizon: what time does to sit-downs."""

from datetime import date, timedelta

import pytest

from floortime.errors import Refused
from floortime.people.model import Person
from floortime.sitdowns.actions import (
    change_note,
    close_notes,
    drop_note,
    extend_series,
    give_seat,
    hold_sitdown,
    keep_note,
    miss_sitdown,
    move_sitdown,
)
from floortime.sitdowns.model import Note, Programme, Seat, Series, Sitdown
from floortime.sitdowns.queries import due_horizons, held_without_notes, notes
from floortime.sitdowns.reminders import due_horizons as extend_duty
from floortime.sitdowns.reminders import remind_seats
from tests.sitdowns.attendee import calendar_of, deliver
from tests.sitdowns.plans import dates_of, opened, row, series_of


@pytest.fixture
def first(stage, cast, moment) -> int:
    """The first sit-down of an open series, with Bo; all letters have left."""
    first = dates_of(stage, opened(stage, cast))[0].id
    with stage.act(cast.dee) as act:
        give_seat(act, row(act, Sitdown, first), row(act, Person, cast.bo.id))
    moment.forward(minutes=3)
    deliver(stage)
    return first


def test_held_says_who_was_there(stage, cast, moment, first):
    with pytest.raises(Refused), stage.act(cast.ada) as act:
        hold_sitdown(act, row(act, Sitdown, first), attended=set())
    moment.at = dates_of(stage, 1)[0].starts_at
    for attended in (set(), {cast.bo.id}):
        with stage.act(cast.ada) as act:
            hold_sitdown(act, row(act, Sitdown, first), attended=attended)
    with stage.db.reading() as session:
        sitdown = session.get(Sitdown, first)
        assert (sitdown.state, sitdown.held_at) == ("held", moment.at)
        assert session.get(Seat, (first, cast.bo.id)).attended is True


def test_missed_only_when_it_is_over(stage, cast, moment, first):
    with pytest.raises(Refused), stage.act(cast.ada) as act:
        miss_sitdown(act, row(act, Sitdown, first), side="leader", reason="Board meeting.")
    moment.forward(days=12)
    with stage.act(cast.ada) as act:
        miss_sitdown(act, row(act, Sitdown, first), side="leader", reason="Board meeting.")
    coming = dates_of(stage, 1)[3].id
    with pytest.raises(Refused), stage.act(cast.ada) as act:
        miss_sitdown(act, row(act, Sitdown, coming), side="leader", reason="")


def test_notes_are_kept_changed_dropped_until_it_is_closed(stage, cast, moment, first):
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        note = keep_note(act, row(act, Sitdown, first), kind="promise", words="The map.", facts={"due": "x"})
        other = keep_note(act, row(act, Sitdown, first), kind="thanks", words="To Bo.")
        assert note.by_id == cast.ada.id
    with stage.act(cast.ada) as act:
        change_note(act, row(act, Note, note.id), words="The outage map.")
        drop_note(act, row(act, Note, other.id))
    with stage.act(cast.ada) as act:
        close_notes(act, row(act, Sitdown, first))
    with stage.db.reading() as session:
        assert [(n.words, n.facts, n.closed_on) for n in notes(session, first)] == [
            ("The outage map.", {"due": "x"}, moment.at.date())
        ]
    with pytest.raises(Refused), stage.act(cast.ada) as act:
        keep_note(act, row(act, Sitdown, first), kind="thanks", words="Late.")
    with pytest.raises(Refused), stage.act(cast.ada) as act:
        change_note(act, row(act, Note, note.id), words="Late.")


def test_held_without_notes_shows_after_two_days(stage, cast, moment, first):
    day = date(2026, 12, 3)
    with stage.db.reading() as session:
        assert held_without_notes(session, day + timedelta(days=1)) == []
        (silent,) = held_without_notes(session, day + timedelta(days=2))
        assert (silent.id, silent.leader_name, silent.state) == (first, "Ada Lindqvist", "planned")
    with stage.act(cast.ada) as act:
        keep_note(act, row(act, Sitdown, first), kind="thanks", words="To Bo.")
    with stage.db.reading() as session:
        assert held_without_notes(session, day + timedelta(days=2)) == []


def reminded(stage):
    with stage.act() as act:
        remind_seats(act)
    return [(letter.event, letter.to_id) for letter in deliver(stage)]


def test_one_reminder_the_working_day_before_and_one_more_after_a_move(stage, cast, moment, first):
    moment.at = moment.at.replace(month=12, day=1)
    assert reminded(stage) == []
    moment.at = moment.at.replace(day=2)
    assert reminded(stage) == [("seat_reminded", cast.bo.id)]
    assert reminded(stage) == []
    with stage.act(cast.dee) as act:
        sitdown = row(act, Sitdown, first)
        to_monday = sitdown.start_local + timedelta(days=4)
        move_sitdown(act, sitdown, start_local=to_monday, place="Canteen", link="", reason="Snow.")
    moment.forward(days=1)
    deliver(stage)
    assert reminded(stage) == []
    moment.at = moment.at.replace(day=4)  # Friday before a Monday
    assert reminded(stage) == [("seat_reminded", cast.bo.id)]


def test_the_horizon_moves_without_a_letter(stage, cast, moment):
    series_id = opened(stage, cast)
    before = len(dates_of(stage, series_id))
    moment.forward(days=28)
    deliver(stage)
    with stage.act() as act:
        assert due_horizons(act.session, act.today) == [series_id]
        assert extend_duty(act) is True
    with stage.act() as act:
        assert extend_duty(act) is False
        assert extend_series(act, series_of(act, series_id)) == 0
    assert len(dates_of(stage, series_id)) == before + 4
    moment.forward(minutes=3)
    assert deliver(stage) == []


def test_a_week_closed_later_is_told_when_the_horizon_reaches_it(stage, cast, moment):
    series_id = opened(stage, cast)
    moment.forward(days=28)
    deliver(stage)
    with stage.act() as act:
        act.session.get(Programme, cast.programme.id).closed_weeks = ["2027-W22"]
    with stage.act() as act:
        extend_series(act, series_of(act, series_id))
    moment.forward(minutes=3)
    (letter,) = deliver(stage)
    (event,) = calendar_of(letter.body).walk("VEVENT")
    left_out = [v.dt.date().isoformat() for part in event["EXDATE"] for v in part.dts]
    assert (letter.event, letter.sequence) == ("series_changed", 1)
    assert "2027-06-03" in left_out
    with stage.db.reading() as session:
        assert session.get(Series, series_id).state == "open"
