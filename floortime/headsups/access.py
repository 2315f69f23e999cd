"""Who may give and change heads-ups: predicates over a reader and rows; knows people's access."""

from collections.abc import Collection

from floortime.people.access import Reader


def may_give(reader: Reader, department_id: int, heads: Collection[int]) -> bool:
    """For a department: who answers for it or owns its promises, a chief of staff of it, and any leader."""
    return (
        reader.id in heads
        or not reader.acts_for.isdisjoint(heads)
        or reader.has("leader")
        or reader.is_chief_at(department_id=department_id)
        or reader.has_at("owner", department_id=department_id)
    )
