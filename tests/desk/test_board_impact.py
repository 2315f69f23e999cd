"""Numbers that nobody has checked on the morning board: whose they are to check, since when, checked in place, and taken back."""

import re
from datetime import date

import pytest
from sqlalchemy import event, insert, select, update

from floortime.obstacles.actions.impact import Stated, check_impact, state_impact
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.actions.sorting import join_existing, withhold_obstacle
from floortime.obstacles.model import Impact, Obstacle
from floortime.people.model import Role
from tests.builders import post
from tests.desk.test_board import rows_of
from tests.obstacles.play import published

TIME, MONEY = Stated("time", 40, "hours_week"), Stated("money", 12000, "EUR_year")
COUNT = re.compile(r'<span>Numbers to check</span><span class="nums[^"]*">(\d+)<')
LIGHT = re.compile(r'<li class="brow"[^>]*>\s*<svg class="glyph glyph-(\w+)".*?<span class="vh">([^<]+)<')
PRESS = "I have checked this"


@pytest.fixture
def entry(stage, cast):
    """What another department clears, with a promise of Eli's about it."""
    found = published(stage, cast, department=cast.technology, title="The map comes late")
    with stage.act(cast.dee) as act:
        promise_on(
            act,
            act.session.get(Obstacle, found.id),
            what="The map",
            owner_id=cast.eli.id,
            due_on=date(2026, 12, 4),
        )
    return found


def say(stage, by, entry, *stated, **more):
    with stage.act(by) as act:
        state_impact(act, act.session.get(Obstacle, entry.id), list(stated), words="", **more)


def check(stage, by, entry):
    with stage.act(by) as act:
        check_impact(act, act.session.get(Obstacle, entry.id))


def chief(stage, person, kind="", scope_id=0):
    with stage.act() as act:
        act.session.add(Role(person_id=person.id, role="chief_of_staff", scope_kind=kind, scope_id=scope_id))


def shown(browser, more=""):
    return [words for _href, words in rows_of(browser.get(f"/board?show=impact{more}").text)]


def checked_by(stage):
    with stage.db.reading() as session:
        return dict(session.execute(select(Impact.kind, Impact.checked_by_id)).all())


def test_it_stands_there_since_the_day_the_numbers_were_given(stage, cast, entry, signed_in):
    other = published(stage, cast, department=cast.technology, title="The lamp is broken")
    say(stage, cast.eli, entry, TIME)
    stage.moment.forward(days=1)
    say(stage, cast.eli, other, TIME)
    say(stage, cast.eli, entry, TIME, MONEY)
    stage.moment.forward(days=1)
    html = signed_in(cast.dee).get("/board?show=impact").text
    assert [words for _href, words in rows_of(html)] == ["The map comes late", "The lamp is broken"]
    assert re.findall(r'brow-who"><b>([^<]+)</b>, ([^<]+)<', html) == [("you", "numbers to check")] * 2
    assert re.findall(r'brow-when">([^<]+)<', html) == ["2 days", "1 day"]
    assert LIGHT.findall(html) == [
        ("doing", "In progress"), ("new", "New"),
    ]  # fmt: skip
    assert COUNT.findall(html) == ["2"]
    assert 'data-group="departments"' in html


def test_checked_in_place_and_taken_back(stage, cast, entry, signed_in):
    say(stage, cast.eli, entry, TIME)
    browser, at, panel = signed_in(cast.dee), f"/obstacles/{entry.code}/impact", f"/board/impact/{entry.code}"
    said = browser.get(panel).text
    assert [words in said for words in ("The map comes late", "40 hours a week", PRESS)] == [True] * 3
    answered = post(browser, f"{at}/check", {}, page=panel)
    assert (answered.status_code, checked_by(stage)) == (303, {"time": cast.dee.id})
    assert f'action="{at}/uncheck"' in browser.get(answered.headers["Location"]).text
    assert (shown(browser), PRESS in browser.get(panel).text) == ([], False)
    assert post(browser, f"{at}/uncheck", {}, page="/me").status_code == 303
    assert (shown(browser), checked_by(stage)) == (["The map comes late"], {"time": None})


def test_taken_back_is_what_was_checked_last_and_no_more(stage, cast, entry, signed_in):
    say(stage, cast.eli, entry, TIME)
    check(stage, cast.dee, entry)
    say(stage, cast.eli, entry, MONEY, whole=False)
    browser, at = signed_in(cast.dee), f"/obstacles/{entry.code}/impact"
    post(browser, f"{at}/check", {}, page=at)
    assert checked_by(stage) == {"time": cast.dee.id, "money": cast.dee.id}
    post(browser, f"{at}/uncheck", {}, page=at)
    assert checked_by(stage) == {"time": cast.dee.id, "money": None}


class TestWhoChecks:
    """The board shows a row to whom the page gives the press."""

    def seen(self, signed_in, entry, person):
        browser = signed_in(person)
        press = PRESS in browser.get(f"/obstacles/{entry.code}/impact").text
        assert (PRESS in browser.get(f"/board/impact/{entry.code}").text) is press
        assert COUNT.findall(browser.get("/board").text) == (["1"] if press else [])
        return bool(shown(browser)), press

    def test_not_who_says_so_but_another_of_the_same_part(self, stage, cast, entry, signed_in):
        chief(stage, cast.ada)
        say(stage, cast.dee, entry, TIME)
        assert self.seen(signed_in, entry, cast.dee) == (False, False)
        assert self.seen(signed_in, entry, cast.ada) == (True, True)
        say(
            stage, cast.ada, entry, MONEY, whole=False
        )  # each checks the other's, and neither can: an admin does
        assert [self.seen(signed_in, entry, who)[0] for who in (cast.dee, cast.ada, cast.una)] == [
            False, False, True,
        ]  # fmt: skip

    def test_not_who_owns_a_promise_about_it_or_about_what_was_merged_into_it(
        self, stage, cast, entry, signed_in
    ):
        one, other = (published(stage, cast, department=cast.technology, title=f"Again {n}") for n in "ab")
        with stage.act(cast.dee) as act:
            promise_on(
                act, act.session.get(Obstacle, one.id), what="The lamp", owner_id=cast.ada.id,
                due_on=date(2026, 12, 4),
            )  # fmt: skip
            for merged, into in ((one, other), (other, entry)):
                join_existing(
                    act, act.session.get(Obstacle, merged.id), into=act.session.get(Obstacle, into.id)
                )
        chief(stage, cast.ada)
        say(stage, cast.eli, entry, TIME)
        assert self.seen(signed_in, entry, cast.ada) == (False, False)
        assert self.seen(signed_in, entry, cast.dee) == (True, True)

    def test_a_chief_of_a_site_or_a_department_sees_their_own(self, stage, cast, entry, signed_in):
        say(stage, cast.eli, entry, TIME)
        places = (("site", cast.utrecht), ("site", cast.leeds), ("department", cast.technology),
                  ("department", cast.customer))  # fmt: skip
        for person, (kind, place) in zip(cast.colleagues, places, strict=False):
            chief(stage, person, kind, place.id)
        found = [bool(shown(signed_in(person))) for person in cast.colleagues[:4]]
        assert found == [True, False, True, False]
        answers = [
            signed_in(person).get(f"/board/impact/{entry.code}").status_code for person in cast.colleagues[:4]
        ]
        assert answers == [200, 404, 200, 404]


def test_narrowed_by_site_and_department(stage, cast, entry, signed_in):
    say(stage, cast.eli, entry, TIME)
    browser = signed_in(cast.dee)
    found = [
        len(shown(browser, f"&{name}={place.id}"))
        for name, place in (
            ("site", cast.utrecht),
            ("site", cast.leeds),
            ("department", cast.technology),
            ("department", cast.customer),
        )
    ]
    assert found == [1, 0, 1, 0]


def test_only_of_what_the_log_shows(stage, cast, entry, signed_in):
    say(stage, cast.eli, entry, TIME)
    with stage.act(cast.dee) as act:
        withhold_obstacle(act, act.session.get(Obstacle, entry.id), reason="It names somebody")
    browser = signed_in(cast.dee)
    assert (shown(browser), browser.get(f"/board/impact/{entry.code}").status_code) == ([], 404)


def test_the_numbers_of_what_was_merged_stand_with_the_entry_that_stays(stage, cast, entry, signed_in):
    into = published(stage, cast, department=cast.technology, title="The lamp is broken")
    say(stage, cast.eli, entry, TIME)
    with stage.act(cast.dee) as act:
        join_existing(act, act.session.get(Obstacle, entry.id), into=act.session.get(Obstacle, into.id))
    assert shown(signed_in(cast.dee)) == ["The lamp is broken"]


def test_the_light_is_that_of_the_entry(stage, cast, entry, signed_in):
    say(stage, cast.eli, entry, TIME)
    with stage.act() as act:
        act.session.execute(update(Obstacle).where(Obstacle.id == entry.id).values(stage="fixed"))
    assert LIGHT.findall(signed_in(cast.dee).get("/board?show=impact").text) == [("fixed", "Confirmed fixed")]


@pytest.mark.parametrize("rows", [1, 30])
def test_four_statements_however_many(stage, cast, signed_in, app, rows):
    browser = signed_in(cast.dee)
    browser.get("/board")
    entries = [published(stage, cast, title=f"Wait {n}") for n in range(rows)]
    with stage.act(cast.eli) as act:
        given = {"kind": "time", "amount": 2, "unit": "hours_day", "words": "", "language": "en",
                 "stated_by_id": cast.eli.id, "stated_on": act.today}  # fmt: skip
        act.session.execute(insert(Impact), [{**given, "obstacle_id": e.id} for e in entries])
    asked = []
    event.listen(
        app.extensions["floortime"].db.engine, "before_cursor_execute", lambda *a: asked.append(a[2])
    )
    html = browser.get("/board?show=impact").text
    assert (COUNT.findall(html), len(rows_of(html)), len(asked)) == ([str(rows)], min(rows, 25), 4)
