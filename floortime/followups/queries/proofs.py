"""What is asked of "done", and who looks first; knows its tables, programmes and people."""

from collections.abc import Collection
from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.followups.model import Followup, Look, ProofRule
from floortime.people.model import Person
from floortime.people.queries import chiefs, days_off, recipient
from floortime.people.workdays import add_working_days
from floortime.sitdowns.model import Programme, Sitdown

EACH, TIMES = 3, 3
"""Working days between two letters to who is to look, and how many of them before the chief of staff hears of it."""


class Proof(Struct, frozen=True):
    """What a programme asks: nothing, evidence, or eyes, and whose."""

    kind: str = ""
    looker_id: int | None = None


def proof_of(session: Session, followup: Followup) -> Proof:
    """What is asked of this promise: by its programme, else by its sit-down's, else by the default one."""
    sitdown = session.get(Sitdown, followup.sitdown_id) if followup.sitdown_id else None
    of_sitdown = sitdown.programme_id if sitdown is not None else None
    default = select(Programme.id).where(Programme.is_default).limit(1)
    return proof_rule(session, followup.programme_id or of_sitdown or session.scalar(default))


def proof_rule(session: Session, programme_id: int | None) -> Proof:
    """What a programme asks."""
    row = session.get(ProofRule, programme_id) if programme_id is not None else None
    return Proof(row.kind, row.looker_id) if row is not None else Proof()


def looker_for(session: Session, followup: Followup, proof: Proof, day: date) -> Person | None:
    """Who looks: the one who is named, else who promised, else a chief of staff; never its owner. None: nobody can be asked."""
    for key in (proof.looker_id, followup.promised_by_id):
        person = session.get(Person, key) if key is not None and key != followup.owner_id else None
        if person is not None and recipient(person, day) is not None:
            return person
    found = chiefs(session, site_id=followup.site_id, department_id=followup.department_id, day=day)
    return next((p for p in found if p.id != followup.owner_id and recipient(p, day) is not None), None)


def waiting_for_a_look(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Those of these promises that wait for somebody to look, and for whom."""
    if not ids:
        return {}
    rows = session.execute(select(Look.followup_id, Look.looker_id).where(Look.followup_id.in_(ids)))
    return {row.followup_id: row.looker_id for row in rows}


def told_on(session: Session, look: Look, site_id: int | None) -> list[date]:
    """When who is to look is asked, and reminded; the last of these days is the chief of staff's."""
    off = days_off(session, site_id)
    return [look.asked_on] + [add_working_days(look.asked_on, EACH * n, off) for n in range(1, TIMES + 1)]


def last_told(days: list[date], today: date) -> int:
    """Which of these days has come last."""
    return sum(1 for day in days if day <= today) - 1
