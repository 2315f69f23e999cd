"""A department's mirror: what it received, answered and fixed, what waits on it, thanks; and who reads its promises."""

import re
from datetime import date, timedelta

import pytest

from floortime.obstacles.model import Round, Verdict
from floortime.people.model import Delegate, Role
from floortime.recognition.model import Thanks
from floortime.scorecard.figures import Figure
from floortime.scorecard.queries.mirror import mirror
from tests.cast import person
from tests.scorecard.kept import DUE, entry, promise
from tests.scorecard.test_clock import counted

TODAY = date(2026, 11, 23)
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def read(db, department, over="days"):
    with db.reader.connect() as connection:
        return mirror(connection, department.id, over, TODAY)


def listed(html, heading):
    """The codes under a heading, in their order."""
    section = html.partition(f"<h2>{heading}</h2>")[2].partition("</section>")[0]
    return re.findall(r'href="/(?:log|followups)/([A-Z0-9]+)"', section)


def works(act, row, n):
    act.session.add(Round(obstacle_id=row.id, n=1, sentence="Done", asked_on=DUE, until_on=TODAY))
    act.session.flush()
    for voice in range(n):
        act.session.add(
            Verdict(
                obstacle_id=row.id, n=1, voice_kind="device", voice_key=f"v{voice}", works=voice != 0, on=DUE
            )
        )


def test_every_figure_counts_its_own_days(stage, cast, db):
    with stage.act() as act:
        entry(act, cast, department=cast.customer)
        fixed = entry(act, cast, department=cast.customer, stage="fixed", fixed_on=TODAY, late=2)
        entry(act, cast, department=cast.customer, due=TODAY, answered=False)
        entry(act, cast, department=cast.customer, stage="withheld", bar="")
        entry(act, cast)
        promise(act, cast, department=cast.customer)
        promise(act, cast, department=cast.customer, stage="open")
        works(act, fixed, 7)
    found = read(db, cast.customer)
    assert (found.received, found.answered, found.fixed, found.kept, found.works) == (
        3,
        Figure(1, 2),
        1,
        Figure(1, 2),
        6,
    )
    assert (found.manager, found.sponsor, found.heads) == ("Ada Lindqvist", "", frozenset({cast.ada.id}))


def test_a_head_who_has_left_is_not_named(stage, cast, db):
    with stage.act() as act:
        act.session.merge(cast.ada).left_on = TODAY
    assert read(db, cast.customer).manager == ""


@one_database
def test_what_waits_longest_stands_first(stage, cast, client):
    with stage.act() as act:
        days = [TODAY - timedelta(days=n) for n in (3, 30, 9)]
        rows = [
            entry(act, cast, department=cast.customer, waiting_since_on=day, waiting_kind="department")
            for day in days
        ]
        entry(act, cast, department=cast.customer, stage="asked")
        entry(act, cast, department=cast.customer, stage="withheld", bar="")
        done = entry(act, cast, department=cast.customer, stage="fixed", fixed_on=TODAY)
    html = client.get(f"/departments/{cast.customer.id}").text
    assert listed(html, "What waits on Customer now") == [rows[1].code, rows[2].code, rows[0].code]
    assert listed(html, "What works now, and thanks") == [done.code]


@one_database
def test_promises_are_read_by_the_head_owners_chiefs_and_who_acts_for_them(stage, cast, client, signed_in):
    with stage.act() as act:
        own = promise(act, cast, department=cast.customer, stage="open", owner=cast.eli)
        promise(act, cast, stage="open", owner=cast.eli)
        promise(act, cast, department=cast.customer)
        owner, other, deputy = (person(act, name, role=None) for name in ("Oda", "Otto", "Dex"))
        for who, department in ((owner, cast.customer), (other, cast.technology)):
            act.session.add(
                Role(person_id=who.id, role="owner", scope_kind="department", scope_id=department.id)
            )
        act.session.add(Delegate(leader_id=cast.ada.id, delegate_id=deputy.id))
    path, heading = f"/departments/{cast.customer.id}", "Promises that are open"
    for reads in (cast.ada, cast.dee, cast.una, owner, deputy):
        assert listed(signed_in(reads).get(path).text, heading) == [own.code]
    for browser in (client, signed_in(cast.bo), signed_in(other)):
        html = browser.get(path).text
        assert (heading in html, own.code in html) == (False, False)


@one_database
def test_thanks_stand_there_only_when_both_want_it(stage, cast, client):
    with stage.act() as act:
        for words, agrees in (("Aloud", True), ("Between us", False)):
            act.session.add(
                Thanks(to_kind="team", to_id=cast.night.id, by_id=cast.ada.id, words=words, language="en", on=DUE,
                       leader_agrees=True, thanked_agrees=agrees)
            )  # fmt: skip
    html = client.get(f"/departments/{cast.customer.id}").text
    assert ("Aloud" in html, "Between us" in html) == (True, False)
    assert "Aloud" not in client.get(f"/departments/{cast.technology.id}").text


@one_database
@pytest.mark.parametrize(("n", "said"), [(4, "a few times"), (7, "six times")])
def test_few_voices_are_not_counted_out(stage, cast, client, n, said):
    with stage.act() as act:
        works(act, entry(act, cast, department=cast.customer, stage="fixed", fixed_on=TODAY), n)
    found = re.search(
        r"said the floor: (.*?) in these days", client.get(f"/departments/{cast.customer.id}").text
    )
    assert found[1] == said


@one_database
@pytest.mark.parametrize("n", [1, 30])
def test_as_many_statements_for_one_as_for_thirty(stage, cast, app, client, signed_in, n):
    with stage.act() as act:
        for _ in range(n):
            of = entry(act, cast, department=cast.customer, waiting_since_on=DUE)
            promise(act, cast, of=of, department=cast.customer, stage="open", owner=cast.ada)
    path = f"/departments/{cast.customer.id}"
    client.get("/clock")
    with counted(app) as statements:
        client.get(path)
    alone = len(statements)
    chief = signed_in(cast.dee)
    with counted(app) as statements:
        chief.get(path)
    assert (alone, len(statements)) == (6, 8)


@one_database
def test_a_department_that_is_not_there(client):
    assert client.get("/departments/4711").status_code == 404


@one_database
def test_as_many_stand_under_the_number_of_fixed_as_it_says(stage, cast, client):
    with stage.act() as act:
        ours = {"department": cast.customer, "stage": "fixed"}
        days = [TODAY, TODAY - timedelta(days=90), TODAY - timedelta(days=91)]
        codes = [entry(act, cast, **ours, fixed_on=on).code for on in days]
    page = client.get(f"/departments/{cast.customer.id}").text
    assert "<b>2</b> are fixed" in page
    assert listed(page, "What works now, and thanks") == codes[:2]
    assert (
        listed(client.get(f"/departments/{cast.customer.id}?over=year").text, "What works now, and thanks")
        == codes
    )
