"""Any text becomes safe octets and comes back as it was cleaned."""

import re
import unicodedata
from datetime import UTC, datetime

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from floortime.ical.octets import clean, clean_line, escaped, folded, parameter, uri
from floortime.ical.values import Event, Party
from floortime.ical.writing import calendar, event_bytes

SEAT = Event(
    uid="0123456789abcdef0123456789abcdef@nordvik.example",
    sequence=0,
    stamp=datetime(2026, 11, 21, 12, 30, tzinfo=UTC),
    zone="Europe/Oslo",
    start_local=datetime(2026, 12, 3, 10),
    minutes=45,
    summary="Floor time",
)
NASTY = "\x00\r\n\n\r\t\x0b\x0c\x1b\x7f\x85\u2028\u2029\u202e\u2066\ud800\\;,:\"'^n 👩‍👩‍👧éÅ"
texts = st.one_of(
    st.text(st.characters(), max_size=300), st.text(st.sampled_from(NASTY + "abcn"), max_size=300)
)


@given(texts, st.integers(1, 400))
def test_clean_text_holds_nothing_unwanted_and_stays_clean(text, limit):
    found = clean(text, limit)
    assert len(found) <= limit
    assert clean(found, limit) == found
    unwanted = {c for c in found if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}}
    assert unwanted <= {"\n"}
    assert {
        c
        for c in found
        if unicodedata.bidirectional(c) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    } == set()
    assert "\n" not in clean_line(text, limit)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain · text", "plain · text"),
        ("a\r\nb\rc\nd\u2028e", "a\nb\nc\nd\ne"),
        ("tab\there", "tab here"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("bell\x07 nul\x00 c1\x9b", "bell nul c1"),
        ("family 👩‍👩‍👧, שלום", "family 👩‍👩‍👧, שלום"),
        ("123456789012", "123456789…"),
    ],
)
def test_cleaning(text, found):
    assert clean(text, 10 if text.startswith("123") else 100) == found


@given(texts)
def test_folding_cuts_on_character_borders_and_unfolds(text):
    line = "DESCRIPTION:" + escaped(clean(text, 8_000))
    found = folded(line)
    pieces = found.encode().split(b"\r\n")
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.decode().startswith(" ") for piece in pieces[1:])
    assert found.replace("\r\n ", "") == line
    assert all(len(piece) > 70 for piece in pieces[:-1])


@given(texts, texts, texts, texts)
@example("a" * 300, "b" * 9_000, "c;" * 200, NASTY)
@example("", NASTY, NASTY, "x:y\r\nATTENDEE:mailto:eve@x.example")
def test_what_people_type_comes_back_cleaned_and_breaks_no_line(summary, description, location, name):
    event = replace(
        SEAT,
        summary=summary,
        description=description,
        location=location,
        organizer=Party(name, "floor@nordvik.example"),
    )
    raw = event_bytes(event)
    assert re.search(rb"\r(?!\n)|(?<!\r)\n|[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", raw) is None
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    (read,) = icalendar.Calendar.from_ical(calendar([event])).events
    assert str(read["SUMMARY"]) == clean_line(summary, 255)
    assert str(read.get("DESCRIPTION", "")) == clean(description, 8_000)
    assert str(read.get("LOCATION", "")) == clean_line(location, 255)
    assert read["ORGANIZER"].params.get("CN", "") == parameter(name).strip('"')
    assert str(read["ORGANIZER"]) == "mailto:floor@nordvik.example"
    assert "ATTENDEE" not in read
    assert read.errors == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ada Berg", "Ada Berg"),
        ("Floortime, Nordvik", '"Floortime, Nordvik"'),
        ('Ada "the" Berg', "Ada 'the' Berg"),
        ("a:b\r\nc", '"a:b c"'),
        (" a^nb\\;c ", '"anb/;c"'),
        ("\r\n", ""),
        ("Åse Ødegård", "Åse Ødegård"),
    ],
)
def test_parameters_are_quoted_where_they_must(text, found):
    assert parameter(text) == found


@pytest.mark.parametrize("text", ["", "a b", "a\nb", "a\u202eb", "<a>", 'a"b', "a\\b", "a\u00a0b", "a\x7fb"])
def test_what_no_uri_may_hold_is_refused(text):
    with pytest.raises(ValueError, match="not a URI or mail address"):
        uri(text)
