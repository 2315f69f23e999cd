"""COUNTER without a RECURRENCE-ID: another time for a whole series, read, shown, taken as an edit, or declined."""

import re
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes
from email.policy import default as modern

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floortime.ical.incoming import Moment, Told
from floortime.ical.rules import instances
from floortime.sitdowns import recurrence
from floortime.sitdowns.actions import add_member, hold_sitdown
from floortime.sitdowns.model import Series, Sitdown
from floortime.sitdowns.recurrence import MonthlyLast, MonthlyNth, Weekly, to_text
from floortime.sitdowns.replies.retiming import retime_of
from tests.builders import post
from tests.sitdowns.attendee import calendar_of, deliver
from tests.sitdowns.plans import dates_of, row, series_of
from tests.sitdowns.test_counters import proposals, says
from tests.sitdowns.test_replies import Table

AMSTERDAM = ";TZID=Europe/Amsterdam:"
TUESDAYS = {"RRULE": "FREQ=WEEKLY;BYDAY=TU", "DTEND": f"{AMSTERDAM}20261201T214500"}


@pytest.fixture
def table(stage, cast, moment) -> Table:
    return Table(stage, cast, moment)


def wants(table, who, start="20261201T210000", **more):
    uid = table.event("series").uid
    return says(table, who, f"{AMSTERDAM}{start}", uid=uid, **{**TUESDAYS, **more})


def filled(page: str) -> dict[str, str]:
    """The hidden fields of the page before the button."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def test_it_is_shown_with_what_speaks_against_it_and_taken_as_an_edit(table, cast, stage, signed_in, moment):
    with stage.act(cast.dee, for_id=cast.ada.id) as act:
        add_member(act, series_of(act, table.series), row(act, type(cast.bo), cast.colleagues[1].id))
    moment.forward(minutes=5)
    deliver(stage)
    assert wants(table, cast.ada, COMMENT="Thursdays are full") == ("applied", "countered_series")
    assert proposals(stage) == [(cast.ada.id, datetime(2026, 12, 1, 20, tzinfo=UTC), "open")]
    chief = signed_in(cast.dee)
    assert "Another time is proposed for the whole series" in chief.get("/programme").text
    for page in (f"/series/{table.series}", f"/sitdowns/{table.id}"):
        text = chief.get(page).text
        assert ("“Thursdays are full”" in text, "every Tuesday at 21:00" in text) == (True, True), page
    url = f"/series/{table.series}/change?proposal=1"
    assert post(chief, f"/sitdowns/{table.id}/proposals/1/take").headers["Location"] == url
    look = chief.get(url).text
    assert ("every Tuesday at 21:00" in look, "people will get a changed invitation: " in look) == (
        True,
        True,
    )
    assert 'value="Moved by the leader."' in look
    sent = post(chief, url, {**filled(look), "step": "send", "why": "Moved by the leader."}, page=url)
    assert (sent.status_code, proposals(stage)[0][2]) == (303, "accepted")
    rows = dates_of(stage, table.series)
    assert {(one.start_local.weekday(), one.start_local.time(), one.minutes) for one in rows} == {
        (1, time(21), 45)
    }
    moment.forward(minutes=3)
    assert {(one.to_id, one.event, one.method) for one in deliver(stage)} == {
        (cast.ada.id, "series_edited", "REQUEST"),
        (cast.colleagues[1].id, "series_edited", "REQUEST"),
        (cast.bo.id, "sitdown_moved", "REQUEST"),
        (cast.colleagues[0].id, "sitdown_moved", "REQUEST"),
    }
    assert "Other times proposed" not in chief.get(f"/series/{table.series}").text


def test_where_something_was_held_the_rest_goes_on_as_its_sibling(table, cast, stage, signed_in, moment):
    first = dates_of(stage, table.series)[0]
    moment.at = first.starts_at + timedelta(hours=2)
    with stage.act(cast.ada) as act:
        hold_sitdown(act, row(act, Sitdown, first.id), attended={cast.bo.id})
    stamp = f"{moment.at:%Y%m%dT%H%M%SZ}"
    assert wants(table, cast.ada, start="20261208T210000", stamp=stamp, DTEND=f"{AMSTERDAM}20261208T214500") == (
        "applied", "countered_series",
    )  # fmt: skip
    chief, url = signed_in(cast.dee), f"/series/{table.series}/change?proposal=1"
    look = chief.get(url).text
    assert "from 8 December on it goes on as a new one" in look
    post(chief, url, {**filled(look), "step": "send", "why": "So we meet."}, page=url)
    with stage.db.reading() as session:
        old, new = session.get(Series, table.series), session.get(Series, table.series + 1)
    assert (old.state, new.split_of_id, new.cadence) == ("ended", old.id, "FREQ=WEEKLY;BYDAY=TU")
    assert proposals(stage)[0][2] == "accepted"


def test_it_is_left_with_a_declinecounter_for_the_series(table, cast, stage, signed_in):
    wants(table, cast.ada)
    chief = signed_in(cast.dee)
    post(chief, f"/sitdowns/{table.id}/proposals/1/leave")
    (letter,) = deliver(stage)
    told = calendar_of(letter.body)
    (one,) = told.walk("VEVENT")
    assert (letter.event, str(told["METHOD"]), str(one["UID"]), "RECURRENCE-ID" in one) == (
        "series_proposal_declined", "DECLINECOUNTER", table.event("series").uid, False,
    )  # fmt: skip
    assert one["DTSTART"].dt.replace(tzinfo=None) == datetime(2026, 12, 3, 22, 30)
    assert proposals(stage)[0][2] == "declined"


def test_another_time_set_by_hand_passes_it_over_and_one_moved_date_does_not(table, cast, stage, signed_in):
    wants(table, cast.ada)
    chief = signed_in(cast.dee)
    to = {
        "day": "2026-12-04",
        "time_local": "20:00",
        "place": "Canteen",
        "reason": "So we meet.",
        "why": "So.",
    }
    page = f"/sitdowns/{table.id}/move"
    post(chief, page, to, page=page)
    assert proposals(stage)[0][2] == "open"
    url = f"/series/{table.series}/change?proposal=1"
    by_hand = {**filled(chief.get(url).text), "time_local": "20:00", "step": "send", "why": "Earlier."}
    post(chief, url, by_hand, page=url)
    assert proposals(stage)[0][2] == "passed"


@pytest.mark.parametrize(
    "more",
    [
        {"RRULE": "FREQ=WEEKLY;BYDAY=TU,TH"},
        {"RRULE": "FREQ=WEEKLY;BYDAY=TU;COUNT=3"},
        {"RRULE": "FREQ=WEEKLY;BYDAY=TH", "start": "20261203T223000", "DTEND": f"{AMSTERDAM}20261203T231500"},
        {"DTEND": f"{AMSTERDAM}20261202T214500"},
        {"RRULE": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "start": "20261208T210000",
         "DTEND": f"{AMSTERDAM}20261208T214500"},
    ],
    ids=["two days", "another end", "the same", "all day and night", "other weeks"],
)  # fmt: skip
def test_what_is_no_other_time_for_the_series_is_declined_in_a_sentence(table, cast, stage, more):
    assert wants(table, cast.ada, **more) == ("refused", "counter_unread")
    (letter,) = deliver(stage)
    assert (letter.event, str(calendar_of(letter.body)["METHOD"])) == (
        "series_proposal_declined",
        "DECLINECOUNTER",
    )
    text = message_from_bytes(letter.body, policy=modern).get_body(("plain",)).get_content()
    assert "we could not read your proposal as another time for the whole series" in text
    assert proposals(stage) == []


def test_a_single_time_is_no_time_for_the_series_and_strangers_are_not_heard(table, cast, stage):
    uid = table.event("series").uid
    assert says(table, cast.ada, f"{AMSTERDAM}20261201T210000", uid=uid) == ("refused", "counter_unread")
    assert wants(table, cast.bo, stamp="20261123T110000Z") == ("refused", "not_invited")
    assert [letter.to_id for letter in deliver(stage)] == [cast.ada.id]


ZONES = ("Europe/Amsterdam", "America/New_York", "Australia/Sydney", "Asia/Tokyo")
RULES = st.one_of(
    st.builds(Weekly, st.integers(0, 6), st.integers(1, 5)),
    st.builds(MonthlyNth, st.integers(1, 4), st.integers(0, 6)),
    st.builds(MonthlyLast, st.integers(0, 6)),
)


@given(RULES, RULES, st.sampled_from(ZONES), st.integers(0, 23), st.booleans())
def test_read_back_it_hits_the_instants_that_were_proposed(ours, theirs, zone, hour, until):
    begins = date(2027, 1, 1)
    last = date(2027, 12, 20) if until else None
    series = Series(
        cadence=to_text(ours), starts_on=begins, time_local=time(9), zone=zone, minutes=30, ends_on=last
    )
    next_on = next(recurrence.dates(ours, begins, horizon=date(2027, 3, 1)))
    first = next(recurrence.dates(theirs, next_on, horizon=date(2027, 12, 1)))
    rule = to_text(theirs) + (";UNTIL=20271221T000000Z" if until else "")
    wall = datetime.combine(first, time(hour, 20))
    told = Told("x", start=Moment(wall, zone, recurrence.starts_at(wall, zone)), length=timedelta(minutes=40), rule=rule,
                slots=instances(rule, wall, zone))  # fmt: skip
    found = retime_of(told, series, next_on=next_on, at=datetime(2026, 1, 1, tzinfo=UTC))
    if found is None:
        return
    start = found.starts_at.astimezone(recurrence.zone_of(zone)).replace(tzinfo=None)
    read = recurrence.dates(recurrence.from_text(found.cadence), start.date(), horizon=told.slots[-1].date())
    assert [datetime.combine(day, time(hour, 20)) for day in read if day >= first] == [
        slot for slot in told.slots if slot.date() >= start.date()
    ]
    assert (start.time(), found.minutes) == (time(hour, 20), 40)
