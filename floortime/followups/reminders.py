"""The duties that chase: remind owners, tell those above them, each step once, and say what is overdue; knows letters."""

from datetime import timedelta

from sqlalchemy import Table, select, update

from floortime.act import Act
from floortime.clock import day_in
from floortime.db import bump, insert_or
from floortime.followups import letters, stages
from floortime.followups.chase import Step, is_owners
from floortime.followups.model import ChaseStep, Followup
from floortime.followups.queries.chasing import Chase, chases, open_by
from floortime.journal import actions as journal
from floortime.people.model import Person

REMINDED = "reminded"
"""The revision that rises with each reminder: the log tells of them."""
MOST = 50
"""No act renders more letters than this; the duty comes back until nothing is left."""
MANY = 500
"""Lines of the journal that one part of a duty writes."""
LOOK_AHEAD = timedelta(days=35)
"""Wider than the earliest step before a date, holidays and a closed week between."""


def chase_promises(act: Act) -> int:
    """Take the steps that have come, at most fifty; returns how many were taken."""
    rows = open_by(act.session, act.today + LOOK_AHEAD)
    written = 0
    for one in chases(act.session, rows, act.at):
        for step in one.due_now():
            written += _take(act, one, step)
            if written >= MOST:
                return written
    return written


def mark_overdue(act: Act) -> int:
    """Say of open promises whose date is over, where their owner is, that it is; returns how many."""
    rows = act.session.execute(
        select(Followup.id, Followup.due_on, Person.zone)
        .outerjoin(Person, Person.id == Followup.owner_id)
        .where(Followup.stage.in_(stages.OPEN), Followup.overdue_on.is_(None), Followup.due_on <= act.today)
        .order_by(Followup.due_on, Followup.id)
    ).all()
    over = [row for row in rows if row.due_on < day_in(act.at, row.zone or "UTC")][:MANY]
    for row in over:
        # Past the mapper: nobody edited it, so nobody who is just answering it has to look again.
        act.session.execute(
            update(Followup)
            .where(Followup.id == row.id, Followup.overdue_on.is_(None))
            .values(overdue_on=row.due_on + timedelta(days=1))
            .execution_options(synchronize_session=False)
        )
        journal.write(act, "followup.overdue", "followup", row.id, due_on=row.due_on.isoformat())
    return len(over)


def _take(act: Act, one: Chase, step: Step) -> int:
    followup, person = one.followup, one.told[step.to]
    if not _taken(act, one, step):
        return 0
    letter = (
        letters.remind(act, followup, step.name) if is_owners(step.name) else letters.escalate(act, one, step)
    )
    row = act.session.get(ChaseStep, (followup.id, followup.chase_round, step.name))
    if letter is None or row is None:
        return 0
    row.letter_id = letter.id
    bump(act.session, REMINDED)
    verb = "followup.reminded" if is_owners(step.name) else "followup.escalated"
    journal.write(act, verb, "followup", followup.id, to_id=person.id, step=step.name)
    return 1


def _taken(act: Act, one: Chase, step: Step) -> bool:
    """Claim the step; False for the second of two workers, however close together they come."""
    table = ChaseStep.__table__
    assert isinstance(table, Table)
    taken = act.session.scalar(
        insert_or(act.session, table)
        .values(
            followup_id=one.followup.id,
            round=one.followup.chase_round,
            step=step.name,
            done_at=act.at,
            to_id=one.told[step.to].id,
        )
        .on_conflict_do_nothing()
        .returning(table.c.step)
    )
    return taken is not None
