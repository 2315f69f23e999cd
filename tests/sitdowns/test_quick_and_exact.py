"""A split undone at once leaves one right set of events; and the preview counts exactly the letters that go."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from floortime.briefing.reminders import fill_briefs
from floortime.outbox.model import Letter
from floortime.people.actions import choose_brief
from floortime.people.model import Person
from floortime.sitdowns.actions import edit_series, give_seat, hand_over_sitdown, hold_sitdown, tell_changed
from floortime.sitdowns.model import Programme, Series, Sitdown
from floortime.sitdowns.queries.changing import EDITED, series_change
from floortime.sitdowns.queries.outgoing import outgoing
from floortime.sitdowns.queries.planning import day_of_slot
from tests.sitdowns.attendee import KINDS, Attendee, calendar_of, deliver
from tests.sitdowns.plans import dates_of, opened, row


@pytest.fixture
def series_id(stage, cast, moment):
    """Six Thursdays; the first was held, Bo sits in the third; all letters have left."""
    made = opened(stage, cast, ends_after=6)
    rows = dates_of(stage, made)
    with stage.act(cast.dee) as act:
        give_seat(act, row(act, Sitdown, rows[2].id), row(act, Person, cast.bo.id))
    moment.forward(minutes=3)
    return made, deliver(stage)


def wanted_of(series, **changes):
    return {**{name: getattr(series, name) for name in EDITED}, "ends_after": None, **changes}


def edited(stage, cast, series_id, from_row, **changes):
    with stage.act(cast.dee) as act:
        series = act.session.get(Series, series_id)
        day = day_of_slot(series, act.session.get(Sitdown, from_row.id))
        target, left = edit_series(
            act, series, wanted_of(series, **changes), from_on=day, reason="The shift."
        )
        found = target.id
    for sitdown_id in left:
        with stage.act(cast.dee) as act:
            tell_changed(act, act.session.get(Sitdown, sitdown_id))
    return found


def test_a_split_undone_within_two_minutes_ends_as_one_right_set_of_events(stage, cast, moment, series_id):
    made, before = series_id
    rows = dates_of(stage, made)
    moment.at = rows[0].starts_at + timedelta(hours=2)
    with stage.act(cast.ada) as act:
        hold_sitdown(act, row(act, Sitdown, rows[0].id), attended=set())
    was = rows[0].start_local.time()
    new = edited(stage, cast, made, rows[2], time_local=was.replace(hour=20))
    moment.forward(seconds=40)
    edited(stage, cast, new, rows[2], time_local=was)
    moment.forward(minutes=3)
    sent = deliver(stage)
    # The old series ends and the new one begins, each said once; Bo, whose seat stands where it stood, hears nothing.
    assert [(x.to_id, x.event) for x in sent] == [
        (cast.ada.id, "series_shortened"), (cast.ada.id, "series_edited"),
    ]  # fmt: skip
    for kind in KINDS:
        calendar = Attendee(kind)
        for letter in [*before, *sent]:
            if letter.to_id == cast.ada.id:
                calendar.receive(calendar_of(letter.body))
        found = sorted(start for start, _m, _p in calendar.dates(moment.at, rows[-1].starts_at))
        assert found == [one.starts_at for one in rows[1:]]


@pytest.mark.parametrize("substituted", [0, 1, 2])
@pytest.mark.parametrize("change", ["time", "place"])
def test_the_preview_counts_the_letters_that_go(stage, cast, moment, series_id, substituted, change):
    made, _before = series_id
    rows = dates_of(stage, made)
    for one in rows[3 : 3 + substituted]:
        with stage.act(cast.dee) as act:
            hand_over_sitdown(act, row(act, Sitdown, one.id), row(act, Person, cast.dee.id), reason="Abroad.")
    moment.forward(minutes=3)
    deliver(stage)
    changes = (
        {"time_local": rows[0].start_local.time().replace(hour=20)}
        if change == "time"
        else {"place": "Hall 4"}
    )
    with stage.db.reading() as session:
        series = session.get(Series, made)
        thought = series_change(
            session, session.get(Programme, cast.programme.id), series, wanted_of(series, **changes),
            from_on=day_of_slot(series, rows[0]), at=moment.at,
        )  # fmt: skip
        said = outgoing(session, series, thought, moment.at.date()).letters
        newest = session.scalar(select(func.max(Letter.id)))
    edited(stage, cast, made, rows[0], **changes)
    with stage.db.reading() as session:
        go = session.scalar(select(func.count()).where(Letter.id > newest, Letter.state == "queued"))
    assert said == go


def fill(stage):
    with stage.act() as act:
        assert not fill_briefs(act)


def switched_on(stage, person):
    with stage.act(person) as act:
        choose_brief(act, row(act, Person, person.id), in_calendar=True)


CHANGES = {
    "an hour earlier": {"time_local": time(21, 30)},
    "a day later": {"cadence": "FREQ=WEEKLY;BYDAY=FR"},
    "another place": {"place": "Hall 4"},
    "sooner over": {"ends_on": date(2026, 12, 17)},
    "at night": {"time_local": time(1, 30)},
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("how", ["in place", "split", "a substitute"])
def test_it_counts_the_brief_that_comes_into_the_calendar_anew(stage, cast, moment, series_id, what, how):
    """Who switched the brief on hears of tomorrow's date once more than of the rest."""
    made, _before = series_id
    rows = dates_of(stage, made)
    switched_on(stage, cast.ada)
    tomorrow = rows[1] if how == "split" else rows[0]
    if how == "split":
        moment.at = rows[0].starts_at + timedelta(hours=2)
        with stage.act(cast.ada) as act:
            hold_sitdown(act, row(act, Sitdown, rows[0].id), attended=set())
    if how == "a substitute":
        switched_on(stage, cast.dee)
        with stage.act(cast.dee) as act:
            hand_over_sitdown(
                act, row(act, Sitdown, rows[0].id), row(act, Person, cast.dee.id), reason="Abroad."
            )
    moment.at = datetime.combine(tomorrow.start_local.date() - timedelta(days=1), time(9), UTC)
    fill(stage)
    moment.forward(minutes=3)
    deliver(stage)
    with stage.db.reading() as session:
        thought = series_change(
            session, session.get(Programme, cast.programme.id), session.get(Series, made),
            wanted_of(session.get(Series, made), **CHANGES[what]), from_on=day_of_slot(session.get(Series, made), tomorrow),
            at=moment.at,
        )  # fmt: skip
        out = outgoing(session, session.get(Series, made), thought, moment.at.date())
        newest = session.scalar(select(func.max(Letter.id)))
    named = {"another place": ["Ada Lindqvist"], "an hour earlier": ["Ada Lindqvist"]}
    if how == "in place" and what in named:
        assert list(out.briefs.names) == named[what]
    edited(stage, cast, made, tomorrow, **CHANGES[what])
    moment.forward(minutes=3)
    sent = deliver(stage)
    moment.forward(minutes=7)
    fill(stage)
    moment.forward(minutes=3)
    sent += deliver(stage)
    assert out.letters == len([x for x in sent if x.id > newest]), [x.event for x in sent]
