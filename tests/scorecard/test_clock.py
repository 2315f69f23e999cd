"""The promise clock: what is counted, what of it strangers read, and how much is asked for it."""

import re
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from floortime.act import NOBODY
from floortime.followups.actions import make_followup, start_followup
from floortime.followups.model import Followup
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.model import Obstacle
from floortime.people.model import Posting, Role, Site
from floortime.scorecard.figures import Figure
from floortime.scorecard.queries.clock import clock, edition, span
from tests.cast import person
from tests.obstacles.play import publish, raised
from tests.scorecard.kept import DUE, entry, promise

TODAY = date(2026, 11, 23)
FIRST, LAST = date(2026, 8, 25), date(2026, 11, 22)
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def counted(app):
    statements, engine = [], app.extensions["floortime"].db.engine

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def read(db, over="days", today=TODAY):
    with db.reader.connect() as connection:
        return clock(connection, over, today)


def rows(html):
    """Every row of the page: name, answered, fixed, as one reads them."""
    found = {}
    for row in re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", html, flags=re.DOTALL):
        name, *cells = (
            re.sub(r"<[^>]+>|\s+", " ", part) for part in re.split(r"</th>|</td>", row) if part.strip()
        )
        found[" ".join(name.split())] = [" ".join(cell.split()) for cell in cells]
    return found


def test_answered_on_the_day_is_in_time_and_the_day_after_is_not(stage, cast, db):
    with stage.act() as act:
        for late in (-3, 0, 1):
            entry(act, cast, late=late, site=cast.utrecht)
        entry(act, cast, answered=False)
    found = read(db)
    assert found.total.answered == Figure(2, 4)
    assert {line.name: line.answered for line in found.sites} == {"Leeds": Figure(), "Utrecht": Figure(2, 3)}
    assert {line.name: line.answered for line in found.departments} == {
        "Customer": Figure(),
        "Technology": Figure(2, 4),
    }


def test_what_the_log_does_not_show_is_not_counted(stage, cast, db):
    with stage.act() as act:
        entry(act, cast, stage="withheld", bar="", site=cast.utrecht)
    assert read(db).total.answered == Figure()


def test_the_date_said_first_counts_and_the_floor_has_the_last_word(stage, cast, db):
    with stage.act() as act:
        promise(act, cast)
        promise(act, cast, moved=7, late=3)
        promise(act, cast, late=1)
        promise(act, cast, stage="claimed")
        promise(act, cast, stage="dropped")
        promise(act, cast, stage="open")
    assert read(db).total.fixed == Figure(1, 6, 1)


@pytest.mark.parametrize(
    ("day", "days", "year"), [(FIRST, 1, 1), (LAST, 1, 1), (FIRST - timedelta(days=1), 0, 1), (TODAY, 0, 0)]
)
def test_which_days_count(stage, cast, db, day, days, year):
    assert span("days", TODAY) == (FIRST, LAST)
    with stage.act() as act:
        entry(act, cast, due=day)
        promise(act, cast, due=day)
    found = [read(db, over) for over in ("days", "year")]
    assert [(one.total.answered.of_all, one.total.fixed.of_all) for one in found] == [
        (days, days),
        (year, year),
    ]


def test_a_leader_stands_with_the_answers_of_their_department_and_their_own_promises(stage, cast, db):
    """Never with what was said to them: a row that grows with a day's entry would tell in whose room it was said."""
    with stage.act() as act:
        entry(act, cast, department=cast.customer)
        entry(act, cast, department=cast.technology)
        promise(act, cast, owner=cast.ada)
        promise(act, cast, owner=cast.eli, promised_by_id=cast.ada.id)
    assert [(line.name, line.answered, line.fixed) for line in read(db).leaders] == [
        ("Ada Lindqvist", Figure(1, 1), Figure(1, 1))
    ]


def test_who_leads_no_more_has_no_row(stage, cast, db):
    with stage.act() as act:
        gone = person(act, "Gus", role="leader", left_on=TODAY)
        promise(act, cast, owner=gone)
    assert [line.name for line in read(db).leaders] == ["Ada Lindqvist"]


def many(stage, cast, **sizes):
    """So many entries and promises a site, as the log shows them."""
    with stage.act() as act:
        for name, n in sizes.items():
            for _ in range(n):
                site = getattr(cast, name, None)
                of = entry(act, cast, site=site)
                promise(act, cast, of=of)


@one_database
def test_a_stranger_cannot_work_out_the_few_of_a_site(stage, cast, client, signed_in):
    with stage.act() as act:
        cast.arvika = Site(name="Arvika", zone="Europe/Stockholm")
        act.session.add(cast.arvika)
        act.session.flush()
    many(stage, cast, utrecht=14, leeds=7, arvika=3)
    few = "too few to show"
    found = rows(client.get("/clock").text)
    assert [found[name] for name in ("Utrecht", "Leeds", "Arvika")] == [
        ["14 of 14", "14 of 14"], [few, few], [few, few],
    ]  # fmt: skip
    assert "<b>24 of 24</b>" in client.get("/clock").text
    known = rows(signed_in(cast.dee).get("/clock").text)
    assert (known["Arvika"], known["Leeds"]) == (["3 of 3", "3 of 3"], ["7 of 7", "7 of 7"])


@one_database
def test_a_chief_of_one_site_sees_its_few_and_nobody_elses(stage, cast, signed_in):
    with stage.act() as act:
        cast.arvika = Site(name="Arvika", zone="Europe/Stockholm")
        act.session.add(cast.arvika)
        planner = person(act, "Pam", role=None)
        act.session.add(
            Role(person_id=planner.id, role="chief_of_staff", scope_kind="site", scope_id=cast.leeds.id)
        )
    many(stage, cast, utrecht=14, leeds=3, arvika=2)
    found = rows(signed_in(planner).get("/clock").text)
    few = "too few to show"
    assert [found[name][0] for name in ("Utrecht", "Leeds", "Arvika")] == [few, "3 of 3", few]


@one_database
def test_what_was_raised_at_a_site_of_few_stands_in_no_row(stage, cast, client, db, moment):
    """Two work in Leeds. What they raised is in the total, and the log itself names no site with it."""
    with stage.act() as act:
        two = person(act, "Pia")
        act.session.add(Posting(person_id=two.id, from_on=date(2020, 1, 6), site_id=cast.leeds.id))
    for _ in range(6):
        publish(stage, cast, raised(stage, cast, site_id=cast.leeds.id))
        publish(stage, cast, raised(stage, cast))
    moment.forward(days=30)
    found = read(db, today=moment().date())
    assert (found.total.answered.of_all, {line.name: line.answered.of_all for line in found.sites}) == (
        12,
        {"Leeds": 0, "Utrecht": 6},
    )
    assert rows(client.get("/clock").text)["Leeds"] == ["none that the log names it for"] * 2


@one_database
def test_rows_stand_by_name_and_otherwise_when_asked(stage, cast, client):
    with stage.act() as act:
        for _ in range(6):
            entry(act, cast, site=cast.leeds, late=1)
            entry(act, cast, site=cast.utrecht)
    assert [name for name in rows(client.get("/clock").text) if name in {"Leeds", "Utrecht"}] == [
        "Leeds",
        "Utrecht",
    ]
    sorted_ = rows(client.get("/clock?by=answered").text)
    assert [name for name in sorted_ if name in {"Leeds", "Utrecht"}] == ["Utrecht", "Leeds"]


@one_database
@pytest.mark.parametrize("n", [1, 30])
def test_three_statements_and_one_for_who_has_the_page(stage, cast, client, app, n):
    many(stage, cast, utrecht=n)
    client.get("/clock")
    with counted(app) as statements:
        first = client.get("/clock?over=year")
    assert (first.status_code, len(statements)) == (200, 3)
    with counted(app) as statements:
        again = client.get("/clock?over=year", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, len(statements)) == (304, 1)


@one_database
def test_a_kept_page_is_new_after_an_answer(stage, cast, client):
    with stage.act() as act:
        row = entry(act, cast, due=DUE, answered=False)
    before = client.get("/clock")
    entry_id = row.id
    with stage.act(cast.ada) as act:
        answer_obstacle(
            act, act.session.get(Obstacle, entry_id), kind="answer", words="Soon", decider_id=cast.ada.id
        )
    assert client.get("/clock", headers={"If-None-Match": before.headers["ETag"]}).status_code == 200


@one_database
def test_nothing_due_says_so(stage, cast, client):
    assert "Nothing was due yet" in client.get("/clock").text


def test_every_step_of_a_promise_without_an_entry_is_another_edition(stage, cast, db):
    def now():
        with db.reading() as session:
            return edition(session.connection())

    seen = [now()]
    for n in range(12):
        with stage.act(cast.dee) as act:
            row = make_followup(act, what=f"Promise {n}", due_on=act.today, owner_id=cast.eli.id)
        seen.append(now())
        with stage.act(NOBODY) as act:
            start_followup(act, act.session.get(Followup, row.id))
        seen.append(now())
    assert len(set(seen)) == 25
