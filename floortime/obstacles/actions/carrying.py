"""What hangs on an entry goes along when it is merged, and back when it is parted; knows this room's tables and parts.

Raisings, voices and promises stay where they are and are found through `merged_into_id`. Numbers, the mark of a heads-up
and co-leads are looked up and changed by entry, so they move; where both entries have the same one, that of the entry that stays counts.
"""

from typing import Any

from sqlalchemy import select, update

from floortime.act import Act
from floortime.obstacles.model import CoLead, Impact, NamedThanks, Obstacle, ObstacleHeadsup
from floortime.obstacles.queries.entries import with_parts

CARRIED: tuple[tuple[type[Any], str], ...] = (
    (Impact, "kind"),
    (CoLead, "person_id"),
    (NamedThanks, "person_id"),
    (ObstacleHeadsup, ""),
)
"""Each table, and of what an entry has one at most; '': of all."""


def carry(act: Act, obstacle: Obstacle, into: Obstacle) -> None:
    """Move along what the other entry has not."""
    for table, each in CARRIED:
        column = table.__table__.c[each] if each else table.__table__.c.obstacle_id
        had = select(column).where(table.obstacle_id == into.id)
        taken = set(act.session.scalars(had))
        rows = act.session.scalars(select(table).where(table.obstacle_id == obstacle.id)).all()
        for row in rows:
            if (getattr(row, each) in taken) if each else taken:
                continue
            row.obstacle_id, row.came_from_id = into.id, row.came_from_id or obstacle.id
    act.session.flush()


def give_back(act: Act, obstacle: Obstacle) -> None:
    """Move back what came from this entry, or with it from those merged into it before."""
    parts = with_parts(act.session, obstacle.id)
    for table, _each in CARRIED:
        cells = table.__table__.c
        mine = cells.came_from_id.in_(parts), cells.obstacle_id.not_in(parts)
        act.session.execute(
            update(table).where(*mine, cells.came_from_id == obstacle.id)
            .values(obstacle_id=obstacle.id, came_from_id=None).execution_options(synchronize_session=False)
        )  # fmt: skip
        act.session.execute(
            update(table)
            .where(*mine)
            .values(obstacle_id=obstacle.id)
            .execution_options(synchronize_session=False)
        )
    act.session.expire_all()
