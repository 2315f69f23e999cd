"""An owner without an account chooses the hour of their letter, and to be reminded on the date alone, behind any link of it."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from floortime.followups.actions import hand_over
from floortime.followups.model import Followup
from floortime.followups.reminders import chase_promises
from floortime.journal.queries import history
from floortime.outbox.model import Letter
from floortime.people.model import MailWish
from tests.builders import OURS, heading


@pytest.fixture
def url(link):
    return f"{link}/letters"


def kept(db, cast):
    with db.reading() as session:
        row = session.get(MailWish, cast.eli.id)
        return None if row is None else (row.hour, row.early, row.news)


def test_opening_changes_nothing_and_shows_the_usual(db, client, cast, url):
    answer = client.get(url)
    assert (answer.status_code, heading(answer)) == (200, "One letter a day")
    assert re.findall(r'<option selected value="(\d+)"', answer.text) == ["8"]
    assert kept(db, cast) is None


def test_it_is_kept_and_said(db, client, cast, url):
    answer = client.post(url, data={"hour": "15"}, headers=OURS)
    assert (answer.status_code, kept(db, cast)) == (200, (15, False, True))
    assert "Kept. The letter of the day comes at 15:00." in answer.text
    with db.reading() as session:
        newest = history(session, "person", cast.eli.id)[0]
    assert (newest.verb, newest.actor_kind, newest.actor_id) == ("person.changed", "mail_link", cast.eli.id)


def test_what_is_no_hour_is_not_kept(db, client, cast, url):
    assert client.post(url, data={"hour": "3"}, headers=OURS).status_code == 422
    assert kept(db, cast) is None


def test_a_former_owner_chooses_nothing(db, stage, client, cast, promise, url):
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promise.id), owner_id=cast.cy.id)
    answer = client.get(url)
    assert (answer.status_code, heading(answer)) == (404, "This is not yours any more")
    assert client.post(url, data={"hour": "15"}, headers=OURS).status_code == 404
    assert kept(db, cast) is None


def reminders(stage, db) -> list[str]:
    """What the letters of the day say in their footer, after the worker has looked."""
    with stage.act() as act:
        chase_promises(act)
    with db.reading() as session:
        found = session.scalars(select(Letter).where(Letter.event == "promises_due").order_by(Letter.id))
        texts = [
            message_from_bytes(row.body, policy=default).get_body(("plain",)).get_content() for row in found
        ]
    return [
        re.search(r"its hour, or none at all: (http://localhost/f/[\w-]+/letters)\r?$", text, re.MULTILINE)[1]
        for text in texts
    ]


def test_the_letter_of_the_day_leads_to_it_and_keeps_to_it(db, stage, client, cast, moment, promise):
    moment.at = datetime(2026, 12, 4, 9, tzinfo=UTC)
    (link,) = reminders(stage, db)
    assert (
        client.post(link.removeprefix("http://localhost"), data={"hour": "15"}, headers=OURS).status_code
        == 200
    )
    moment.at = datetime(2026, 12, 11, 9, tzinfo=UTC)
    assert len(reminders(stage, db)) == 1
    moment.at = datetime(2026, 12, 11, 14, 30, tzinfo=UTC)
    assert len(reminders(stage, db)) == 2


def test_nobody_is_reminded_early_who_does_not_want_it(db, stage, client, cast, moment, promise, url):
    client.post(url, data={"hour": "8"}, headers=OURS)
    moment.at = datetime(2026, 12, 3, 9, tzinfo=UTC)
    assert reminders(stage, db) == []
