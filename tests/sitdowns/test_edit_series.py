"""An open series changed: in place while nothing was held, else this and all following."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from floortime.errors import Refused
from floortime.people.model import Person
from floortime.sitdowns.actions import (
    answer_seat,
    cancel_sitdown,
    edit_series,
    give_seat,
    hold_sitdown,
    move_sitdown,
    tell_cancelled,
    tell_changed,
)
from floortime.sitdowns.invitations.said import note_answer
from floortime.sitdowns.matching import NEAR, matched
from floortime.sitdowns.model import CalEvent, Seat, Series, Sitdown
from floortime.sitdowns.queries import due_changes
from floortime.sitdowns.queries.calendars import leader_says
from floortime.sitdowns.queries.changing import EDITED
from floortime.sitdowns.reminders import finish_changes
from tests.builders import post
from tests.sitdowns.attendee import calendar_of, deliver
from tests.sitdowns.plans import dates_of, opened, row, series_of


def edited(stage, cast, series_id, *, from_on=None, skip=(), **other) -> int:
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        series = series_of(act, series_id)
        wanted = {name: getattr(series, name) for name in EDITED} | {"ends_after": None} | other
        target, left = edit_series(
            act, series, wanted, from_on=from_on, reason="The shift changes.", skip=frozenset(skip)
        )
    for sitdown_id in left:
        with stage.act(cast.dee, for_id=cast.ada.id) as act:
            tell_cancelled(act, row(act, Sitdown, sitdown_id))
            tell_changed(act, row(act, Sitdown, sitdown_id))
    return target.id


def seated(stage, cast, sitdown_id, person, *, comes=True):
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        give_seat(act, row(act, Sitdown, sitdown_id), row(act, Person, person.id))
    with stage.act(person) as act:
        if comes:
            answer_seat(act, row(act, Sitdown, sitdown_id), row(act, Person, person.id), comes=True)


def seat_uid(stage, sitdown_id) -> str:
    with stage.db.reading() as session:
        return session.scalar(
            select(CalEvent.uid).where(CalEvent.sitdown_id == sitdown_id, CalEvent.role == "seat")
        )


def days(rows) -> list[date]:
    return [one.start_local.date() for one in rows if one.state != "cancelled"]


def event_of(letter):
    return calendar_of(letter.body).walk("VEVENT")[0]


@pytest.fixture
def series_id(stage, cast, moment) -> int:
    """Six Thursdays, Bo in the first and says yes; all letters have left."""
    made = opened(stage, cast, ends_after=6)
    seated(stage, cast, dates_of(stage, made)[0].id, cast.bo)
    moment.forward(minutes=3)
    deliver(stage)
    return made


def test_before_anything_was_held_the_uid_stays(stage, cast, moment, series_id):
    uid = seat_uid(stage, dates_of(stage, series_id)[0].id)
    assert edited(stage, cast, series_id, time_local=time(21, 0)) == series_id
    moment.forward(minutes=2)
    mine, hers = sorted(deliver(stage), key=lambda letter: letter.to_id == cast.ada.id)
    assert (hers.event, hers.method, hers.sequence, hers.recurrence) == ("series_edited", "REQUEST", 1, "")
    assert (mine.event, mine.method, mine.sequence, mine.uid) == ("sitdown_moved", "REQUEST", 1, uid)
    assert event_of(hers)["DTSTART"].dt.isoformat() == "2026-12-03T21:00:00+01:00"
    assert event_of(mine)["DTSTART"].dt.isoformat() == "2026-12-03T21:00:00+01:00"
    rows = dates_of(stage, series_id)
    assert [one.original_start for one in rows] == [one.starts_at for one in rows]
    with stage.db.reading() as session:
        assert session.get(Seat, (rows[0].id, cast.bo.id)).answer == "needs-action"


def test_after_the_first_was_held_it_splits(stage, cast, moment, series_id):
    first, second, *_rest = dates_of(stage, series_id)
    seated(stage, cast, second.id, cast.colleagues[0])
    moment.forward(days=11)
    deliver(stage)
    with stage.act(cast.ada) as act:
        hold_sitdown(act, row(act, Sitdown, first.id), attended={cast.bo.id})
    uid = seat_uid(stage, second.id)
    new_id = edited(stage, cast, series_id, cadence="FREQ=WEEKLY;BYDAY=TU", place="Room 4")
    assert new_id != series_id
    moment.forward(minutes=2)
    letters = deliver(stage)
    assert [(x.to_id, x.event, x.method, x.sequence) for x in letters] == [
        (cast.ada.id, "series_shortened", "REQUEST", 1),
        (cast.ada.id, "series_edited", "REQUEST", 0),
        (cast.colleagues[0].id, "sitdown_moved", "REQUEST", 1),
    ]
    old, new, seat = (event_of(letter) for letter in letters)
    assert old["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20261203T213000Z;BYDAY=TH"
    assert new["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20270105T213000Z;BYDAY=TU"
    assert (str(new["RELATED-TO"]), new["RELATED-TO"].params["RELTYPE"]) == (str(old["UID"]), "SIBLING")
    assert (str(seat["UID"]), str(seat["LOCATION"])) == (uid, "Room 4")
    assert seat["DTSTART"].dt.date() == date(2026, 12, 8)
    assert days(dates_of(stage, series_id)) == [date(2026, 12, 3)]
    assert days(dates_of(stage, new_id)) == [date(2026, 12, 8 + 7 * n) for n in range(4)] + [date(2027, 1, 5)]
    with stage.db.reading() as session:
        assert (session.get(Series, series_id).state, session.get(Series, new_id).split_of_id) == (
            "ended", series_id,
        )  # fmt: skip


def test_this_and_all_following_keeps_what_comes_before(stage, cast, moment, series_id):
    new_id = edited(stage, cast, series_id, from_on=date(2026, 12, 17), minutes=60)
    moment.forward(minutes=2)
    old, new = (event_of(letter) for letter in deliver(stage))
    assert old["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20261210T213000Z;BYDAY=TH"
    assert new["DTSTART"].dt.date() == date(2026, 12, 17)
    assert [one.minutes for one in dates_of(stage, series_id)] == [45, 45]
    assert [one.minutes for one in dates_of(stage, new_id)] == [60] * 4


def test_a_place_keeps_moved_dates_and_answers(stage, cast, moment, series_id):
    rows = dates_of(stage, series_id)
    with stage.act(cast.dee) as act:
        move_sitdown(
            act, row(act, Sitdown, rows[1].id), start_local=datetime(2026, 12, 11, 20, 0),
            place="Canteen, second floor", link="", reason="Handover.",
        )  # fmt: skip
    moment.forward(minutes=3)
    deliver(stage)
    edited(stage, cast, series_id, place="Hall 2")
    moment.forward(minutes=3)
    letters = deliver(stage)
    assert [(x.to_id, x.event, x.recurrence) for x in letters] == [
        (cast.ada.id, "series_edited", ""),
        (cast.ada.id, "sitdown_moved", "20261210T213000Z"),
        (cast.bo.id, "sitdown_moved", ""),
    ]
    assert [str(event_of(x)["LOCATION"]) for x in letters] == ["Hall 2"] * 3
    assert event_of(letters[1])["DTSTART"].dt.isoformat() == "2026-12-11T20:00:00+01:00"
    with stage.db.reading() as session:
        assert session.get(Seat, (rows[0].id, cast.bo.id)).answer == "accepted"


def test_a_new_time_puts_moved_dates_back(stage, cast, moment, series_id):
    rows = dates_of(stage, series_id)
    with stage.act(cast.dee) as act:
        move_sitdown(
            act, row(act, Sitdown, rows[1].id), start_local=datetime(2026, 12, 11, 20, 0), place="Room 9",
            link="", reason="Handover.",
        )  # fmt: skip
    edited(stage, cast, series_id, time_local=time(21, 0))
    found = dates_of(stage, series_id)[1]
    assert (found.start_local, found.place, found.moved_from_at) == (
        datetime(2026, 12, 10, 21, 0),
        "Canteen, second floor",
        None,
    )


def test_what_was_called_off_stays_so(stage, cast, moment, series_id):
    rows = dates_of(stage, series_id)
    with stage.act(cast.dee) as act:
        cancel_sitdown(act, row(act, Sitdown, rows[1].id), reason="Board meeting.", side="leader")
    moment.forward(minutes=3)
    deliver(stage)
    edited(stage, cast, series_id, time_local=time(21, 0))
    moment.forward(minutes=3)
    (hers,) = [letter for letter in deliver(stage) if letter.to_id == cast.ada.id]
    left_out = event_of(hers)["EXDATE"]
    assert [value.dt.isoformat() for value in left_out.dts] == ["2026-12-10T21:00:00+01:00"]


def test_dates_that_no_longer_are_go_out_as_cancellations(stage, cast, moment, series_id):
    second = dates_of(stage, series_id)[1]
    seated(stage, cast, second.id, cast.colleagues[0])
    moment.forward(minutes=3)
    deliver(stage)
    edited(stage, cast, series_id, cadence="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH")
    (cancel,) = deliver(stage)
    assert (cancel.to_id, cancel.event, cancel.method) == (
        cast.colleagues[0].id, "sitdown_cancelled", "CANCEL",
    )  # fmt: skip
    assert days(dates_of(stage, series_id)) == [date(2026, 12, 3), date(2026, 12, 17), date(2026, 12, 31)]


def test_only_a_sooner_end_keeps_the_uid_though_something_was_held(stage, cast, moment, series_id):
    moment.forward(days=11)
    deliver(stage)
    assert edited(stage, cast, series_id, ends_on=date(2026, 12, 18)) == series_id
    moment.forward(minutes=3)
    (hers,) = deliver(stage)
    assert event_of(hers)["DTSTART"].dt.date() == date(2026, 12, 3)
    assert event_of(hers)["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20261217T213000Z;BYDAY=TH"


def test_more_seats_are_nobodys_calendars_affair(stage, cast, moment, series_id):
    assert edited(stage, cast, series_id, capacity=6) == series_id
    moment.forward(minutes=3)
    assert deliver(stage) == []
    assert {one.capacity for one in dates_of(stage, series_id)} == {6}


def test_changed_and_changed_back_within_two_minutes_sends_nothing(stage, cast, moment, series_id):
    edited(stage, cast, series_id, time_local=time(21, 0))
    moment.forward(minutes=1)
    edited(stage, cast, series_id, time_local=time(22, 30))
    moment.forward(minutes=5)
    assert deliver(stage) == []
    with stage.db.reading() as session:
        assert session.get(Seat, (dates_of(stage, series_id)[0].id, cast.bo.id)).answer == "accepted"


def test_into_the_night_it_becomes_single_events(stage, cast, moment, series_id):
    new_id = edited(stage, cast, series_id, time_local=time(2, 30))
    first, *rest = deliver(stage)
    assert (first.event, first.method, first.recurrence, rest) == ("series_shortened", "CANCEL", "", [])
    moment.forward(minutes=3)
    letters = deliver(stage)
    mine = [letter for letter in letters if letter.to_id == cast.ada.id]
    assert [letter.event for letter in mine] == ["sitdown_planned"] * 6
    assert {"RRULE" in event_of(letter) for letter in mine} == {False}
    assert len(dates_of(stage, new_id)) == 6


def test_skipped_in_the_preview_it_is_called_off(stage, cast, series_id):
    edited(stage, cast, series_id, time_local=time(21, 0), skip={date(2026, 12, 17)})
    assert date(2026, 12, 17) not in days(dates_of(stage, series_id))


def test_a_rule_without_a_date_is_refused(stage, cast, series_id):
    with pytest.raises(Refused):
        edited(stage, cast, series_id, ends_on=date(2026, 12, 1))


def test_a_crash_between_two_acts_is_finished_by_a_duty(stage, cast, moment, series_id):
    first = dates_of(stage, series_id)[0]
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        series = series_of(act, series_id)
        wanted = {name: getattr(series, name) for name in EDITED} | {"place": "Hall 2", "ends_after": None}
        assert edit_series(act, series, wanted, from_on=None, reason="Paint.")[1] == [first.id]
        assert due_changes(act.session) == [first.id]
    for more in (True, False):
        with stage.act() as act:
            assert finish_changes(act) is more
    moment.forward(minutes=3)
    assert [x.event for x in deliver(stage) if x.to_id == cast.bo.id] == ["sitdown_moved"]


def said_yes(stage, cast, series_id):
    with stage.act() as act:
        cal = act.session.scalar(select(CalEvent).where(CalEvent.series_id == series_id))
        note_answer(act, cal, cast.ada.id, "accepted")


def asked(letter) -> str:
    return event_of(letter)["ATTENDEE"].params["PARTSTAT"]


def test_a_place_keeps_the_leaders_yes_and_a_time_asks_again(stage, cast, moment, series_id):
    said_yes(stage, cast, series_id)
    moment.forward(minutes=1)
    edited(stage, cast, series_id, place="Hall 2")
    moment.forward(minutes=3)
    assert [asked(x) for x in deliver(stage) if x.to_id == cast.ada.id] == ["ACCEPTED"]
    edited(stage, cast, series_id, minutes=60)
    moment.forward(minutes=3)
    assert [asked(x) for x in deliver(stage) if x.to_id == cast.ada.id] == ["NEEDS-ACTION"]


def test_put_back_before_anybody_heard_the_leaders_yes_stands(stage, cast, moment, series_id):
    said_yes(stage, cast, series_id)
    second = dates_of(stage, series_id)[1]
    edited(stage, cast, series_id, time_local=time(21, 0))
    moment.forward(minutes=1)
    edited(stage, cast, series_id, time_local=time(22, 30))
    for hour in (20, 22):
        with stage.act(cast.dee) as act:
            move_sitdown(
                act, row(act, Sitdown, second.id), start_local=datetime(2026, 12, 10, hour, 30),
                place=second.place, link="", reason="Handover.",
            )  # fmt: skip
    moment.forward(minutes=3)
    assert deliver(stage) == []
    with stage.db.reading() as session:
        assert [leader_says(session, one) for one in dates_of(stage, series_id)[:2]] == ["accepted"] * 2


def test_one_moved_date_asks_for_that_date_alone(stage, cast, moment, series_id):
    said_yes(stage, cast, series_id)
    rows = dates_of(stage, series_id)
    for minute, place in ((30, "Room 8"), (30, "Room 9")):
        with stage.act(cast.dee) as act:
            move_sitdown(
                act, row(act, Sitdown, rows[1].id), start_local=datetime(2026, 12, 10, 22, minute), place=place,
                link="", reason="Handover.",
            )  # fmt: skip
    with stage.act(cast.dee) as act:
        move_sitdown(
            act, row(act, Sitdown, rows[2].id), start_local=rows[2].start_local + timedelta(hours=1),
            place="Room 9", link="", reason="Handover.",
        )  # fmt: skip
    moment.forward(minutes=3)
    mine = {x.recurrence: asked(x) for x in deliver(stage) if x.to_id == cast.ada.id}
    assert mine == {"20261210T213000Z": "ACCEPTED", "20261217T213000Z": "NEEDS-ACTION"}


def test_the_page_says_who_hears_of_it_before_it_is_sent(stage, cast, moment, series_id, signed_in):
    chief, url = signed_in(cast.dee), f"/series/{series_id}/change"
    typed = {
        "title": "the night shift, Utrecht", "kind": "weekly", "weekday": "1", "time_local": "21:00",
        "minutes": "45", "place": "Canteen, second floor", "capacity": "4", "notice_days": "7", "ends": "never",
        "from_on": "2026-12-03", "nth": "1",
    }  # fmt: skip
    before = post(chief, url, typed, page=url)
    assert before.status_code == 200
    assert "person will get a changed invitation: Bo" in before.text
    assert "calendar is updated: Ada Lindqvist" in before.text
    assert days(dates_of(stage, series_id))[0] == date(2026, 12, 3)
    unsaid = post(chief, url, {**typed, "step": "send"}, page=url)
    assert unsaid.status_code == 422
    sent = post(chief, url, {**typed, "step": "send", "why": "The shift changes."}, page=url)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/series/{series_id}")
    assert days(dates_of(stage, series_id))[0] == date(2026, 12, 1)
    nothing = post(chief, url, {**typed, "from_on": "2026-12-01"}, page=url)
    assert (nothing.status_code, "Nothing differs yet." in nothing.text) == (422, True)
    assert signed_in(cast.bo).get(url).status_code == 404


DAYS = st.lists(st.dates(date(2026, 12, 1), date(2027, 3, 1)), unique=True, max_size=14).map(sorted)


@given(DAYS, DAYS)
def test_each_day_finds_at_most_one_partner_in_its_order(old, new):
    pairs = matched(old, new)
    assert [a for a, _b in pairs if a] == old
    assert [b for _a, b in pairs if b] == new
    assert all(abs((a - b).days) <= NEAR for a, b in pairs if a and b)
    assert {(day, day) for day in set(old) & set(new)} <= set(pairs)
