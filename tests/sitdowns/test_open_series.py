"""From a draft to real dates and one letter."""

from datetime import date, time

import pytest

from floortime.errors import Refused
from floortime.journal.queries import history
from floortime.sitdowns.actions import (
    change_series,
    draft_series,
    give_seat,
    move_sitdown,
    open_series,
    skip_dates,
)
from floortime.sitdowns.model import Series, Sitdown
from floortime.sitdowns.queries.planning import preview
from tests.sitdowns.attendee import calendar_of, deliver
from tests.sitdowns.plans import dates_of, opened, plan, series_of


def test_opening_makes_rows_for_half_a_year_and_one_letter(stage, cast, moment):
    series_id = opened(stage, cast, cadence="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH")
    rows = dates_of(stage, series_id)
    days = [row.start_local.date() for row in rows]
    assert days[:3] == [date(2026, 12, 3), date(2026, 12, 17), date(2026, 12, 31)]
    assert days[-1] == date(2027, 5, 20)
    assert date(2027, 5, 6) not in days  # Ascension Day, a public holiday in the Netherlands
    assert deliver(stage) == []  # it may wait two minutes
    moment.forward(minutes=2)
    (letter,) = deliver(stage)
    assert (letter.event, letter.to_id, letter.method, letter.sequence) == (
        "series_opened",
        cast.ada.id,
        "REQUEST",
        0,
    )
    (event,) = calendar_of(letter.body).walk("VEVENT")
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"
    assert event["DTSTART"].dt.isoformat() == "2026-12-03T22:30:00+01:00"
    assert str(event["SUMMARY"]) == "Floor time: Ada Lindqvist with the night shift, Utrecht"
    assert event["ORGANIZER"] == "mailto:floortime@nordvik.example"
    assert event["ORGANIZER"].params["CN"] == "Floortime, Nordvik"
    assert event["ATTENDEE"].params["ROLE"] == "CHAIR"
    assert str(event["UID"]).endswith("@nordvik.example")


def test_opened_twice_it_is_open_once(stage, cast):
    series_id = opened(stage, cast)
    before = len(dates_of(stage, series_id))
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        open_series(act, series_of(act, series_id))
        verbs = [entry.verb for entry in history(act.session, "series", series_id)]
    assert len(dates_of(stage, series_id)) == before
    assert sorted(verbs) == ["series.drafted", "series.opened"]


def test_a_first_date_that_is_left_out_moves_the_start(stage, cast):
    with stage.act(cast.dee) as act:
        series = draft_series(act, plan(cast))
        skip_dates(act, series, {date(2026, 12, 3), date(2026, 12, 17)})
        open_series(act, series)
        assert series.starts_on == date(2026, 12, 10)
    assert [row.start_local.date() for row in dates_of(stage, series.id)][:2] == [
        date(2026, 12, 10),
        date(2026, 12, 24),
    ]


def test_closed_weeks_and_holidays_are_left_out_for_two_years(stage, cast, moment):
    with stage.act() as act:
        from floortime.sitdowns.queries import default_programme

        default_programme(act.session).closed_weeks = ["2026-W53", "2028-W01"]
    opened(stage, cast, cadence="FREQ=WEEKLY;BYDAY=TH")
    moment.forward(minutes=2)
    (letter,) = deliver(stage)
    (event,) = calendar_of(letter.body).walk("VEVENT")
    left_out = [value.dt.date() for part in event["EXDATE"] for value in part.dts]
    assert left_out == [
        date(2026, 12, 31),
        date(2027, 5, 6),
        date(2028, 1, 6),
        date(2028, 4, 27),
        date(2028, 5, 25),
    ]


def test_after_so_many_counts_sitdowns_and_is_sent_as_until(stage, cast, moment):
    series_id = opened(
        stage, cast, cadence="FREQ=MONTHLY;BYDAY=1TH", ends_after=3, starts_on=date(2026, 11, 30)
    )
    assert [row.start_local.date() for row in dates_of(stage, series_id)] == [
        date(2026, 12, 3),
        date(2027, 1, 7),
        date(2027, 2, 4),
    ]
    moment.forward(minutes=2)
    (letter,) = deliver(stage)
    (event,) = calendar_of(letter.body).walk("VEVENT")
    assert event["RRULE"].to_ical() == b"FREQ=MONTHLY;UNTIL=20270204T213000Z;BYDAY=1TH"


def test_a_night_hour_goes_out_as_single_events(stage, cast, moment):
    series_id = opened(stage, cast, time_local=time(2, 30), ends_after=4)
    moment.forward(minutes=2)
    letters = deliver(stage)
    assert [letter.event for letter in letters] == ["sitdown_planned"] * 4
    assert len({letter.uid for letter in letters}) == 4
    events = [calendar_of(letter.body).walk("VEVENT")[0] for letter in letters]
    assert ["RRULE" in event for event in events] == [False] * 4
    assert [event["DTSTART"].dt for event in events] == [row.starts_at for row in dates_of(stage, series_id)]


def test_a_leader_without_an_address_gets_no_letter(stage, cast, moment):
    with stage.act() as act:
        act.session.get(type(cast.ada), cast.ada.id).mail_ok = False
    opened(stage, cast)
    moment.forward(minutes=2)
    assert deliver(stage) == []


def test_what_is_open_is_not_edited(stage, cast):
    series_id = opened(stage, cast)
    with pytest.raises(Refused), stage.act(cast.dee) as act:
        change_series(act, series_of(act, series_id), plan(cast, minutes=30))
    with pytest.raises(Refused), stage.act(cast.dee) as act:
        skip_dates(act, series_of(act, series_id), {date(2026, 12, 10)})


def test_a_series_without_a_date_is_refused(stage, cast):
    with pytest.raises(Refused), stage.act(cast.dee) as act:
        open_series(act, draft_series(act, plan(cast, starts_on=date(2027, 9, 2))))


def test_the_preview_says_what_speaks_against_a_date(stage, cast):
    opened(stage, cast, ends_after=1)
    with stage.act(cast.dee) as act:
        programme = act.session.get(type(cast.programme), cast.programme.id)
        other = Series(programme_id=programme.id, state="draft", skipped=["2026-12-10"])
        typed = plan(cast, starts_on=date(2026, 11, 26), time_local=time(23, 0), ends_on=date(2026, 12, 24))
        for name in typed.__struct_fields__:
            setattr(other, name, getattr(typed, name))
        programme.closed_weeks = ["2026-W52"]
        slots = preview(act.session, programme, other, act.today)
        assert [(slot.day, slot.left_out, slot.conflicts) for slot in slots] == [
            (date(2026, 11, 26), "", ("This is in 3 days, sooner than the notice of 7.",)),
            (
                date(2026, 12, 3),
                "",
                ("The leader already sits down with the night shift, Utrecht at 22:30.",),
            ),
            (date(2026, 12, 10), "skipped", ()),
            (date(2026, 12, 17), "", ()),
            (date(2026, 12, 24), "closed", ()),
        ]


def test_the_preview_knows_the_nights_on_which_clocks_change(stage, cast):
    with stage.act(cast.dee) as act:
        series = draft_series(
            act,
            plan(cast, cadence="FREQ=WEEKLY;BYDAY=SU", starts_on=date(2027, 3, 28), time_local=time(2, 30)),
        )
        programme = act.session.get(type(cast.programme), cast.programme.id)
        first = preview(act.session, programme, series, act.today)[0]
    assert first.left_out == "holiday"  # Easter Sunday, which the house keeps anyway
    with stage.act(cast.dee) as act:
        programme = act.session.get(type(cast.programme), cast.programme.id)
        programme.skip_holidays = False
        first = preview(act.session, programme, act.session.get(Series, series.id), act.today)[0]
    assert first.conflicts == ("This hour does not exist that night: the clocks go forward.",)


def test_the_leaders_calendar_holds_the_link_and_the_questions(stage, cast, moment):
    with stage.act() as act:
        act.session.get(
            type(cast.programme), cast.programme.id
        ).questions = "What slows you down?\nWho helped?"
    series_id = opened(stage, cast, ends_after=3)
    first = dates_of(stage, series_id)[0]
    with stage.act(cast.dee) as act:
        one = act.session.get(Sitdown, first.id)
        give_seat(act, one, act.session.get(type(cast.bo), cast.bo.id))
    moment.forward(minutes=3)
    said = {x.to_id: str(calendar_of(x.body).walk("VEVENT")[0]["DESCRIPTION"]) for x in deliver(stage)}
    assert said == {
        cast.ada.id: "Who comes, what is still owed, and the questions: open the page before you go.\n"
        f"http://localhost/series/{series_id}/brief\nWhat slows you down?\nWho helped?",
        cast.bo.id: "What stands in the way of good service, and what became of it. No preparation needed.",
    }
    with stage.act(cast.dee) as act:
        one = act.session.get(Sitdown, first.id)
        move_sitdown(act, one, start_local=first.start_local, place="Room 4", link="", reason="Paint.")
    moment.forward(minutes=3)
    (hers,) = [x for x in deliver(stage) if x.to_id == cast.ada.id]
    assert str(calendar_of(hers.body).walk("VEVENT")[0]["DESCRIPTION"]).split("\n")[1:] == [
        f"http://localhost/sitdowns/{first.id}/brief", "What slows you down?", "Who helped?",
    ]  # fmt: skip
