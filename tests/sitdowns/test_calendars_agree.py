"""Whatever is moved, cancelled, seated and answered: every recipient's calendar ends equal to the database."""

import shutil
import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st
from sqlalchemy import select

from floortime.clock import zone
from floortime.db import Database
from floortime.errors import Refused
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.settings import Settings
from floortime.sitdowns.actions import (
    add_member,
    answer_seat,
    cancel_sitdown,
    edit_series,
    end_series,
    extend_series,
    give_seat,
    hand_over_sitdown,
    move_sitdown,
    remove_member,
    tell_cancelled,
    tell_changed,
    withdraw_seat,
)
from floortime.sitdowns.model import Seat, Series, SeriesMember, Sitdown
from floortime.sitdowns.queries.changing import EDITED
from floortime.sitdowns.queries.planning import day_of_slot
from tests.cast import seat_the_cast
from tests.conftest import Moment, Stage
from tests.sitdowns.attendee import KINDS, Attendee, calendar_of, deliver
from tests.sitdowns.plans import dates_of, opened

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "move",
                "move",
                "put back",
                "place",
                "cancel",
                "give",
                "give",
                "take",
                "no",
                "yes",
                "extend",
                "end",
                "time",
                "room",
                "rule",
                "night",
                "joins",
                "leaves",
                "leads",
            ]
        ),
        st.integers(0, 2),  # which sit-down
        st.integers(0, 3),  # which person, or how far to move
        st.sampled_from([0, 1, 3, 60, 60 * 24 * 5, 60 * 24 * 11]),  # minutes that pass afterwards
    ),
    min_size=4,
    max_size=12,
)


class Post:
    """The mailboxes of everybody, each read by three kinds of calendar."""

    def __init__(self) -> None:
        self.calendars: dict[int, list[Attendee]] = {}
        self.letters: list[Letter] = []

    def carry(self, stage: Stage) -> None:
        for letter in deliver(stage):
            self.letters.append(letter)
            assert letter.uid is not None
            message = calendar_of(letter.body)
            for calendar in self.calendars.setdefault(letter.to_id, [Attendee(kind) for kind in KINDS]):
                calendar.receive(message)


def play(stage: Stage, cast, moment: Moment, series_id: int, steps) -> Post:
    agents = [cast.bo, *cast.colleagues[:3]]
    leaders = [cast.ada, cast.dee, cast.una]
    post = Post()
    for verb, which, who, minutes in steps:
        rows = dates_of(stage, series_id)
        left: list[int] = []
        try:
            with stage.act(cast.dee) as act:
                row = act.session.get(Sitdown, rows[which % len(rows)].id)
                if verb in WHOLE:
                    series_id, left = change(act, verb, act.session.get(Series, series_id), row, leaders, who)
                else:
                    step(act, verb, row, agents, who)
        except Refused:
            pass
        for sitdown_id in left:
            with stage.act(cast.dee) as act:
                tell_cancelled(act, act.session.get(Sitdown, sitdown_id))
                tell_changed(act, act.session.get(Sitdown, sitdown_id))
        post.carry(stage)
        moment.forward(minutes=minutes)
        post.carry(stage)
        if minutes >= 3:  # nothing waits any more
            check(stage, cast, moment, post, agents, leaders)
    with stage.act() as act:
        for row in dates_of(stage, series_id):
            tell_cancelled(act, act.session.get(Sitdown, row.id))
    moment.forward(minutes=5)
    post.carry(stage)
    check(stage, cast, moment, post, agents, leaders)
    return post


WHOLE = ("time", "room", "rule", "night", "joins", "leaves", "leads")


def change(act, verb, series, row, leaders, who) -> tuple[int, list[int]]:
    """What concerns the series, or those who lead it; returns the series that goes on."""
    person = act.session.get(Person, leaders[who % 3].id)
    if verb == "joins":
        add_member(act, series, person)
    elif verb == "leaves":
        remove_member(act, series, person)
    elif verb == "leads":
        hand_over_sitdown(act, row, person, reason="A board meeting.")
    else:
        wanted = {name: getattr(series, name) for name in EDITED}
        wanted["ends_after"] = None
        wanted |= {
            "time": {"time_local": time(20 + who, 15)},
            "room": {"place": f"Hall {who}", "minutes": 45 + 15 * (who % 2)},
            "rule": {"cadence": f"FREQ=WEEKLY;{'INTERVAL=2;' if who == 3 else ''}BYDAY={'MOTUTHFR'[2 * who : 2 * who + 2]}"},
            "night": {"time_local": time(2, 30) if who < 2 else time(22, 30)},
        }[verb]  # fmt: skip
        target, left = edit_series(
            act, series, wanted, from_on=day_of_slot(series, row), reason="The shift changes."
        )
        return target.id, left
    return series.id, []


def step(act, verb: str, row: Sitdown, agents: list[Person], who: int) -> None:
    person = act.session.get(Person, agents[who % len(agents)].id)
    series = act.session.get(Series, row.series_id)
    same = {"place": row.place, "link": row.link, "reason": "The night starts with a handover."}
    original = row.original_start.astimezone(zone(row.zone)).replace(tzinfo=None)
    if verb == "move":
        move_sitdown(act, row, start_local=row.start_local + timedelta(hours=who - 1, days=who), **same)
    elif verb == "put back":
        move_sitdown(act, row, start_local=original, **{**same, "place": series.place})
    elif verb == "place":
        move_sitdown(act, row, start_local=row.start_local, **{**same, "place": f"Room {who}"})
    elif verb == "cancel":
        cancel_sitdown(act, row, reason="Board meeting.", side="leader")
    elif verb == "give":
        give_seat(act, row, person)
    elif verb == "take":
        withdraw_seat(act, row, person)
    elif verb in {"no", "yes"}:
        answer_seat(act, row, person, comes=verb == "yes")
    elif verb == "extend":
        extend_series(act, series)
    elif who == 0:
        for sitdown_id in end_series(act, series, reason="The team closes.", side="house"):
            tell_cancelled(act, act.session.get(Sitdown, sitdown_id))


def check(stage, cast, moment, post, agents, leaders) -> None:
    with stage.db.reading() as session:
        every = session.scalars(select(Series)).all()
        until = datetime.combine(min(one.horizon_on for one in every), datetime.max.time(), moment.at.tzinfo)
        coming = session.scalars(
            select(Sitdown).where(Sitdown.state == "planned", Sitdown.starts_at > moment.at)
        ).all()
        members = {(m.series_id, m.person_id) for m in session.scalars(select(SeriesMember))}
        for leader in leaders:
            wanted = {
                (row.starts_at, row.minutes, row.place)
                for row in coming
                if row.leader_id == leader.id or (row.series_id, leader.id) in members
            }
            for calendar in post.calendars.get(leader.id, [Attendee()]):
                found = calendar.dates(moment.at, until)
                assert found == {one for one in wanted if one[0] <= until}, (leader.first_name, calendar.kind)
        for person in agents:
            mine = session.scalars(
                select(Sitdown)
                .join(Seat, Seat.sitdown_id == Sitdown.id)
                .where(
                    Seat.person_id == person.id,
                    Seat.state == "invited",
                    Seat.answer != "declined",
                    Sitdown.state == "planned",
                    Sitdown.starts_at > moment.at,
                )
            ).all()
            seats = {(row.starts_at, row.minutes, row.place) for row in mine}
            for calendar in post.calendars.get(person.id, [Attendee()]):
                assert calendar.dates(moment.at, until + timedelta(days=99)) == seats, person.first_name
    same_numbers_same_words(post.letters)


def same_numbers_same_words(letters: list[Letter]) -> None:
    """Never two contents for one message, and no SEQUENCE that falls for anybody."""
    keys = [(x.to_id, x.uid, x.recurrence, x.method, x.sequence) for x in letters]
    assert len(keys) == len(set(keys))
    newest: dict[tuple[int, str], int] = {}
    for letter in letters:
        assert letter.sequence >= newest.get((letter.to_id, letter.uid), 0)
        newest[letter.to_id, letter.uid] = letter.sequence


def house(database: Path, folder: Path) -> Stage:
    """A stage on a database of its own."""
    db = Database(f"sqlite:///{database}")
    settings = Settings(
        data=folder,
        database_url=db.url,
        secret_key="k9-2mQx7vR4tZ8wL1pN6sB3yH5dF0gJcA",
        base_url="http://localhost",
        mail_url=f"maildir://{folder}",
        mailbox="floortime@nordvik.example",
        log_public=True,
    )
    return Stage(db, settings, Moment())


ENDS = {"no end": None, "after three": 3, "after five": 5}


@pytest.fixture(scope="module", params=ENDS.values(), ids=ENDS)
def begun(request, empty_sqlite, tmp_path_factory):
    """An open series, made once: each example goes on from a copy of it."""
    folder = tmp_path_factory.mktemp("begun")
    shutil.copy(empty_sqlite, folder / "begun.sqlite3")
    stage = house(folder / "begun.sqlite3", folder)
    with stage.act() as act:
        cast = seat_the_cast(act)
    series_id = opened(stage, cast, ends_after=request.param)
    stage.db.close()
    return folder / "begun.sqlite3", cast, series_id


@rules(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_calendars_end_equal_to_the_database(begun, steps):
    database, cast, series_id = begun
    folder = Path(tempfile.mkdtemp())
    shutil.copy(database, folder / "test.sqlite3")
    stage = house(folder / "test.sqlite3", folder)
    try:
        play(stage, cast, stage.moment, series_id, steps)
    finally:
        stage.db.close()
        shutil.rmtree(folder)


def test_one_story_on_both_databases(stage, cast, moment):
    steps = [
        ("give", 0, 0, 3), ("give", 0, 1, 0), ("take", 0, 1, 3), ("give", 1, 2, 3), ("yes", 0, 0, 0),
        ("move", 1, 2, 1), ("put back", 1, 0, 3), ("move", 0, 3, 3), ("cancel", 1, 0, 1), ("move", 2, 2, 3),
        ("cancel", 3, 0, 60), ("no", 0, 0, 3), ("yes", 0, 0, 3), ("extend", 0, 0, 60 * 24 * 40), ("extend", 0, 0, 3),
        ("end", 4, 0, 3),
    ]  # fmt: skip
    post = play(stage, cast, moment, opened(stage, cast), steps)
    same_numbers_same_words(post.letters)
