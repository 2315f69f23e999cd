"""What was just done is taken back while nobody was told: the row, the log and the letters as before, both lines in the journal."""

import re
from datetime import date

import pytest
from sqlalchemy import select, update

from floortime.followups.actions import make_followup
from floortime.followups.model import Followup
from floortime.followups.queries.history import astray
from floortime.journal.model import Entry
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Answer, Draft, Obstacle, Round, Wording
from floortime.outbox.model import Letter
from floortime.tokens import Token
from tests.builders import post, toasts
from tests.obstacles.play import raised

OPEN_LINKS = select(Token.hash).where(Token.used_at.is_(None), Token.purpose == "answer_promise")


@pytest.fixture
def dee(signed_in, cast):
    return signed_in(cast.dee)


@pytest.fixture
def say(dee, promise):
    def said(what, **data):
        return post(dee, f"/followups/{promise.code}/{what}", data, page="/me")

    return said


@pytest.fixture
def read(db):
    def found(statement):
        with db.reading() as session:
            return list(session.scalars(statement))

    return found


@pytest.fixture
def entry(read):
    return lambda: read(select(Obstacle))[0]


def letters(read, event):
    return sorted(read(select(Letter.state).where(Letter.event == event)))


def lines(read, kind, *verbs):
    return [e.facts for e in read(select(Entry).where(Entry.kind == kind, Entry.verb.in_(verbs)))]


def whole(db):
    with db.reading() as session:
        return astray(session) == []


def test_accepted_and_not_after_all(say, now, read, db, entry):
    before = entry()
    say("accept")
    assert now().stage == "in_progress"
    say("undo")
    assert (now().stage, entry().stage, entry().waiting_id) == ("open", before.stage, before.waiting_id)
    assert [(f["what"], f["stage"]) for f in lines(read, "followup", "followup.taken_back")] == [
        ("followup.accepted", "open")
    ]
    assert whole(db)


@pytest.mark.parametrize("way", ["drop", "cannot"])
def test_dropped_and_promised_still(say, now, read, db, entry, way, dee, promise):
    links, before = read(OPEN_LINKS), entry()
    say(way, why="No money this year")
    assert (now().stage, entry().stage, read(OPEN_LINKS)) == ("dropped", "ready_to_close", [])
    assert letters(read, "followup_assigned") == ["withdrawn"]
    say("undo")
    assert toasts(dee.get(f"/followups/{promise.code}"))[-1:] == ["It is as it was before."]
    row = now()
    assert (row.stage, row.reason, row.settled_on) == ("open", "", None)
    assert (entry().stage, entry().waiting_id) == (before.stage, before.waiting_id)
    assert set(links) < set(read(OPEN_LINKS))
    assert letters(read, "followup_assigned") == ["queued", "withdrawn"]
    assert whole(db)


def test_an_owner_who_has_the_letter_gets_no_second_one(say, stage, read, now):
    with stage.act() as act:
        act.session.execute(update(Letter).values(state="sent"))
    say("drop", why="No money this year")
    say("undo")
    assert (now().stage, letters(read, "followup_assigned")) == ("open", ["sent"])


def test_done_and_not_done_yet(say, now, read, db, entry, stage, cast):
    with stage.act(cast.bo) as act:
        say_me_too(act, act.session.get(Obstacle, entry().id), person_id=cast.bo.id)
    say("done", claim="It is on your screen")
    assert (entry().stage, entry().answers_n, letters(read, "works_asked")) == ("asked", 1, ["queued"])
    say("undo")
    row = now()
    assert (row.stage, row.claimed_on, row.claim) == ("open", None, "")
    assert (entry().stage, entry().answers_n, entry().answered_on) == ("in_hand", 0, None)
    assert ([r.outcome for r in read(select(Round))], read(select(Answer))) == (["undone"], [])
    assert letters(read, "works_asked") == []
    assert whole(db)
    say("done", claim="Now it is")
    assert (entry().stage, letters(read, "works_asked")) == ("asked", ["queued"])


def test_once_somebody_was_asked_it_is_said_that_it_stands(say, now, entry, stage, cast):
    with stage.act(cast.bo) as act:
        say_me_too(act, act.session.get(Obstacle, entry().id), person_id=cast.bo.id)
    say("done", claim="It is on your screen")
    with stage.act() as act:
        act.session.execute(update(Letter).where(Letter.event == "works_asked").values(state="sent"))
    refused = say("undo")
    assert refused.status_code == 409
    assert "The letters about it have gone. It cannot be taken back any more." in refused.text
    assert (now().stage, entry().stage) == ("claimed", "asked")


def test_a_promise_that_stands_alone(dee, cast, stage, read, db):
    with stage.act(cast.ada) as act:
        made = make_followup(act, what="A lamp", due_on=date(2026, 12, 4), owner_id=cast.dee.id)
    for way, data in (("done", {"claim": "It hangs"}), ("drop", {"why": "No lamp"}), ("accept", {})):
        post(dee, f"/followups/{made.code}/{way}", data, page="/me")
        post(dee, f"/followups/{made.code}/undo", page="/me")
        assert read(select(Followup.stage).where(Followup.id == made.id)) == ["open"], way
    assert whole(db)


def test_an_answer_is_taken_back_with_what_it_moved(dee, entry, read, stage, cast):
    found = raised(stage, cast)
    address = f"/obstacles/{found.code}"
    post(
        dee,
        f"{address}/publish",
        {"title": "The tray", "department": cast.customer.id, "dimension": "tools"},
        page="/board",
    )
    one = select(Obstacle).where(Obstacle.id == found.id)
    before = read(one)[0]
    assert before.stage == "published"
    post(
        dee,
        f"{address}/answer",
        {"kind": "answer", "words": "We look at it", "due_on": "2026-12-01", "decider": cast.dee.id},
        page=f"{address}/answer",
    )
    assert (read(one)[0].stage, read(one)[0].answers_n) == ("in_hand", 1)
    post(dee, f"{address}/answer/undo", page="/me")
    after = read(one)[0]
    assert (after.stage, after.answers_n, after.answered_on, after.waiting_kind, after.waiting_id) == (
        "published", 0, None, before.waiting_kind, before.waiting_id,
    )  # fmt: skip
    assert read(select(Answer)) == []
    again = post(dee, f"{address}/answer/undo", page="/me")
    assert again.status_code == 409
    assert len(lines(read, "obstacle", "obstacle.answered", "obstacle.answer_taken_back")) == 2


def test_nobody_takes_back_anothers_answer(dee, stage, cast, read, signed_in):
    found = raised(stage, cast)
    address = f"/obstacles/{found.code}"
    post(
        dee,
        f"{address}/publish",
        {"title": "The tray", "department": cast.customer.id, "dimension": "tools"},
        page="/board",
    )
    post(
        dee,
        f"{address}/answer",
        {"kind": "answer", "words": "We look at it", "due_on": "2026-12-01", "decider": cast.dee.id},
        page=f"{address}/answer",
    )
    codes = {
        who: post(signed_in(getattr(cast, who)), f"{address}/answer/undo", page="/me").status_code
        for who in ("una", "bo")
    }
    assert codes == {"una": 409, "bo": 403}
    assert len(read(select(Answer))) == 1


def written(html):
    """What stands in the form that makes public words."""
    areas = re.findall(r'<textarea[^>]* name="(?:title|body)"[^>]*>\s*([^<]*)<', html)
    chosen = re.findall(r'<option[^>]*(?: selected[^>]* value="(\w+)"| value="(\w+)"[^>]* selected)', html)
    return (*areas, *(a or b for a, b in chosen))


def test_the_draft_is_in_no_log_and_goes_when_it_is_withheld(dee, stage, cast, read, signed_in):
    found = raised(stage, cast, named_id=cast.bo.id)
    address = f"/obstacles/{found.code}"
    given = {"title": "The tray is empty", "department": cast.customer.id, "dimension": "tools"}
    post(dee, f"{address}/publish", given, page="/board")
    post(dee, f"{address}/unpublish", page="/board")
    browser = signed_in(cast.bo)
    assert [at for at in ("/", "/log", "/log?q=tray") if "The tray is empty" in browser.get(at).text] == []
    assert len(read(select(Draft))) == 1
    post(dee, f"{address}/withhold", {"reason": "Said in anger"}, page="/board")
    assert read(select(Draft)) == []


def test_published_and_out_of_the_log_again(dee, stage, cast, read):
    found = raised(stage, cast)
    address = f"/obstacles/{found.code}"
    given = {"title": "The tray", "body": "Since May", "department": cast.customer.id, "dimension": "tools"}
    one = select(Obstacle).where(Obstacle.id == found.id)
    post(dee, f"{address}/publish", given, page="/board")
    asked = letters(read, "obstacle_published")
    assert asked == ["queued"]
    post(dee, f"{address}/unpublish", page="/board")
    row = read(one)[0]
    assert (row.stage, row.published_on, row.answer_due_on, row.department_id, row.bar) == (
        "sorting",
        None,
        None,
        None,
        "",
    )
    assert (letters(read, "obstacle_published"), read(select(Wording))) == ([], [])
    assert dee.get(f"/log/{found.code}").status_code == 404
    for at in (f"{address}/sort", f"/board/panel/{found.code}"):
        assert written(dee.get(at).text) == ("The tray", "Since May", str(cast.customer.id), "tools")
    post(dee, f"{address}/publish", given, page="/board")
    assert read(select(Draft)) == []
    assert (read(one)[0].stage, letters(read, "obstacle_published")) == ("published", asked)


@pytest.mark.parametrize("meanwhile", ["me too", "the letter went"])
def test_what_others_know_of_stays_in_the_log(dee, stage, cast, read, meanwhile):
    found = raised(stage, cast)
    address = f"/obstacles/{found.code}"
    post(
        dee,
        f"{address}/publish",
        {"title": "The tray", "department": cast.customer.id, "dimension": "tools"},
        page="/board",
    )
    with stage.act(cast.bo) as act:
        if meanwhile == "me too":
            say_me_too(act, act.session.get(Obstacle, found.id), person_id=cast.bo.id)
        else:
            act.session.execute(update(Letter).values(state="sent"))
    assert post(dee, f"{address}/unpublish", page="/board").status_code == 409
