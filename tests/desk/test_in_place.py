"""What the panel of a promise offers, a reminder by hand, and the way back from each act."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import select

from floortime.followups.actions import add_evidence, add_progress, keep_claim, make_followup, start_followup
from floortime.followups.model import DueMove, Followup
from floortime.followups.queries.history import Known, lines_of, rebuilt
from floortime.obstacles.actions.rounds import claim_and_ask
from floortime.outbox.model import Letter
from tests.builders import heading, post, toasts
from tests.files.test_kinds import PNG

DUE = date(2026, 12, 4)


@pytest.fixture
def promise(stage, cast):
    with stage.act(cast.ada) as act:
        return make_followup(
            act, what="A second scanner", due_on=DUE, owner_id=cast.eli.id, promised_by_id=cast.ada.id
        )


@pytest.fixture
def now(db, promise):
    def row():
        with db.reading() as session:
            return session.get(Followup, promise.id)

    return row


@pytest.fixture
def dee(signed_in, cast):
    return signed_in(cast.dee)


def say(browser, promise, what, **data):
    return post(browser, f"/followups/{promise.code}/{what}", data, page="/me")


def letters(db, promise):
    with db.reading() as session:
        found = select(Letter.state).where(Letter.subject_id == promise.id, Letter.event == "promises_due")
        return list(session.scalars(found.order_by(Letter.id)))


def test_who_sees_the_panel(cast, signed_in, client, promise):
    url = f"/followups/{promise.code}/panel"
    codes = {n: signed_in(getattr(cast, n)).get(url).status_code for n in ("ada", "dee", "bo", "cy")}
    assert codes == {"ada": 200, "dee": 200, "bo": 404, "cy": 404}
    assert client.get(url).status_code == 303


def said(page) -> list[str]:
    """The lines of a panel, without their marks."""
    found = re.findall(r"<p[^>]*>(.*?)</p>", page.text, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", one)).split()) for one in found]


def test_how_far_it_is_and_what_shows_it(stage, cast, dee, promise):
    url = f"/followups/{promise.code}/panel"
    before = said(dee.get(url))
    with stage.act(cast.eli) as act:
        mine = act.session.get(Followup, promise.id)
        for words in ("Ordered", "Two <b>weeks</b> more"):
            add_progress(act, mine, words=words)
        for name in ("one.png", "two.png", "three.png"):
            add_evidence(act, mine, name=name, body=PNG + name.encode())
    new = [one for one in said(dee.get(url)) if one not in before]
    assert new == [
        "Eli Nordvik, 23 November: Two <b>weeks</b> more",
        "What shows it: three.png, two.png and 1 more",
    ]
    with stage.act(cast.eli) as act:
        mine = act.session.get(Followup, promise.id)
        keep_claim(act, mine, claim="It scans")
        add_progress(act, mine, words="Since Monday")
    new = [one for one in said(dee.get(url)) if one not in before]
    assert new[:2] == [
        "Eli Nordvik, 23 November: Since Monday",
        "Eli Nordvik says that it is done, 23 November: It scans",
    ]
    with stage.act(cast.eli) as act:
        claim_and_ask(act, act.session.get(Followup, promise.id), claim="It scans, all day")
    after = said(dee.get(url))
    assert ("What was done: Eli Nordvik: It scans, all day" in after, "Since Monday" in " ".join(after)) == (
        True,
        False,
    )


def test_what_the_panel_offers_to_whom(cast, signed_in, promise):
    def offered(person):
        html = signed_in(person).get(f"/followups/{promise.code}/panel").text
        return [way for way in ("notmine", "date", "done", "remind", "drop") if f"/{way}" in html]

    assert offered(cast.dee) == ["notmine", "date", "done", "remind", "drop"]
    assert offered(cast.ada) == ["remind", "drop"]


def test_a_date_is_taken_back_and_not_counted(dee, promise, now, db):
    say(dee, promise, "date", due_on="2026-12-18", why="The supplier is late")
    assert (now().due_on, now().moves) == (date(2026, 12, 18), 1)
    assert toasts(dee.get(f"/followups/{promise.code}")) == ["It is due by 18 December now."]
    say(dee, promise, "undo")
    assert (now().due_on, now().moves, now().stage) == (DUE, 0, "in_progress")
    with db.reading() as session:
        assert list(session.scalars(select(DueMove))) == []
        assert rebuilt(lines_of(session, promise.id)) == Known("in_progress", promise.owner_id, DUE)


def test_an_owner_is_given_back(dee, promise, now, cast, db):
    say(dee, promise, "notmine", address="cy@nordvik.example")
    assert now().owner_id == cast.cy.id
    say(dee, promise, "undo")
    assert now().owner_id == cast.eli.id
    with db.reading() as session:
        assert rebuilt(lines_of(session, promise.id)) == Known("open", cast.eli.id, DUE)


def test_nobody_takes_back_what_another_did_or_what_came_after(dee, promise, cast, signed_in, stage, now):
    say(dee, promise, "date", due_on="2026-12-18", why="The supplier is late")
    assert say(signed_in(cast.una), promise, "undo").status_code == 409
    with stage.act(cast.ada) as act:
        row = act.session.get(Followup, promise.id)
        row.stage = "open"
        act.session.flush()
        start_followup(act, row)
    refused = say(dee, promise, "undo")
    assert (refused.status_code, heading(refused)) == (409, "That cannot be done now")
    assert now().due_on == date(2026, 12, 18)


def test_yesterdays_act_stands(dee, promise, now, moment):
    say(dee, promise, "date", due_on="2026-12-18", why="The supplier is late")
    moment.forward(days=1)
    assert say(dee, promise, "undo").status_code == 409


def test_a_reminder_goes_once_a_day_and_can_be_taken_back(dee, promise, db, moment):
    say(dee, promise, "remind")
    assert toasts(dee.get("/followups")) == ["Eli Nordvik gets a letter in two minutes."]
    assert say(dee, promise, "remind").status_code == 409
    say(dee, promise, "unremind")
    assert letters(db, promise) == ["withdrawn"]
    assert say(dee, promise, "unremind").status_code == 409
    moment.forward(days=1)
    say(dee, promise, "remind")
    assert letters(db, promise) == ["withdrawn", "queued"]


def test_only_who_promised_or_a_chief_reminds(cast, signed_in, promise, db):
    codes = {n: say(signed_in(getattr(cast, n)), promise, "remind").status_code for n in ("bo", "ada")}
    assert codes == {"bo": 404, "ada": 303}
    assert letters(db, promise) == ["queued"]


def test_nobody_is_reminded_of_what_nobody_owns(dee, stage, cast):
    with stage.act(cast.dee) as act:
        lost = make_followup(act, what="Nobody's", due_on=DUE + timedelta(days=1))
    assert say(dee, lost, "remind").status_code == 409
