"""Cadences against an independent engine, and the laws that hold for every series."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from floortime.ical.tzif import names
from floortime.ical.zones import zone_of
from floortime.sitdowns.recurrence import (
    MonthlyLast,
    MonthlyNth,
    Weekly,
    clock_change,
    dates,
    from_text,
    skipped,
    starts_at,
    to_rule,
    to_text,
)

weekdays = st.integers(0, 6)
cadences = st.one_of(
    st.builds(Weekly, weekdays, st.integers(1, 52)),
    st.builds(MonthlyNth, st.integers(1, 4), weekdays),
    st.builds(MonthlyLast, weekdays),
)
days = st.dates(date(2024, 1, 1), date(2035, 12, 31))
spans = st.integers(0, 1_500).map(lambda n: timedelta(days=n))
skips = st.sets(st.integers(0, 4)).map(lambda closed: lambda day: day.toordinal() // 7 % 5 in closed)


@given(cadences)
def test_text_form_round_trips(cadence):
    assert from_text(to_text(cadence)) == cadence


@given(cadences, days, spans)
def test_dates_are_those_dateutil_finds(cadence, start, span):
    ours = list(dates(cadence, start, horizon=start + span))
    first = next(dates(cadence, start, horizon=start + timedelta(days=400)))
    theirs = rrulestr(to_text(cadence), dtstart=datetime.combine(first, time(12)))
    end = datetime.combine(start + span, time(23))
    assert ours == [moment.date() for moment in theirs.between(datetime.min, end, inc=True)]
    assert first - start < timedelta(days=35)


@given(cadences, days, spans, skips)
def test_real_and_left_out_dates_together_are_the_beat(cadence, start, span, skip):
    horizon = start + span
    beat = list(dates(cadence, start, horizon=horizon))
    real = list(dates(cadence, start, skip=skip, horizon=horizon))
    left_out = list(skipped(cadence, start, skip=skip, horizon=horizon))
    assert real == [day for day in beat if not skip(day)]
    assert left_out == [day for day in beat if skip(day) and real and day > real[0]]


@given(cadences, days, st.integers(1, 30), skips)
def test_after_n_meets_n_times_and_until_the_last_of_them(cadence, start, count, skip):
    horizon = start + timedelta(days=366 * 5)
    real = list(dates(cadence, start, count=count, skip=skip, horizon=horizon))
    assert len(real) <= count
    assert all(a < b for a, b in pairwise(real))
    if len(real) == count:
        rule = to_rule(cadence, start, time(10), "Europe/Stockholm", count=count, skip=skip)
        assert rule.until == starts_at(datetime.combine(real[-1], time(10)), "Europe/Stockholm")
        by_date = list(dates(cadence, start, until=real[-1], skip=skip, horizon=horizon))
        assert by_date == real


@given(cadences, days, spans)
def test_a_longer_horizon_only_adds_at_the_end(cadence, start, span):
    short = list(dates(cadence, start, horizon=start + span))
    long = list(dates(cadence, start, horizon=start + span + timedelta(days=200)))
    assert long[: len(short)] == short


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31)).map(lambda d: d.replace(microsecond=0)),
    st.sampled_from(sorted(names())),
)
def test_a_plain_wall_time_round_trips_and_a_missing_one_moves_forward(local, zone):

    instant = starts_at(local, zone)
    assert instant.tzinfo is UTC
    back = instant.astimezone(zone_of(zone)).replace(tzinfo=None, fold=0)
    if clock_change(local, zone) == "gap":
        assert back > local
    else:
        assert back == local
