"""A promise given away and taken back: its letter waits for the undo, nobody hears of it twice, and the log tells none of it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from floortime.act import Actor
from floortime.followups.model import Followup
from floortime.followups.queries.history import astray
from floortime.journal.model import Entry
from floortime.mail.posting import QUIET
from floortime.obstacles.actions.promises import pass_promise_on
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.tokens import Token
from tests.builders import post

GUEST = "kari@partner.example"
OPEN_LINKS = select(Token.hash).where(Token.used_at.is_(None), Token.purpose == "answer_promise")


@pytest.fixture
def dee(signed_in, cast):
    return signed_in(cast.dee)


@pytest.fixture
def say(dee, promise):
    return lambda what, **data: post(dee, f"/followups/{promise.code}/{what}", data, page="/me")


@pytest.fixture
def read(db):
    def found(statement):
        with db.reading() as session:
            return list(session.execute(statement))

    return found


@pytest.fixture
def told(read, promise):
    """To whom first letters about it are, in which state, and how long after its making each goes."""

    def letters():
        rows = read(
            select(Person.email, Letter.state, Letter.made_at, Letter.not_before)
            .join(Letter, Letter.to_id == Person.id)
            .where(Letter.event == "followup_assigned")
            .order_by(Letter.id)
        )
        return [(to, state, goes - made) for to, state, made, goes in rows]

    return letters


@pytest.fixture
def story(client, read, promise):
    """What the entry says happened, line by line."""

    def lines():
        code = re.search(r"/log/(\w+)", client.get("/log").text)
        page = client.get(f"/log/{code[1]}").text
        found = re.findall(r'<li class="entry">(.*?)</li>', page, flags=re.DOTALL)
        return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in found]

    return lines


@pytest.fixture
def whole(db):
    def stands():
        with db.reading() as session:
            return astray(session) == []

    return stands


def sent(stage):
    with stage.act() as act:
        act.session.execute(update(Letter).where(Letter.state == "queued").values(state="sent"))


def test_undone_in_time_nobody_hears_of_it(say, stage, now, told, read, whole, moment, cast):
    sent(stage)
    say("accept")
    links = read(OPEN_LINKS)
    moment.forward(minutes=1)
    say("notmine", address=GUEST)
    assert (now().owner_id == cast.eli.id, told()[1:]) == (False, [(GUEST, "queued", QUIET)])
    assert set(links).isdisjoint(read(OPEN_LINKS))
    moment.forward(minutes=1)
    say("undo")
    assert (now().owner_id, now().stage) == (cast.eli.id, "in_progress")
    assert [state for _to, state, _wait in told()] == ["sent", "withdrawn"]
    assert (read(OPEN_LINKS), whole()) == (links, True)
    moment.forward(minutes=1)
    say("notmine", address=GUEST)
    assert [(to, state) for to, state, _wait in told()[1:]] == [(GUEST, "withdrawn"), (GUEST, "queued")]
    assert whole()


def test_who_had_not_been_told_yet_is(say, now, told, cast, moment, whole):
    say("notmine")
    moment.forward(minutes=1)
    say("undo")
    assert now().owner_id == cast.eli.id
    assert [(state, wait) for _to, state, wait in told()] == [("withdrawn", timedelta(0)), ("queued", QUIET)]
    assert whole()


def test_once_the_letter_has_gone_it_stays(say, stage, now, told, moment):
    say("notmine", address=GUEST)
    sent(stage)
    refused = say("undo")
    assert refused.status_code == 409
    assert "The letters about it have gone. It cannot be taken back any more." in refused.text
    assert [to for to, state, _wait in told() if state == "sent"] == [GUEST]
    assert now().owner_id is not None


def test_by_mail_there_is_no_undo_and_the_letter_goes_at_once(stage, cast, promise, told):
    with stage.act() as act:
        mailed = type(act)(act.session, Actor("mail_link", cast.eli.id), act.at, act.settings)
        pass_promise_on(mailed, act.session.get(Followup, promise.id), owner_id=cast.bo.id)
    assert told()[-1][1:] == ("queued", timedelta(0))


def test_a_letter_not_gone_yet_waits_anew_with_the_new_date(say, told, now):
    say("date", due_on="2026-12-18", why="Ill")
    assert [(state, wait) for _to, state, wait in told()] == [("queued", QUIET)]
    say("undo")
    assert [(state, wait) for _to, state, wait in told()] == [("queued", QUIET)]


def test_the_log_tells_nothing_of_what_was_taken_back(say, story, moment, dee, promise, read):
    before = story()
    for address in (GUEST, "", "ola@partner.example"):
        say("notmine", address=address)
        moment.forward(minutes=1)
        say("undo")
        moment.forward(minutes=1)
    assert story() == before
    assert len(read(select(Entry.id).where(Entry.verb == "followup.handed_over"))) == 6
    own = " ".join(re.sub("<[^>]+>", " ", dee.get(f"/followups/{promise.code}").text).split())
    assert own.count("Handed over to") == own.count("Taken back : Handed over") == 3


def test_what_came_last_stands_first(say, story, moment):
    steps = (("date", {"due_on": "2026-12-18", "why": "Ill"}), ("notmine", {}), ("notmine", {"address": GUEST}),
             ("date", {"due_on": "2026-12-21", "why": "New here"}), ("notmine", {"address": "ola@partner.example"}))  # fmt: skip
    for way, data in steps:
        say(way, **data)
        moment.forward(minutes=1)
    heads = [re.search("Handed over to (nobody|somebody)|Moved to 18|Moved to 21", line) for line in story()]
    assert [found[0] for found in heads if found] == [
        "Handed over to somebody", "Moved to 21", "Handed over to somebody", "Handed over to nobody", "Moved to 18",
    ]  # fmt: skip


def test_whose_it_is_and_by_when_change_no_light(say, client, story):
    say("notmine")
    say("date", due_on="2026-12-18", why="Ill")
    code = re.search(r"/log/(\w+)", client.get("/log").text)[1]
    lines = re.findall(r'<li class="entry">(.*?)</li>', client.get(f"/log/{code}").text, flags=re.DOTALL)
    assert [("<svg" in line) for line in lines if "Handed over" in line or "Moved" in line] == [False, False]
