"""Who may sort, answer and see what of obstacles: predicates over a reader and rows; knows people's access."""

from collections.abc import Collection

from floortime.obstacles.model import Obstacle
from floortime.people.access import Reader


def may_sort(reader: Reader, obstacle: Obstacle) -> bool:
    """An admin, or a chief of staff for everything, for its site, or for its department."""
    return reader.is_chief_at(site_id=obstacle.site_id, department_id=obstacle.department_id)


def may_answer(reader: Reader, obstacle: Obstacle, answerers: Collection[int]) -> bool:
    """Whoever answers for its department or owns a promise about it, their delegates, and who sorts it."""
    return (
        may_sort(reader, obstacle)
        or reader.id in answerers
        or not reader.acts_for.isdisjoint(answerers)
        or reader.has_at("owner", department_id=obstacle.department_id)
    )
