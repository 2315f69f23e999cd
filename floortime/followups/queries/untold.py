"""Which lines of a promise's history tell of a letter that never went; knows the chase's table and the outbox."""

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from floortime.followups.model import ChaseStep
from floortime.journal.model import Entry
from floortime.outbox.model import Letter

TOLD = frozenset({"followup.reminded", "followup.escalated", "followup.unowned"})
BY_HAND = "now"
"""The step of a reminder that somebody sent: it has a line of its own when it is taken back."""


def untold(session: Session, followup_id: int, entries: Iterable[Entry]) -> frozenset[int]:
    """Lines that say somebody was told, of letters that were taken back before they went: nobody read them."""
    lines = [e for e in entries if e.verb in TOLD and e.facts.get("step") != BY_HAND and e.at is not None]
    if not lines:
        return frozenset()
    stood = select(ChaseStep.step, ChaseStep.done_at).outerjoin(Letter, Letter.id == ChaseStep.letter_id)
    rows = session.execute(
        stood.where(
            ChaseStep.followup_id == followup_id, or_(Letter.id.is_(None), Letter.state != "withdrawn")
        )
    )
    # The journal keeps whole seconds.
    went = {(step, done_at.replace(microsecond=0)) for step, done_at in rows}
    return frozenset(
        e.id for e in lines if e.at and (e.facts.get("step"), e.at.replace(microsecond=0)) not in went
    )
