"""Follow-ups on the morning board: due within the week, past their date, moved twice, or nobody's; knows their tables."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, case, func, literal_column, select
from sqlalchemy.orm import aliased

from floortime.desk.branches.shape import TODAY, WEEK_ON, Branch, name_of, row, still_here
from floortime.followups.model import Followup
from floortime.followups.queries.lateness import Late
from floortime.followups.queries.parts import STILL
from floortime.followups.queries.ways import SITE, Way, apart, together
from floortime.people.leavers import NO_STAFF, all_gone
from floortime.people.model import Department, Person
from floortime.questions import among

# Written out, not bound: a partial index is used only where its condition stands in the statement.
_TWICE: Any = literal_column("followups.moves >= 2")
_NOBODY: Any = literal_column("followups.owner_id IS NULL")
_GONE = among(Followup.owner_id, all_gone(TODAY))
FAR, ONCE = Followup.due_on > WEEK_ON, Followup.moves < 2
# Not answered yet, and no letter asks: somebody phones. What was taken on comes back within the week of its date.
_MUTE = among(
    Followup.owner_id, select(Person.id).where(NO_STAFF, Person.kind == "guest", Person.mail_ok.is_(False))
)
_UNTOLD: Any = literal_column("followups.stage = 'open'")


def of_promises(seen: Sequence[Way], late: Late) -> dict[str, Branch]:
    """Every branch by its name. What is due within the week comes first; of the rest those moved twice and nobody's."""
    past, soon = late.past(Followup.due_on, SITE), late.to_come(Followup.due_on, SITE)
    near = Followup.due_on <= WEEK_ON
    # Of many, each way to see them is walked by itself; of few, all are gone through once.
    many = {"promised": (near,), "promised_late": (past,), "promised_week": (soon, near)}
    few = {
        "twice": (_TWICE,),
        "twice_far": (FAR, _TWICE),
        "nobody": (_NOBODY,),
        "nobody_far": (FAR, ONCE, _NOBODY),
        "gone": (_GONE,),
        "gone_far": (FAR, ONCE, _GONE),
        "phone": (_UNTOLD, _MUTE),
        "phone_far": (FAR, ONCE, _UNTOLD, _MUTE),
    }
    each, at_once, rows = [way.where for way in apart(seen)], (together(seen),), _asked()
    return {
        name: Branch(
            rows,
            Followup.due_on,
            Followup.id,
            tuple(
                select(Followup.id).where(STILL, way, *where) for way in (each if name in many else at_once)
            ),
            few=name.startswith(("gone", "phone")),
            walked=not name.startswith(("gone", "phone")),
        )
        for name, where in (many | few).items()
    }


def _asked() -> Any:
    owner = aliased(Person)
    mute = and_(owner.kind == "guest", owner.mail_ok.is_(False))
    kind = case((owner.id.is_(None), "nobody"), (mute, "phone"), else_="followup")
    department = func.coalesce(Followup.department_id, owner.department_id)
    return (
        select(
            *row(kind, key=Followup.id, code=Followup.code, words=Followup.what, language=Followup.language,
                 who=name_of(owner), department=func.coalesce(Department.name, ""), on=Followup.due_on,
                 n=Followup.moves, site=SITE)
        )
        .select_from(Followup)
        .outerjoin(owner, (owner.id == Followup.owner_id) & still_here(owner))
        .outerjoin(Department, Department.id == department)
    )  # fmt: skip
