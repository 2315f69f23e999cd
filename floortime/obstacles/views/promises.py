"""What was promised about an entry, for those who answer it, as the parts print it; knows promised and people's tables."""

from floortime import dates
from floortime.followups.model import Followup
from floortime.followups.stages import LIGHT, OPEN, WORDS
from floortime.obstacles.model import Obstacle
from floortime.obstacles.promised import Promise, promises_of
from floortime.people import naming
from floortime.people.model import Department, Person
from floortime.people.queries import persons_by_id
from floortime.web.acts import reading
from floortime.web.pages import this_year, today
from floortime.words import _, language


def promises_about(entry: Obstacle, department: Department | None) -> list[Promise]:
    """All that was promised about this entry, the next one due first: no answer is given without knowing it."""
    rows = promises_of(reading(), entry.id)
    owners = persons_by_id(reading(), (row.owner_id for row in rows))
    where = department.name if department else ""
    return [_promise(row, owners.get(row.owner_id or 0), where) for row in rows]


def _promise(row: Followup, owner: Person | None, department: str) -> Promise:
    return Promise(
        what=row.what,
        lang=row.language if row.language != language() else "",
        light=LIGHT[row.stage],
        light_word=str(WORDS[row.stage]),
        owner=naming.said(owner.public_name, department) if owner else "",
        department=department if owner and owner.kind != "guest" else "",
        due=dates.weekday_short(row.due_on, this_year()),
        late=_("late") if row.stage in OPEN and row.due_on < today() else "",
    )
