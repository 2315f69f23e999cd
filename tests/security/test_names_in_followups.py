"""What was done, why a date moved and why a promise was dropped name nobody unless that is meant; behind a mail link never."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from floortime.followups.actions import make_followup
from floortime.followups.model import Followup
from floortime.outbox.model import Letter
from tests.builders import OURS, errors, post
from tests.security.planted import BOX, LEAVE_OUT, SLIPS, promised

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WAYS = [
    ("date", {"due_on": "2026-12-11"}, "why", "Bo"),
    ("cannot", {}, "why", "fatima"),
    ("done", {}, "claim", "Dee McAllister"),
]


def stage_of(db, promise):
    with db.reading() as session:
        return session.get(Followup, promise.id).stage


@pytest.mark.parametrize(("way", "data", "field", "slip"), WAYS)
def test_signed_in_one_is_asked_and_may_go_on(stage, cast, signed_in, db, way, data, field, slip):
    promise, cy = promised(stage, cast, cast.cy), signed_in(cast.cy)
    url = f"/followups/{promise.code}/{way}"
    typed = {**data, field: f"It waits for {slip}"}
    told = post(cy, url, typed, page=url)
    assert (told.status_code, errors(told), BOX in told.text) == (422, [LEAVE_OUT.format(slip)], True)
    assert stage_of(db, promise) == "open"
    assert post(cy, url, {**typed, "meant": "y"}, page=url).status_code == 303


@pytest.mark.parametrize("slip", SLIPS)
def test_dropped_by_who_promised_it(stage, cast, signed_in, db, slip):
    promise, ada = promised(stage, cast, cast.cy), signed_in(cast.ada)
    url = f"/followups/{promise.code}/drop"
    told = post(ada, url, {"why": f"{slip} has left"}, page=url)
    assert (told.status_code, errors(told), BOX in told.text) == (422, [LEAVE_OUT.format(slip)], True)
    assert post(ada, url, {"why": f"{slip} has left", "meant": "y"}, page=url).status_code == 303
    assert stage_of(db, promise) == "dropped"


@pytest.mark.parametrize(("way", "data", "field", "slip"), WAYS)
def test_behind_the_mail_link_nothing_lets_it_through(stage, cast, client, db, way, data, field, slip):
    promise = promised(stage, cast, cast.eli)
    with db.reading() as session:
        body = session.scalar(select(Letter.body).where(Letter.event == "followup_assigned"))
    text = message_from_bytes(body, policy=default).get_body(("plain",)).get_content()
    url = re.search(r"http://localhost(/f/[\w-]+)\?say=accept", text)[1]
    typed = {"way": way, **data, field: f"It waits for {slip}", "meant": "y"}
    told = client.post(url, data=typed, headers=OURS)
    assert (told.status_code, errors(told), BOX in told.text) == (422, [LEAVE_OUT.format(slip)], False)
    assert stage_of(db, promise) == "open"
    assert client.post(url, data={**typed, field: "It waits, Eli Nordvik"}, headers=OURS).status_code == 200


def test_a_promise_that_no_entry_shows_may_name_people(stage, cast, signed_in):
    with stage.act(cast.ada) as act:
        alone = make_followup(act, what="Coffee", due_on=act.today, owner_id=cast.cy.id)
    url = f"/followups/{alone.code}/done"
    said = post(signed_in(cast.cy), url, {"claim": "Dee McAllister has it"}, page=url)
    assert said.status_code == 303
