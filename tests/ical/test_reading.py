"""What other people's calendar programs write, read as what they say; and what is refused before it does harm."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floortime.errors import Malformed
from floortime.ical.reading import read_message
from floortime.ical.rules import instances
from floortime.ical.values import Method, PartStat
from tests.mailroom.letters import calendar, event, reply

WEST_EUROPE = (
    "BEGIN:VTIMEZONE\r\nTZID:{name}\r\n"
    "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
)


def only(body: bytes, **more):
    (found,) = read_message(body, **more).events
    return found


def test_an_answer_of_outlook_without_organizer_and_with_a_windows_zone():
    body = calendar(
        event(
            ATTENDEE=";PARTSTAT=ACCEPTED;CN=Bo Nordvik:MAILTO:Bo@Nordvik.example",
            UID="abc@nordvik.example",
            DTSTART=";TZID=Romance Standard Time:20261203T100000",
            RECURRENCE_ID=";TZID=Romance Standard Time:20261203T100000",
            DTSTAMP="20261124T080000Z",
            SEQUENCE="2",
        ),
        more=WEST_EUROPE.format(name="Romance Standard Time"),
    )
    found = only(body)
    assert (found.organizer, found.sequence, found.stamp) == (
        None,
        2,
        datetime(2026, 11, 24, 8, tzinfo=UTC),
    )
    assert found.recurrence_id.instant == datetime(2026, 12, 3, 9, tzinfo=UTC)
    (attendee,) = found.attendees
    assert (attendee.addresses, attendee.partstat, attendee.party.cn) == (
        ("bo@nordvik.example",),
        PartStat.ACCEPTED,
        "Bo Nordvik",
    )


@pytest.mark.parametrize(("day", "offset"), [("20261203", 1), ("20260702", 2)])
def test_a_zone_known_by_its_offsets_alone(day, offset):
    body = calendar(
        event(UID="a@b", DTSTART=f";TZID=Our office:{day}T100000"),
        more=WEST_EUROPE.format(name="Our office"),
    )
    assert only(body).start.instant == datetime.strptime(day + "10+0000", "%Y%m%d%H%z") - timedelta(
        hours=offset
    )


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("/freeassociation.sourceforge.net/Europe/Oslo", "Europe/Oslo"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("europe/stockholm", "Europe/Stockholm"),
        ("/citadel.org/20210210_1/America/Argentina/Salta", "America/Argentina/Salta"),
    ],
)
def test_names_of_zones(name, zone):
    assert only(calendar(event(UID="a@b", DTSTART=f";TZID={name}:20261203T100000"))).start.zone == zone


def test_latin_1_and_quoted_printable_that_nobody_undid():
    latin = (
        reply("a@b", "bo@nordvik.example", "DECLINED", SUMMARY="Möte på golvet").decode().encode("latin-1")
    )
    assert only(latin).summary == "Möte på golvet"
    quoted = (
        reply("a@b", "bo@nordvik.example", "DECLINED")
        .replace(b"=", b"=3D")
        .replace(b"BEGIN:VEVENT", b"BEGIN:VEV=\r\nENT")
    )
    assert only(quoted).attendees[0].partstat is PartStat.DECLINED


def test_bare_newlines_a_bom_and_lines_that_are_none():
    dirty = b"\xef\xbb\xbf" + reply("a@b", "bo@nordvik.example", "TENTATIVE").replace(b"\r\n", b"\n")
    dirty = dirty.replace(b"SEQUENCE", b"Junk without a colon\n;;;:x\nSEQUENCE")
    assert only(dirty).attendees[0].partstat is PartStat.TENTATIVE


def test_the_method_in_the_body_wins_and_else_the_mime_type_says_it():
    body = reply("a@b", "bo@nordvik.example", "ACCEPTED")
    assert read_message(body, method="REQUEST").method is Method.REPLY
    bare = body.replace(b"METHOD:REPLY\r\n", b"")
    assert (read_message(bare, method="reply").method, read_message(bare).method) == (Method.REPLY, None)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=3",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=WEEKLY;COUNT=10000000000",
        "FREQ=WEEKLY;COUNT=2;UNTIL=20270101",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=DAILY",
        "FREQ=YEARLY;BYYEARDAY=1",
        "FREQ=WEEKLY;BYDAY=1MO",
        "INTERVAL=2",
        "FREQ=MONTHLY;BYMONTHDAY=40",
    ],
)
def test_a_rule_outside_the_grammar_is_never_expanded(rule):
    found = only(calendar(event(UID="a@b", DTSTART="20261203T100000Z", RRULE=rule), method="REQUEST"))
    assert (found.slots, found.unsupported) == ((), "repetition")


def test_a_rule_inside_it_gives_its_dates_within_ten_years():
    start = datetime(2026, 12, 3, 10)
    assert instances("FREQ=WEEKLY;COUNT=3", start, "Europe/Oslo") == tuple(
        start + timedelta(weeks=n) for n in range(3)
    )
    assert len(instances("FREQ=WEEKLY", start, "Europe/Oslo")) == 522
    assert instances("FREQ=WEEKLY;UNTIL=20261210T090000Z", start, "Europe/Oslo") == (
        start,
        start + timedelta(weeks=1),
    )
    assert instances("FREQ=MONTHLY;BYDAY=-1TH;UNTIL=20270131", start, "UTC")[1:] == (
        datetime(2026, 12, 31, 10),
        datetime(2027, 1, 28, 10),
    )
    assert instances("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", start, "UTC") == (start,)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        calendar(),
        calendar(event(UID="a@b")) * 2,
        calendar(event(UID="")),
        calendar(event(UID="a\x07b")),
        calendar(event(UID="a@b"), event(UID="c@d")),
        calendar(event(UID="a@b", DTSTART="20269999T000000Z")),
        calendar(event(UID="a@b", DTSTART=";TZID=Nowhere:20261203T100000")),
        calendar(event(UID="a@b", DTSTART="20261203T100000Z", DTEND="20261203T090000Z")),
        calendar(event(UID="a@b", ATTENDEE=[f":mailto:a{n}@b.example" for n in range(501)])),
        calendar(*[event(UID="a@b")] * 201),
        calendar(event(UID="a@b"), method="FORGET"),
        calendar("BEGIN:A\r\n" * 9),
        b"x" * (1024 * 1024 + 1),
    ],
)
def test_what_cannot_be_read_says_so(body):
    with pytest.raises(Malformed):
        read_message(body)


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 400))
def test_no_bytes_raise_anything_else(noise, at, until):
    body = reply(
        "a@b", "bo@nordvik.example", "ACCEPTED", DTSTART=";TZID=Romance Standard Time:20261203T100000"
    )
    for dirty in (noise, body[:at] + noise + body[until:]):
        try:
            read_message(dirty)
        except Malformed:
            continue
