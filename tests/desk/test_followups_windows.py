"""The board of follow-ups a window at a time: few statements however many rows, counts that match what one sees."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import event, insert

from floortime.followups.model import Followup
from floortime.followups.queries.windows import FILTERS

TODAY = date(2026, 11, 23)
ROW = re.compile(r'class="brow-what"><a href="[^"]+"[^>]*>([^<]+)</a>')


def promise(cast, n, **more):
    due = TODAY + timedelta(days=n % 50 - 20)
    return {
        "code": f"P{n:05}", "what": f"Promise {n}", "owner_id": cast.eli.id, "made_on": TODAY, "due_on": due,
        "first_due_on": due, "stage": "open", "moves": 0, "settled_on": None, **more,
    }  # fmt: skip


@pytest.fixture
def write(stage, cast):
    def written(rows):
        with stage.act(cast.dee) as act:
            act.session.execute(insert(Followup), rows)

    return written


@pytest.mark.parametrize("rows", [1, 30, 1000])
def test_four_queries_at_most_however_many_rows(write, cast, signed_in, app, rows):
    browser, asked = signed_in(cast.dee), []
    browser.get("/followups")  # the house's name is kept for a few seconds
    write([promise(cast, n) for n in range(rows)])
    event.listen(
        app.extensions["floortime"].db.engine, "before_cursor_execute", lambda *a: asked.append(a[2])
    )
    html = browser.get("/followups").text
    first = len(asked)
    browser.get("/followups")
    assert (first, len(ROW.findall(html))) == (4, min(rows, 25))
    # On PostgreSQL whatever moves on the same server is a change, also in another database: other tests run beside this one.
    assert len(asked) - first in ({2} if app.extensions["floortime"].db.is_sqlite else {2, 4})


def test_each_filter_shows_as_many_rows_as_it_counts(write, cast, signed_in):
    stages = ("open", "in_progress", "claimed", "confirmed", "dropped")
    write(
        [
            promise(
                cast, n, stage=stages[n % 5], moves=n % 3, owner_id=[cast.eli.id, cast.dee.id, None][n % 3],
                settled_on=TODAY if n % 5 > 2 else None,
            )
            for n in range(160)
        ]
    )  # fmt: skip
    browser = signed_in(cast.dee)
    counts = re.findall(r'<span class="nums[^"]*">([^<]+)</span>', browser.get("/followups").text)
    seen = {show: every_page(browser, f"/followups?show={show}") for show in FILTERS}
    assert {show: str(len(rows)) for show, rows in seen.items()} == dict(zip(FILTERS, counts, strict=True))
    assert all(len(set(rows)) == len(rows) for rows in seen.values())


def every_page(browser, url):
    found = []
    while url:
        html = browser.get(url).text
        found += ROW.findall(html)
        more = re.search(r'<li class="more"><a href="([^"]+)"', html)
        url = unescape(more[1]) if more else ""
    return found


def test_what_is_past_stands_first_and_what_the_floor_is_asked_last(write, cast, signed_in):
    write([promise(cast, n, stage="claimed" if n % 2 else "open") for n in range(60)])
    rows = [int(words.split()[1]) for words in every_page(signed_in(cast.dee), "/followups")]
    assert rows == sorted(range(60), key=lambda n: (n % 2, n % 50, n))


def test_what_is_settled_stands_newest_first(write, cast, signed_in):
    settled = [
        promise(cast, n, stage="dropped", settled_on=TODAY - timedelta(days=n // 2)) for n in range(60)
    ]
    write(settled)
    rows = [int(words.split()[1]) for words in every_page(signed_in(cast.dee), "/followups?show=done")]
    assert rows == list(range(60))


@pytest.mark.parametrize(
    "after", ["x", "0.2026-11-23", "3.2026-11-23.1", "0.2026-13-01.1", "0.2026-11-23.-1"]
)
def test_a_place_that_is_none_is_the_beginning(write, cast, signed_in, after):
    write([promise(cast, 1)])
    assert len(ROW.findall(signed_in(cast.dee).get(f"/followups?after={after}").text)) == 1


def test_this_week_is_today_and_the_six_days_after_it_on_both_boards(write, cast, signed_in, moment):
    for today in (TODAY, TODAY + timedelta(days=3)):
        moment.forward(days=(today - TODAY).days)
        days = {n: today + timedelta(days=n) for n in (0, 6, 7)}
        write(
            [
                promise(cast, n, code=f"{today:%d}{n}", what=f"In {n} from {today:%a}", due_on=due)
                for n, due in days.items()
            ]
        )
        browser = signed_in(cast.dee)
        said = browser.get("/followups?show=week").text, browser.get("/board?show=week").text
        assert [re.findall(rf">(In \d from {today:%a})<", html) for html in said] == [
            [f"In 0 from {today:%a}", f"In 6 from {today:%a}"]
        ] * 2
