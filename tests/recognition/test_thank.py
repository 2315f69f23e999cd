"""Thanks: a letter the same day in the leader's words, and shown only if both sides want it."""

import pytest
from sqlalchemy import select

from floortime.errors import Refused
from floortime.journal.model import Entry
from floortime.outbox.model import Letter
from floortime.people.actions import erase_person
from floortime.people.model import Person
from floortime.recognition.actions import agree_as_leader, agree_as_thanked, thank
from floortime.recognition.model import Thanks
from floortime.recognition.queries import public_thanks, thanks_for

WORDS = "You stayed on the line with the man in the lift."


@pytest.fixture
def said(stage, cast):
    with stage.act(cast.ada) as act:
        return thank(act, to_kind="person", to_id=cast.bo.id, by_id=cast.ada.id, words=WORDS)


def letters(db):
    with db.reading() as session:
        return sorted(session.scalars(select(Letter.to_id).where(Letter.event == "thanks_given")))


def test_the_person_gets_a_letter_the_same_day(db, cast, said):
    assert letters(db) == [cast.bo.id]
    with db.reading() as session:
        letter = session.scalar(select(Letter))
        assert WORDS.encode() in letter.body
        assert session.scalars(select(Entry.verb)).all() == ["thanks.given"]


def test_a_team_gets_one_letter_each_but_not_the_leader(stage, db, cast):
    with stage.act(cast.ada) as act:
        thank(act, to_kind="team", to_id=cast.night.id, by_id=cast.ada.id, words=WORDS)
    assert letters(db) == sorted(p.id for p in (cast.bo, *cast.colleagues))


def test_without_an_address_it_stands_on_the_page_alone(stage, db, cast):
    with stage.act(cast.ada) as act:
        act.session.get(type(cast.bo), cast.bo.id).email = None
        thank(act, to_kind="person", to_id=cast.bo.id, by_id=cast.ada.id, words=WORDS)
    assert letters(db) == []
    with db.reading() as session:
        assert [t.words for t in thanks_for(session, cast.bo.id, [])] == [WORDS]


def test_empty_words_are_refused(stage, cast):
    with stage.act(cast.ada) as act, pytest.raises(Refused):
        thank(act, to_kind="person", to_id=cast.bo.id, by_id=cast.ada.id, words=" ")


@pytest.mark.parametrize(("leader", "thanked", "shown"), [(1, 0, 0), (0, 1, 0), (0, 0, 0), (1, 1, 1)])
def test_public_only_if_both_want_it(stage, db, cast, moment, said, leader, thanked, shown):
    with stage.act(cast.ada) as act:
        agree_as_leader(act, act.session.get(Thanks, said.id), shown=bool(leader))
    with stage.act(cast.bo) as act:
        agree_as_thanked(act, act.session.get(Thanks, said.id), shown=bool(thanked))
    with db.reading() as session:
        assert len(public_thanks(session, moment().date())) == shown


def test_either_side_may_take_it_back(stage, db, cast, moment, said):
    for shown in (True, True, False):
        with stage.act(cast.bo) as act:
            row = act.session.get(Thanks, said.id)
            agree_as_leader(act, row, shown=True)
            agree_as_thanked(act, row, shown=shown)
    with db.reading() as session:
        assert public_thanks(session, moment().date()) == []
        verbs = sorted(session.scalars(select(Entry.verb)))
    assert verbs == ["thanks.agreed"] * 3 + ["thanks.given"]


def test_a_team_reads_what_was_said_to_it(stage, db, cast):
    with stage.act(cast.ada) as act:
        thank(act, to_kind="team", to_id=cast.night.id, by_id=cast.ada.id, words=WORDS)
    with db.reading() as session:
        assert [(t.to, t.by) for t in thanks_for(session, cast.bo.id, [cast.night.id])] == [
            ("Night shift", "Ada Lindqvist")
        ]
        assert thanks_for(session, cast.cy.id, [cast.retention.id]) == []


@pytest.mark.parametrize("who", ["ada", "bo"])
def test_nothing_of_or_to_somebody_who_was_erased_is_shown(stage, db, cast, moment, said, who):
    with stage.act(cast.ada) as act:
        row = act.session.get(Thanks, said.id)
        row.leader_agrees = row.thanked_agrees = True
    with stage.act(cast.una) as act:
        gone = act.session.get(Person, getattr(cast, who).id)
        gone.left_on = act.today
        erase_person(act, gone)
    with db.reading() as session:
        assert public_thanks(session, moment().date()) == []
