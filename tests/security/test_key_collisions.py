"""Two rows of one day draw the same random key: the second draws again, inside its act."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import event, func, select

from floortime import tokens
from floortime.act import NOBODY
from floortime.journal import actions as journal
from floortime.journal.model import Entry
from floortime.obstacles.actions.voices import say_me_too
from floortime.obstacles.model import Obstacle, Raising, Voice
from tests.obstacles.play import published, raised


@pytest.fixture
def luck(monkeypatch, db):
    """`luck(7, 7, 8)`: what the die shows next, and nothing is ready from before; afterwards it is a die again."""
    die = tokens.secrets.randbits
    monkeypatch.setattr(tokens, "READY", 1)

    def shows(*bits: int) -> None:
        left = list(bits)
        db.ready_keys.clear()
        monkeypatch.setattr(tokens.secrets, "randbits", lambda n: left.pop(0) if left else die(n))

    return shows


def test_two_raisings_with_the_same_bits_are_both_kept(stage, cast, db, luck):
    luck(7, 8, 9)  # obstacle, raising, journal line
    first = raised(stage, cast, words="One")
    luck(7, 8, 9, 10, 11, 12)
    second = raised(stage, cast, words="Two")
    assert [found.id & 0xFFFFFFFF for found in (first, second)] == [7, 10]
    with db.reading() as session:
        counts = [session.scalar(select(func.count()).select_from(t)) for t in (Obstacle, Raising, Entry)]
        assert [key & 0xFFFFFFFF for key in session.scalars(select(Raising.id).order_by(Raising.id))] == [
            8,
            11,
        ]
    assert counts == [2, 2, 2]


def test_two_voices_with_the_same_bits_are_both_counted(stage, cast, db, luck):
    entry = published(stage, cast)
    for n, bits in enumerate(((3, 4), (3, 5))):
        luck(*bits)
        with stage.act(NOBODY) as act:
            say_me_too(act, act.session.get(Obstacle, entry.id), device=f"browser-number-{n}-of-two")
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Voice)) == 2
        assert session.get(Obstacle, entry.id).voices_n == 2


def test_lines_of_one_act_that_are_not_yet_written_collide_with_nothing(stage, db, luck):
    with stage.act() as act:
        luck(7, 7, 8, 8, 9)
        for subject in range(3):
            journal.write(act, "person.added", "person", subject)
    with db.reading() as session:
        assert sorted(key & 0xFFFFFFFF for key in session.scalars(select(Entry.id))) == [7, 8, 9]


def test_a_key_kept_ready_on_one_day_is_not_given_out_on_another(stage):
    today, tomorrow = date(2026, 12, 1), date(2026, 12, 2)
    with stage.act() as act:
        tokens.reserve_keys(act.session, today, Raising, Obstacle)
        keys = [tokens.fresh_key(act.session, Raising, day) for day in (tomorrow, today)]
    assert [key >> 32 for key in keys] == [tomorrow.toordinal(), today.toordinal()]


def test_one_look_is_enough_for_many_acts(stage, db, moment):
    looks = []
    event.listen(
        db.engine,
        "before_cursor_execute",
        lambda _c, _cursor, said, *_more: looks.append(said) if said.startswith("SELECT") else None,
    )
    with stage.act() as act:
        act.session.info["ready_keys"].clear()
    for subject in range(tokens.READY):
        with stage.act() as act:
            journal.write(act, "person.added", "person", subject)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Entry)) == tokens.READY
    assert len(looks) == 2  # the look, and this count


def test_what_is_ready_is_given_to_one_thread_alone(stage, db):
    with stage.act() as act:
        tokens.reserve_keys(act.session, act.today, Entry)
        given = []
        with ThreadPoolExecutor(8) as pool:
            given = list(pool.map(lambda _n: db.ready_keys[Entry, act.today].pop(), range(tokens.READY)))
    assert len(set(given)) == tokens.READY
