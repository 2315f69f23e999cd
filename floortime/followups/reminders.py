"""The duty that chases: reminds owners, tells those above them, each step once; knows letters, the chase, its tables."""

from datetime import timedelta

from sqlalchemy import Table

from floortime.act import Act
from floortime.db import bump, insert_or
from floortime.followups import letters
from floortime.followups.chase import Step, is_owners
from floortime.followups.model import ChaseStep
from floortime.followups.queries.chasing import Chase, chases, open_by
from floortime.journal import actions as journal

REMINDED = "reminded"
"""The revision that rises with each reminder: the log tells of them."""
MOST = 50
"""No act renders more letters than this; the duty comes back until nothing is left."""
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
