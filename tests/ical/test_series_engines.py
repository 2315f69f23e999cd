"""Series in the profile mean the same instants to us, to dateutil and to recurring-ical-events."""

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import icalendar
import recurring_ical_events
from dateutil import tz
from dateutil.rrule import rruleset, rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from floortime.ical.profile import series_fits
from floortime.ical.values import Event, Method, Party
from floortime.ical.writing import calendar
from floortime.sitdowns.recurrence import (
    MonthlyLast,
    MonthlyNth,
    Weekly,
    dates,
    skipped,
    starts_at,
    to_rule,
)

ZONES = (
    "Europe/Amsterdam",
    "Europe/Dublin",
    "America/New_York",
    "America/Santiago",
    "America/Nuuk",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Jerusalem",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "America/Sao_Paulo",  # gave up summer time in 2019
    "Europe/Istanbul",  # in 2016
    "Asia/Amman",  # in 2022
)
ORGANIZER = Party("Floortime", "floor@nordvik.example")
ADA = Party("Ada", "ada@nordvik.example", rsvp=True)

weekdays = st.integers(0, 6)
cadences = st.one_of(
    st.builds(Weekly, weekdays, st.integers(1, 6)),
    st.builds(MonthlyNth, st.integers(1, 4), weekdays),
    st.builds(MonthlyLast, weekdays),
)
times = st.builds(time, st.integers(4, 23), st.sampled_from([0, 15, 30]))


@st.composite
def series(draw):
    """A series over at least one year: its master, moved dates, and the instants at which it meets."""
    cadence, zone, at = draw(cadences), draw(st.sampled_from(ZONES)), draw(times)
    start = draw(st.dates(date(2026, 11, 21), date(2030, 1, 1)))
    minutes = draw(st.sampled_from([15, 45, 60]))
    closed = draw(st.sets(st.integers(0, 6), max_size=2))
    horizon = start + timedelta(days=500)

    def skip(day: date) -> bool:
        return day.toordinal() // 7 % 7 in closed

    end = draw(st.sampled_from(["never", "count", "until"]))
    ends = {"count": {"count": draw(st.integers(1, 9))}, "until": {"until": start + timedelta(days=430)}}
    ends = ends.get(end, {})
    real = list(dates(cadence, start, skip=skip, horizon=horizon, **ends))
    if not real or not series_fits(zone, datetime.combine(real[0], at), minutes):
        return None
    master = Event(
        uid="series@nordvik.example",
        sequence=1,
        stamp=datetime(2026, 11, 21, 12, tzinfo=UTC),
        zone=zone,
        start_local=datetime.combine(real[0], at),
        minutes=minutes,
        summary="Floor time",
        organizer=ORGANIZER,
        attendees=(ADA,),
        rule=to_rule(cadence, start, at, zone, skip=skip, **ends),
        exdates=tuple(
            datetime.combine(day, at) for day in skipped(cadence, start, skip=skip, horizon=horizon, **ends)
        ),
    )
    dropped = draw(st.sets(st.sampled_from(real), max_size=3))
    real = [day for day in real if day not in dropped]
    if not real:
        return None
    master = replace(master, exdates=(*master.exdates, *(datetime.combine(day, at) for day in dropped)))
    moved = draw(st.sets(st.sampled_from(real), max_size=3))
    return master, [moved_to_next_day(master, datetime.combine(day, at)) for day in sorted(moved)], real


def moved_to_next_day(master: Event, slot: datetime) -> Event:
    """One date of a series, moved."""
    to = datetime.combine(slot.date() + timedelta(days=1), time(13, 45))
    return replace(master, rule=None, exdates=(), recurrence_id=slot, start_local=to)


def meets(made) -> list[datetime]:
    """When we say that a series meets."""
    master, overrides, real = made
    at = master.start_local.time()
    moved = {event.recurrence_id.date(): event.start_local for event in overrides}
    return sorted(starts_at(moved.get(day, datetime.combine(day, at)), master.zone) for day in real)


def rule_line(raw: bytes) -> str:
    """The RRULE of the series, which comes after those of its zone."""
    lines = raw.decode().replace("\r\n ", "").split("\r\n")
    return [line for line in lines if line.startswith("RRULE:")][-1]


def recurring_ical_events_agrees(made) -> None:
    """The whole calendar, moved dates and all."""
    master, overrides, _real = made
    ours, raw = meets(made), calendar([master, *overrides], method=Method.REQUEST)
    read = icalendar.Calendar.from_ical(raw)
    after, before = ours[0] - timedelta(days=3), ours[-1] + timedelta(days=3)
    found = recurring_ical_events.of(read).between(after, before)
    starts = sorted(event.start.astimezone(UTC) for event in found)
    assert [moment for moment in starts if moment <= ours[-1]] == ours
    assert {event.end - event.start for event in found} == {timedelta(minutes=master.minutes)}


def dateutil_agrees(made) -> None:
    """It expands rules, by our own VTIMEZONE; what is called off or moved away is left out, where it went put in."""
    master, overrides, _real = made
    raw = calendar([master, *overrides], method=Method.REQUEST)
    told = tz.tzical(StringIO(raw.decode().replace("\r\n", "\n"))).get(master.zone)
    dates_of = rruleset()
    dates_of.rrule(rrulestr(rule_line(raw), dtstart=master.start_local.replace(tzinfo=told)))
    for wall in (*master.exdates, *(event.recurrence_id for event in overrides)):
        dates_of.exdate(wall.replace(tzinfo=told))
    for event in overrides:
        dates_of.rdate(event.start_local.replace(tzinfo=told))
    span = master.start_local.replace(tzinfo=told), last_wall(made).replace(tzinfo=told)
    assert [moment.astimezone(UTC) for moment in dates_of.between(*span, inc=True)] == meets(made)


def last_wall(made) -> datetime:
    """Up to where it is reckoned: a date moved to the next day comes before the rule's next one."""
    master, overrides, real = made
    walls = (event.start_local for event in overrides)
    return max([datetime.combine(real[-1], master.start_local.time()), *walls])


@settings(max_examples=60, deadline=None)
@given(series().filter(bool))
def test_recurring_ical_events_and_dateutil_agree(made):
    recurring_ical_events_agrees(made)
    dateutil_agrees(made)
