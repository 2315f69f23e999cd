"""Ten thousand obstacles, two sites, and a leader with a thousand dates, written in bulk."""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from floortime import search
from floortime.act import WORKER, begin
from floortime.clock import now
from floortime.db import Base, Database, bump
from floortime.obstacles.actions.moving import counted_in
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.obstacles.dimensions import DIMENSIONS
from floortime.obstacles.model import Answer, Obstacle, Raising, Wording
from floortime.obstacles.stages import bar
from floortime.people.model import WebSession
from floortime.settings import Settings
from floortime.sitdowns.actions import draft_series, make_feed, open_series
from floortime.sitdowns.model import CalBytes, CalEvent, Sitdown
from floortime.tokens import day_key, hashed
from tests.bench.programme import fill_programme
from tests.bench.words import NOUNS, VERBS
from tests.cast import seat_the_cast
from tests.sitdowns.plans import plan

STAGES = ("published", "in_hand", "fixed", "refused")


class Filled:
    """What the measuring needs to know of the house."""

    def __init__(self) -> None:
        self.code = self.feed = self.session = ""
        self.leader = 0


def fill(db: Database, settings: Settings, many: int) -> Filled:
    """Write the house; returns a code, a feed's secret and a chief of staff's session."""
    luck, filled = random.Random(1), Filled()
    if db.is_sqlite:
        event.listen(db.engine, "connect", _in_bulk)
        db.close()
    with begin(db, settings, by=WORKER, at=now()) as act:
        cast = seat_the_cast(act)
        filled.feed = make_feed(act, cast.ada, kind="leader", with_invited=True)
        filled.session = "bench-" + "x" * 30
        act.session.add(
            WebSession(
                token_hash=hashed(filled.session), person_id=cast.dee.id, made_at=act.at,
                expires_at=act.at + timedelta(days=2),
            )
        )  # fmt: skip
        series = draft_series(act, plan(cast, starts_on=act.today + timedelta(days=3)))
        open_series(act, series)
        filled.leader = cast.ada.id
        for n in range(60):
            raise_obstacle(
                act, words=f"The door at gate {n} sticks in the rain", language="en", channel="web"
            )
        places = ([cast.utrecht.id, cast.leeds.id], [cast.customer.id, cast.technology.id], cast.dee.id)
    _thousand_dates(db, filled.leader)
    fill_programme(db)
    for start in range(0, many, 1000):
        print(f"\r{start:,} of {many:,} obstacles", end="", flush=True)
        filled.code = _thousand(db, luck, places, range(start, min(start + 1000, many)), many)
    print(f"\r{many:,} obstacles         ")
    return filled


def _in_bulk(dbapi: Any, _record: Any) -> None:
    """A million rows fit through the small cache of a web thread only an hour long."""
    dbapi.execute("pragma cache_size=-400000")
    dbapi.execute("pragma synchronous=off")


def _thousand_dates(db: Database, leader_id: int) -> None:
    """As many sit-downs as make a thousand events in the leader's feed: copies of those the series made."""
    with db.writing() as session:
        shown = session.execute(
            select(Sitdown, CalEvent, CalBytes)
            .join(CalEvent, CalEvent.sitdown_id == Sitdown.id)
            .join(CalBytes, CalBytes.event_id == CalEvent.id)
            .where(CalEvent.role == "seat", Sitdown.leader_id == leader_id)
        ).all()
        for n in range(len(shown), 1000):
            sitdown, event, stored = shown[n % len(shown)]
            there = _copied(session, sitdown, series_id=None, original_start=None)
            made = _copied(session, event, sitdown_id=there.id, uid=f"{n}-{event.uid}")
            _copied(session, stored, event_id=made.id)


def _copied(session: Session, row: Base, **other: object) -> Any:
    values = {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key != "id"}
    copy = type(row)(**{**values, **other})
    session.add(copy)
    session.flush()
    return copy


def _thousand(db: Database, luck: random.Random, places: tuple, numbers: range, most: int) -> str:
    sites, departments, decider = places
    rows: dict[type[Base], list[dict]] = {Obstacle: [], Raising: [], Wording: [], Answer: []}
    counts: Counter[tuple[str, str]] = Counter()
    keys: set[int] = set()
    today = date.today()
    for n in numbers:
        day = today - timedelta(days=1 + (most - n) * 900 // most)
        # A house that answers: what waits is new.
        stage = "published" if n >= most - 40 else luck.choice(STAGES)
        title = f"The {luck.choice(NOUNS)} {luck.choice(VERBS)} at gate {n}"
        answered_on = None if stage == "published" else day + timedelta(days=9)
        review_on = today + timedelta(days=300) if stage == "refused" else None
        site = luck.choice(sites)
        entry = {
            "id": _key(keys, day), "code": f"B{n:05}", "stage": stage, "bar": bar(stage),
            "department_id": luck.choice(departments), "site_id": site, "shown_site_id": site,
            "dimension": luck.choice(list(DIMENSIONS)), "raised_on": day, "published_on": day,
            "answer_due_on": day + timedelta(days=14), "answered_on": answered_on, "answers_n": int(answered_on is not None),
            "waiting_kind": "nobody", "waiting_since_on": day, "review_on": review_on,
            "fixed_on": day + timedelta(days=30) if stage == "fixed" else None, "language": "en", "voices_n": luck.randrange(40),
        }  # fmt: skip
        counts.update(counted_in(Obstacle(**entry)))
        rows[Obstacle].append(entry)
        rows[Raising].append(
            {"id": _key(keys, day), "raised_on": day, "language": "en", "words": title, "channel": "web",
             "obstacle_id": entry["id"]}
        )  # fmt: skip
        rows[Wording].append(
            {"obstacle_id": entry["id"], "language": "en", "title": title, "html": f"<p>{title}.</p>"}
        )
        if answered_on:
            rows[Answer].append(
                {"obstacle_id": entry["id"], "n": 1, "kind": "no" if review_on else "answer",
                 "html": "<p>We look into it.</p>", "plain": "We look into it.", "decider_id": decider, "on": answered_on,
                 "review_on": review_on, "language": "en"}
            )  # fmt: skip
    with db.writing() as session:
        for table, made in rows.items():
            session.connection().execute(insert(table), made)
        search.index_all(session, ((row["obstacle_id"], row["title"], "en") for row in rows[Wording]))
        for (name, key), n in counts.items():
            bump(session, name, key, by=n)
    return rows[Obstacle][-1]["code"]


def _key(given: set[int], day: date) -> int:
    key = day_key(day)
    while key in given:
        key = day_key(day)
    given.add(key)
    return key
