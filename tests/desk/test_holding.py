"""What comes next, as a promise's page says it; one step stopped, postponed, and let go again."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from sqlalchemy import select

from floortime.followups.actions import make_followup, move_due
from floortime.followups.model import ChaseHold, Followup
from floortime.followups.reminders import chase_promises
from floortime.journal.model import Entry
from floortime.outbox.model import Letter
from floortime.people.model import Person
from tests.builders import errors, post, toasts
from tests.cast import person

DUE = date(2026, 12, 4)


@pytest.fixture
def nils(stage, cast):
    with stage.act() as act:
        found = person(act, "Nils", role="leader", last="Berg")
        act.session.get(Person, cast.bo.id).manager_id = found.id
    return found


@pytest.fixture
def promise(stage, cast, nils):
    with stage.act(cast.ada) as act:
        return make_followup(act, what="The map", due_on=DUE, owner_id=cast.bo.id, promised_by_id=cast.ada.id)


@pytest.fixture
def url(promise):
    return f"/followups/{promise.code}"


@pytest.fixture
def told(stage, moment):
    """`told(date)`: who gets a letter of the chase on the morning of that day."""

    def look(day):
        moment.at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        with stage.act() as act:
            before = set(act.session.scalars(select(Letter.id)))
            chase_promises(act)
            return [row.to_id for row in act.session.scalars(select(Letter)) if row.id not in before]

    return look


def lines(page):
    """The section as one reads it: (what, when)."""
    found = re.findall(
        r'promise-what">(?:<s>)?([^<]+)(?:</s>)?</span>(?:<span class="promise-due">([^<]+)<)?', page.text
    )
    return [(unescape(what), when) for what, when in found]


def test_what_comes_is_shown_in_advance(cast, signed_in, url):
    assert lines(signed_in(cast.dee).get(url)) == [
        ("Bo Nordvik is reminded", "Wed 2 Dec"),
        ("Bo Nordvik is reminded", "Fri 4 Dec"),
        ("Bo Nordvik is reminded, and then once a week", "Fri 11 Dec"),
        ("Nils Berg hears of it, whom Bo reports to", "Fri 11 Dec"),
        ("Ada Lindqvist hears of it, as its sponsor", "Fri 18 Dec"),
        ("Once it is said to be done, Ada Lindqvist looks at it: nobody of the floor was there to ask", ""),
    ]
    own = lines(signed_in(cast.bo).get(url))
    assert (own[0], own[3]) == (
        ("You are reminded", "Wed 2 Dec"),
        ("Your manager Nils Berg hears of it", "Fri 11 Dec"),
    )


def test_and_it_is_what_happens(cast, nils, promise, told, url):
    days = [date(2026, 12, 2), DUE, date(2026, 12, 11), date(2026, 12, 18)]
    assert [sorted(told(day)) for day in days] == [
        [cast.bo.id],
        [cast.bo.id],
        sorted([cast.bo.id, nils.id]),
        sorted([cast.bo.id, cast.ada.id]),
    ]


@pytest.mark.parametrize("who", ["dee", "ada"])
def test_stopped_with_a_reason_and_let_go_again(db, cast, nils, signed_in, url, told, who):
    browser, hold = signed_in(getattr(cast, who)), f"{url}/manager/hold"
    answer = post(browser, hold, {"why": "Bo is ill"}, page=hold)
    assert answer.status_code == 303
    page = browser.get(url)
    assert page.text.count(f"Stopped by {getattr(cast, who).name}: “Bo is ill”") == 1
    assert lines(page)[-1] == ("Nils Berg hears of it, whom Bo reports to", "") or (
        "Nils Berg hears of it, whom Bo reports to",
        "",
    ) in lines(page)
    assert nils.id not in told(date(2026, 12, 11))
    post(browser, f"{url}/manager/resume", page=url)
    assert told(date(2026, 12, 14)) == [nils.id]
    with db.reading() as session:
        verbs = session.scalars(
            select(Entry.verb).where(Entry.verb.like("followup.chase%")).order_by(Entry.id)
        )
        assert list(verbs) == ["followup.chase_stopped", "followup.chase_resumed"]


def happened(page):
    """The lines of what happened that speak of a step."""
    return [
        unescape(line)
        for line in re.findall(r"<p><b>((?:Stopped|Postponed|Let happen again)</b>: [^<]+)<", page.text)
    ]


def test_what_happened_names_the_step_and_the_reason_while_it_holds(cast, nils, signed_in, url):
    browser = signed_in(cast.dee)
    for step, data in (
        ("due", {"why": "Bo is ill"}),
        ("manager", {"why": "Nils is away", "until": "2026-12-19"}),
    ):
        post(browser, f"{url}/{step}/hold", data, page=f"{url}/{step}/hold")
    assert sorted(line.strip() for line in happened(browser.get(url))) == [
        "Postponed</b>: the letter to the manager: “Nils is away”",
        "Stopped</b>: the reminder on the day: “Bo is ill”",
    ]
    post(browser, f"{url}/due/resume", page=url)
    assert sorted(line.strip() for line in happened(browser.get(url))) == [
        "Let happen again</b>: the reminder on the day",
        "Postponed</b>: the letter to the manager: “Nils is away”",
        "Stopped</b>: the reminder on the day",
    ]


def test_postponed_until_a_day(cast, nils, signed_in, url, told):
    browser, hold = signed_in(cast.dee), f"{url}/manager/hold"
    post(browser, hold, {"why": "Nils is away", "until": "2026-12-19"}, page=hold)
    page = browser.get(url)
    assert ("Nils Berg hears of it, whom Bo reports to", "Mon 21 Dec") in lines(page), (
        "the 19th is a Saturday"
    )
    assert page.text.count("Postponed by Dee McAllister: “Nils is away”") == 1
    assert nils.id not in told(date(2026, 12, 18))
    assert nils.id in told(date(2026, 12, 21))


def test_all_weekly_reminders_go_together(cast, signed_in, url, told):
    told(DUE)
    hold = f"{url}/week/hold"
    post(signed_in(cast.ada), hold, {"why": "He knows"}, page=hold)
    for day in (11, 18, 25):
        assert cast.bo.id not in told(date(2026, 12, day))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"why": ""}, "Say why: whoever reads this promise sees it."),
        (
            {"why": "x", "until": "2026-11-20"},
            "That day is not to come. Choose a later one, or leave it empty to stop for good.",
        ),
        ({"why": "x", "until": "soon"}, "This is not a day. Write it as 2026-12-03."),
    ],
)
def test_what_is_missing_is_said(db, cast, signed_in, url, data, said):
    hold = f"{url}/manager/hold"
    answer = post(signed_in(cast.dee), hold, data, page=hold)
    assert (answer.status_code, errors(answer)) == (422, [said])
    with db.reading() as session:
        assert session.scalars(select(ChaseHold)).all() == []


def test_who_may(cast, nils, signed_in, url):
    codes = {
        n: signed_in(getattr(cast, n)).get(f"{url}/manager/hold").status_code
        for n in ("ada", "bo", "cy", "dee")
    }
    assert codes == {"ada": 200, "bo": 403, "cy": 404, "dee": 200}
    assert post(signed_in(cast.bo), f"{url}/manager/resume", page=url).status_code == 403


def test_a_new_date_starts_anew(stage, cast, nils, promise, signed_in, url, told):
    hold = f"{url}/manager/hold"
    browser = signed_in(cast.dee)
    post(browser, hold, {"why": "Bo is ill"}, page=hold)
    with stage.act(cast.bo) as act:
        move_due(act, act.session.get(Followup, promise.id), to_on=date(2026, 12, 11), reason="the printer")
    assert "Bo is ill" not in browser.get(url).text
    assert nils.id in told(date(2026, 12, 18))


def test_undone_with_the_toast(cast, signed_in, url):
    browser, hold = signed_in(cast.dee), f"{url}/sponsor/hold"
    post(browser, hold, {"why": "Ada knows"}, page=hold)
    page = browser.get(url)
    assert toasts(page) == ["Stopped. The reason stands beside it."]
    assert page.text.count(f'action="{url}/sponsor/resume"') == 2, "in the toast and beside the step"
