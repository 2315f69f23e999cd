"""Three years of sit-downs in a house of fifteen hundred: who had a seat, and what everybody's calendar answered, written in bulk."""

import random
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from floortime.clock import now
from floortime.db import Base, Database
from floortime.people.model import Person
from floortime.sitdowns.model import CalAnswer, CalEvent, Seat, Sitdown

PEOPLE, SEATS, PAST = 1500, 8, 2000
SAY = ("accepted",) * 6 + ("declined", "needs-action")
DECLINE = 0.01
"""How often a leader's last word is a no; five times as many say it at first."""
ALONE = 10
"""One of so many dates to come is no series' and has an event of its own in its leader's calendar."""
AT_ONCE = 1000


def fill_programme(db: Database) -> None:
    """Seats and answers for every date to come that there is, and for as many of the past again and again."""
    luck, at = random.Random(4), now().replace(microsecond=0)
    with db.writing() as session:
        like = session.scalars(select(Person).order_by(Person.id)).first()
        staff = [
            {**_values(like), "email": f"p{n}@nordvik.example", "email_norm": f"p{n}@nordvik.example",
             "employee_no": f"B{n}", "first_name": f"P{n}", "manager_id": None}
            for n in range(PEOPLE)
        ]  # fmt: skip
        _write(session, Person, staff)
        guests = list(session.scalars(select(Person.id).where(Person.email_norm.like("p%@nordvik.example"))))
        coming = session.scalars(select(Sitdown).order_by(Sitdown.id)).all()
        leaders = list(session.scalars(select(Person.id).order_by(Person.id).limit(12)))
        over = [
            {**_values(luck.choice(coming)), "state": "held", "leader_id": luck.choice(leaders), "starts_at": (day := at - timedelta(days=1 + n // 3)),
             "ends_at": day + timedelta(minutes=30), "closed_at": day + timedelta(hours=1), "series_id": None,
             "original_start": None, "booked_uid": None}
            for n in range(PAST)
        ]  # fmt: skip
        _write(session, Sitdown, over)
        dates = dict(session.execute(select(Sitdown.id, Sitdown.leader_id)).all())
        taken = set(session.execute(select(Seat.sitdown_id, Seat.person_id)).all())
        seats = [
            {"sitdown_id": date, "person_id": guests[(date * SEATS + n) % PEOPLE], "answer": luck.choice(SAY)}
            for date in dates
            for n in range(SEATS)
        ]
        _write(session, Seat, [s for s in seats if (s["sitdown_id"], s["person_id"]) not in taken])
        events = _events(session, dates, frozenset(date.id for date in coming), luck)
        held = {date for date, role in events if role == "lead"}
        answers = [
            {"event_id": events[s["sitdown_id"], "seat"], "person_id": s["person_id"], "answer": s["answer"],
             "sequence": 0, "dtstamp": at, "stale": False}
            for s in seats
        ]  # fmt: skip
        for date, leader in ((date, leader) for date, leader in dates.items() if date in held):
            no = bool(events[date, "declined"])
            lead = {"event_id": events[date, "lead"], "person_id": leader, "sequence": 0, "stale": False}
            answers.append({**lead, "answer": "declined" if no else "accepted", "dtstamp": at})
            if luck.random() < 5 * DECLINE:
                answers.append({**lead, "answer": "declined", "dtstamp": at - timedelta(hours=1)})
        _write(session, CalAnswer, answers)


def _events(
    session: Any, dates: dict[int, int], coming: frozenset[int], luck: random.Random
) -> dict[tuple[int, str], int]:
    """What holds each date, for those who sit there and for its leader; and whether its leader once declined."""
    has = set(session.execute(select(CalEvent.sitdown_id, CalEvent.role)).all())
    made = [
        {"uid": f"bench-{role}-{date}@nordvik.example", "role": role, "sitdown_id": date, "sequence": 0,
         "time_sequence": 0, "told": [], "declined": role == "lead" and luck.random() < DECLINE}
        for date in dates
        for role in ("seat", "lead")
        if (date, role) not in has and (role == "seat" or date not in coming or date % ALONE == 0)
    ]  # fmt: skip
    _write(session, CalEvent, made)
    rows = session.execute(
        select(CalEvent.sitdown_id, CalEvent.role, CalEvent.id, CalEvent.declined).where(
            CalEvent.sitdown_id.is_not(None)
        )
    ).all()
    found: dict[tuple[int, str], int] = {(date, role): key for date, role, key, _declined in rows}
    return found | {(date, "declined"): int(no) for date, role, _key, no in rows if role == "lead"}


def _values(row: Base) -> dict[str, Any]:
    return {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key != "id"}


def _write(session: Any, table: type[Base], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        session.connection().execute(insert(table), rows[start : start + AT_ONCE])
