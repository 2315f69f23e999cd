"""The branches of the morning board by name, each one kind of row, as far as a chief of staff sees them."""

from floortime.desk.branches.obstacles import of_obstacles, to_sort
from floortime.desk.branches.promises import of_promises
from floortime.desk.branches.shape import Branch, row
from floortime.desk.branches.sitdowns import of_sitdowns, planned_by
from floortime.followups.queries import chief_of
from floortime.followups.queries.lateness import Late
from floortime.people.access import Reader

__all__ = ["Branch", "Late", "branches", "row"]


def branches(reader: Reader, late: Late) -> dict[str, Branch]:
    """All of them."""
    return {
        **of_obstacles(to_sort(reader), late),
        **of_promises(chief_of(reader), late),
        **of_sitdowns(planned_by(reader)),
    }
