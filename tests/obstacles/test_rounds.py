"""Asking the floor: once per round, green only on its word, open again on one "not yet", unconfirmed in silence."""

from datetime import date

import pytest
from sqlalchemy import select

from floortime.act import NOBODY
from floortime.errors import Refused
from floortime.followups.model import Followup
from floortime.journal.model import Entry
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.promises import (
    accept_promise,
    claim_done,
    drop_promise,
    judge_promise,
    move_promise,
    pass_promise_on,
    promise_on,
)
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.obstacles.actions.rounds import (
    ask_the_floor,
    claim_and_ask,
    close_silent_rounds,
    give_verdict,
    say_why,
)
from floortime.obstacles.actions.sorting import publish_obstacle
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.dimensions import DIMENSIONS
from floortime.obstacles.model import Obstacle, Round, Verdict
from floortime.outbox.model import Letter
from floortime.tokens import hashed

DUE = date(2026, 12, 4)
DIMENSION = next(iter(DIMENSIONS))
PHONE = "a-value-that-only-this-browser-keeps"


class Floor:
    """One published obstacle with one promise, and the verbs around it, each in its own act."""

    def __init__(self, stage, cast, db):
        self.stage, self.cast, self.db = stage, cast, db
        with stage.act(NOBODY) as act:
            raised = raise_obstacle(
                act, words="We see the map late", language="en", channel="web", site_id=cast.utrecht.id
            )
            self.id, self.code = raised.id, raised.claim_code
        with self.acting(cast.dee) as (act, obstacle):
            publish_obstacle(
                act,
                obstacle,
                title="We see the outage map after the customer does",
                body="",
                department_id=cast.technology.id,
                dimension=DIMENSION,
                site_id=cast.utrecht.id,
            )
            self.promise_id = promise_on(
                act, obstacle, what="The map before customers", owner_id=cast.eli.id, due_on=DUE
            ).id

    def acting(self, by):
        from contextlib import contextmanager

        @contextmanager
        def opened():
            with self.stage.act(by) as act:
                yield act, act.session.get(Obstacle, self.id)

        return opened()

    def promise(self, act):
        return act.session.get(Followup, self.promise_id)

    def do(self, by, verb, **more):
        with self.acting(by) as (act, _):
            verb(act, self.promise(act), **more)

    def ask(self, sentence="The map is on all desks"):
        self.do(self.cast.eli, claim_and_ask, claim=sentence)

    def say(self, works, kind="raising", key=None, because=""):
        with self.acting(NOBODY) as (act, obstacle):
            give_verdict(
                act,
                obstacle,
                voice_kind=kind,
                voice_key=hashed(self.code) if key is None else key,
                works=works,
                because=because,
            )

    @property
    def now(self):
        with self.db.reading() as session:
            obstacle = session.get(Obstacle, self.id)
            return obstacle.stage, session.get(Followup, self.promise_id).stage

    @property
    def waits_on(self):
        with self.db.reading() as session:
            obstacle = session.get(Obstacle, self.id)
            return obstacle.waiting_kind, obstacle.waiting_id

    def letters(self, event):
        with self.db.reading() as session:
            return sorted(
                session.scalars(select(Letter.to_id).where(Letter.event == event, Letter.state == "queued"))
            )

    def verbs(self):
        with self.db.reading() as session:
            return sorted(
                session.scalars(
                    select(Entry.verb).where(Entry.kind == "obstacle", Entry.subject_id == self.id)
                )
            )


@pytest.fixture
def floor(stage, cast, db):
    return Floor(stage, cast, db)


def test_a_promise_takes_it_in_hand_and_waits_on_its_owner(floor, cast):
    assert floor.now == ("in_hand", "open")
    assert floor.waits_on == ("person", cast.eli.id)
    with floor.db.reading() as session:
        promise = session.get(Followup, floor.promise_id)
        assert (promise.about, promise.department_id) == (
            "We see the outage map after the customer does",
            cast.technology.id,
        )


def test_passed_on_it_waits_on_the_new_owner_then_on_the_department(floor, cast):
    floor.do(cast.eli, pass_promise_on, owner_id=cast.ada.id)
    assert floor.waits_on == ("person", cast.ada.id)
    floor.do(cast.dee, pass_promise_on, owner_id=None)
    assert floor.waits_on == ("department", cast.technology.id)


def test_what_the_owner_does_is_shown_anew(floor, cast):
    def revision():
        with floor.db.reading() as session:
            return session.get(Obstacle, floor.id).revision

    before = revision()
    floor.do(cast.eli, accept_promise)
    floor.do(cast.eli, move_promise, to_on=date(2026, 12, 11), reason="the supplier is late")
    assert revision() == before + 2


def test_ready_to_close_when_the_last_open_promise_is_claimed_or_dropped(floor, cast):
    with floor.acting(cast.dee) as (act, obstacle):
        other = promise_on(act, obstacle, what="Tell the desks", owner_id=cast.ada.id, due_on=DUE)
    floor.do(cast.eli, claim_done, claim="On all desks")
    assert floor.now == ("in_hand", "claimed")
    assert floor.waits_on == ("person", cast.ada.id)
    with floor.acting(cast.dee) as (act, _):
        drop_promise(act, act.session.get(Followup, other.id), reason="Not needed any more")
    assert floor.now == ("ready_to_close", "claimed")


def test_the_floor_is_not_asked_while_a_promise_is_open(floor, cast):
    with floor.acting(cast.dee) as (act, obstacle), pytest.raises(Refused):
        ask_the_floor(act, obstacle, sentence="Done?")


def test_the_owners_done_is_the_closing_sentence(floor, cast):
    floor.ask()
    assert floor.now == ("asked", "claimed")
    assert floor.waits_on == ("floor", None)
    with floor.db.reading() as session:
        running = session.get(Round, (floor.id, 1))
        assert (running.sentence, running.asked_on, running.until_on, running.outcome) == (
            "The map is on all desks",
            date(2026, 11, 23),
            date(2026, 12, 7),
            "",
        )


def test_asked_twice_the_same_round_stands(floor, cast):
    floor.ask()
    with floor.acting(cast.dee) as (act, obstacle):
        assert ask_the_floor(act, obstacle, sentence="Again").n == 1


def test_asked_without_a_sentence_is_refused(floor, cast):
    floor.do(cast.eli, claim_done, claim="x")
    with floor.acting(cast.dee) as (act, obstacle), pytest.raises(Refused):
        ask_the_floor(act, obstacle, sentence="  ")


def test_works_now_makes_it_green_and_tells_the_owner(floor, cast):
    floor.ask()
    floor.say(True)
    assert floor.now == ("fixed", "confirmed")
    assert floor.waits_on == ("nobody", None)
    assert floor.letters("works_answered") == [cast.eli.id]
    assert floor.verbs().count("obstacle.fixed") == 1


def test_one_not_yet_reopens_and_tells_the_owner_why(floor, cast):
    floor.ask()
    floor.say(False, because="Not after ten at night")
    assert floor.now == ("in_hand", "in_progress")
    assert floor.waits_on == ("person", cast.eli.id)
    assert floor.letters("followup_reopened") == [cast.eli.id]


def test_the_reason_may_follow_the_press(floor, cast):
    floor.ask()
    floor.say(False)
    with floor.acting(NOBODY) as (act, obstacle):
        for _ in range(2):
            say_why(act, obstacle, voice_kind="raising", voice_key=hashed(floor.code), because="Nights")
    assert floor.letters("followup_reopened") == [cast.eli.id], "the letter without a reason was taken back"
    with floor.db.reading() as session:
        body = session.scalar(
            select(Letter.body).where(Letter.event == "followup_reopened", Letter.state == "queued")
        )
        assert b"Nights" in body


def test_a_not_yet_that_has_not_left_does_not_leave_beside_the_green(floor, cast):
    floor.ask()
    floor.say(False, because="Not after ten at night")
    floor.ask("Now at night too")
    floor.say(True)
    assert (floor.letters("followup_reopened"), floor.letters("works_answered")) == ([], [cast.eli.id])


def test_nor_once_its_owner_says_again_that_it_is_done_unless_that_is_taken_back(floor, cast):
    from floortime.obstacles.actions.undoing import take_back_step

    floor.ask()
    floor.say(False)
    with floor.acting(NOBODY) as (act, obstacle):
        say_why(act, obstacle, voice_kind="raising", voice_key=hashed(floor.code), because="Not at night")
    floor.ask("Now at night too")
    assert floor.letters("followup_reopened") == []
    floor.do(cast.eli, take_back_step)
    with floor.db.reading() as session:
        queued = select(Letter.body).where(Letter.event == "followup_reopened", Letter.state == "queued")
        assert ["Not at night" in body.decode() for body in session.scalars(queued)] == [True]


def test_said_again_nothing_more_happens(floor):
    floor.ask()
    for _ in range(3):
        floor.say(True)
    assert floor.verbs().count("obstacle.judged") == 1
    assert floor.verbs().count("obstacle.fixed") == 1


def test_a_not_yet_after_green_takes_the_green_back_while_the_question_is_out(floor, stage, moment):
    with floor.acting(NOBODY) as (act, obstacle):
        say_me_too(act, obstacle, device=PHONE)
    floor.ask()
    floor.say(True)
    floor.say(False, kind="device", key=PHONE)
    assert floor.now == ("in_hand", "in_progress")


def test_after_the_round_green_stays(floor, moment):
    floor.ask()
    floor.say(True)
    moment.forward(days=30)
    with pytest.raises(Refused):
        floor.say(False)
    assert floor.now == ("fixed", "confirmed")


def test_a_stranger_has_no_say(floor, cast):
    floor.ask()
    for kind, key in (
        ("device", "another-browser"),
        ("raising", hashed("WRONGCODE")),
        ("voice", hashed(floor.code)),
        ("person", str(cast.eli.id)),
        ("person", "x"),
    ):
        with pytest.raises(Refused):
            floor.say(True, kind=kind, key=key)
    assert floor.now == ("asked", "claimed")


def test_nobody_is_asked_outside_a_round(floor):
    with pytest.raises(Refused):
        floor.say(True)


def test_quorum(floor, cast, stage):
    with stage.act(cast.dee) as act:
        act.session.get(type(cast.programme), cast.programme.id).quorum = 2
    with floor.acting(NOBODY) as (act, obstacle):
        say_me_too(act, obstacle, device=PHONE)
    floor.ask()
    floor.say(True)
    assert floor.now == ("asked", "claimed")
    floor.say(True, kind="device", key=PHONE)
    assert floor.now == ("fixed", "confirmed")


def test_one_voice_by_two_doors_counts_once(floor, cast, stage):
    with stage.act(cast.dee) as act:
        act.session.get(type(cast.programme), cast.programme.id).quorum = 2
    with floor.acting(NOBODY) as (act, obstacle):
        code = say_me_too(act, obstacle, device=PHONE).claim_code
    floor.ask()
    floor.say(True, kind="device", key=PHONE)
    floor.say(True, kind="voice", key=hashed(code))
    assert floor.now == ("asked", "claimed")


def test_a_verdict_names_nobody(floor, cast):
    with floor.acting(cast.bo) as (act, obstacle):
        say_me_too(act, obstacle, person_id=cast.bo.id)
    floor.ask()
    floor.say(True, kind="person", key=str(cast.bo.id))
    with floor.db.reading() as session:
        verdict = session.scalar(select(Verdict))
        assert verdict.voice_key not in {str(cast.bo.id), hashed(str(cast.bo.id))}
        lines = session.scalars(
            select(Entry).where(Entry.verb.in_(("obstacle.judged", "followup.confirmed")))
        )
        assert [(e.actor_kind, e.actor_id, e.at) for e in lines] == [("nobody", None, None)] * 2


def test_asks_me_toos_by_name_and_those_who_sat_there(floor, cast, stage):
    from floortime.obstacles.model import Raising
    from tests.obstacles.rooms import sitdown_with

    with stage.act(cast.ada) as act:
        sitdown = sitdown_with(act, cast, [cast.cy, cast.colleagues[0]])
        raising = act.session.scalar(select(Raising))
        raising.sitdown_id = sitdown.id
    with floor.acting(cast.bo) as (act, obstacle):
        say_me_too(act, obstacle, person_id=cast.bo.id)
    floor.ask()
    assert floor.letters("works_asked") == sorted([cast.bo.id, cast.cy.id, cast.colleagues[0].id])
    floor.say(True, kind="person", key=str(cast.cy.id))
    assert floor.now == ("fixed", "confirmed")


def test_ten_silent_working_days_are_unconfirmed_never_green(floor, stage, moment):
    floor.ask()
    moment.forward(days=14)
    with stage.act() as act:
        assert close_silent_rounds(act) == 0
    moment.forward(days=1)
    with stage.act() as act:
        assert [close_silent_rounds(act), close_silent_rounds(act)] == [1, 0]
    assert floor.now == ("unconfirmed", "claimed")
    floor.say(True)
    assert floor.now == ("fixed", "confirmed")


def test_a_new_promise_takes_the_question_back(floor, cast):
    floor.ask()
    with floor.acting(cast.dee) as (act, obstacle):
        promise_on(act, obstacle, what="And the app", owner_id=cast.eli.id, due_on=DUE)
    assert floor.now[0] == "in_hand"
    with floor.db.reading() as session:
        assert session.get(Round, (floor.id, 1)).outcome == "taken_back"


def test_no_promise_on_what_is_fixed(floor, cast):
    floor.ask()
    floor.say(True)
    with floor.acting(cast.dee) as (act, obstacle), pytest.raises(Refused):
        promise_on(act, obstacle, what="More", owner_id=None, due_on=DUE)


def test_a_second_round_counts_its_own_words(floor, cast):
    floor.ask()
    floor.say(False)
    floor.ask("Now at night too")
    assert floor.now == ("asked", "claimed")
    floor.say(True)
    assert floor.now == ("fixed", "confirmed")
    with floor.db.reading() as session:
        rounds = session.scalars(select(Round.outcome).order_by(Round.n)).all()
    assert rounds == ["not_yet", "fixed"]


def test_the_owners_sentence_stands_as_a_signed_answer(floor, cast):
    floor.ask()
    with floor.db.reading() as session:
        from floortime.obstacles.model import Answer

        answer = session.scalar(select(Answer))
        assert (answer.kind, answer.plain, answer.decider_id) == (
            "closing",
            "The map is on all desks",
            cast.eli.id,
        )


def test_an_answer_leaves_the_light_alone(floor, cast):
    with floor.acting(cast.dee) as (act, obstacle):
        answer_obstacle(act, obstacle, kind="answer", words="We look", decider_id=cast.ada.id)
    assert floor.now == ("in_hand", "open")


class TestAlone:
    """A promise without an obstacle."""

    @pytest.fixture
    def heard(self, stage, cast):
        from floortime.followups.actions import make_followup
        from tests.obstacles.rooms import sitdown_with

        with stage.act(cast.ada) as act:
            sitdown = sitdown_with(act, cast, [cast.bo, cast.cy])
            return make_followup(act, what="Coffee", due_on=DUE, owner_id=cast.ada.id, sitdown_id=sitdown.id)

    def asked(self, db):
        with db.reading() as session:
            return sorted(session.scalars(select(Letter.to_id).where(Letter.event == "works_asked")))

    def test_those_who_heard_it_are_asked_and_confirm(self, stage, cast, db, heard):
        with stage.act(cast.ada) as act:
            claim_done(act, act.session.get(Followup, heard.id), claim="It stands there")
        assert self.asked(db) == sorted([cast.bo.id, cast.cy.id])
        with stage.act(NOBODY) as act:
            judge_promise(act, act.session.get(Followup, heard.id), works=False, because="Only decaf")
            assert act.session.get(Followup, heard.id).stage == "in_progress"
        with stage.act(cast.ada) as act:
            claim_done(act, act.session.get(Followup, heard.id), claim="Beans too")
        with stage.act(NOBODY) as act:
            for _ in range(2):
                judge_promise(act, act.session.get(Followup, heard.id), works=True)
            assert act.session.get(Followup, heard.id).stage == "confirmed"

    def test_no_word_before_a_claim(self, stage, heard):
        with stage.act(NOBODY) as act, pytest.raises(Refused):
            judge_promise(act, act.session.get(Followup, heard.id), works=True)


class TestBeforeItIsPublic:
    """A promise made in the room about something that still waits to be sorted."""

    @pytest.fixture
    def early(self, stage, cast):
        from tests.obstacles.play import raised

        found = raised(stage, cast)
        with stage.act(cast.ada) as act:
            promise = promise_on(
                act,
                act.session.get(Obstacle, found.id),
                what="Ask Lars",
                owner_id=cast.ada.id,
                due_on=DUE,
            )
        return found, promise

    def test_it_stays_in_sorting_without_the_private_words(self, db, early):
        found, promise = early
        with db.reading() as session:
            assert session.get(Obstacle, found.id).stage == "sorting"
            assert session.get(Followup, promise.id).about == ""

    def test_published_it_is_in_hand_and_the_owner_gets_the_public_words(self, stage, cast, db, early):
        from tests.obstacles.play import TITLE, publish

        found, promise = early
        publish(stage, cast, found, department=cast.technology)
        with db.reading() as session:
            entry = session.get(Obstacle, found.id)
            assert (entry.stage, entry.waiting_kind, entry.waiting_id) == ("in_hand", "person", cast.ada.id)
            row = session.get(Followup, promise.id)
            assert (row.about, row.department_id) == (TITLE, cast.technology.id)

    def test_merged_its_promise_counts_where_it_went(self, stage, cast, db, floor, early):
        from floortime.obstacles.actions.sorting import join_existing

        found, promise = early
        with floor.acting(cast.dee) as (act, into):
            join_existing(act, act.session.get(Obstacle, found.id), into)
        floor.do(cast.eli, claim_done, claim="On all desks")
        assert floor.now == ("in_hand", "claimed")
        with floor.acting(cast.ada) as (act, _):
            claim_and_ask(act, act.session.get(Followup, promise.id), claim="Lars says yes")
        assert floor.now == ("asked", "claimed")
