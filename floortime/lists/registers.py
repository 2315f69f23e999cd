"""What is there before a list is taken over, in a handful of queries; knows the tables of the rooms below."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from floortime.followups.model import Followup
from floortime.lists.comparing import Known
from floortime.lists.model import ActionList, ListRow
from floortime.obstacles.actions.promises import PROMISABLE
from floortime.obstacles.model import Obstacle
from floortime.people import addresses
from floortime.people.model import Person
from floortime.people.queries import departments
from floortime.text import folded


def known(session: Session, codes: Collection[str], day: date) -> Known:
    """What a list with these codes is compared with."""
    here = or_(Person.left_on.is_(None), Person.left_on > day)
    people = session.execute(
        select(Person.id, Person.first_name, Person.last_name, Person.email_norm)
        .where(Person.kind != "blank", here)
        .order_by(Person.id)
    ).all()
    by_name: dict[str, tuple[int, ...]] = defaultdict(tuple)
    for row in people:
        by_name[addresses.plain(f"{row.first_name} {row.last_name}".strip())] += (row.id,)
    rows = select(ListRow.key_hash).join(ActionList, ActionList.id == ListRow.list_id)
    promises = select(Followup.what, Followup.owner_id).where(Followup.stage != "dropped")
    return Known(
        by_address={row.email_norm: row.id for row in people if row.email_norm},
        by_name=by_name,
        departments={folded(one.name): one.id for one in departments(session)},
        obstacles=_obstacles(session, codes),
        promises=frozenset(session.scalars(select(Followup.code).where(Followup.code.in_(codes)))),
        keys=frozenset(session.scalars(rows.where(ActionList.state != "undone", ListRow.verdict == "new"))),
        standing=frozenset((folded(row.what), row.owner_id) for row in session.execute(promises)),
    )


def _obstacles(session: Session, codes: Collection[str]) -> dict[str, int | None]:
    """By code the entry that takes promises: itself, or the one it was merged into."""
    found: dict[str, int | None] = {}
    for row in session.scalars(select(Obstacle).where(Obstacle.code.in_(codes))):
        stands: Obstacle | None = row
        while stands is not None and stands.merged_into_id is not None:
            stands = session.get(Obstacle, stands.merged_into_id)
        found[row.code] = stands.id if stands is not None and stands.stage in PROMISABLE else None
    return found
