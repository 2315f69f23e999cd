"""Founding the demo: every stage, dates that count back from today, letters to the right people, and only once."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floortime.act import Act
from floortime.briefing.queries.content import brief_of
from floortime.db import Database
from floortime.demo.founding import found, state
from floortime.demo.playing import Playing, look_up
from floortime.demo.plot import Step, Verb
from floortime.demo.stories import STORIES
from floortime.followups.model import DueMove, Followup, Look
from floortime.headsups.model import Headsup
from floortime.journal.model import Entry
from floortime.obstacles.model import (
    Answer,
    CoLead,
    Impact,
    Obstacle,
    ObstacleFollowup,
    ObstacleHeadsup,
    Raising,
    Round,
    Verdict,
    Voice,
)
from floortime.outbox.model import Letter
from floortime.people.model import House, Person
from floortime.recognition.model import Thanks
from floortime.sitdowns.model import Seat, Series, Sitdown

NOW = datetime(2027, 3, 10, 12, 0, tzinfo=UTC)
SCALE = 0.1
STAGES = {
    "sorting", "published", "in_hand", "ready_to_close", "asked", "fixed", "unconfirmed", "refused", "withheld", "merged",
}  # fmt: skip


@pytest.fixture
def made(db: Database, settings) -> Database:
    assert found(db, settings, now=NOW, scale=SCALE) is True
    return db


def test_a_small_demo_has_everything_a_large_one_has(made: Database, settings) -> None:
    with made.reading() as session:
        assert set(session.scalars(select(Obstacle.stage).distinct())) == STAGES
        assert session.get_one(House, 1).demo_made_on == NOW.date()
        assert {s.state for s in session.scalars(select(Series))} == {"open"}
        assert {"held", "planned"} <= set(session.scalars(select(Sitdown.state).distinct()))
        assert {"accepted", "needs-action"} <= set(session.scalars(select(Seat.answer).distinct()))
        coming = session.scalars(
            select(Sitdown).where(Sitdown.state == "planned", Sitdown.start_local >= NOW.replace(tzinfo=None))
        )
        passed_on = [(thanks.to, thanks.by) for date in coming for thanks in brief_of(session, date).thanks]
        assert passed_on, "no brief has a compliment to pass on"
        assert {"claimed", "confirmed", "dropped", "in_progress"} <= set(
            session.scalars(select(Followup.stage).distinct())
        )
        assert session.scalar(select(func.count()).select_from(DueMove)) > 0
        assert set(session.scalars(select(Headsup.late))) == {"", "short", "after"}
        assert set(session.scalars(select(CoLead.state))) == {"agreed", "offered"}
        looked_at = session.execute(
            select(Followup.stage, Obstacle.stage, Look.looker_id == Followup.owner_id)
            .join(Look, Look.followup_id == Followup.id)
            .join(ObstacleFollowup, ObstacleFollowup.followup_id == Followup.id)
            .join(Obstacle, Obstacle.id == ObstacleFollowup.obstacle_id)
        )
        assert set(map(tuple, looked_at)) == {("claimed", "in_hand", False)}
        assert {one is None for one in session.scalars(select(Impact.checked_on))} == {True, False}
        marked = session.scalars(select(ObstacleHeadsup.headsup_id)).all()
        assert None in marked
    nothing_lies_ahead(made)
    letters_reach_whom_they_are_for(made)
    nobody_is_betrayed(made)
    who_spoke_too_late_has_no_say(made, settings)
    again_changes_nothing(made, settings)


def nothing_lies_ahead(db: Database) -> None:
    """All that happened, happened by now; only what is promised or planned lies ahead."""
    with db.reading() as session:
        for column in (
            Obstacle.raised_on, Obstacle.published_on, Obstacle.answered_on, Obstacle.fixed_on, Answer.on, Voice.on,
            Round.asked_on, Followup.made_on, Followup.claimed_on, Thanks.on, Entry.on_day, Raising.raised_on,
        ):  # fmt: skip
            assert session.scalar(select(func.max(column))) <= NOW.date(), str(column)
        assert session.scalar(select(func.max(Letter.made_at))) <= NOW
        assert session.scalar(select(func.min(Obstacle.raised_on))) > NOW.date() - timedelta(days=120)
        held = session.scalars(select(Sitdown.starts_at).where(Sitdown.state.in_(("held", "missed"))))
        assert max(held) <= NOW
        assert session.scalar(select(func.max(Sitdown.starts_at))) > NOW + timedelta(weeks=20)


def letters_reach_whom_they_are_for(db: Database) -> None:
    """Each letter went to an address of ours, to that person's row; none waits from the past."""
    with db.reading() as session:
        people = {p.id: p for p in session.scalars(select(Person))}
        for letter in session.scalars(select(Letter)):
            assert letter.to_address == people[letter.to_id].email
            assert letter.to_address.endswith(".example")
            assert (
                people[letter.to_id].left_on is None or people[letter.to_id].left_on > letter.made_at.date()
            )
        waiting = session.scalars(select(Letter.not_before).where(Letter.state == "queued")).all()
        assert [at for at in waiting if at <= NOW] == []
        sent = session.execute(select(Letter.not_before, Letter.sent_at).where(Letter.state == "sent")).all()
        assert {before == at for before, at in sent} == {True}
        seats = session.execute(
            select(Letter.to_id, Letter.subject_id).where(Letter.event == "seat_invited")
        ).all()
        given = {(seat.person_id, seat.sitdown_id) for seat in session.scalars(select(Seat))}
        assert set(map(tuple, seats)) <= given


def nobody_is_betrayed(db: Database) -> None:
    """What was said in private stays there: no title repeats it, and nobody's act carries an actor."""
    with db.reading() as session:
        private = {story.said for _language, story in STORIES}
        assert private & {answer.plain for answer in session.scalars(select(Answer))} == set()
        alone = session.scalars(select(Entry).where(Entry.verb.in_(("voice.added", "obstacle.judged"))))
        assert {(entry.actor_kind, entry.actor_id, entry.at) for entry in alone} == {("nobody", None, None)}


def again_changes_nothing(db: Database, settings) -> None:
    """The second founding finds a company and leaves it as somebody left it."""
    before = counted(db)
    assert state(db) == "made"
    assert found(db, settings, now=NOW + timedelta(days=1), scale=SCALE) is False
    assert counted(db) == before


def counted(db: Database) -> Counter[str]:
    with db.reading() as session:
        return Counter(
            {
                t.__tablename__: session.scalar(select(func.count()).select_from(t))
                for t in (Person, Obstacle, Letter, Entry, Sitdown)
            }
        )


def test_a_database_with_people_in_it_is_left_alone(db: Database, settings, cast) -> None:
    before = counted(db)
    assert (state(db), found(db, settings, now=NOW, scale=SCALE)) == ("other", False)
    assert counted(db) == before


def who_spoke_too_late_has_no_say(db: Database, settings) -> None:
    """In a large demo some say me too after the floor was asked: those do not answer that round, and it closes."""
    number = next(
        n for n, (_l, s) in enumerate(STORIES) if s.fate == "fixed" and s.promises and not s.because
    )
    days: dict[Verb, int] = {
        "raise": 12, "publish": 11, "answer": 10, "promise": 9, "claim": 8, "ask": 7, "voices": 6, "works": 1,
    }  # fmt: skip
    with Session(db.writer) as session, session.begin():
        playing = Playing(look_up(session), NOW.date(), Random(3))
        for verb, ago in days.items():
            step = Step(NOW.date() - timedelta(ago), verb, number, to_on=NOW.date(), number=4)
            at = NOW - timedelta(ago)
            playing.play(Act(session, playing.actor(step), at, settings), step)
        obstacle = session.get_one(Obstacle, playing.told[number].obstacle)
        spoken = session.scalar(select(func.count()).where(Voice.obstacle_id == obstacle.id))
        judged = session.scalar(select(func.count()).where(Verdict.obstacle_id == obstacle.id))
        assert (obstacle.stage, spoken, judged) == ("fixed", 4, 1)
        session.rollback()
