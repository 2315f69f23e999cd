"""A customer hit this again: counted by whoever sees it, a number a day and nothing of who said so; knows act, receipts."""

from sqlalchemy import bindparam, update

from floortime import receipts
from floortime.act import Act
from floortime.db import add_unless, bump
from floortime.errors import Refused
from floortime.obstacles.model import Obstacle, Tally
from floortime.obstacles.stages import EDITION, TALLIED
from floortime.words import _

PURPOSE = "tally"
_TABLE = Tally.__table__
_ADDED = (
    update(Tally)
    .where(Tally.obstacle_id == bindparam("which"), Tally.day == bindparam("on"))
    .values(n=Tally.n + bindparam("by"))
    .execution_options(synchronize_session=False)
)
"""In the database itself, so that of two who press at once both are counted."""


def count_customer(act: Act, obstacle: Obstacle, tap: str) -> None:
    """One customer more; said again with the same tap it is still one."""
    if obstacle.stage not in TALLIED:
        raise Refused(_("This is closed. If customers still hit it, raise it again."))
    if receipts.earlier(act.session, PURPOSE, _key(obstacle, tap)) is not None:
        return
    receipts.keep(act.session, PURPOSE, _key(obstacle, tap), on=act.today)
    _add(act, obstacle, 1)


def take_back_customer(act: Act, obstacle: Obstacle, tap: str) -> None:
    """It was pressed by mistake; taking back what was not counted changes nothing."""
    kept = receipts.earlier(act.session, PURPOSE, _key(obstacle, tap))
    if kept is None or kept.made_on != act.today:
        return
    receipts.drop(act.session, PURPOSE, _key(obstacle, tap))
    _add(act, obstacle, -1)


def _key(obstacle: Obstacle, tap: str) -> str:
    return f"{obstacle.id}:{tap}"


def _add(act: Act, obstacle: Obstacle, by: int) -> None:
    add_unless(
        act.session, _TABLE, {"obstacle_id": obstacle.id, "day": act.today, "n": 0}, "obstacle_id", "day"
    )
    act.session.execute(_ADDED, {"which": obstacle.id, "on": act.today, "by": by})
    bump(act.session, EDITION)
