"""Reminding owners: before the date, on it, and weekly after, each step once; knows letters, stages, people's days."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from sqlalchemy import Table, select

from floortime.act import Act
from floortime.clock import day_in
from floortime.db import bump, insert_or
from floortime.followups import letters, stages
from floortime.followups.model import ChaseStep, Followup
from floortime.journal import actions as journal
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.people.queries import days_off, recipient
from floortime.sitdowns.model import Sitdown

REMINDED = "reminded"
"""The revision that rises with each reminder: the log tells of them."""
MOST = 50
"""No act renders more letters than this; the duty comes back until nothing is left."""
LOOK_AHEAD = timedelta(days=14)
JUST_HEARD = timedelta(hours=20)


def remind_owners(act: Act) -> int:
    """Write the reminders that are due now, at most fifty; returns how many were written."""
    due = _open_before(act, act.today + LOOK_AHEAD)
    said = _rank_said(act, [followup.id for followup, *_ in due])
    written = 0
    off = cache(lambda site_id: days_off(act.session, site_id))
    for followup, owner, site_id in due:
        today = day_in(act.at, owner.zone)
        step = stages.reminder_due(followup.made_on, followup.due_on, today, off(site_id))
        key = (followup.id, followup.chase_round)
        if step is None or _rank(step) <= said.get(key, -1) or _just_heard(act, followup, owner):
            continue
        written += _remind_once(act, followup, owner, step)
        if written >= MOST:
            break
    return written


def _remind_once(act: Act, followup: Followup, owner: Person, step: str) -> int:
    if recipient(owner, act.today) is None or not _taken(act, followup, step):
        return 0
    letter = letters.remind(act, followup, step)
    row = act.session.get(ChaseStep, (followup.id, followup.chase_round, step))
    if letter is None or row is None:
        return 0
    row.letter_id = letter.id
    bump(act.session, REMINDED)
    journal.write(act, "followup.reminded", "followup", followup.id, to_id=owner.id, step=step)
    return 1


def _taken(act: Act, followup: Followup, step: str) -> bool:
    """Claim the step; False for the second of two workers, however close together they come."""
    table = ChaseStep.__table__
    assert isinstance(table, Table)
    taken = act.session.scalar(
        insert_or(act.session, table)
        .values(followup_id=followup.id, round=followup.chase_round, step=step, done_at=act.at)
        .on_conflict_do_nothing()
        .returning(table.c.step)
    )
    return taken is not None


def _open_before(act: Act, until: date) -> list[tuple[Followup, Person, int | None]]:
    """Open promises with an owner, and the site whose holidays count: where they were made."""
    rows = act.session.execute(
        select(Followup, Person, Sitdown.site_id)
        .join(Person, Person.id == Followup.owner_id)
        .outerjoin(Sitdown, Sitdown.id == Followup.sitdown_id)
        .where(Followup.stage.in_(stages.OPEN), Followup.due_on <= until)
        .order_by(Followup.due_on, Followup.id)
    )
    return [(followup, owner, site_id) for followup, owner, site_id in rows]


def _rank_said(act: Act, ids: Iterable[int]) -> dict[tuple[int, int], int]:
    """The furthest step of each (follow-up, round): a clock that jumps back repeats nothing."""
    furthest: dict[tuple[int, int], int] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), 500):
        rows = act.session.execute(
            select(ChaseStep.followup_id, ChaseStep.round, ChaseStep.step).where(
                ChaseStep.followup_id.in_(wanted[start : start + 500])
            )
        )
        for followup_id, number, step in rows:
            key = (followup_id, number)
            furthest[key] = max(furthest.get(key, -1), _rank(step))
    return furthest


def _rank(step: str) -> int:
    return {"before": 0, "due": 1}[step] if step in {"before", "due"} else 1 + int(step.removeprefix("week"))


def _just_heard(act: Act, followup: Followup, owner: Person) -> bool:
    """Whether this owner got a letter about this promise within the day: two in one day say nothing new."""
    return (
        act.session.scalar(
            select(Letter.id)
            .where(
                Letter.kind == "followup",
                Letter.subject_id == followup.id,
                Letter.to_id == owner.id,
                Letter.state.not_in(("withdrawn", "superseded")),
                Letter.made_at > act.at - JUST_HEARD,
            )
            .limit(1)
        )
        is not None
    )
