"""The doors that mail comes in by: a pipe with the exit codes of mail servers, and a watched mailbox."""

import subprocess
import sys

import pytest
from sqlalchemy import func, select

from floortime.mail import receiving
from floortime.mail.imap import ImapDoor
from floortime.mail.model import Received
from floortime.mailroom.doors import DatabaseShelf
from floortime.mailroom.watching import start_watching
from floortime.outbox.delivery import Unreachable
from tests.mailroom.inbox import all_received
from tests.mailroom.letters import mail, reply
from tests.mailroom.mailserver import imap_server
from tests.roof.processes import environment, until

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
RAW = mail(reply("a@b", "bo@nordvik.example", "ACCEPTED"), sender="bo@nordvik.example")


def piped(settings, raw: bytes, **more: str):
    done = subprocess.run(
        [sys.executable, "-m", "floortime", "mail", "receive"],
        check=False, input=raw, env=environment(settings, **more), capture_output=True, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stderr.decode()


def test_a_pipe_stores_the_mail_and_says_how_it_went(settings, stage):
    assert piped(settings, RAW) == (0, "")
    assert piped(settings, RAW) == (0, "")
    assert [(row.door, row.verdict, row.raw) for row in all_received(stage)] == [("pipe", "waiting", RAW)]
    assert piped(settings, b" \n") == (65, "There is nothing in it.\n")
    assert piped(settings, b"x" * (5 * 1024 * 1024 + 1)) == (65, "It is larger than five megabytes.\n")
    assert piped(settings, RAW, FLOORTIME_MAILBOX="nobody")[0] == 78
    nowhere = f"sqlite:///{settings.data / 'nowhere' / 'x.sqlite3'}"
    assert piped(settings, RAW, FLOORTIME_DATABASE_URL=nowhere)[0] == 75


def test_a_mailbox_is_read_stored_and_then_marked(db, settings, stage, moment):
    with imap_server() as server:
        shelf = DatabaseShelf(db, settings, moment)
        assert ImapDoor(server.url, shelf).fetch_new() == 0
        server.put(RAW)
        server.put(b"From: big@b.example\r\nSubject: Big\r\n\r\n" + (b"x" * 998 + b"\r\n") * 5_300)
        door = ImapDoor(server.url, shelf)
        assert (server.unseen(), door.fetch_new(), door.fetch_new(), server.unseen()) == (2, 2, 0, 0)
        first, second = all_received(stage)
        assert (first.raw, first.door, first.verdict, first.mailbox) == (
            RAW,
            "imap",
            "waiting",
            "floor@127.0.0.1/INBOX",
        )
        assert (second.verdict, second.reason) == ("quarantined", "too_large")
        server.put(RAW)  # the same bytes again, under another number
        server.put(RAW.replace(b"Accepted", b"Answered"))
        assert ImapDoor(server.url, shelf).fetch_new() == 2
        assert len(all_received(stage)) == 3


def test_a_watched_mailbox_is_heard_at_once_and_comes_back_after_trouble(db, settings, stage, moment):
    asked = []
    with imap_server() as server:
        thread = start_watching(db, _with(settings, server.url), moment, lambda: bool(asked))
        server.put(RAW)
        until(lambda: len(all_received(stage)) == 1, 30)
        server.put(RAW.replace(b"Accepted", b"Answered"))
        until(lambda: len(all_received(stage)) == 2, 30)
        asked.append(True)
        thread.join(30)
    assert thread.is_alive() is False
    with pytest.raises(Unreachable):
        ImapDoor(server.url, DatabaseShelf(db, settings, moment)).fetch_new()
    assert start_watching(db, settings, moment, lambda: True) is None


def _with(settings, url):
    from msgspec.structs import replace

    return replace(settings, imap_url=url)


def test_the_bytes_of_settled_mail_go_after_ninety_days_and_those_of_an_erased_person_at_once(stage, moment):
    with stage.act() as act:
        row, _new = receiving.take_in(act, RAW, door="pipe")
        row.sender = "bo@nordvik.example"
        receiving.settle(act, row, "applied", "accepted", address="bo@nordvik.example")
        held, _new = receiving.take_in(act, RAW + b"x", door="pipe")
        held.sender = "cy@nordvik.example"
        receiving.settle(act, held, "held", "stranger")
    moment.forward(days=91)
    with stage.act() as act:
        assert receiving.drop_old_bytes(act) is False
        assert act.session.scalar(select(func.count()).where(Received.raw.is_not(None))) == 1
        receiving.forget(act, ["Cy@nordvik.example"])
        assert act.session.scalar(select(func.count()).where(Received.raw.is_not(None))) == 0
        assert act.session.scalars(select(Received.sender).order_by(Received.id)).all() == [
            "bo@nordvik.example",
            "",
        ]
