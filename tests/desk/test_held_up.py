"""While no letter leaves, held back or refused, the morning board says so in one line, and no longer once they do."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, event

from floortime.followups.actions import make_followup
from floortime.mail.posting import post
from floortime.outbox.actions import freeze, release
from floortime.outbox.model import Letter, Shut
from floortime.people.model import Person
from floortime.people.queries import recipient

LINE = re.compile(r'<p class="small" role="status">(.*?)</p>')


@pytest.fixture
def shut(stage):
    """The server has taken nothing for an hour; so many letters are on their way, tried then or written since."""

    def since(n, *, tried=True, **ago):
        with stage.act() as act:
            act.session.add(Shut(channel="mail", since=act.at - timedelta(**ago), said="550 Relaying denied"))
            for one in range(n):
                at = act.at - timedelta(**ago) if tried else act.at
                act.session.add(
                    Letter(
                        event="x", kind="x", subject_id=1, dedupe_key=f"x{one}", message_id=f"<{one}@x>", to_address="a@x.example",
                        not_before=at, made_at=at, state="queued", body=b"",
                    )
                )  # fmt: skip

    return since


def line(browser):
    found = LINE.search(browser.get("/board").text)
    return " ".join(re.sub("<[^>]+>", " ", found[1]).split()) if found else ""


def test_a_chief_of_staff_reads_since_when_and_how_many(shut, cast, signed_in, stage):
    dee = signed_in(cast.dee)
    assert line(dee) == ""
    shut(2, hours=1)
    said = "Letters have not left since 09:00: the mail server refuses them. 2 wait."
    assert line(dee) == f"{said} An admin can see why."
    assert "Relaying" not in dee.get("/board").text
    assert line(signed_in(cast.una)) == f"{said} See why"
    with stage.act() as act:
        act.session.execute(delete(Shut))
    assert line(dee) == ""


def test_held_back_as_after_a_restore_it_counts_what_was_frozen_and_what_came_since(
    shut, cast, signed_in, stage
):
    dee = signed_in(cast.dee)
    shut(1, hours=1)
    with stage.act() as act:
        freeze(act)
    shut_since = "Letters are held back since 10:00: nobody is written to until an admin lets them go."
    assert line(dee) == f"{shut_since} 1 waits. An admin can see why."
    with stage.act(cast.dee) as act:
        person = act.session.get(Person, cast.cy.id)
        post(act, recipient(person, act.today), "sign_in_link", dedupe_key="y", subject=("person", cast.cy.id),
             facts={"url": "http://localhost/y", "minutes": 30})  # fmt: skip
    assert line(signed_in(cast.una)) == f"{shut_since} 2 wait. See why"
    with stage.act() as act:
        act.session.execute(delete(Shut))
        release(act)
    assert line(dee) == ""


def test_since_another_day(shut, cast, signed_in):
    shut(1, days=3)
    assert line(signed_in(cast.dee)) == (
        "Letters have not left since Fri 20 Nov, 10:00: the mail server refuses them. 1 waits. An admin can see why."
    )


@pytest.mark.parametrize("n", [0, 1])
def test_where_nothing_was_tried_nothing_is_said(shut, cast, signed_in, n):
    """As on the house's page: what is written since may well be taken."""
    shut(n, tried=False, hours=1)
    assert line(signed_in(cast.dee)) == ""


def test_without_a_question_more(shut, stage, cast, signed_in, app):
    dee, asked = signed_in(cast.dee), []
    dee.get("/board")
    shut(1, hours=1)
    with stage.act(cast.dee) as act:
        make_followup(act, what="Show the map", due_on=act.today, owner_id=cast.eli.id)
    event.listen(
        app.extensions["floortime"].db.engine, "before_cursor_execute", lambda *a: asked.append(a[2])
    )
    assert line(dee).startswith("Letters have not left")
    assert len(asked) == 4
