"""“Not yet” about something that nobody had promised: whoever answers for the department hears it, once, in the morning, and why."""

from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from floortime.act import NOBODY
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.asking import REOPENED
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.actions.rounds import ask_the_floor, give_verdict, say_why
from floortime.obstacles.model import Obstacle
from floortime.outbox.model import Letter
from floortime.tokens import hashed
from tests.obstacles.play import TITLE, publish, raised


class Asked:
    """An entry that its head answered without promising anything, and about which the floor is asked."""

    def __init__(self, stage, cast, db):
        self.stage, self.cast, self.db = stage, cast, db
        found = raised(stage, cast)
        self.id, self.voice = publish(stage, cast, found).id, hashed(found.claim_code)
        self.do(cast.ada, answer_obstacle, kind="answer", words="It is so since May", decider_id=cast.ada.id)
        self.do(cast.dee, ask_the_floor, sentence="It is so since May")

    def do(self, by, verb, **more):
        with self.stage.act(by) as act:
            return verb(act, act.session.get(Obstacle, self.id), **more)

    def not_yet(self, because=""):
        self.do(
            NOBODY, give_verdict, voice_kind="raising", voice_key=self.voice, works=False, because=because
        )

    def letters(self):
        with self.db.reading() as session:
            return session.scalars(
                select(Letter).where(Letter.event == REOPENED, Letter.state == "queued")
            ).all()

    def stands(self):
        with self.db.reading() as session:
            entry = session.get(Obstacle, self.id)
            return entry.stage, entry.waiting_kind, entry.waiting_id


@pytest.fixture
def asked(stage, cast, db):
    return Asked(stage, cast, db)


def words_of(letter):
    mail = message_from_bytes(letter.body, policy=default)
    return mail["Subject"], mail.get_body(("plain",)).get_content()


def test_the_head_hears_it_and_why(asked, cast):
    asked.not_yet("Not on the night shift")
    assert asked.stands() == ("in_hand", "department", cast.customer.id)
    (letter,) = asked.letters()
    subject, words = words_of(letter)
    assert (letter.to_id, subject) == (cast.ada.id, f"Not yet, says the floor: {TITLE}")
    assert [TITLE in words, "Not on the night shift" in words, "/answer/" in words] == [True, True, True]


def test_the_reason_may_follow_the_press(asked):
    asked.not_yet()
    asked.do(NOBODY, say_why, voice_kind="raising", voice_key=asked.voice, because="Nights")
    (letter,) = asked.letters()
    assert "Nights" in words_of(letter)[1]


def test_it_leaves_in_the_morning_by_the_readers_clock(asked, stage, cast, db):
    with stage.act() as act:
        act.session.get(type(cast.ada), cast.ada.id).zone = "Europe/Stockholm"
    asked.not_yet()
    assert asked.letters()[0].not_before == datetime(2026, 11, 24, 6, tzinfo=UTC)


def test_answered_before_it_left_it_does_not_leave(asked, cast):
    asked.not_yet()
    day = date(2026, 12, 1)
    asked.do(
        cast.ada, answer_obstacle, kind="answer", words="Then by May", decider_id=cast.ada.id, due_on=day
    )
    assert (asked.letters(), asked.stands()) == ([], ("in_hand", "person", cast.ada.id))


def test_what_was_promised_goes_to_its_owner_alone(stage, cast, db):
    from floortime.obstacles.actions.rounds import claim_and_ask

    found = raised(stage, cast)
    key = publish(stage, cast, found).id
    with stage.act(cast.dee) as act:
        entry = act.session.get(Obstacle, key)
        made = promise_on(act, entry, what="The map", owner_id=cast.eli.id, due_on=date(2026, 12, 4))
        claim_and_ask(act, made, claim="There")
    with stage.act(NOBODY) as act:
        give_verdict(
            act, act.session.get(Obstacle, key), voice_kind="raising", voice_key=hashed(found.claim_code), works=False
        )  # fmt: skip
    with db.reading() as session:
        told = select(Letter.event, Letter.to_id).where(
            Letter.state == "queued", Letter.event.like("%reopened")
        )
        assert session.execute(told).all() == [("followup_reopened", cast.eli.id)]
