"""The branches of the morning board by name, each one kind of row, as far as a chief of staff sees them."""

from sqlalchemy import and_

from floortime.desk.branches.impacts import of_impacts
from floortime.desk.branches.obstacles import obstacles_within, of_obstacles, to_sort
from floortime.desk.branches.promises import of_promises
from floortime.desk.branches.shape import Branch, first_of, row
from floortime.desk.branches.sharing import agreed_by, of_looks, of_offers, offers_within
from floortime.desk.branches.sitdowns import SAID, of_sitdowns, planned_by, said_of, sitdowns_within
from floortime.followups.queries.lateness import Late
from floortime.followups.queries.ways import both, chief_ways, together, within_ways
from floortime.people.filters import EVERYWHERE, Within
from floortime.people.sight import Sight

__all__ = ["SAID", "Branch", "Late", "branches", "first_of", "row", "said_of"]


def branches(seer: Sight, late: Late, within: Within = EVERYWHERE) -> dict[str, Branch]:
    """All of them, as far as they are of one site or one department where the board is narrowed to it."""
    promised = both(chief_ways(seer), within_ways(within))
    sorted_by = and_(to_sort(seer), obstacles_within(within))
    return {
        **of_obstacles(sorted_by, late),
        "impact": of_impacts(sorted_by),
        "offers": of_offers(and_(agreed_by(seer), offers_within(within))),
        "look": of_looks(together(promised)),
        **of_promises(promised, late),
        **of_sitdowns(and_(planned_by(seer), sitdowns_within(within))),
    }
