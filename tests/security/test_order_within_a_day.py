"""A copy of the database does not tell who came after whom on a day, nor at what hour a letter about it was caused."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, text

from floortime.act import NOBODY
from floortime.duties import TIMETABLE, Timekeeper
from floortime.followups.model import Followup
from floortime.journal.model import Entry
from floortime.obstacles.actions import raising
from floortime.obstacles.actions.promises import claim_done, promise_on
from floortime.obstacles.actions.raising import say_of_wording
from floortime.obstacles.actions.rounds import ask_the_floor, give_verdict
from floortime.obstacles.actions.sorting import publish_obstacle
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Obstacle, Raising, Voice
from floortime.outbox.model import Letter
from floortime.tokens import Token, hashed
from tests.obstacles.play import published, raised

MANY = 30
ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def new_files(db):
    """Tables whose files hold no room that earlier tests left: what is written next lies at the end."""
    if db.is_sqlite:
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in ("raisings", "obstacles", "journal", "voices"):
            connection.execute(text(f"vacuum full {table}"))


@pytest.fixture
def night(db, settings, moment):
    """The duty that follows a day, as the worker does it."""

    def passes(**later: float) -> None:
        moment.forward(**(later or {"days": 1}))
        (duty,) = (d for d in TIMETABLE if d.name == "days.mix")
        keeper = Timekeeper(db, settings, moment, [duty], rest=lambda _s: None)
        while keeper.run_due():
            pass

    return passes


def lying(db, table: str, order: str = "ctid") -> list[tuple[int, str]]:
    """(id, xmin) of a table's rows in the order of the file."""
    with db.reading() as session:
        rows = session.execute(text(f"select id, xmin::text from {table} order by {order}"))
        return [(row.id, row.xmin) for row in rows]


def said_one_by_one(stage, cast, moment) -> list[int]:
    """Thirty people raise, each in an act of their own; returns the keys as they came."""
    keys = []
    for n in range(MANY):
        found = raised(stage, cast, words=f"Said as number {n}")
        moment.forward(minutes=1)
        with stage.act() as act:
            keys.append(act.session.scalar(select(Raising.id).where(Raising.obstacle_id == found.id)))
    return keys


@ON_POSTGRES
def test_rows_of_a_day_that_is_over_have_one_xmin_and_no_order(stage, cast, db, moment, night):
    came = said_one_by_one(stage, cast, moment)
    planted = lying(db, "raisings")
    assert ([key for key, _x in planted], len({x for _k, x in planted})) == (came, MANY), "the attack works"
    night()
    for table in ("raisings", "obstacles", "journal"):
        only = lying(db, table)
        of_nobody = [x for _key, x in only] if table != "journal" else _unnamed(db)
        assert (table, len(of_nobody), len(set(of_nobody))) == (table, MANY, 1)
    after = [key for key, _x in lying(db, "raisings")]
    assert sorted(after) == sorted(came)
    # A shuffle of thirty keeps about half of the neighbours' order; one that follows the old order keeps it all.
    place = {key: n for n, key in enumerate(after)}
    rising = sum(place[a] < place[b] for a, b in pairwise(came))
    assert 2 < rising < MANY - 3


def _unnamed(db) -> list[str]:
    with db.reading() as session:
        found = session.scalars(text("select xmin::text from journal where actor_kind = 'nobody'"))
        return list(found)


@ON_POSTGRES
def test_the_old_rows_are_gone_from_the_file(stage, cast, db, moment, night):
    said_one_by_one(stage, cast, moment)
    night()
    raised(stage, cast, words="The first of the next day")
    with db.reading() as session:
        place = session.scalar(text("select ctid::text from raisings where words like 'The first%'"))
    assert place == "(0,1)", "the places of the dead rows are free again"


@ON_POSTGRES
def test_today_waits_until_it_is_over_and_is_then_one_batch(stage, cast, db, moment, night):
    said_one_by_one(stage, cast, moment)
    night(hours=2)
    assert len({x for _k, x in lying(db, "raisings")}) == MANY
    said_one_by_one(stage, cast, moment)
    night()
    assert len({x for _k, x in lying(db, "raisings")}) == 1


@ON_POSTGRES
def test_a_later_touch_is_mixed_the_night_after_and_the_rest_is_left(stage, cast, db, moment, night):
    keys = said_one_by_one(stage, cast, moment)
    night()
    ((_key, batch), *_rest) = lying(db, "raisings")
    with stage.act(NOBODY) as act:
        say_of_wording(act, act.session.get(Raising, keys[3]), right=True)
    touched = dict(lying(db, "raisings"))[keys[3]]
    night()
    now = dict(lying(db, "raisings"))
    assert {x for key, x in now.items() if key != keys[3]} == {batch}
    assert now[keys[3]] not in {batch, touched}


@ON_POSTGRES
def test_voices_and_verdicts_are_mixed_and_everything_still_hangs_together(stage, cast, db, moment, night):
    entry = published(stage, cast)
    for n in range(MANY):
        with stage.act(NOBODY) as act:
            say_me_too(act, act.session.get(Obstacle, entry.id), device=f"browser-number-{n}-of-many")
    night()
    assert len({x for _k, x in lying(db, "voices")}) == 1
    with stage.act(NOBODY) as act:
        mine = act.session.get(Obstacle, entry.id)
        say_me_too(act, mine, device="one-more-browser-than-before")
        assert (mine.voices_n, len(act.session.scalars(select(Voice)).all())) == (MANY + 1, MANY + 1)


@ON_POSTGRES
def test_somebody_in_the_way_makes_the_duty_wait_and_loses_nothing(stage, cast, db, settings, moment):
    said_one_by_one(stage, cast, moment)
    moment.forward(days=1)
    (duty,) = (d for d in TIMETABLE if d.name == "days.mix")
    keeper = Timekeeper(db, settings, moment, [duty], rest=lambda _s: None)
    with stage.act(NOBODY) as act:
        raising.raise_obstacle(act, words="Just now", language="en", channel="web")
        assert keeper.run_due() == ["days.mix"]
        assert len({x for _k, x in lying(db, "raisings")}) == MANY
    while keeper.run_due():
        pass
    assert (keeper.in_trouble, len({x for _k, x in lying(db, "raisings")})) == ([], 2)


@pytest.mark.parametrize("works", [True, False])
def test_a_letter_that_a_verdict_causes_does_not_tell_its_hour(stage, cast, db, moment, works):
    found = raised(stage, cast)
    with stage.act(cast.dee) as act:
        entry = act.session.get(Obstacle, found.id)
        publish_obstacle(
            act, entry, title="The map is late", body="", department_id=cast.technology.id, dimension="tools",
            site_id=None,
        )  # fmt: skip
        due = act.today + timedelta(days=9)
        promise = promise_on(act, entry, what="Show it", owner_id=cast.eli.id, due_on=due)
        claim_done(act, promise, claim="There it is")
        ask_the_floor(act, entry, sentence="There it is")
    moment.forward(hours=5, minutes=17)
    with stage.act(NOBODY) as act:
        entry = act.session.get(Obstacle, found.id)
        give_verdict(act, entry, voice_kind="raising", voice_key=hashed(found.claim_code), works=works)
    day = datetime.combine(moment().date(), datetime.min.time(), UTC)
    with db.reading() as session:
        event = "works_answered" if works else "followup_reopened"
        letter = session.scalars(select(Letter).where(Letter.event == event)).one()
        told = (letter.made_at, letter.not_before, letter.id < 0, b" 00:00:00 +0000" in letter.body)
        assert told == (day, day + timedelta(days=1, hours=6), True, True)
        ends = session.scalars(select(Token.expires_at).where(Token.person_id == cast.eli.id)).all()
        assert {(at.hour, at.minute, at.second) for at in ends} == {(0, 0, 0)}
        lines = session.scalars(select(Entry).where(Entry.verb.in_(("obstacle.judged", "obstacle.fixed",
            "obstacle.reopened", "followup.confirmed", "followup.reopened")))).all()  # fmt: skip
        assert {(line.at, line.actor_id) for line in lines} == {(None, None)}
        assert session.get(Followup, promise.id).stage == ("confirmed" if works else "in_progress")
