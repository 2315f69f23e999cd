"""A stormy season: people change sit-downs while workers are killed and the mail server fails; and what arrived, in its order."""

import os
import random
import signal
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes

from sqlalchemy import func, select, update

from floortime import clock
from floortime.errors import Refused
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.sitdowns.actions import give_seat, tell_cancelled, tell_changed
from floortime.sitdowns.model import Series, Sitdown
from tests.cast import person
from tests.roof.processes import environment, mail_server, running, until
from tests.sitdowns.plans import opened
from tests.sitdowns.test_calendars_agree import WHOLE, change, step

VERBS = ("move", "move", "put back", "place", "place", "cancel", "give", "give", "give", "take", "no", "yes",
         "time", "room", "room", "rule", "night", "joins", "leaves", "leads")  # fmt: skip
WAITING = Letter.state.in_(("queued", "leased"))


PILE = 20
"""So many letters lie ready while workers work; more would only be replaced before they go."""


class Fickle:
    """A mail server that fails one letter in five: it refuses the address, or the letter, or takes it and hangs up.

    It fails in each of these ways early on, however short the season.
    """

    def __init__(self, seed: int = 7) -> None:
        self.random = random.Random(seed)
        self.got: list[tuple[str, bytes]] = []
        self.failed = {"refused": 0, "refused after DATA": 0, "taken and hung up": 0}
        self.named, self.offered = 0, 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.named += 1
        if self.random.random() < 0.1 or self.named == 3:
            self.failed["refused"] += 1
            return "451 4.3.0 not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.offered += 1
        luck = {4: 0.0, 6: 0.1}.get(self.offered, self.random.random())
        if luck < 0.07:
            self.failed["refused after DATA"] += 1
            return "451 4.3.0 not this one"
        self.got.append((envelope.rcpt_tos[0], envelope.content))
        if luck < 0.11:
            self.failed["taken and hung up"] += 1
            server.transport.abort()
        return "250 taken"


@dataclass
class Storm:
    """The season: how often workers were killed, and what the server took."""

    server: Fickle = field(default_factory=Fickle)
    kills: int = 0
    acts: int = 0


def weather(stage, settings, cast, *, letters: int, kills: int, seed: int = 11) -> Storm:
    """Until so many letters have gone and so many workers were killed: change, send, kill; then let it calm down."""
    storm, fate = Storm(), random.Random(seed)
    house = _house(stage, cast, many=max(3, letters // 80))
    each = max(1, letters // max(1, kills // 2))
    with mail_server(storm.server) as port:
        env = environment(settings, FLOORTIME_MAIL_URL=f"smtp://127.0.0.1:{port}")
        while storm.kills < kills or sent(stage) < letters:
            with running(env, "worker") as one, running(env, "worker") as two:
                goal = len(storm.server.got) + fate.randint(each // 2, each)
                while len(storm.server.got) < goal:
                    if waiting(stage.db) < PILE:
                        for _ in range(4):  # while they work
                            _change(stage, cast, house, fate, storm)
                    hurry(stage.db)
                    time.sleep(0.05)
                for process in (one, two):
                    if storm.kills < kills:
                        os.kill(process.pid, signal.SIGKILL)
                        process.wait()
                        storm.kills += 1
            expire(stage.db)
        _calm(stage, env)
    return storm


@dataclass
class _House:
    series: list[int]
    agents: list
    leaders: list


def _house(stage, cast, *, many: int) -> _House:
    stage.moment.at = clock.now()
    with stage.act() as act:
        leaders = [person(act, f"Leader{n}", role="leader") for n in range(3)]
    house = _House([], [cast.bo, *cast.colleagues], leaders)
    house.series += [_opened(stage, cast, house, n) for n in range(many)]
    return house


def _opened(stage, cast, house: _House, n: int) -> int:
    first = stage.moment.at.date() + timedelta(days=20)
    leader_id = house.leaders[n % 3].id
    few = {"starts_on": first, "ends_after": 6, "capacity": 6, "title": f"team {n}"}
    series_id = opened(stage, cast, leader_id=leader_id, **few)
    with stage.act(cast.dee) as act:
        rows = act.session.scalars(
            select(Sitdown).where(Sitdown.series_id == series_id).order_by(Sitdown.starts_at)
        )
        with suppress(Refused):  # one has a seat elsewhere at that hour
            for row in rows.all()[n % 3 : n % 3 + 2]:
                for agent in house.agents[:4]:
                    give_seat(act, row, act.session.get(Person, agent.id))
    return series_id


def _change(stage, cast, house: _House, fate: random.Random, storm: Storm) -> None:
    """One act, each series in its turn, so that few letters are replaced before they go."""
    at = storm.acts % len(house.series)
    storm.acts += 1
    house.series[at] = _changed(stage, cast, house, fate, house.series[at])


def _changed(stage, cast, house: _House, fate: random.Random, series_id: int) -> int:
    stage.moment.at = clock.now()
    verb, who, left = fate.choice(VERBS), fate.randint(0, 3), []
    try:
        with stage.act(cast.dee) as act:
            rows = act.session.scalars(
                select(Sitdown)
                .where(Sitdown.series_id == series_id, Sitdown.state == "planned")
                .order_by(Sitdown.starts_at)
            ).all()
            row = fate.choice(rows[:8]) if rows else None
            if row is None:
                pass
            elif verb in WHOLE:
                series = act.session.get(Series, series_id)
                series_id, left = change(act, verb, series, row, house.leaders, who)
            else:
                step(act, verb, row, house.agents[who:] + house.agents[:who], fate.randint(0, 5))
    except Refused:
        return series_id
    if row is None:  # all of it was called off: another takes its place
        return _opened(stage, cast, house, len(house.series))
    for sitdown_id in left:
        with stage.act(cast.dee) as act:
            tell_cancelled(act, act.session.get(Sitdown, sitdown_id))
            tell_changed(act, act.session.get(Sitdown, sitdown_id))
    return series_id


def sent(stage) -> int:
    """Letters that have gone."""
    with stage.db.reading() as session:
        return session.scalar(select(func.count()).where(Letter.state == "sent"))


def waiting(db) -> int:
    """Letters that are still to go."""
    with db.reading() as session:
        return session.scalar(select(func.count()).where(WAITING))


def hurry(db) -> None:
    """As if what was put off were due by now."""
    with db.writing() as session:
        session.execute(
            update(Letter)
            .where(Letter.state == "queued")
            .values(not_before=clock.now() - timedelta(minutes=1))
        )


def expire(db) -> None:
    """As if the leases of dead workers had ended. No worker may run meanwhile."""
    with db.writing() as session:
        session.execute(
            update(Letter)
            .where(Letter.state == "leased")
            .values(lease_until=clock.now() - timedelta(seconds=1))
        )


def _calm(stage, env) -> None:
    with running(env, "worker"):

        def all_gone() -> bool:
            hurry(stage.db)
            return waiting(stage.db) == 0

        until(all_gone, 900)


def arrived(storm: Storm) -> dict[str, list[tuple[int, str, bytes]]]:
    """By Message-ID: when it came (its number among all), to whom, its bytes; once for each time."""
    found = defaultdict(list)
    for n, (to, body) in enumerate(storm.server.got):
        found[message_from_bytes(body)["Message-ID"].strip("<>")].append((n, to, body))
    return found
