"""An owner answers a letter about several promises: by numbers, all in one, or is asked which one they mean."""

from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from floortime.followups.actions import hand_over, make_followup
from floortime.followups.model import Followup, Progress
from floortime.followups.reminders import chase_promises
from floortime.outbox.model import Letter
from tests.mailroom.inbox import brought
from tests.mailroom.replies import quoted, reply

WHATS = ("The map first", "A second screen", "A chair that does not tilt")


@pytest.fixture
def promises(stage, cast):
    with stage.act(cast.dee) as act:
        return [
            make_followup(act, what=what, due_on=date(2026, 12, 2 + n), owner_id=cast.eli.id).id
            for n, what in enumerate(WHATS)
        ]


@pytest.fixture
def letter(stage, promises, moment):
    moment.at += timedelta(days=14)
    with stage.act() as act:
        assert chase_promises(act) == 1
    return last(stage, "promises_due")


def last(stage, event) -> Letter | None:
    with stage.db.reading() as session:
        return session.scalars(select(Letter).where(Letter.event == event).order_by(Letter.id.desc())).first()


def text(letter) -> str:
    return message_from_bytes(letter.body, policy=default).get_body(("plain",)).get_content()


def stages(stage, promises) -> list[str]:
    with stage.db.reading() as session:
        return [session.get(Followup, key).stage for key in promises]


def test_the_letter_says_the_numbers_and_how_to_use_them(letter):
    for n, what in enumerate(WHATS, 1):
        assert f"{n}. What is asked: {what}\r\n" in text(letter)
    assert "with the number in front" in text(letter)


def test_two_numbers_two_answers_and_the_third_stays(stage, cast, promises, letter):
    words = quoted("1 done: it opens first\n3 not mine, ask ada@nordvik.example")
    assert brought(stage, reply(letter, words, sender=cast.eli.email)) == ("applied", "reply_done")
    assert stages(stage, promises) == ["claimed", "open", "open"]
    with stage.db.reading() as session:
        assert [session.get(Followup, key).owner_id for key in promises] == [
            cast.eli.id,
            cast.eli.id,
            cast.ada.id,
        ]
        assert session.get(Followup, promises[0]).claim == "it opens first"


def test_all_done_with_a_sentence_is_all(stage, cast, promises, letter):
    brought(stage, reply(letter, quoted("All done: it hangs there since Monday"), sender=cast.eli.email))
    assert stages(stage, promises) == ["claimed", "claimed", "claimed"]


@pytest.mark.parametrize("words", ["Done: it hangs there", "Friday", "7 done"])
def test_which_one_is_asked_once_and_nothing_changes(stage, cast, promises, letter, words):
    assert brought(stage, reply(letter, quoted(words), sender=cast.eli.email)) == ("applied", "reply_which")
    assert stages(stage, promises) == ["open", "open", "open"]
    asked = last(stage, "replies_unclear")
    assert (asked.to_id, "Nothing has changed." in text(asked)) == (cast.eli.id, True)
    with stage.db.reading() as session:
        assert session.scalars(select(Progress)).all() == []
    brought(stage, reply(asked, quoted("2 done: it hangs there"), sender=cast.eli.email))
    assert stages(stage, promises) == ["open", "claimed", "open"]


def test_what_is_missing_in_one_is_asked_for_that_one(stage, cast, promises, letter):
    brought(stage, reply(letter, quoted("2 done"), sender=cast.eli.email))
    asked = last(stage, "reply_unclear")
    assert "A second screen" in text(asked)
    brought(stage, reply(asked, quoted("It hangs there"), sender=cast.eli.email))
    assert stages(stage, promises) == ["open", "claimed", "open"]


def test_what_is_missing_in_two_is_asked_for_in_one_letter(stage, cast, promises, letter):
    brought(stage, reply(letter, quoted("1 done\n3 done"), sender=cast.eli.email))
    assert last(stage, "reply_unclear") is None
    asked = last(stage, "replies_unclear")
    assert text(asked).count("Say in one sentence what was done") == 2
    brought(stage, reply(asked, quoted("1. It opens first\n2. It stands still"), sender=cast.eli.email))
    assert stages(stage, promises) == ["claimed", "open", "claimed"]


def test_the_one_that_is_left_needs_no_number(stage, cast, promises, letter):
    with stage.act(cast.dee) as act:
        for key in promises[:2]:
            hand_over(act, act.session.get(Followup, key), owner_id=cast.ada.id)
    brought(stage, reply(letter, quoted("Done: it stands still"), sender=cast.eli.email))
    assert stages(stage, promises) == ["open", "open", "claimed"]


def test_a_number_that_was_handed_over_is_not_theirs(stage, cast, promises, letter):
    with stage.act(cast.dee) as act:
        hand_over(act, act.session.get(Followup, promises[0]), owner_id=cast.ada.id)
    brought(stage, reply(letter, quoted("1 done: it opens first"), sender=cast.eli.email))
    assert stages(stage, promises) == ["open", "open", "open"]
    assert "The map first" not in text(last(stage, "replies_unclear"))


@pytest.mark.parametrize(
    ("sender", "results", "reason"),
    [("eli@elsewhere.example", "", "reply_stranger"), ("eli@nordvik.example", None, "unauthenticated")],
)
def test_only_from_their_own_address(stage, cast, promises, letter, sender, results, reason):
    mail = reply(letter, quoted("All done: it hangs there"), sender=sender, results=results)
    assert brought(stage, mail) == ("held", reason)
    assert (stages(stage, promises), last(stage, "replies_unclear")) == (["open"] * 3, None)


def test_they_are_asked_three_times_a_day_and_no_more(stage, cast, promises, letter):
    for n in range(5):
        brought(stage, reply(letter, f"Done: {n}", sender=cast.eli.email, n=n))
    with stage.db.reading() as session:
        assert len(session.scalars(select(Letter).where(Letter.event == "replies_unclear")).all()) == 3


def test_files_that_are_not_kept_are_named_once_for_all(stage, cast, promises, letter):
    exe = (("setup.exe", "application/octet-stream", b"MZ\x00\x01"),)
    mail = reply(letter, quoted("1 accept\n2 done\n3 done"), sender=cast.eli.email, files=exe)
    brought(stage, mail)
    assert text(last(stage, "replies_unclear")).count("setup.exe: We keep pictures") == 1
    brought(stage, reply(letter, quoted("All accepted"), sender=cast.eli.email, files=exe, n=2))
    assert text(last(stage, "reply_unclear")).count("setup.exe: We keep pictures") == 1
