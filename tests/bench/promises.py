"""Twenty thousand open follow-ups, and half as many settled ones, written in bulk: a dozen own half of them."""

import random
from datetime import date, timedelta

from sqlalchemy import insert, select

from floortime.db import Database
from floortime.followups.model import Followup
from floortime.people.model import Department, Person, Site
from floortime.tokens import short_code
from tests.bench.words import NOUNS, VERBS

OPEN = ("open", "open", "in_progress")


def fill_promises(db: Database, many: int) -> str:
    """Write them; returns the code of one that is open."""
    luck, today, codes = random.Random(2), date.today(), set[str]()
    with db.writing() as session:
        everybody = list(session.scalars(select(Person.id).order_by(Person.id)))
        few = [*everybody[:12], None]
        departments = list(session.scalars(select(Department.id)))
        sites = list(session.scalars(select(Site.id)))
        rows = []
        for n in range(many + many // 2):
            settled = n >= many
            stage = luck.choice(("claimed", "confirmed", "dropped")) if settled else luck.choice(OPEN)
            due = today + timedelta(days=luck.randrange(-60, 200) - 200 * settled)
            moves = luck.choices((0, 1, 2, 3), (80, 12, 6, 2))[0]
            code = _fresh(codes)
            rows.append(
                {"code": code, "what": f"See to it that the {luck.choice(NOUNS)} never {luck.choice(VERBS)}, {n}",
                 "language": "en", "owner_id": luck.choice(luck.choice((few, everybody))), "department_id": luck.choice(departments),
                 "site_id": luck.choice(sites), "made_on": due - timedelta(days=30), "due_on": due,
                 "first_due_on": due, "moves": moves, "stage": stage, "voices": luck.randrange(30),
                 "claimed_on": due if settled else None,
                 "settled_on": due if stage in {"confirmed", "dropped"} else None}
            )  # fmt: skip
        for start in range(0, len(rows), 1000):
            session.connection().execute(insert(Followup), rows[start : start + 1000])
    return rows[0]["code"]


def _fresh(codes: set[str]) -> str:
    code = short_code()
    while code in codes:
        code = short_code()
    codes.add(code)
    return code
