"""A promise's date in its owner's calendar; knows sit-downs' feeds, which hold it."""

from sqlalchemy import and_, select

from floortime import links
from floortime.act import Act
from floortime.followups.model import Followup
from floortime.followups.stages import OPEN
from floortime.ical.days import State
from floortime.people.model import Person
from floortime.sitdowns import actions as sitdowns
from floortime.sitdowns.model import CalDue
from floortime.words import _, in_language

FOLLOWUP = "followup"
STATES: dict[str, State] = {
    "open": "open",
    "in_progress": "started",
    "claimed": "done",
    "confirmed": "done",
    "unconfirmed": "done",
    "dropped": "dropped",
}
AT_ONCE = 50


def keep_day(act: Act, followup: Followup) -> None:
    """Bring it up to date in the feed of its owner, and nobody else's. A guest has no feed."""
    owner = act.session.get(Person, followup.owner_id) if followup.owner_id is not None else None
    staff = owner is not None and owner.kind == "staff"
    page = links.to(act.settings, "followups", followup.code)
    with in_language(owner.language if owner is not None and staff else followup.language):
        told = sitdowns.Told(
            day=followup.due_on,
            state=STATES[followup.stage],
            summary=_("Promised: %(what)s", what=followup.what),
            description="\n\n".join(filter(None, (followup.about, page))),
            url=page,
        )
    sitdowns.keep_due(act, FOLLOWUP, followup.id, owner.id if owner is not None and staff else None, told)


def fill_days(act: Act) -> bool:
    """Promises that are open and in no calendar yet: those of before there were any. Says whether there are more."""
    held = and_(
        CalDue.kind == FOLLOWUP, CalDue.subject_id == Followup.id, CalDue.person_id == Followup.owner_id
    )
    rows = act.session.scalars(
        select(Followup)
        .join(Person, and_(Person.id == Followup.owner_id, Person.kind == "staff"))
        .outerjoin(CalDue, held)
        .where(Followup.stage.in_(OPEN), CalDue.subject_id.is_(None))
        .order_by(Followup.id)
        .limit(AT_ONCE)
    ).all()
    for followup in rows:
        keep_day(act, followup)
    return len(rows) == AT_ONCE
