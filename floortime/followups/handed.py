"""What a former owner is told of a promise that was handed over: since when, and whose it is if they named them; knows the journal.

Whom somebody else has named is for the log to say, as far as everybody may read it, and not for a link in an old letter.
"""

from datetime import date

from sqlalchemy.orm import Session

from floortime import dates
from floortime.followups.model import Followup
from floortime.journal.model import Entry
from floortime.journal.queries import history
from floortime.people.model import Person
from floortime.words import _


def whose_now(session: Session, followup: Followup, former: Person, today: date) -> str:
    """Whose it is now, in a sentence for this former owner."""
    lines = [e for e in history(session, "followup", followup.id) if e.verb == "followup.handed_over"]
    lines.sort(key=_round, reverse=True)
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


def _round(entry: Entry) -> int:
    """Every hand-over begins one."""
    told = entry.facts.get("round", 0)
    return told if isinstance(told, int) else 0
