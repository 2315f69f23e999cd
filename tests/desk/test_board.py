"""The morning board: what needs a hand today, in one statement, with counts that match what one sees."""

import re
from datetime import date, datetime, timedelta

from sqlalchemy import delete, event

from floortime.followups.actions import make_followup
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.people.access import Reader, Scope
from floortime.people.model import Posting, Site, Team
from floortime.sitdowns.actions import draft_series
from floortime.sitdowns.model import Seat, Sitdown
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


def test_everything_that_needs_a_hand(stage, cast, signed_in):
    fill(stage, cast)
    html = signed_in(cast.dee).get("/board").get_data(as_text=True)
    assert [words for _href, words in rows_of(html)] == [
        "Said 0" if "Said 0" in rows_of(html)[0] else rows_of(html)[0][1],
        rows_of(html)[1][1],
        "Late promise",
        "Nobody&#39;s promise",
        "Night shift, Utrecht, Thu 19 Nov: held, no notes",
        "Night shift, Utrecht, Sat 28 Nov: one has not answered",
        "Night shift, Utrecht, Sat 28 Nov: one free seat",
    ]
    assert {words for _href, words in rows_of(html)[:2]} == {"Said 0", "Said 1"}


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


def test_two_queries_with_one_row_and_with_thirty(stage, cast, signed_in, app):
    browser = signed_in(cast.dee)
    browser.get("/board")  # the house's name is kept for a few seconds
    asked = []
    engine = app.extensions["floortime"].db.engine
    event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    fill(stage, cast)
    asked.clear()
    browser.get("/board")
    few = len(asked)
    with stage.act(cast.dee) as act:
        for n in range(30):
            raise_obstacle(act, words=f"More {n}", language="en", channel="web")
    asked.clear()
    browser.get("/board")
    assert (few, len(asked)) == (2, 2)


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
        items, _numbers = board(
            session, CHIEF, now=datetime.fromisoformat("2026-11-23T09:00:00+00:00"), today=TODAY
        )
    assert [(item.kind, item.on) for item in items] == [("notes", date(2026, 11, 19))]
