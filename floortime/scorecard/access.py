"""Whose small figures and whose promises a reader may know; asks the reader, never the database."""

from collections.abc import Collection

from floortime.people.access import Reader


def knows_site(reader: Reader | None, site_id: int) -> bool:
    """Its chief of staff."""
    return reader is not None and reader.is_chief_at(site_id=site_id)


def knows_department(reader: Reader | None, department_id: int, heads: Collection[int]) -> bool:
    """Its chief of staff, whoever answers for it, those who act for them, and its owners."""
    return reader is not None and (
        reader.is_chief_at(department_id=department_id)
        or reader.id in heads
        or not reader.acts_for.isdisjoint(heads)
        or reader.has_at("owner", department_id=department_id)
    )
