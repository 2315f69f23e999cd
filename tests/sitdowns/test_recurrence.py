"""Cadences and their dates: examples a chief of staff would recognise."""

from datetime import UTC, date, datetime, time

import pytest

from floortime.ical.values import LAST, Rule
from floortime.sitdowns.recurrence import (
    BadCadence,
    CadenceWords,
    MonthlyLast,
    MonthlyNth,
    Weekly,
    clock_change,
    dates,
    from_text,
    in_words,
    skipped,
    starts_at,
    to_rule,
    to_text,
)

MONDAY, THURSDAY, FRIDAY = 0, 3, 4
FAR = date(2028, 12, 31)


@pytest.mark.parametrize(
    ("cadence", "text", "words"),
    [
        (Weekly(THURSDAY), "FREQ=WEEKLY;BYDAY=TH", CadenceWords("weekly", 1, None, 3)),
        (Weekly(MONDAY, 2), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", CadenceWords("every_n_weeks", 2, None, 0)),
        (MonthlyNth(2, FRIDAY), "FREQ=MONTHLY;BYDAY=2FR", CadenceWords("monthly_nth", 1, 2, 4)),
        (MonthlyLast(FRIDAY), "FREQ=MONTHLY;BYDAY=-1FR", CadenceWords("monthly_last", 1, None, 4)),
    ],
)
def test_a_cadence_is_stored_as_text_and_told_as_data(cadence, text, words):
    assert to_text(cadence) == text
    assert from_text(text) == cadence
    assert in_words(cadence) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=TH ",
        "freq=weekly;byday=th",
        "FREQ=WEEKLY;INTERVAL=1;BYDAY=TH",
        "FREQ=WEEKLY;INTERVAL=0;BYDAY=TH",
        "FREQ=WEEKLY;INTERVAL=53;BYDAY=TH",
        "FREQ=WEEKLY;INTERVAL=²;BYDAY=TH",
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=MONTHLY;BYDAY=5FR",
        "FREQ=MONTHLY;BYDAY=-2FR",
        "FREQ=DAILY;BYDAY=TH",
        "FREQ=WEEKLY;BYDAY=TH\n",
    ],
)
def test_any_other_text_is_no_cadence(text):
    with pytest.raises(BadCadence):
        from_text(text)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Weekly(7),
        lambda: Weekly(MONDAY, 0),
        lambda: Weekly(MONDAY, 53),
        lambda: MonthlyNth(5, MONDAY),
        lambda: MonthlyNth(0, MONDAY),
        lambda: MonthlyLast(-1),
    ],
)
def test_a_cadence_out_of_range_cannot_be_made(make):
    with pytest.raises(BadCadence):
        make()


def test_every_second_thursday_begins_on_the_first_thursday():
    found = list(dates(Weekly(THURSDAY, 2), date(2026, 11, 30), horizon=date(2026, 12, 31)))
    assert found == [date(2026, 12, 3), date(2026, 12, 17), date(2026, 12, 31)]


def test_monthly_dates_leave_out_what_lies_before_the_start():
    found = list(dates(MonthlyNth(1, MONDAY), date(2026, 11, 10), horizon=date(2027, 2, 28)))
    assert found == [date(2026, 12, 7), date(2027, 1, 4), date(2027, 2, 1)]
    found = list(dates(MonthlyLast(FRIDAY), date(2026, 11, 27), until=date(2027, 1, 28), horizon=FAR))
    assert found == [date(2026, 11, 27), date(2026, 12, 25)]


def test_after_n_counts_sit_downs_and_not_skipped_dates():
    holidays = {date(2026, 12, 24), date(2026, 12, 31)}
    found = list(
        dates(Weekly(THURSDAY), date(2026, 12, 17), count=3, skip=holidays.__contains__, horizon=FAR)
    )
    assert found == [date(2026, 12, 17), date(2027, 1, 7), date(2027, 1, 14)]


def test_a_skipped_first_date_moves_the_beginning_and_keeps_the_beat():
    found = list(
        dates(
            Weekly(THURSDAY, 2),
            date(2026, 12, 24),
            skip={date(2026, 12, 24)}.__contains__,
            horizon=date(2027, 1, 31),
        )
    )
    assert found == [date(2027, 1, 7), date(2027, 1, 21)]


def test_left_out_are_only_dates_between_the_first_and_the_last():
    closed = {date(2026, 12, 3), date(2026, 12, 17), date(2026, 12, 31)}
    found = skipped(
        Weekly(THURSDAY),
        date(2026, 12, 3),
        until=date(2026, 12, 31),
        skip=closed.__contains__,
        horizon=FAR,
    )
    assert list(found) == [date(2026, 12, 17)]
    found = skipped(Weekly(THURSDAY), date(2026, 12, 3), skip=closed.__contains__, horizon=date(2026, 12, 31))
    assert list(found) == [date(2026, 12, 17), date(2026, 12, 31)]
    found = skipped(
        Weekly(THURSDAY), date(2026, 12, 3), count=2, skip=closed.__contains__, horizon=date(2027, 3, 1)
    )
    assert list(found) == [date(2026, 12, 17)]


def test_a_series_that_never_meets_leaves_nothing_out():
    assert list(skipped(Weekly(THURSDAY), date(2026, 12, 3), skip=lambda _day: True, horizon=FAR)) == []


def test_both_kinds_of_end_become_until():
    at = time(10, 0)
    rule = to_rule(Weekly(THURSDAY), date(2026, 12, 3), at, "Europe/Amsterdam", count=2)
    assert rule == Rule.weekly(THURSDAY, until=datetime(2026, 12, 10, 9, tzinfo=UTC))
    rule = to_rule(MonthlyLast(FRIDAY), date(2027, 3, 1), at, "Europe/Amsterdam", until=date(2027, 4, 15))
    assert rule == Rule.monthly_weekday(LAST, FRIDAY, until=datetime(2027, 3, 26, 9, tzinfo=UTC))
    rule = to_rule(MonthlyNth(3, MONDAY), date(2027, 3, 1), at, "Europe/Amsterdam")
    assert rule == Rule.monthly_weekday(3, MONDAY)


def test_until_is_the_last_date_that_is_held():
    rule = to_rule(
        Weekly(THURSDAY, 2),
        date(2026, 12, 3),
        time(10, 0),
        "Europe/Amsterdam",
        until=date(2026, 12, 31),
        skip={date(2026, 12, 31)}.__contains__,
    )
    assert rule == Rule.weekly(THURSDAY, interval=2, until=datetime(2026, 12, 17, 9, tzinfo=UTC))


@pytest.mark.parametrize("end", [{"count": 3}, {"until": date(2027, 12, 31)}])
def test_a_series_that_never_meets_has_no_rule(end):
    with pytest.raises(ValueError, match="every date of this series is skipped"):
        to_rule(
            Weekly(THURSDAY),
            date(2026, 12, 3),
            time(10, 0),
            "Europe/Amsterdam",
            skip=lambda _day: True,
            **end,
        )


@pytest.mark.parametrize("end", [{"count": 0}, {"count": 2, "until": date(2027, 1, 1)}])
def test_contradicting_ends_are_refused(end):
    with pytest.raises(ValueError, match="a series "):
        dates(Weekly(THURSDAY), date(2026, 12, 3), horizon=FAR, **end)


@pytest.mark.parametrize(
    ("local", "zone", "instant", "change"),
    [
        (datetime(2026, 12, 3, 10), "Europe/Amsterdam", datetime(2026, 12, 3, 9, tzinfo=UTC), None),
        (datetime(2027, 3, 28, 2, 30), "Europe/Amsterdam", datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "gap"),
        (
            datetime(2026, 10, 25, 2, 30),
            "Europe/Amsterdam",
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            "fold",
        ),
        (
            datetime(2026, 10, 4, 2, 15),
            "Australia/Lord_Howe",
            datetime(2026, 10, 3, 15, 45, tzinfo=UTC),
            "gap",
        ),
        (datetime(2026, 10, 25, 2, 30), "Asia/Kolkata", datetime(2026, 10, 24, 21, tzinfo=UTC), None),
    ],
)
def test_wall_times_become_instants_and_clock_changes_are_seen(local, zone, instant, change):
    assert starts_at(local, zone) == instant
    assert clock_change(local, zone) == change


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../zones", "localtime", "Europe"])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(ValueError, match="no time zone is called"):
        starts_at(datetime(2026, 12, 3, 10), zone)


@pytest.mark.parametrize("ask", [starts_at, clock_change])
def test_an_instant_is_no_wall_time(ask):
    with pytest.raises(ValueError, match="a wall time is naive"):
        ask(datetime(2026, 12, 3, 10, tzinfo=UTC), "Europe/Oslo")
