"""Marking which heads-up an obstacle had, or that none was given; knows act, moving, headsups' table."""

from floortime.act import Act
from floortime.errors import NotFound
from floortime.headsups.model import Headsup
from floortime.journal import actions as journal
from floortime.obstacles.actions.moving import show_anew
from floortime.obstacles.model import Obstacle, ObstacleHeadsup


def mark_headsup(act: Act, obstacle: Obstacle, *, headsup_id: int | None) -> None:
    """This one was given; None: none was, although the floor should have been told."""
    if headsup_id is not None and act.session.get(Headsup, headsup_id) is None:
        raise NotFound
    row = act.session.get(ObstacleHeadsup, obstacle.id)
    if row is None:
        row = ObstacleHeadsup(obstacle_id=obstacle.id, on=act.today)
        act.session.add(row)
    elif row.headsup_id == headsup_id:
        return
    row.headsup_id, row.on = headsup_id, act.today
    show_anew(act, obstacle)
    journal.write(act, "obstacle.headsup_marked", "obstacle", obstacle.id, headsup_id=headsup_id)


def unmark_headsup(act: Act, obstacle: Obstacle) -> None:
    """Neither is said of it."""
    row = act.session.get(ObstacleHeadsup, obstacle.id)
    if row is None:
        return
    act.session.delete(row)
    show_anew(act, obstacle)
    journal.write(act, "obstacle.headsup_unmarked", "obstacle", obstacle.id)
