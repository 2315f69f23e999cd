"""Heads-ups: given, changed, ended, withdrawn and back; on the log's head while they matter, in the day's letters, and how late."""

import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import func, select

from floortime.errors import Refused
from floortime.followups.actions.news import forget_news
from floortime.followups.model import DigestNews
from floortime.followups.reminders import chase_promises
from floortime.headsups.actions import (
    Said,
    change_headsup,
    end_headsup,
    give_headsup,
    restore_headsup,
    withdraw_headsup,
)
from floortime.headsups.model import Headsup, HeadsupVersion
from floortime.headsups.notice import late, shown_until
from floortime.journal.model import Entry
from floortime.outbox.model import Letter
from floortime.people.actions import choose_letters
from floortime.people.model import Person
from floortime.words import in_language
from tests.builders import errors, heading, post, toasts
from tests.log.test_log_pages import counted

START = datetime(2026, 12, 7, 8, tzinfo=UTC)
AMSTERDAM = "Europe/Amsterdam"


def said(cast, **more):
    given = {
        "kind": "price",
        "title": "The price letter goes out",
        "tell": "Nothing changes before January.",
        "starts_at": START,
        "ends_at": START + timedelta(days=2),
        "zone": AMSTERDAM,
        "site_ids": frozenset({cast.utrecht.id}),
    }
    return Said(**{**given, **more})


@pytest.fixture
def given(stage, cast):
    with in_language("en"), stage.act(cast.dee) as act:
        return give_headsup(act, said(cast), department_id=cast.technology.id)


def do(stage, cast, given, verb, *more):
    with stage.act(cast.dee) as act:
        verb(act, act.session.get(Headsup, given.id), *more)


def now(db, given):
    with db.reading() as session:
        return session.get(Headsup, given.id)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (datetime(2026, 11, 27, 9, tzinfo=UTC), ""),
        (datetime(2026, 11, 30, 9, tzinfo=UTC), ""),
        (datetime(2026, 12, 1, 9, tzinfo=UTC), "short"),
        (datetime(2026, 12, 7, 7, 59, tzinfo=UTC), "short"),
        (START, "after"),
    ],
)
def test_how_late_in_working_days(told, expected):
    off = frozenset()
    assert late(told, START, zone=AMSTERDAM, notice_days=5, off=off) == expected


def test_without_an_end_it_matters_two_weeks():
    assert shown_until(START, None, AMSTERDAM) == date(2026, 12, 21)


def test_an_earlier_hour_counts_from_when_it_was_said_and_a_later_one_does_not_help(
    stage, cast, db, given, moment
):
    assert now(db, given).late == ""
    moment.forward(days=10)
    do(stage, cast, given, change_headsup, said(cast, starts_at=START - timedelta(days=3)))
    assert now(db, given).late == "short"


def test_changed_after_it_hit_stays_late(stage, cast, db):
    with stage.act(cast.dee) as act:
        row = give_headsup(
            act,
            said(cast, starts_at=act.at - timedelta(hours=1), ends_at=None),
            department_id=cast.technology.id,
        )
    assert row.late == "after"


def test_what_it_said_before_stays_and_the_same_again_is_no_change(stage, cast, db, given):
    do(stage, cast, given, change_headsup, said(cast, tell="Two euros more."))
    do(stage, cast, given, change_headsup, said(cast, tell="Two euros more."))
    with db.reading() as session:
        assert [v.tell for v in session.scalars(select(HeadsupVersion))] == [
            "Nothing changes before January."
        ]
        verbs = session.scalars(select(Entry.verb).where(Entry.kind == "headsup")).all()
    assert sorted(verbs) == ["headsup.changed", "headsup.given"]


def test_what_cannot_be_is_refused(stage, cast):
    for wrong in ({"title": " "}, {"ends_at": START}, {"kind": "joke"}):
        with stage.act(cast.dee) as act, pytest.raises(Refused):
            give_headsup(act, said(cast, **wrong), department_id=cast.technology.id)


def letters(db, person):
    with db.reading() as session:
        bodies = session.scalars(
            select(Letter.body)
            .where(
                Letter.event == "promises_due",
                Letter.to_id == person.id,
                Letter.state.in_(("queued", "sent")),
            )
            .order_by(Letter.id)
        ).all()
    return [message_from_bytes(body, policy=default) for body in bodies]


def words(message):
    return message.get_body(("plain",)).get_content()


def worked(stage):
    with stage.act() as act:
        while chase_promises(act):
            pass


def sent(stage):
    with stage.act() as act:
        for letter in act.session.scalars(select(Letter).where(Letter.state == "queued")):
            letter.state = "sent"


class TestLetters:
    """In the one letter of the day of those at the sites touched, once, and never at night."""

    def test_those_it_touches_read_it_once_in_their_one_letter(self, stage, cast, db, given, moment):
        worked(stage)
        worked(stage)
        moment.forward(days=1)
        worked(stage)
        (mail,) = letters(db, cast.bo)
        assert mail["subject"] == "Heads-up: The price letter goes out"
        text = "\n".join(words(mail).splitlines())
        assert "When: Mon 7 Dec 09:00 to Wed 9 Dec 09:00\nWhere: Utrecht\nSaid by: Technology" in text
        assert "Tell customers: Nothing changes before January." in text
        with db.reading() as session:
            unsaid = session.scalar(
                select(func.count()).select_from(DigestNews).where(DigestNews.person_id == cast.bo.id)
            )
        assert unsaid == 1

    def test_it_says_which_sites_it_touches_or_that_it_touches_all(self, stage, cast, db):
        for sites in (frozenset({cast.utrecht.id, cast.leeds.id}), frozenset()):
            with stage.act(cast.dee) as act:
                give_headsup(act, said(cast, site_ids=sites), department_id=cast.technology.id)
        worked(stage)
        (mail,) = letters(db, cast.bo)
        said_there = [line for line in words(mail).splitlines() if line.startswith("Where")]
        assert said_there == ["Where: Leeds, Utrecht", "Where: every site"]

    def test_not_at_night(self, stage, cast, db, given, moment):
        moment.forward(hours=12)
        worked(stage)
        assert letters(db, cast.bo) == []

    def test_whoever_switched_it_off_reads_nothing(self, stage, cast, db, given):
        with stage.act(cast.bo) as act:
            choose_letters(act, act.session.get(Person, cast.bo.id), hour=8, early=True, news=False)
        worked(stage)
        assert letters(db, cast.bo) == []

    def test_elsewhere_nobody_reads_it(self, stage, cast, db):
        with stage.act(cast.dee) as act:
            give_headsup(
                act, said(cast, site_ids=frozenset({cast.leeds.id})), department_id=cast.technology.id
            )
        worked(stage)
        assert letters(db, cast.bo) == []

    def test_withdrawn_before_it_left_nobody_reads_of_it(self, stage, cast, db, given):
        worked(stage)
        do(stage, cast, given, withdraw_headsup)
        worked(stage)
        assert letters(db, cast.bo) == []

    def test_withdrawn_after_it_left_they_read_that(self, stage, cast, db, given, moment):
        worked(stage)
        sent(stage)
        do(stage, cast, given, withdraw_headsup)
        moment.forward(days=1)
        worked(stage)
        assert ["This does not come after all." in words(m) for m in letters(db, cast.bo)] == [False, True]

    def test_changed_after_it_left_they_read_the_new_words(self, stage, cast, db, given, moment):
        worked(stage)
        sent(stage)
        do(stage, cast, given, change_headsup, said(cast, tell="Two euros more."))
        moment.forward(days=1)
        worked(stage)
        last = words(letters(db, cast.bo)[-1])
        assert ("Two euros more." in last, "something new" in last) == (True, True)

    def test_two_months_after_nobody_knows_who_was_told(self, stage, cast, db, given, moment):
        worked(stage)
        for days, left in ((70, True), (20, False)):
            moment.forward(days=days)
            with stage.act() as act:
                forget_news(act)
            with db.reading() as session:
                assert bool(session.scalar(select(func.count()).select_from(DigestNews))) is left

    def test_what_is_over_is_no_news(self, stage, cast, db, given, moment):
        moment.forward(days=30)
        worked(stage)
        assert letters(db, cast.bo) == []


def head(client, url="/log"):
    page = client.get(url).text
    found = re.search(r'<section class="ahead".*?</section>', page, re.DOTALL)
    return re.findall(r'class="headsup-title"[^>]*><a [^>]*>([^<]+)<', found[0]) if found else []


class TestLog:
    """At the head while it matters; the log's pages change with it."""

    def test_from_now_until_its_last_day(self, client, given, moment, cast, stage):
        assert head(client) == ["The price letter goes out"]
        moment.forward(days=16)
        assert head(client) == ["The price letter goes out"]
        moment.forward(days=1)
        assert head(client) == []

    @pytest.mark.parametrize("verb", [end_headsup, withdraw_headsup])
    def test_ended_or_withdrawn_it_is_gone_and_comes_back(self, client, stage, cast, given, verb):
        tag = client.get("/log").headers["ETag"]
        do(stage, cast, given, verb)
        assert head(client) == []
        assert client.get("/log", headers={"If-None-Match": tag}).status_code == 200
        do(stage, cast, given, restore_headsup)
        assert head(client) == ["The price letter goes out"]

    def test_each_site_reads_its_own_clock(self, client, stage, cast):
        both = frozenset({cast.utrecht.id, cast.leeds.id})
        with stage.act(cast.dee) as act:
            row = give_headsup(act, said(cast, site_ids=both), department_id=cast.technology.id)
        page = " ".join(re.sub(r"<[^>]+>", " ", client.get(f"/heads-ups/{row.code}").text).split())
        assert "Mon 7 Dec 08:00 to Wed 9 Dec 08:00 in Leeds" in page
        assert "Mon 7 Dec 09:00 to Wed 9 Dec 09:00 in Utrecht" in page

    def test_its_language_is_marked(self, client, given):
        client.set_cookie("language", "nl")
        assert '<h3 class="headsup-title" lang="en">' in client.get("/log").text

    def test_beside_the_entries_of_a_site_or_a_department_stand_those_it_is_touched_by(
        self, client, stage, cast
    ):
        only = {"title": "Utrecht", "department_ids": frozenset({cast.customer.id})}
        for more in (only, {"title": "Everywhere", "site_ids": frozenset()}):
            with stage.act(cast.dee) as act:
                give_headsup(act, said(cast, **more), department_id=cast.technology.id)
        shown = {
            asked: sorted(head(client, f"/log?{asked}"))
            for asked in (
                f"site={cast.utrecht.id}",
                f"site={cast.leeds.id}",
                f"department={cast.technology.id}",
                f"department={cast.customer.id}",
                f"site={cast.leeds.id}&department={cast.customer.id}",
                f"site={cast.utrecht.id}&q=everywhere",
                f"site={cast.utrecht.id}&light=fixed",
            )
        }
        assert list(shown.values()) == [
            ["Everywhere", "Utrecht"],
            ["Everywhere"],
            ["Everywhere", "Utrecht"],
            ["Utrecht"],
            [],
            [],
            [],
        ]

    def test_a_withdrawn_one_is_nowhere_and_its_link_says_so(self, client, stage, cast, given):
        do(stage, cast, given, withdraw_headsup)
        page = client.get(f"/heads-ups/{given.code}")
        assert (page.status_code, heading(page)) == (410, "This heads-up was withdrawn")
        assert "Technology had said it on 23 November; it was withdrawn on 23 November." in page.text
        assert ("The price letter" in page.text, "January" in page.text) == (False, False)
        assert client.get("/heads-ups/ZZZZ").status_code == 404
        assert "The price letter" not in client.get("/heads-ups").text
        assert "The price letter" not in client.get("/heads-ups?q=price").text

    @pytest.mark.parametrize(
        ("q", "found"), [("PRICE let", True), ("januâry", True), ("outage", False), ("%", False)]
    )
    def test_search(self, client, given, q, found):
        page = client.get("/heads-ups", query_string={"q": q})
        assert ("The price letter" in page.text) is found


@pytest.mark.parametrize("n", [1, 30])
def test_the_log_asks_no_more_for_any_number_of_them(app, stage, cast, n):
    with stage.act(cast.dee) as act:
        for k in range(n):
            give_headsup(act, said(cast, title=f"Coming {k}"), department_id=cast.technology.id)
    browser = app.test_client()
    with counted(app) as statements:
        assert len(head(browser)) == min(n, 3)
    assert len(statements) <= 3
    with counted(app) as statements:
        browser.get("/log")
    assert len(statements) == 1


@pytest.mark.parametrize("n", [1, 30])
def test_the_page_of_all_is_bounded(app, stage, cast, n):
    with stage.act(cast.dee) as act:
        for k in range(n):
            give_headsup(act, said(cast, title=f"Coming {k}"), department_id=cast.technology.id)
    with counted(app) as statements:
        app.test_client().get("/heads-ups")
    assert len(statements) <= 10


FORM = {
    "kind": "outage",
    "title": "The order screen is down",
    "starts_on": "2026-12-03",
    "starts": "22:00",
    "ends_on": "2026-12-04",
    "ends": "02:00",
    "tell": "We call back in the morning.",
}


class TestWriting:
    """Written, previewed, published."""

    @pytest.fixture
    def form(self, cast):
        return {
            **FORM,
            "department": str(cast.technology.id),
            "clock": AMSTERDAM,
            "sites": [str(cast.utrecht.id)],
        }

    def test_previewed_first_then_published(self, cast, signed_in, db, form):
        dee = signed_in(cast.dee)
        preview = post(dee, "/heads-ups/new", form, page="/heads-ups/new")
        assert (preview.status_code, heading(preview)) == (200, "The order screen is down")
        with db.reading() as session:
            assert session.scalar(select(func.count()).select_from(Headsup)) == 0
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', preview.text)
        again = {name: value for name, value in hidden if name != "csrf_token"}
        done = post(dee, "/heads-ups/new", {**again, "say": "publish"}, page="/heads-ups/new")
        assert done.status_code == 303
        with db.reading() as session:
            row = session.scalars(select(Headsup)).one()
            assert (row.title, row.starts_at, row.ends_at, row.by_id) == (
                "The order screen is down",
                datetime(2026, 12, 3, 21, tzinfo=UTC),
                datetime(2026, 12, 4, 1, tzinfo=UTC),
                cast.dee.id,
            )
        back = post(dee, "/heads-ups/new", {**again, "say": "edit"}, page="/heads-ups/new")
        assert ('value="22:00"' in back.text, 'value="2026-12-04"' in back.text) == (True, True)

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"title": ""}, "Write in one sentence what is coming"),
            ({"starts_on": "31-31"}, "This is not a day."),
            ({"starts": ""}, "Write when it begins"),
            ({"ends_on": "2026-12-01"}, "It ends after it begins."),
            ({"ends_on": ""}, "Choose the day on which it ends"),
            ({"starts_on": "2029-12-03"}, "That is more than a year away."),
            ({"tell": ""}, "Write what the floor tells a customer"),
            ({"sites": "999"}, "'999' is not a valid choice"),
        ],
    )
    def test_what_is_wrong_is_said_and_all_stays(self, cast, signed_in, db, form, wrong, sentence):
        answer = post(signed_in(cast.dee), "/heads-ups/new", {**form, **wrong}, page="/heads-ups/new")
        assert answer.status_code == 422
        assert [sentence.split("'")[0] in said for said in errors(answer)] == [True]
        kept = {"title": FORM["title"], "tell": FORM["tell"], "starts": FORM["starts"]}
        for name in kept.keys() - wrong.keys():
            assert kept[name] in answer.text

    def test_who_may(self, cast, signed_in, given):
        seen = {
            who.first_name: signed_in(who).get("/heads-ups/new").status_code
            for who in (cast.dee, cast.ada, cast.bo)
        }
        assert list(seen.values()) == [200, 200, 403]
        assert signed_in(cast.bo).get(f"/heads-ups/{given.code}/change").status_code == 403
        assert post(signed_in(cast.bo), f"/heads-ups/{given.code}/withdraw").status_code == 403

    def test_changed_ended_withdrawn_with_undo(self, cast, signed_in, db, given, form):
        dee, url = signed_in(cast.dee), f"/heads-ups/{given.code}"
        with db.reading() as session:
            version = session.get(Headsup, given.id).version
        new = {**form, "say": "publish", "version": str(version)}
        assert post(dee, f"{url}/change", new, page=f"{url}/change").status_code == 303
        assert "What it said before" in dee.get(url).text
        assert post(dee, f"{url}/change", new, page=f"{url}/change").status_code == 409
        for way in ("end", "withdraw"):
            assert post(dee, f"{url}/{way}", page="/heads-ups/new").status_code == 303
            assert now(db, given).state == {"end": "ended", "withdraw": "withdrawn"}[way]
            assert post(dee, f"{url}/restore", page="/heads-ups/new").status_code == 303
            assert now(db, given).state == "published"
        assert toasts(dee.get(url)) != []


class TestObstacles:
    """Which obstacle had one, and which had none."""

    @pytest.fixture
    def entry(self, stage, cast):
        from tests.obstacles.play import published

        return published(stage, cast, department=cast.technology)

    def test_linked_or_marked_as_ungiven_and_counted(self, cast, signed_in, client, given, entry):
        dee, url = signed_in(cast.dee), f"/obstacles/{entry.code}"
        fact = re.compile(r"<dt>Heads-up</dt><dd>(.*?)</dd>", re.DOTALL)

        def said():
            found = fact.search(client.get(f"/log/{entry.code}").text)
            return re.sub(r"<[^>]+>", "", found[1]) if found else None

        def counted():
            page = client.get("/heads-ups").text
            cells = re.search(r'<th scope="row">Technology</th>(.*?)</tr>', page, re.DOTALL)
            return [int(n) for n in re.findall(r"<td>(\d+)</td>", cells[1])]

        assert (said(), counted()) == (None, [1, 0, 0, 0])
        post(dee, f"{url}/headsup", {"headsup": given.code}, page=f"{url}/sort")
        assert said() == "The price letter goes out, given in time"
        assert entry.code in client.get(f"/heads-ups/{given.code}").text
        post(dee, f"{url}/headsup", {"headsup": "none"}, page=f"{url}/sort")
        assert (said(), counted()) == ("No heads-up was given", [1, 0, 0, 1])
        post(dee, f"{url}/headsup", {"headsup": ""}, page=f"{url}/sort")
        assert (said(), counted()) == (None, [1, 0, 0, 0])

    def test_rubbish_is_told(self, cast, signed_in, entry):
        dee, url = signed_in(cast.dee), f"/obstacles/{entry.code}"
        answer = post(dee, f"{url}/headsup", {"headsup": "ZZZZZZ"}, page=f"{url}/sort")
        assert answer.status_code == 303
        assert toasts(dee.get(f"{url}/sort")) == ["Choose one of the list."]
