"""The board of follow-ups and the page of each: who sees what, the five answers, the filters."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from floortime.followups.actions import hand_over, make_followup, move_due
from floortime.followups.model import Followup
from floortime.followups.queries import SHOWN
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.model import Obstacle
from floortime.people.model import Person
from tests.builders import errors, heading, post
from tests.obstacles.play import published

DUE = date(2026, 12, 4)


@pytest.fixture
def promise(stage, cast):
    entry = published(stage, cast, department=cast.technology)
    with stage.act(cast.dee) as act:
        return promise_on(
            act,
            act.session.get(Obstacle, entry.id),
            what="The map first",
            owner_id=cast.cy.id,
            due_on=DUE,
            promised_by_id=cast.ada.id,
        )


@pytest.fixture
def url(promise):
    return f"/followups/{promise.code}"


@pytest.fixture
def now(db, promise):
    def row():
        with db.reading() as session:
            return session.get(Followup, promise.id)

    return row


def test_who_may_see_it(cast, signed_in, client, url):
    codes = {n: signed_in(getattr(cast, n)).get(url).status_code for n in ("cy", "ada", "dee", "bo")}
    assert codes == {"cy": 200, "ada": 200, "dee": 200, "bo": 404}
    assert client.get(url).status_code == 303


def test_who_may_answer_and_who_may_drop(cast, signed_in, url):
    answer = {
        n: signed_in(getattr(cast, n)).get(f"{url}/done").status_code for n in ("cy", "ada", "dee", "bo")
    }
    drop = {n: signed_in(getattr(cast, n)).get(f"{url}/drop").status_code for n in ("cy", "ada", "dee", "bo")}
    assert answer == {"cy": 200, "ada": 403, "dee": 200, "bo": 404}
    assert drop == {"cy": 403, "ada": 200, "dee": 200, "bo": 404}


@pytest.mark.parametrize(
    ("way", "data", "ends"),
    [
        ("accept", {}, "in_progress"),
        ("date", {"due_on": "2026-12-11", "why": "the supplier is late"}, "in_progress"),
        ("cannot", {"why": "The supplier forbids it"}, "dropped"),
        ("done", {"claim": "It is on every desk"}, "claimed"),
    ],
)
def test_the_answers(cast, signed_in, url, now, way, data, ends):
    browser = signed_in(cast.cy)
    assert post(browser, f"{url}/{way}", data, page=f"{url}/{way}").status_code == 303
    assert now().stage == ends
    assert browser.get(url).status_code == 200


def test_only_its_owner_says_that_it_is_not_theirs(cast, signed_in, url):
    said = {}
    for name in ("cy", "dee"):
        browser = signed_in(getattr(cast, name))
        page, beside = browser.get(f"{url}/notmine").text, browser.get(f"{url}/date").text
        title = re.search(r"<title>([^<]+) · ", page)[1]
        button = re.findall(r"<button[^>]*>([^<]+)</button></div></form>", page)
        said[name] = title, button, re.search(r'/notmine">([^<]+)<', beside)[1]
    assert said == {
        "cy": ("Not mine", ["Hand it over"], "Not mine"),
        "dee": ("Give it to somebody", ["Hand it over"], "Give it to somebody"),
    }


def test_not_mine_goes_to_any_address(db, cast, signed_in, url, now):
    post(signed_in(cast.cy), f"{url}/notmine", {"address": "lars@networks.example"}, page=f"{url}/notmine")
    with db.reading() as session:
        lars = session.scalar(select(Person).where(Person.email_norm == "lars@networks.example"))
    assert (lars.kind, now().owner_id) == ("guest", lars.id)


@pytest.mark.parametrize(
    ("way", "data", "wrong"),
    [
        ("date", {}, 2),
        ("date", {"due_on": "2026-11-01", "why": "late"}, 1),
        ("cannot", {"why": " "}, 1),
        ("done", {"claim": ""}, 1),
        ("notmine", {"address": "lars"}, 1),
    ],
)
def test_what_is_missing_is_said(cast, signed_in, url, now, way, data, wrong):
    answer = post(signed_in(cast.cy), f"{url}/{way}", data, page=f"{url}/{way}")
    assert (answer.status_code, len(errors(answer))) == (422, wrong)
    assert now().stage == "open"


def test_somebody_changed_it_meanwhile(stage, cast, signed_in, url, promise, now):
    browser = signed_in(cast.cy)
    seen = re.search(r'name="version"[^>]*value="(\d+)"', browser.get(f"{url}/done").text)[1]
    with stage.act(cast.dee) as act:
        move_due(act, act.session.get(Followup, promise.id), to_on=date(2026, 12, 8), reason="x")
    answer = post(
        browser, f"{url}/done", {"claim": "everything is done", "version": seen}, page=f"{url}/done"
    )
    assert (answer.status_code, heading(answer)) == (
        409,
        "Dee McAllister changed this while you were writing",
    )
    assert answer.text.count("everything is done") == 1
    assert now().stage == "open"


def test_it_was_oneself_in_another_window(cast, signed_in, url, now):
    browser = signed_in(cast.cy)
    seen = re.search(r'name="version"[^>]*value="(\d+)"', browser.get(f"{url}/done").text)[1]
    post(browser, f"{url}/date", {"due_on": "2026-12-08", "why": "Ill"}, page=f"{url}/date")
    answer = post(
        browser, f"{url}/done", {"claim": "everything is done", "version": seen}, page=f"{url}/done"
    )
    assert (answer.status_code, heading(answer)) == (409, "You changed this yourself while you were writing")
    assert now().stage == "in_progress"


def test_dropped_by_who_promised_it(cast, signed_in, url, now):
    browser = signed_in(cast.ada)
    assert len(errors(post(browser, f"{url}/drop", {"why": ""}, page=f"{url}/drop"))) == 1
    post(browser, f"{url}/drop", {"why": "It is bought instead"}, page=f"{url}/drop")
    assert (now().stage, now().reason) == ("dropped", "It is bought instead")


def test_a_settled_promise_refuses_in_a_sentence(cast, signed_in, url):
    browser = signed_in(cast.cy)
    post(browser, f"{url}/cannot", {"why": "No"}, page=f"{url}/cannot")
    assert post(browser, f"{url}/accept", page=f"{url}/accept").status_code == 409


class TestBoard:
    """What each filter shows, to whom."""

    @pytest.fixture
    def many(self, stage, cast, promise):
        with stage.act(cast.dee) as act:

            def make(what, due_on, **more):
                return make_followup(act, what=what, due_on=due_on, **more)

            make("Late one", date(2026, 11, 18), owner_id=cast.ada.id)
            make("Nobody's", date(2026, 11, 26))
            moved = make("Moved one", date(2026, 11, 27), owner_id=cast.dee.id)
            for day in (8, 9):
                move_due(act, moved, to_on=date(2027, 1, day), reason="x")

    def shown(self, browser, show=""):
        page = browser.get("/followups" + (f"?show={show}" if show else "")).text
        return re.findall(r'brow-what"><a[^>]*>([^<]+)</a>', page)

    def test_filters(self, cast, signed_in, many):
        dee = signed_in(cast.dee)
        assert {show: self.shown(dee, show) for show in SHOWN} == {
            "all": ["Late one", "Nobody&#39;s", "The map first", "Moved one"],
            "late": ["Late one"],
            "week": ["Nobody&#39;s"],
            "nobody": ["Nobody&#39;s"],
            "moved": ["Moved one"],
            "claimed": [],
            "mine": ["Moved one"],
            "done": [],
        }
        counts = re.findall(r'<span class="nums[^"]*">(\d+)</span>', dee.get("/followups").text)
        assert counts == ["4", "1", "1", "1", "1", "0", "1", "0"]

    def test_others_see_their_own(self, cast, signed_in, many):
        assert self.shown(signed_in(cast.cy), "all") == ["The map first"]
        assert self.shown(signed_in(cast.ada), "all") == ["Late one", "The map first"]
        assert heading(signed_in(cast.bo).get("/followups")) == "Follow-ups"
        assert self.shown(signed_in(cast.bo), "all") == []


def test_its_page_says_to_whom_it_was_handed_over(stage, cast, signed_in, promise):
    for to in (cast.ada.id, None):
        with stage.act(cast.dee) as act:
            hand_over(act, act.session.get(Followup, promise.id), owner_id=to)
    page = signed_in(cast.dee).get(f"/followups/{promise.code}").text
    said = re.findall(r"<b>Handed over</b>(.*?)<span", page)
    assert said == [" to nobody yet; the chief of staff looks for somebody ", " to Ada Lindqvist "]
