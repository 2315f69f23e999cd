"""A published calendar read for busy times alone: events, series with their exceptions, free/busy, whole days, dirt."""

from datetime import UTC, datetime, timedelta

import icalendar
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st

from floortime.ical.busy import Frame, Taken, busy_times
from floortime.ical.zones import zone_of

FIRST, LAST = datetime(2026, 11, 23, tzinfo=UTC), datetime(2027, 5, 24, tzinfo=UTC)
AMSTERDAM = Frame("Europe/Amsterdam", FIRST, LAST)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])


def read(*parts: str, frame: Frame = AMSTERDAM) -> list[tuple[str, str]]:
    body = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + "".join(parts) + "END:VCALENDAR\r\n").encode()
    return [(f"{one.start:%Y-%m-%d %H:%M}", f"{one.end:%H:%M}") for one in busy_times(body, frame)]


def test_an_event_is_busy_from_its_start_to_its_end():
    told = event(
        "UID:a",
        "DTSTART;TZID=Europe/Amsterdam:20261203T140000",
        "DTEND;TZID=Europe/Amsterdam:20261203T150000",
    )
    assert read(told) == [("2026-12-03 13:00", "14:00")]
    assert read(event("UID:b", "DTSTART:20261203T140000Z", "DURATION:PT90M")) == [
        ("2026-12-03 14:00", "15:30")
    ]
    assert read(event("UID:c", "DTSTART;TZID=W. Europe Standard Time:20261203T140000", "DURATION:PT1H")) == [
        ("2026-12-03 13:00", "14:00")
    ]


def test_what_is_free_called_off_or_without_length_is_left_out():
    when = ("DTSTART:20261203T140000Z", "DURATION:PT1H")
    assert (
        read(
            event("UID:a", *when, "TRANSP:TRANSPARENT"),
            event("UID:b", *when, "STATUS:CANCELLED"),
            event("UID:c", *when, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"),
            event("UID:d", "DTSTART:20261203T140000Z"),
            event("UID:e", "DTSTART:20250101T140000Z", "DURATION:PT1H"),
            event("UID:f", "DTSTART:20291203T140000Z", "DURATION:PT1H"),
        )
        == []
    )


def test_a_whole_day_lasts_from_midnight_to_midnight_where_its_owner_is():
    assert read(event("UID:a", "DTSTART;VALUE=DATE:20261203")) == [("2026-12-02 23:00", "23:00")]
    weeks = busy_times(
        b"BEGIN:VCALENDAR\r\n" + event("UID:b", "DTSTART;VALUE=DATE:20270315", "DTEND;VALUE=DATE:20270405").encode()
        + b"END:VCALENDAR\r\n", AMSTERDAM,
    )  # fmt: skip
    assert weeks == (Taken(at("2027-03-14 23:00"), at("2027-04-04 22:00"), "b"),)


def test_a_series_that_began_years_ago_with_a_moved_a_cancelled_and_a_left_out_date():
    zone = ";TZID=Europe/Amsterdam:"
    found = read(
        event("UID:s", f"DTSTART{zone}20150105T090000", "DURATION:PT30M", "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261222T000000Z",
              f"EXDATE{zone}20261207T090000"),
        event("UID:s", "RECURRENCE-ID:20261130T080000Z", f"DTSTART{zone}20261201T160000", "DURATION:PT30M"),
        event("UID:s", f"RECURRENCE-ID{zone}20261214T090000", f"DTSTART{zone}20261214T090000", "DURATION:PT30M",
              "STATUS:CANCELLED"),
    )  # fmt: skip
    assert found == [
        ("2026-11-23 08:00", "08:30"),
        ("2026-12-01 15:00", "15:30"),
        ("2026-12-21 08:00", "08:30"),
    ]


def test_free_busy_in_all_its_forms():
    told = """BEGIN:VFREEBUSY
FREEBUSY:20261203T140000Z/20261203T150000Z,20261204T140000Z/PT2H,nonsense
FREEBUSY;FBTYPE=FREE:20261205T140000Z/PT1H
FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261206T140000Z/PT1H
END:VFREEBUSY
"""
    assert read(told) == [
        ("2026-12-03 14:00", "15:00"),
        ("2026-12-04 14:00", "16:00"),
        ("2026-12-06 14:00", "15:00"),
    ]


def test_one_event_that_cannot_be_read_takes_no_other_with_it():
    good = event("UID:g", "DTSTART:20261203T140000Z", "DURATION:PT1H")
    bad = [
        event("UID:1", "DTSTART:yesterday", "DURATION:PT1H"),
        event("UID:2", "DTSTART:20261203T140000Z", "DURATION:PT1H", "RRULE:FREQ=SECONDLY;INTERVAL=0"),
        event("UID:3", "DTSTART;TZID=Nowhere/Land:20261203T140000", "DURATION:PT1H"),
        event("UID:4", "DTSTART:20261203T140000Z", "DTEND:20261203T130000Z"),
        event("UID:5", "DTSTART:19710203T140000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        event("UID:6", "DTSTART:20261203T140000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=9999;BYMONTHDAY=31;BYMONTH=2"),
    ]  # fmt: skip
    assert read(*bad, good) == [("2026-12-03 14:00", "15:00")]


@given(
    st.dates(datetime(2015, 1, 1).date(), datetime(2027, 4, 1).date()),
    st.integers(0, 23),
    st.sampled_from(
        ["", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=2TU",
         "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=YEARLY", "FREQ=WEEKLY;COUNT=700", "FREQ=DAILY;UNTIL=20270101T000000Z"]
    ),
    st.sampled_from(["Europe/Amsterdam", "America/New_York", "Australia/Sydney"]),
)  # fmt: skip
def test_it_agrees_with_an_independent_reader(day, hour, rule, zone):
    told = icalendar.Event()
    told.add("uid", "h")
    start = datetime(day.year, day.month, day.day, hour, 15, tzinfo=zone_of(zone))
    told.add("dtstart", start)
    told.add("duration", timedelta(minutes=45))
    if rule:
        told["rrule"] = icalendar.vRecur.from_ical(rule)
    whole = icalendar.Calendar()
    whole.add("prodid", "x")
    whole.add("version", "2.0")
    whole.add_component(told)
    ours = [one.start for one in busy_times(whole.to_ical(), AMSTERDAM)]
    theirs = sorted(
        one["DTSTART"].dt.astimezone(UTC) for one in recurring_ical_events.of(whole).between(FIRST, LAST)
    )
    # RFC 5545 §3.8.5.3: DTSTART counts as an instance; readers differ where the rule does not hit it.
    begins = start.astimezone(UTC)
    assert [one for one in ours if one != begins] == [one for one in theirs if one != begins]
