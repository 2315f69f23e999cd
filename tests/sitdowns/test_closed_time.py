"""Weeks and days that are closed after dates were planned there: shown, called off together, each once."""

from datetime import date

import pytest
from sqlalchemy import select

from floortime.outbox.model import Letter
from floortime.people.actions import close_day
from floortime.people.model import Person, Site
from floortime.sitdowns.actions import change_programme, give_seat
from floortime.sitdowns.model import Programme, Sitdown
from tests.builders import heading, post, toasts
from tests.sitdowns.attendee import Attendee, calendar_of, deliver
from tests.sitdowns.plans import dates_of, opened, row

URL = "/programme/closed"


@pytest.fixture
def dates(stage, cast, moment):
    """Thursdays from 3 December; Bo sits in the second; all letters have left."""
    series_id = opened(stage, cast, ends_after=4)
    rows = dates_of(stage, series_id)
    with stage.act(cast.dee) as act:
        give_seat(act, row(act, Sitdown, rows[1].id), row(act, Person, cast.bo.id))
    moment.forward(minutes=3)
    return rows, deliver(stage)


def close_week(stage, cast, *weeks):
    with stage.act(cast.dee) as act:
        change_programme(
            act, row(act, Programme, cast.programme.id), answer_days=10, silence_days=10, skip_holidays=True,
            closed_weeks=list(weeks), questions="",
        )  # fmt: skip


def states(stage, rows):
    with stage.db.reading() as session:
        return [session.get(Sitdown, one.id).state for one in rows]


def test_closing_a_week_calls_nothing_off_by_itself(stage, cast, dates, signed_in):
    close_week(stage, cast, "2026-W50")
    rows, _letters = dates
    assert states(stage, rows) == ["planned"] * 4
    dee = signed_in(cast.dee)
    assert "1 date stands in closed time" in dee.get("/programme").text
    page = dee.get(URL)
    assert heading(page) == "Dates in closed time"
    assert "2 people will get a cancellation: Ada, Bo." in page.text


def test_what_is_ticked_is_called_off_once_and_calendars_end_right(stage, cast, dates, signed_in, moment):
    rows, letters = dates
    close_week(stage, cast, "2026-W50", "2026-W51")
    dee, ids = signed_in(cast.dee), [str(rows[1].id), str(rows[2].id)]
    answer = post(dee, URL, {"date": ids, "why": "Peak week."}, page=URL)
    assert toasts(dee.get(answer.location)) == ["2 dates are called off."]
    assert states(stage, rows) == ["planned", "cancelled", "cancelled", "planned"]
    moment.forward(minutes=3)
    sent = deliver(stage)
    again = post(dee, URL, {"date": ids, "why": "Peak week."}, page=URL)
    assert toasts(dee.get(again.location)) == ["0 dates are called off."]
    moment.forward(minutes=3)
    assert deliver(stage) == []
    assert [(x.to_id, x.method) for x in sent if x.to_id == cast.bo.id] == [(cast.bo.id, "CANCEL")]
    for kind in ("strict", "lenient", "whole"):
        calendar = Attendee(kind)
        for letter in [*letters, *sent]:
            if letter.to_id == cast.ada.id:
                calendar.receive(calendar_of(letter.body))
        found = {start for start, _m, _p in calendar.dates(moment.at, rows[3].starts_at)}
        assert found == {rows[0].starts_at, rows[3].starts_at}


def test_what_is_not_ticked_stands(stage, cast, dates, signed_in):
    rows, _letters = dates
    close_week(stage, cast, "2026-W50", "2026-W51")
    dee = signed_in(cast.dee)
    post(dee, URL, {"date": [str(rows[2].id), str(rows[3].id)], "why": "Peak week."}, page=URL)
    assert states(stage, rows) == ["planned", "planned", "cancelled", "planned"]


def test_a_reason_is_asked_for(stage, cast, dates, signed_in):
    rows, _letters = dates
    close_week(stage, cast, "2026-W50")
    answer = post(signed_in(cast.dee), URL, {"date": [str(rows[1].id)], "why": ""}, page=URL)
    assert (answer.status_code, states(stage, rows)[1]) == (422, "planned")


def test_a_day_closed_at_the_site_is_listed_and_another_sites_is_not(stage, cast, dates, signed_in):
    with stage.act(cast.una) as act:
        close_day(act, row(act, Site, cast.utrecht.id), date(2026, 12, 17), name="Stocktaking")
        close_day(act, row(act, Site, cast.leeds.id), date(2026, 12, 3), name="Flood")
    page = signed_in(cast.dee).get(URL).text
    assert (page.count('name="date"'), "Thu 17 Dec" in page) == (1, True)


def test_keeping_closed_weeks_leads_to_what_stands_there(stage, cast, dates, signed_in):
    dee, url = signed_in(cast.dee), "/programme/settings"
    typed = {
        "answer_days": "10",
        "silence_days": "10",
        "quorum": "1",
        "notice_days": "5",
        "skip_holidays": "1",
        "closed_weeks": "2026-W50",
        "questions": "",
    }
    answer = post(dee, url, typed, page=url)
    assert answer.location == URL
    assert toasts(dee.get(URL)) == ["Kept. These dates stand in closed time."]


def test_who_may(cast, signed_in, client, dates):
    codes = {n: signed_in(getattr(cast, n)).get(URL).status_code for n in ("ada", "dee", "una", "bo")}
    assert codes == {"ada": 404, "dee": 200, "una": 200, "bo": 404}
    assert client.get(URL).status_code == 303


def test_nobody_hears_of_a_week_that_is_closed_until_a_date_is_called_off(stage, cast, dates, moment):
    close_week(stage, cast, "2026-W50")
    moment.forward(minutes=5)
    with stage.db.reading() as session:
        assert session.scalars(select(Letter.id).where(Letter.state == "queued")).all() == []
