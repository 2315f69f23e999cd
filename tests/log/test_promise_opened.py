"""The way from an entry of the log to a promise behind it, for those who may see that."""

import re
from datetime import date

import pytest

from floortime.followups.actions import make_followup
from floortime.followups.model import ChaseStep
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.model import Obstacle
from floortime.people.model import Role
from tests.obstacles.play import published


def leads_to(page) -> list[str]:
    return re.findall(r'href="/followups/(\w+)"', page.text)


@pytest.fixture
def entry(stage, cast):
    found = published(stage, cast)
    with stage.act(cast.ada) as act:
        make_followup(act, what="Of no entry", due_on=date(2026, 12, 1), owner_id=cast.cy.id)
    return found


@pytest.fixture
def promises(stage, cast, entry):
    """Cy's, of Technology, and Eli's; both said by Ada."""
    with stage.act(cast.ada) as act:
        row = act.session.get(Obstacle, entry.id)
        return [
            promise_on(
                act, row, what=what, due_on=date(2026, 12, day), owner_id=owner.id, promised_by_id=cast.ada.id,
                department_id=department.id,
            )
            for what, day, owner, department in (
                ("The map", 4, cast.cy, cast.technology), ("A second screen", 9, cast.eli, cast.customer),
            )
        ]  # fmt: skip


def test_for_whoever_may_see_it(cast, signed_in, client, entry, promises):
    first, second = (p.code for p in promises)
    page = f"/log/{entry.code}"
    seen = {n: leads_to(signed_in(getattr(cast, n)).get(page)) for n in ("dee", "una", "ada", "cy", "bo")}
    both = [first, second]
    assert seen == {"dee": both, "una": both, "ada": both, "cy": [first], "bo": []}
    assert leads_to(client.get(page)) == []


def test_for_who_keeps_a_departments_promises_and_whom_the_chase_told(
    stage, cast, signed_in, entry, promises
):
    with stage.act() as act:
        act.session.add(
            Role(person_id=cast.bo.id, role="owner", scope_kind="department", scope_id=cast.customer.id)
        )
        told = {"step": "manager", "round": 1, "done_at": act.at, "to_id": cast.colleagues[0].id}
        act.session.add(ChaseStep(followup_id=promises[0].id, **told))
    page = f"/log/{entry.code}"
    assert leads_to(signed_in(cast.bo).get(page)) == [promises[1].code]
    assert leads_to(signed_in(cast.colleagues[0]).get(page)) == [promises[0].code]


def test_it_opens_the_page_of_that_promise(cast, signed_in, entry, promises):
    browser = signed_in(cast.dee)
    text = browser.get(f"/log/{entry.code}").text
    said = re.findall(r'<a href="/followups/(\w+)">The promise<span class="vh">: ([^<]+)</span></a>', text)
    assert said == [(promises[0].code, "The map"), (promises[1].code, "A second screen")]
    assert "The map" in browser.get(f"/followups/{said[0][0]}").text
