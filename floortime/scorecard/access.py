"""Whose small figures a reader may know; asks the reader, never the database."""

from floortime.people.access import Reader


def knows_site(reader: Reader | None, site_id: int) -> bool:
    """Its chief of staff."""
    return reader is not None and reader.is_chief_at(site_id=site_id)
