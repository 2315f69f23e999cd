"""What a former owner is told of a promise that was handed over, since when and whose it is if they named them, and its new one, by whom; knows the journal.

Whom somebody else has named is for the log to say, as far as everybody may read it, and not for a link in an old letter.
"""

from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime import dates
from floortime.followups.model import Followup, Progress
from floortime.journal.model import Entry
from floortime.journal.queries import history
from floortime.people.model import Person
from floortime.text import one_line
from floortime.words import _


def whose_now(session: Session, followup: Followup, former: Person, today: date) -> str:
    """Whose it is now, in a sentence for this former owner."""
    lines = _hand_overs(session, followup)
    n = next((n for n, e in enumerate(lines) if e.facts.get("from_id") == former.id), None)
    if n is None:
        return _("Somebody else looks after it now.")
    day, named = dates.day(lines[n].on_day, today.year), former.id in {lines[n].actor_id, lines[n].for_id}
    if named and n:
        return _("You handed it over on %(day)s, and it was handed on since.", day=day)
    if followup.owner_id is None:
        return _("It was handed over on %(day)s. The chief of staff looks for somebody.", day=day)
    owner = session.get(Person, followup.owner_id)
    if named and owner is not None and owner.name:
        return _(
            "%(name)s looks after it now, since you handed it over on %(day)s.", name=owner.name, day=day
        )
    return _("Somebody else looks after it since %(day)s.", day=day)


class Handed(Struct, frozen=True):
    """Who gave a promise to whose it is now, and what they wrote that day of how far it is."""

    by: str
    """Empty for a guest, whose name is read by nobody else."""
    words: str


def handed_to_them(session: Session, followup: Followup) -> Handed | None:
    """How it came to its owner; None for the first one, and where nobody is known to have given it."""
    lines = _hand_overs(session, followup)
    last = lines[0] if lines else None
    if last is None or last.facts.get("undone") or last.facts.get("to_id") != followup.owner_id:
        return None
    by = session.get(Person, last.for_id or last.actor_id or 0)
    if by is None or by.kind == "blank":
        return None
    said = (
        select(Progress.words)
        .where(Progress.followup_id == followup.id, Progress.by_id == by.id, Progress.on == last.on_day)
        .order_by(Progress.n.desc())
        .limit(1)
    )
    return Handed(by.name if by.kind == "staff" else "", one_line(session.scalar(said)))


def _hand_overs(session: Session, followup: Followup) -> list[Entry]:
    """The newest first."""
    lines = [e for e in history(session, "followup", followup.id) if e.verb == "followup.handed_over"]
    return sorted(lines, key=_round, reverse=True)


def _round(entry: Entry) -> int:
    """Every hand-over begins one."""
    told = entry.facts.get("round", 0)
    return told if isinstance(told, int) else 0
