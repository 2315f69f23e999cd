"""The morning board: what needs a hand today, in one statement, with counts that match what one sees."""

import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import delete, event, insert, select

from floortime.desk.days import late_by
from floortime.followups.actions import make_followup
from floortime.followups.model import Followup
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.obstacles.model import Obstacle
from floortime.people.access import Reader, Scope
from floortime.people.actions import close_day
from floortime.people.model import DepartmentHead, Posting, Site, Team
from floortime.sitdowns.actions import draft_series
from floortime.sitdowns.model import Note, Programme, Seat, Sitdown
from tests.obstacles.play import published
from tests.sitdowns.plans import plan

TODAY = date(2026, 11, 23)
CHIEF = Reader(1, "Dee", "Dee", "en", "UTC", roles=frozenset({Scope("chief_of_staff")}))


def sitdown(act, cast, *, days, **more):
    starts = act.at + timedelta(days=days)
    row = Sitdown(
        programme_id=cast.programme.id, title="Night shift, Utrecht", start_local=starts.replace(tzinfo=None),
        zone="Europe/Amsterdam", starts_at=starts, minutes=45, leader_id=cast.ada.id, **more,
    )  # fmt: skip
    act.session.add(row)
    act.session.flush()
    return row


def fill(stage, cast):
    with stage.act(cast.dee) as act:
        for n in range(2):
            raise_obstacle(act, words=f"Said {n}", language="en", channel="web")
        make_followup(act, what="Late promise", due_on=TODAY - timedelta(days=3), owner_id=cast.eli.id)
        make_followup(act, what="Nobody's promise", due_on=TODAY + timedelta(days=2))
        make_followup(act, what="Far promise", due_on=TODAY + timedelta(days=40), owner_id=cast.eli.id)
        sitdown(act, cast, days=-4)
        coming = sitdown(act, cast, days=5, capacity=2)
        act.session.add(Seat(sitdown_id=coming.id, person_id=cast.bo.id))


def rows_of(html):
    return re.findall(r'class="brow-what[^"]*"><a href="([^"]+)"[^>]*>([^<]+)</a>', html)


def promise(cast, n):
    due = TODAY - timedelta(days=n % 40 - 3)
    return {
        "code": f"P{n:05}", "what": f"Promise {n}", "owner_id": cast.eli.id, "made_on": TODAY, "due_on": due,
        "first_due_on": due, "stage": "open",
    }  # fmt: skip


def test_everything_that_needs_a_hand(stage, cast, signed_in):
    fill(stage, cast)
    html = signed_in(cast.dee).get("/board").get_data(as_text=True)
    assert [words for _href, words in rows_of(html)] == [
        "Said 0" if "Said 0" in rows_of(html)[0] else rows_of(html)[0][1],
        rows_of(html)[1][1],
        "Late promise",
        "Nobody&#39;s promise",
        "Night shift, Utrecht, Thu 19 Nov: nobody had a seat, was it held?",
        "Night shift, Utrecht, Sat 28 Nov: one has not answered",
        "Night shift, Utrecht, Sat 28 Nov: one free seat",
    ]
    assert {words for _href, words in rows_of(html)[:2]} == {"Said 0", "Said 1"}


def test_of_a_past_date_no_more_is_said_than_is_known(stage, cast, signed_in):
    with stage.act(cast.dee) as act:
        for days, state, noted in (
            (-8, "planned", False),
            (-7, "planned", True),
            (-6, "held", False),
            (-5, "held", True),
        ):
            row = sitdown(act, cast, days=days, state=state)
            act.session.add(Seat(sitdown_id=row.id, person_id=cast.bo.id, attended=state == "held" or None))
            if noted:
                act.session.add(
                    Note(sitdown_id=row.id, by_id=cast.ada.id, kind="obstacle", words="Said there")
                )
        planned = act.session.scalar(select(Sitdown.id).order_by(Sitdown.starts_at).limit(1))
    browser = signed_in(cast.dee)
    assert [words for _href, words in rows_of(browser.get("/board").get_data(as_text=True))] == [
        "Night shift, Utrecht, Sun 15 Nov: no notes yet, was it held?",
        "Night shift, Utrecht, Tue 17 Nov: held, no notes yet",
        "Night shift, Utrecht, Wed 18 Nov: held, not read back yet",
    ]
    assert "Nothing was read back yet" in browser.get(f"/sitdowns/{planned}").text


def test_each_filter_shows_as_many_rows_as_it_counts(stage, cast, signed_in):
    fill(stage, cast)
    browser = signed_in(cast.dee)
    html = browser.get("/board").get_data(as_text=True)
    counts = re.findall(
        r'<a href="(/board[^"]*)"[^>]*><span>[^<]+</span><span class="nums[^"]*">(\d+)<', html
    )
    assert len(counts) == 8
    for href, count in counts:
        assert len(rows_of(browser.get(href).get_data(as_text=True))) == int(count), href


def test_nothing_to_do(stage, cast, signed_in):
    with stage.act(cast.dee) as act:
        draft_series(act, plan(cast))
    html = signed_in(cast.dee).get("/board").get_data(as_text=True)
    assert rows_of(html) == []
    assert "Nothing waits for a hand" in html


def test_an_empty_house_says_where_to_begin(stage, cast, signed_in):
    with stage.act() as act:
        for table in (Posting, Team, Site):
            act.session.execute(delete(table))
    html = signed_in(cast.una).get("/board").get_data(as_text=True)
    assert re.findall(r'<a class="btn[^"]*" href="([^"]+)"', html) == ["/people/import", "/people/add"]
    assert "Nothing waits for a hand" not in html


@pytest.mark.parametrize("rows", [1, 30, 1000])
def test_four_queries_at_most_however_many_rows(stage, cast, signed_in, app, rows):
    browser = signed_in(cast.dee)
    browser.get("/board")  # the house's name is kept for a few seconds
    with stage.act(cast.dee) as act:
        act.session.execute(insert(Followup), [promise(cast, n) for n in range(rows)])
    asked = []
    engine = app.extensions["floortime"].db.engine
    event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    html = browser.get("/board").get_data(as_text=True)
    first = len(asked)
    again = browser.get("/board").get_data(as_text=True)
    # A form's token says the second in which it was made.
    first_read, read_again = (re.sub(r'name="csrf_token" value="[^"]+"', "", page) for page in (html, again))
    assert (first, len(rows_of(html)), read_again == first_read) == (4, min(rows, 25), True)
    # On PostgreSQL whatever moves on the same server is a change, also in another database: other tests run beside this one.
    assert len(asked) - first in ({2} if app.extensions["floortime"].db.is_sqlite else {2, 4})


def test_only_chiefs_of_staff(cast, signed_in, client):
    assert client.get("/board").headers["Location"] == "/sign-in?next=%2Fboard"
    for person in (cast.ada, cast.bo):
        assert signed_in(person).get("/board").status_code == 404
    for person in (cast.dee, cast.una):
        assert signed_in(person).get("/board").status_code == 200


def test_dates_of_sitdowns_read_as_dates_on_both_databases(stage, cast):
    from floortime.desk.queries import board

    with stage.act(cast.dee) as act:
        sitdown(act, cast, days=-4)
    with stage.db.reading() as session:
        now = datetime.fromisoformat("2026-11-23T09:00:00+00:00")
        found = board(session, CHIEF, now=now, today=TODAY, late=late_by({}, TODAY))
    items = [item for window in found.groups.values() for item in window.items]
    assert [(item.kind, item.on) for item in items] == [("notes", date(2026, 11, 19))]


def test_who_waits_longest_stands_first_and_the_rest_on_request(stage, cast, signed_in):
    with stage.act(cast.dee) as act:
        act.session.execute(insert(Followup), [promise(cast, n) for n in range(60)])
    browser, seen, url = signed_in(cast.dee), [], "/board?show=late"
    while url:
        html = browser.get(url).get_data(as_text=True)
        seen.append([words for _href, words in rows_of(html)])
        more = re.search(r'<li class="more"><a href="([^"]+)"', html)
        url = unescape(more[1]) if more else ""
    late = sorted((n for n in range(60) if n % 40 > 3), key=lambda n: (-(n % 40), n))
    assert [len(page) for page in seen] == [25, 25, 2]
    assert [words for page in seen for words in page] == [f"Promise {n}" for n in late]


def test_past_the_promise_is_counted_in_working_days_of_the_site(stage, cast, signed_in, moment):
    moment.forward(days=-2)  # Saturday
    with stage.act(cast.dee) as act:
        close_day(act, cast.leeds, date(2026, 11, 20), name="Stocktaking")
        for site in (cast.utrecht, cast.leeds):
            for due in (date(2026, 11, 19), date(2026, 11, 20)):
                make_followup(
                    act, what=f"{site.name} {due.day}", due_on=due, owner_id=cast.eli.id, site_id=site.id
                )
    browser = signed_in(cast.dee)
    late = {words for _href, words in rows_of(browser.get("/board?show=late").text)}
    week = {words for _href, words in rows_of(browser.get("/board?show=week").text)}
    assert late == {"Utrecht 19"}
    assert week == {"Utrecht 20", "Leeds 19", "Leeds 20"}
    whole = browser.get("/board").text
    assert re.findall(r'class="late">([^<]+)<', whole) == ["1 past"]
    assert re.findall(r'<span>(Past the promise|Due this week)</span><span class="nums[^"]*">(\d+)<', whole) == [
        ("Past the promise", "1"), ("Due this week", "3"),
    ]  # fmt: skip


def test_more_than_a_thousand_is_said_as_such(stage, cast, signed_in):
    with stage.act(cast.dee) as act:
        rows = [{**promise(cast, n), "due_on": TODAY - timedelta(days=7)} for n in range(1001)]
        act.session.execute(insert(Followup), rows[:1000])
    browser = signed_in(cast.dee)
    count = re.compile(r'<span>Past the promise</span><span class="nums[^"]*">([^<]+)<')
    assert count.search(browser.get("/board").text)[1] == "1000"
    with stage.act(cast.dee) as act:
        act.session.execute(insert(Followup), rows[1000:])
    assert count.search(browser.get("/board").text)[1] == "1,000+"


def test_what_is_asked_of_a_department_without_a_head_stands_at_once(stage, cast, signed_in):
    with stage.act() as act:
        act.session.execute(delete(DepartmentHead))
        act.session.get(Programme, cast.programme.id).answer_days = 20
    entry = published(stage, cast, department=cast.technology)
    with stage.db.reading() as session:
        assert session.get(Obstacle, entry.id).answer_due_on > TODAY + timedelta(days=7)
    browser = signed_in(cast.dee)
    for address in ("/board", "/board?show=nobody"):
        html = unescape(browser.get(address).get_data(as_text=True))
        assert (len(rows_of(html)), html.count("nobody answers for it")) == (1, 1), address
    with stage.act() as act:
        act.session.add(
            DepartmentHead(department_id=cast.technology.id, part="sponsor", person_id=cast.ada.id)
        )
    assert rows_of(browser.get("/board").get_data(as_text=True)) == []
