"""The exact bytes of messages and feeds."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from floortime.ical.values import (
    LAST,
    Event,
    Method,
    OutsideProfile,
    Party,
    Relation,
    RelType,
    Role,
    Rule,
    Status,
)
from floortime.ical.writing import calendar, event_bytes, feed, first_years

ORGANIZER = Party("Floortime, Nordvik", "floor@nordvik.example")
ADA = Party("Ada Berg", "ada@nordvik.example", role=Role.CHAIR, rsvp=True)
SERIES = Event(
    uid="7f3a@nordvik.example",
    sequence=0,
    stamp=datetime(2026, 11, 21, 12, 30, tzinfo=UTC),
    zone="Europe/Amsterdam",
    start_local=datetime(2026, 12, 3, 10),
    minutes=45,
    summary="Floor time · night shift, Utrecht",
    description="Next: Thursday 3 December.\nThree questions; one promise.",
    location="Room 3",
    url="https://nordvik.example/series/12",
    organizer=ORGANIZER,
    attendees=(ADA,),
    rule=Rule.weekly(3, interval=2, until=datetime(2027, 5, 20, 8, tzinfo=UTC)),
    exdates=(datetime(2026, 12, 31, 10),),
)
SEAT = replace(SERIES, rule=None, exdates=(), uid="seat-1@nordvik.example")

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Floortime//Sit-downs//EN\r\nCALSCALE:GREGORIAN\r\n"
AMSTERDAM = (
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Amsterdam\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:20250330T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"
    "BEGIN:STANDARD\r\nDTSTART:20251026T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"
    "END:VTIMEZONE\r\n"
)
WHEN = "DTSTART;TZID=Europe/Amsterdam:20261203T100000\r\nDTEND;TZID=Europe/Amsterdam:20261203T104500\r\n"
WORDS = (
    "DESCRIPTION:Next: Thursday 3 December.\\nThree questions\\; one promise.\r\n"
    "LOCATION:Room 3\r\nURL:https://nordvik.example/series/12\r\n"
)
BY = 'ORGANIZER;CN="Floortime, Nordvik":mailto:floor@nordvik.example\r\n'
TO_ADA = (
    "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=CHAIR;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Ad\r\n"
    " a Berg:mailto:ada@nordvik.example\r\n"
)


def test_a_series_is_requested():
    assert calendar([SERIES], method=Method.REQUEST).decode() == (
        HEAD
        + "METHOD:REQUEST\r\n"
        + AMSTERDAM
        + "BEGIN:VEVENT\r\nUID:7f3a@nordvik.example\r\nDTSTAMP:20261121T123000Z\r\nSEQUENCE:0\r\n"
        + WHEN
        + "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;UNTIL=20270520T080000Z\r\n"
        "EXDATE;TZID=Europe/Amsterdam:20261231T100000\r\n"
        "SUMMARY:Floor time · night shift\\, Utrecht\r\nSTATUS:CONFIRMED\r\n"
        + WORDS
        + BY
        + TO_ADA
        + "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def test_one_date_of_a_series_is_moved():
    moved = replace(
        SERIES,
        rule=None,
        exdates=(),
        sequence=3,
        recurrence_id=datetime(2026, 12, 17, 10),
        start_local=datetime(2026, 12, 18, 14, 30),
        description="",
        url="",
    )
    assert event_bytes(moved).decode() == (
        "BEGIN:VEVENT\r\nUID:7f3a@nordvik.example\r\nDTSTAMP:20261121T123000Z\r\nSEQUENCE:3\r\n"
        "DTSTART;TZID=Europe/Amsterdam:20261218T143000\r\nDTEND;TZID=Europe/Amsterdam:20261218T151500\r\n"
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20261217T100000\r\n"
        "SUMMARY:Floor time · night shift\\, Utrecht\r\nSTATUS:CONFIRMED\r\nLOCATION:Room 3\r\n"
        + BY
        + TO_ADA
        + "END:VEVENT\r\n"
    )


def test_one_date_of_a_series_is_cancelled():
    dropped = replace(
        SERIES,
        rule=None,
        exdates=(),
        sequence=4,
        recurrence_id=datetime(2026, 12, 17, 10),
        start_local=datetime(2026, 12, 17, 10),
        status=Status.CANCELLED,
        description="",
        location="",
        url="",
        comment="Ada is ill",
    )
    assert calendar([dropped], method=Method.CANCEL).decode() == (
        HEAD
        + "METHOD:CANCEL\r\n"
        + AMSTERDAM
        + "BEGIN:VEVENT\r\nUID:7f3a@nordvik.example\r\nDTSTAMP:20261121T123000Z\r\nSEQUENCE:4\r\n"
        "DTSTART;TZID=Europe/Amsterdam:20261217T100000\r\nDTEND;TZID=Europe/Amsterdam:20261217T104500\r\n"
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20261217T100000\r\n"
        "SUMMARY:Floor time · night shift\\, Utrecht\r\nSTATUS:CANCELLED\r\nCOMMENT:Ada is ill\r\n"
        + BY
        + TO_ADA
        + "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def test_a_single_event_in_utc_needs_no_zone():
    night = replace(
        SEAT,
        zone="UTC",
        start_local=datetime(2026, 12, 3, 1, 30),
        related_to=(Relation("7f3a@nordvik.example"), Relation("0e@nordvik.example", RelType.SIBLING)),
        last_modified=datetime(2026, 11, 20, 8, tzinfo=UTC),
        attendees=(),
    )
    assert calendar([night], method=Method.PUBLISH).decode() == (
        HEAD
        + "METHOD:PUBLISH\r\n"
        + "BEGIN:VEVENT\r\nUID:seat-1@nordvik.example\r\nDTSTAMP:20261121T123000Z\r\nSEQUENCE:0\r\n"
        "DTSTART:20261203T013000Z\r\nDTEND:20261203T021500Z\r\n"
        "SUMMARY:Floor time · night shift\\, Utrecht\r\nSTATUS:CONFIRMED\r\n"
        + WORDS
        + "LAST-MODIFIED:20261120T080000Z\r\n"
        "RELATED-TO:7f3a@nordvik.example\r\nRELATED-TO;RELTYPE=SIBLING:0e@nordvik.example\r\n"
        + BY
        + "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def test_a_feed_joins_stored_bytes_and_names_nobody():
    events = [SERIES, SEAT, replace(SEAT, zone="UTC", uid="night@nordvik.example")]
    parts = [event_bytes(event, attendees=False) for event in events]
    found = feed(parts, first_years(events), name="Floor time, Ada")
    assert found.decode() == (
        HEAD + "NAME:Floor time\\, Ada\r\nX-WR-CALNAME:Floor time\\, Ada\r\n"
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n"
        + AMSTERDAM
        + b"".join(parts).decode()
        + "END:VCALENDAR\r\n"
    )
    assert (found.count(b"ATTENDEE"), found.count(b"METHOD"), found.count(b"ada@")) == (0, 0, 0)


def test_a_zone_is_told_from_the_earliest_year_of_its_events():
    old = replace(SEAT, start_local=datetime(2024, 2, 1, 10))
    moved = replace(SEAT, start_local=datetime(2027, 1, 4, 10), recurrence_id=datetime(2026, 12, 31, 10))
    utc = replace(SEAT, zone="UTC", start_local=datetime(2025, 1, 1, 10))
    assert first_years([SERIES, moved]) == {"Europe/Amsterdam": 2026}
    assert first_years([moved, old, utc]) == {"Europe/Amsterdam": 2024, "UTC": 2025}


@pytest.mark.parametrize(
    ("rule", "first", "text"),
    [
        (Rule.weekly(3), datetime(2026, 12, 3, 10), "FREQ=WEEKLY;BYDAY=TH"),
        (Rule.monthly_weekday(1, 3), datetime(2026, 12, 3, 10), "FREQ=MONTHLY;BYDAY=1TH"),
        (Rule.monthly_weekday(LAST, 3), datetime(2026, 12, 31, 10), "FREQ=MONTHLY;BYDAY=-1TH"),
        (Rule.monthly_day(LAST), datetime(2027, 2, 28, 10), "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (Rule.monthly_day(3, interval=2), datetime(2026, 12, 3, 10), "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=3"),
    ],
)
def test_rules_as_calendars_read_them(rule, first, text):
    lines = event_bytes(replace(SERIES, rule=rule, start_local=first, exdates=())).decode().split("\r\n")
    assert [line for line in lines if line.startswith("RRULE")] == [f"RRULE:{text}"]


@pytest.mark.parametrize(
    "change",
    [
        {"start_local": datetime(2026, 12, 3, 1), "exdates": ()},
        {"start_local": datetime(2026, 12, 3, 3, 59), "exdates": ()},
        {"start_local": datetime(2026, 12, 3, 0, 30), "exdates": ()},
        {"start_local": datetime(2026, 12, 3, 23, 30), "minutes": 120, "exdates": ()},
        {"start_local": datetime(2026, 12, 4, 10), "exdates": ()},
        {"exdates": (datetime(2026, 12, 24, 10),)},
        {"exdates": (datetime(2026, 12, 17, 11),)},
        {"exdates": (datetime(2027, 6, 3, 10),)},
        {"rule": Rule.weekly(3, until=datetime(2026, 12, 3, 8, 59, tzinfo=UTC)), "exdates": ()},
        {"zone": "Asia/Gaza"},
        {"zone": "America/Havana"},
        {"zone": "Africa/Cairo", "start_local": datetime(2026, 12, 3, 0, 0), "minutes": 30, "exdates": ()},
        {"zone": "Asia/Gaza", "rule": None, "exdates": ()},
        {"rule": None, "exdates": (), "start_local": datetime(2027, 3, 28, 2, 30)},
        {"rule": None, "exdates": (), "start_local": datetime(2026, 10, 25, 2, 30)},
        {"rule": None, "exdates": (), "start_local": datetime(2026, 10, 25, 1, 30), "minutes": 60},
    ],
)
def test_what_calendars_read_differently_is_refused(change):
    with pytest.raises(OutsideProfile):
        event_bytes(replace(SERIES, **change))


def test_a_series_may_end_at_one_and_begin_at_four():
    at_four = replace(SERIES, start_local=datetime(2026, 12, 3, 4), exdates=())
    to_one = replace(SERIES, start_local=datetime(2026, 12, 3, 0, 15), exdates=())
    assert event_bytes(at_four).count(b"RRULE") == 1
    assert event_bytes(to_one).count(b"RRULE") == 1


def test_a_zone_that_cannot_be_told_is_refused_also_for_single_events():
    with pytest.raises(OutsideProfile):
        calendar([replace(SEAT, zone="Asia/Gaza")], method=Method.REQUEST)


@pytest.mark.parametrize(
    ("events", "method"),
    [
        ([], Method.REQUEST),
        ([SERIES, SEAT], Method.REQUEST),
        ([replace(SERIES, attendees=())], Method.REQUEST),
        ([replace(SERIES, organizer=None)], Method.REQUEST),
        ([SERIES], Method.CANCEL),
        ([SERIES], Method.PUBLISH),
        ([SERIES], None),
        ([replace(SEAT, attendees=(ADA, ORGANIZER))], Method.REPLY),
    ],
)
def test_a_message_that_breaks_its_method_is_refused(events, method):
    with pytest.raises(ValueError):
        calendar(events, method=method)


@pytest.mark.parametrize(
    "change",
    [
        {"uid": ""},
        {"uid": "a\r\nb"},
        {"url": "https://a.example/x y"},
        {"url": "https://a.example/\r\nATTENDEE:x"},
        {"attendees": (Party("Bo", "bo@x.example\r\nATTENDEE:mailto:eve@x.example"),)},
        {"attendees": (Party("Bo", ""),)},
    ],
)
def test_identifiers_are_never_repaired(change):
    with pytest.raises(ValueError):
        event_bytes(replace(SEAT, **change))


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": -1},
        {"minutes": 0},
        {"stamp": datetime(2026, 11, 21)},
        {"start_local": datetime(2026, 11, 21, tzinfo=UTC)},
        {"start_local": datetime(226, 11, 21)},
        {"recurrence_id": datetime(2026, 12, 3, 10)},
        {"rule": None},
    ],
)
def test_values_that_contradict_themselves_cannot_be_made(change):
    with pytest.raises(ValueError):
        replace(SERIES, **change)


@pytest.mark.parametrize(
    "make",
    [
        Rule,
        lambda: Rule.weekly(7),
        lambda: Rule.weekly(1, interval=0),
        lambda: Rule.monthly_weekday(5, 1),
        lambda: Rule.monthly_weekday(-2, 1),
        lambda: Rule.monthly_day(29),
        lambda: Rule.monthly_day(0),
        lambda: Rule(weekday=1, month_day=1),
        lambda: Rule(month_day=1, nth=1),
        lambda: Rule.weekly(1, until=datetime(2026, 12, 3, 10)),
    ],
)
def test_rules_that_contradict_themselves_cannot_be_made(make):
    with pytest.raises(ValueError):
        make()
