"""What nobody looks at stands in the letter of one chief of staff, once: numbers to check, and what is asked where nobody answers."""

from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import delete, select

from floortime.desk.forgetting import erase_everywhere
from floortime.followups.actions import make_followup
from floortime.followups.actions.news import forget_news, tell
from floortime.followups.model import DigestNews
from floortime.followups.reminders import chase_promises
from floortime.obstacles.actions.answering import answer_obstacle
from floortime.obstacles.actions.impact import Stated, check_impact, state_impact, uncheck_impact
from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.model import Obstacle
from floortime.obstacles.untended import tell_chiefs
from floortime.outbox.model import Letter
from floortime.people.actions import choose_letters
from floortime.people.model import DepartmentHead, Person, Role
from tests.obstacles.play import published

TIME, MONEY = Stated("time", 40, "hours_week"), Stated("money", 12000, "EUR_year")
EVENT = "promises_due"


@pytest.fixture
def entry(stage, cast):
    """Asked of Customer, where Ada answers."""
    return published(stage, cast, title="The map comes late")


@pytest.fixture
def at(stage, moment):
    """`at(day, hour)`: the worker does what is due then; how many letters it wrote."""

    def look(day, hour=9):
        moment.at = datetime(2026, 11, day, hour, tzinfo=UTC)
        with stage.act() as act:
            tell_chiefs(act)
        with stage.act() as act:
            return chase_promises(act)

    return look


@pytest.fixture
def told(db):
    """The letters that go, or went: who, and their subject."""

    def found():
        with db.reading() as session:
            asked = select(Letter).where(Letter.event == EVENT, Letter.state != "withdrawn")
            rows = session.scalars(asked.order_by(Letter.id)).all()
        return [(row.to_id, message_from_bytes(row.body, policy=default)["Subject"]) for row in rows]

    return found


@pytest.fixture
def parts(db):
    """Both parts of the last letter."""

    def found():
        with db.reading() as session:
            asked = select(Letter.body).where(Letter.event == EVENT).order_by(Letter.id.desc()).limit(1)
            mail = message_from_bytes(session.scalar(asked), policy=default)
        text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
        return text.replace("\r", ""), html

    return found


def do(stage, by, verb, entry, *more, **given):
    with stage.act(by) as act:
        return verb(act, act.session.get(Obstacle, entry.id), *more, **given)


def say(stage, by, entry, *stated):
    do(stage, by, state_impact, entry, list(stated), words="Counted in week 46")


def sent(stage):
    with stage.act() as act:
        for letter in act.session.scalars(select(Letter).where(Letter.state == "queued")):
            letter.state = "sent"


def chief(stage, person, kind="", scope_id=0):
    with stage.act() as act:
        act.session.add(Role(person_id=person.id, role="chief_of_staff", scope_kind=kind, scope_id=scope_id))


class TestNumbers:
    """Numbers that nobody has checked."""

    TOLD = "Nobody has checked the numbers: The map comes late"

    def test_told_once(self, stage, cast, entry, at, told, parts):
        say(stage, cast.eli, entry, TIME, MONEY)
        assert [at(24), at(25), at(30)] == [1, 0, 0]
        assert told() == [(cast.dee.id, self.TOLD)]
        text, html = parts()
        assert "\n".join(text.splitlines()[:9]) == (
            "Dee, one entry needs your hand.\n\n"
            "Nobody has checked these numbers\nSaid on the floor:\nThe map comes late\n\n"
            "What it brings: 40 hours a week · 12,000 EUR a year\n"
            f"Said by {cast.eli.name}, on 23 November.\n"
            f"Check the numbers: http://localhost/obstacles/{entry.code}/impact"
        )
        assert [word in html for word in ("40 hours a week · ", f"/obstacles/{entry.code}/impact", cast.eli.name)] == [
            True, True, True,
        ]  # fmt: skip
        assert (html.count("background:#1E3F8F"), "Heads-ups" in text) == (1, False)

    def test_checked_by_then_nobody_hears_of_it(self, stage, cast, entry, at, told):
        say(stage, cast.eli, entry, TIME)
        assert at(24, 5) == 0  # too early: it waits for the letter's hour
        do(stage, cast.dee, check_impact, entry)
        assert (at(24), told()) == (0, [])

    def test_checked_while_the_letter_waits_it_does_not_go(self, stage, cast, entry, at, told):
        say(stage, cast.eli, entry, TIME)
        at(24)
        do(stage, cast.dee, check_impact, entry)
        assert (at(24, 10), told()) == (0, [])

    def test_the_rest_of_a_letter_that_was_taken_back_is_said(self, stage, cast, entry, at, told):
        other = published(stage, cast, title="The lamp is broken")
        for one in (entry, other):
            say(stage, cast.eli, one, TIME)
        at(24)
        assert told() == [(cast.dee.id, "Two entries need your hand")]
        do(stage, cast.dee, check_impact, entry)
        assert at(24, 10) == 1
        assert told() == [(cast.dee.id, "Nobody has checked the numbers: The lamp is broken")]

    def test_other_numbers_after_a_check_are_told_anew(self, stage, cast, entry, at, told):
        say(stage, cast.eli, entry, TIME)
        at(24)
        sent(stage)
        do(stage, cast.dee, check_impact, entry)
        assert at(25) == 0
        say(stage, cast.eli, entry, MONEY)
        assert [at(26), at(27)] == [1, 0]
        assert told() == [(cast.dee.id, self.TOLD)] * 2

    def test_a_check_taken_back_is_told_anew_only_if_the_house_had_seen_it(
        self, stage, cast, entry, at, told
    ):
        say(stage, cast.eli, entry, TIME)
        at(24)
        sent(stage)
        do(stage, cast.dee, check_impact, entry)
        do(stage, cast.dee, uncheck_impact, entry)
        assert (at(25), len(told())) == (0, 1)

    def test_never_who_says_so_nor_who_owns_a_promise_about_it(self, stage, cast, entry, at, told):
        chief(stage, cast.ada)
        chief(stage, cast.bo)
        with stage.act(cast.dee) as act:
            about = act.session.get(Obstacle, entry.id)
            promise_on(act, about, what="The map", owner_id=cast.ada.id, due_on=date(2027, 3, 4))
        say(stage, cast.dee, entry, TIME)
        at(24)
        assert told() == [(cast.bo.id, self.TOLD)]

    def test_who_switched_heads_ups_off_hears_of_work(self, stage, cast, entry, at, told):
        with stage.act(cast.dee) as act:
            choose_letters(act, act.session.get(Person, cast.dee.id), hour=11, early=True, news=False)
        say(stage, cast.eli, entry, TIME)
        assert [at(24, 9), at(24, 10)] == [0, 1]

    def test_it_goes_to_another_when_who_was_to_hear_of_it_leaves(self, stage, cast, entry, at, told):
        chief(stage, cast.bo)
        say(stage, cast.eli, entry, TIME)
        at(24, 5)
        with stage.act() as act:
            act.session.get(Person, cast.dee.id).left_on = date(2026, 11, 24)
        at(24)
        assert told() == [(cast.bo.id, self.TOLD)]

    def test_in_whose_language_it_is_read(self, stage, cast, entry, at, told, parts):
        with stage.act() as act:
            act.session.get(Person, cast.dee.id).language = "nl"
        say(stage, cast.eli, entry, TIME)
        at(24)
        assert told() == [(cast.dee.id, "Niemand heeft de cijfers nagekeken: The map comes late")]
        assert "Wat het oplevert: 40 uur per week" in parts()[0]

    def test_long_standing_it_is_not_told_again(self, stage, cast, entry, at, moment):
        say(stage, cast.eli, entry, TIME)
        at(24)
        moment.forward(days=200)
        with stage.act() as act:
            forget_news(act)
            tell_chiefs(act)
        with stage.act() as act:
            assert chase_promises(act) == 0

    def test_who_is_erased_is_not_named_by_what_is_kept_for_it(self, stage, cast, at, db):
        entry = published(stage, cast, title=f"Ask {cast.eli.name} for the map")
        say(stage, cast.eli, entry, TIME)
        at(24)
        with stage.act(cast.una) as act:
            erase_everywhere(act, act.session.get(Person, cast.eli.id))
        with db.reading() as session:
            assert cast.eli.name not in str(session.scalars(select(DigestNews.facts)).all())


class TestNobodyAnswers:
    """Entries asked of a department that has nobody who answers."""

    @pytest.fixture
    def lost(self, stage, cast):
        return published(stage, cast, department=cast.technology, title="The lamp is broken")

    def test_told_once_and_to_the_chief_of_that_place(self, stage, cast, lost, at, told, parts):
        assert [at(24), at(25), at(30)] == [1, 0, 0]
        assert told() == [(cast.dee.id, "Nobody answers for this: The lamp is broken")]
        text, html = parts()
        assert "\n".join(text.splitlines()[:9]) == (
            "Dee, one entry needs your hand.\n\n"
            "Nobody answers for this\nSaid on the floor:\nThe lamp is broken\n\n"
            "It is asked of Technology, where nobody answers.\nBy: Monday 7 December\n"
            f"Answer it: http://localhost/obstacles/{lost.code}/answer"
        )
        assert "Technology, where nobody answers" in html

    def test_not_where_somebody_answers(self, stage, cast, entry, at, told):
        assert (at(24), told()) == (0, [])

    def test_answered_by_then_nobody_hears_of_it(self, stage, cast, lost, at, told):
        do(
            stage,
            cast.dee,
            answer_obstacle,
            lost,
            kind="answer",
            words="It is ordered.",
            decider_id=cast.dee.id,
        )
        assert (at(24), told()) == (0, [])

    def test_not_who_was_asked_by_a_letter_of_its_own(self, stage, cast, at, told):
        with stage.act() as act:
            act.session.get(Person, cast.ada.id).left_on = date(2026, 11, 1)
        published(stage, cast, title="Nobody is left there")
        with stage.db.reading() as session:
            asked = session.scalars(select(Letter.to_id).where(Letter.event == "obstacle_published")).all()
        assert (asked, at(24), told()) == ([cast.dee.id], 0, [])

    def test_who_answered_there_goes_later(self, stage, cast, entry, at, told):
        with stage.act() as act:
            act.session.execute(delete(DepartmentHead))
        assert [at(24), at(25)] == [1, 0]
        assert told() == [(cast.dee.id, "Nobody answers for this: The map comes late")]


def test_a_chief_of_one_place_hears_of_their_own(stage, cast, at, told):
    with stage.act() as act:
        act.session.execute(delete(Role).where(Role.role.in_(("chief_of_staff", "admin"))))
    chief(stage, cast.bo, "site", cast.leeds.id)
    chief(stage, cast.cy, "department", cast.technology.id)
    published(stage, cast, department=cast.technology, title="Asked of Technology")
    numbers = published(stage, cast, title="Said in Utrecht, of Customer")
    say(stage, cast.eli, numbers, TIME)
    at(24)
    assert told() == [(cast.cy.id, "Nobody answers for this: Asked of Technology")]


def test_both_and_a_promise_in_one_letter(stage, cast, entry, at, told, parts):
    published(stage, cast, department=cast.technology, title="The lamp is broken")
    say(stage, cast.eli, entry, TIME)
    with stage.act(cast.ada) as act:
        make_followup(act, what="The key", owner_id=cast.dee.id, due_on=date(2026, 11, 24))
    at(24)
    assert told() == [(cast.dee.id, "Today: The key")]
    text, html = parts()
    found = ("The key", "The lamp is broken", "The map comes late")
    assert [text.index(one) for one in found] == sorted(text.index(one) for one in found)
    assert html.count("background:#1E3F8F") == 1


def test_a_heads_up_in_the_same_letter_stands_under_its_own_heading(stage, cast, entry, at, told, parts):
    say(stage, cast.eli, entry, TIME)
    facts = {"how": "given", "code": "H", "title": "The price letter", "tell": "Nothing changes", "language": "en",
             "department": "Customer", "starts_at": "2026-11-25T08:00:00+00:00", "ends_at": "", "clocks": []}  # fmt: skip
    with stage.act() as act:
        tell(
            act,
            kind="headsup",
            subject_id=1,
            to=[cast.dee.id, cast.bo.id],
            until_on=date(2026, 11, 30),
            facts=facts,
        )
    at(24)
    assert sorted(told()) == sorted([
        (cast.dee.id, "Nobody has checked the numbers: The map comes late"), (cast.bo.id, "Heads-up: The price letter"),
    ])  # fmt: skip


def test_more_than_a_letter_names(stage, cast, at, told, parts):
    for n in range(22):
        say(stage, cast.eli, published(stage, cast, title=f"Wait {n:02}"), TIME)
    at(24)
    assert told() == [(cast.dee.id, "22 entries need your hand")]
    text, html = parts()
    assert text.count("Nobody has checked these numbers") == 20
    assert "2 more stand in the list: http://localhost/board?show=impact" in text
    assert "/board?show=impact" in html
