"""Filters that somebody keeps on a board: their counts, their names, the first, the one taken away, and what is out of reach."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import select

from floortime.followups.actions import make_followup
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.people.actions import erase_person
from floortime.people.actions.filters import keep_filter
from floortime.people.filters import MOST, Narrowed
from floortime.people.model import BoardFilter, Person, Role, Site
from tests.builders import post, toasts
from tests.desk.test_board import sitdown

TODAY = date(2026, 11, 23)
LATE = TODAY - timedelta(days=5)
OWN = re.compile(
    r'<a href="([^"]+)" data-lens( aria-current="true")?><span>([^<]+)</span> <span class="nums">([^<]+)</span>'
)
ROW = re.compile(r'class="brow-what[^"]*"><a href="([^"]+)"')


@pytest.fixture
def places(stage, cast):
    """Two late promises and one to come at Leeds, one late at Utrecht, one of Leeds by its sit-down alone; an entry at each."""
    with stage.act(cast.dee) as act:
        there = sitdown(act, cast, days=-1, site_id=cast.leeds.id, state="held", closed_at=act.at)
        for due, site in ((LATE, cast.leeds), (LATE, cast.leeds), (TODAY, cast.leeds), (LATE, cast.utrecht)):
            make_followup(act, what="A lamp", due_on=due, owner_id=cast.eli.id, site_id=site.id)
        make_followup(act, what="A chair", due_on=LATE, owner_id=cast.eli.id, sitdown_id=there.id)
        make_followup(act, what="A desk", due_on=LATE, department_id=cast.technology.id)
        for site in (cast.leeds, cast.utrecht):
            raise_obstacle(act, words="Said", language="en", channel="web", site_id=site.id)
    return cast


def own(browser, at):
    """What stands above the list: (name, count, whether it is what one sees, its address)."""
    return [(n, c, bool(here), unescape(href)) for href, here, n, c in OWN.findall(browser.get(at).text)]


def keep(browser, board, name, **narrowed):
    there = {"morning": "/board", "followups": "/followups"}[board]
    return post(browser, f"/boards/{board}/filters", {"name": name, "show": "", **narrowed}, page=there)


def ids(db):
    with db.reading() as session:
        return {row.name: row.id for row in session.scalars(select(BoardFilter))}


@pytest.mark.parametrize(
    ("board", "narrowed", "rows"),
    [
        ("followups", {"show": "late", "site": "leeds"}, 3),
        ("followups", {"show": "all", "site": "leeds"}, 4),
        ("followups", {"show": "all", "department": "technology"}, 1),
        ("morning", {"show": "late", "site": "leeds"}, 3),
        ("morning", {"show": "", "site": "utrecht"}, 2),
        ("morning", {"show": "", "department": "technology"}, 1),
        ("morning", {"show": "notes", "department": "technology"}, 0),
    ],
)
def test_it_counts_what_it_shows(places, signed_in, board, narrowed, rows):
    dee = signed_in(places.dee)
    given = {k: v if k == "show" else getattr(places, v).id for k, v in narrowed.items()}
    answer = keep(dee, board, "Mine to see", **given)
    there = answer.headers["Location"]
    assert own(dee, there) == [("Mine to see", str(rows), True, there)]
    assert len(ROW.findall(dee.get(there).text)) == rows


def test_the_filters_beside_it_count_within_the_place(places, signed_in):
    html = signed_in(places.dee).get(f"/followups?show=late&site={places.leeds.id}").text
    counts = re.findall(r'site=(\d+)"[^>]*><span>[^<]+</span><span class="nums[^"]*">(\d+)<', html)
    assert counts == [(str(places.leeds.id), n) for n in ("4", "3", "1", "0", "0", "0", "0", "0")]
    assert "<b>Leeds, past the date</b>" in html


def test_a_file_holds_what_one_sees(places, signed_in):
    dee = signed_in(places.dee)
    html = dee.get(f"/followups?show=late&site={places.leeds.id}").text
    file = unescape(re.search(r'href="(/followups\.csv[^"]+)"', html)[1])
    assert len(dee.get(file).text.strip().splitlines()) == 1 + 3


def test_renamed_put_first_taken_away_and_brought_back(places, signed_in, db):
    dee = signed_in(places.dee)
    there = keep(dee, "followups", "Late", show="late").headers["Location"]
    assert toasts(dee.get(there)) == ["“Late” is kept."]
    key = ids(db)["Late"]
    post(dee, f"/boards/filters/{key}/rename", {"name": "  Past \n it "}, page=there)
    post(dee, f"/boards/filters/{key}/first", page=there)
    assert own(dee, "/followups") == [("Past it", "5", True, there)]
    assert own(dee, "/followups?show=all") == [("Past it", "5", False, there)]
    post(dee, f"/boards/filters/{key}/later", page=there)
    assert own(dee, "/followups")[0][2] is False
    post(dee, f"/boards/filters/{key}/remove", page=there)
    gone = dee.get("/followups")
    assert (OWN.findall(gone.text), toasts(gone)[-1:]) == ([], ["“Past it” is taken away."])
    assert f'action="/boards/filters/{key}/back"' in gone.text
    post(dee, f"/boards/filters/{key}/back", page="/followups")
    assert [name for name, *_ in own(dee, "/followups")] == ["Past it"]


def test_what_was_taken_away_goes_for_good_with_the_next_change(places, signed_in, db):
    dee = signed_in(places.dee)
    keep(dee, "followups", "One", show="late")
    post(dee, f"/boards/filters/{ids(db)['One']}/remove", page="/followups")
    gone = ids(db)["One"]
    keep(dee, "followups", "Two", show="late")
    assert list(ids(db)) == ["Two"]
    if gone != ids(db)["Two"]:
        assert post(dee, f"/boards/filters/{gone}/back", page="/followups").status_code == 404


def test_only_its_owner_changes_or_sees_it(places, signed_in, db):
    keep(signed_in(places.dee), "followups", "Dee's", show="late")
    key, una = ids(db)["Dee's"], signed_in(places.una)
    codes = {
        way: post(una, f"/boards/filters/{key}/{way}", {"name": "x"}, page="/followups").status_code
        for way in ("rename", "first", "later", "remove", "back")
    }
    assert codes == dict.fromkeys(codes, 404)
    assert own(una, "/followups") == []


def test_a_name_stands_once_and_says_something(places, signed_in, db):
    dee = signed_in(places.dee)
    keep(dee, "followups", "One", show="late")
    keep(dee, "followups", "One", show="week")
    keep(dee, "followups", "Two", show="late")
    assert [(name, href) for name, _n, _here, href in own(dee, "/followups")] == [
        ("One", "/followups?show=week"),
        ("Two", "/followups?show=late"),
    ]
    assert (
        post(dee, f"/boards/filters/{ids(db)['Two']}/rename", {"name": "One"}, page="/me").status_code == 409
    )
    nameless = keep(dee, "followups", "  ", show="late")
    assert nameless.status_code == 422
    assert "Give it a name, for example: Bergen, past the date." in nameless.text
    assert keep(dee, "followups", "x" * 61, show="late").status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"show": "sort"}, {"show": "all", "site": "999"}, {"show": "all", "department": "999"}]
)
def test_nothing_is_kept_that_is_no_filter(places, signed_in, db, wrong):
    assert keep(signed_in(places.dee), "followups", "Odd", **wrong).status_code == 404
    assert ids(db) == {}


def test_only_so_many_are_kept(places, signed_in, db):
    dee = signed_in(places.dee)
    codes = [keep(dee, "followups", f"No. {n}", show="late").status_code for n in range(MOST + 1)]
    assert codes == [303] * MOST + [409]
    assert len(ids(db)) == MOST


def test_a_place_that_is_not_ones_own_any_more_falls_away_with_a_sentence(places, signed_in, stage, db):
    dee = signed_in(places.dee)
    keep(dee, "morning", "Leeds", show="", site=places.leeds.id)
    keep(dee, "morning", "Utrecht", show="", site=places.utrecht.id)
    with stage.act() as act:
        role = act.session.scalar(
            select(Role).where(Role.person_id == places.dee.id, Role.role == "chief_of_staff")
        )
        act.session.delete(role)
        act.session.flush()
        act.session.add(
            Role(
                person_id=places.dee.id, role="chief_of_staff", scope_kind="site", scope_id=places.utrecht.id
            )
        )
    dee = signed_in(places.dee)
    assert [name for name, *_ in own(dee, "/board")] == ["Utrecht"]
    html = dee.get(f"/board?show=&site={places.leeds.id}").text
    assert "“Leeds” asks for a place that is not yours to look after any more." in html
    assert f'action="/boards/filters/{ids(db)["Leeds"]}/remove"' in html


def test_nobody_else_learns_of_it_and_it_goes_with_its_person(places, stage, db):
    with stage.act(places.eli) as act:
        keep_filter(act, places.eli.id, "followups", name="Mine", narrowed=Narrowed("mine"))
    with stage.act() as act:
        eli = act.session.get(Person, places.eli.id)
        eli.left_on = act.today
        erase_person(act, eli)
    assert ids(db) == {}


def test_a_house_without_places_has_nothing_to_narrow(stage, cast, signed_in, db):
    html = signed_in(cast.dee).get("/board").text
    with db.reading() as session:
        names = [site.name for site in session.scalars(select(Site).order_by(Site.name))]
    assert re.findall(r"<option[^>]*>([^<]+)</option>", html)[: len(names) + 1] == ["Everywhere", *names]
