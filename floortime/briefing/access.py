"""Who may read a brief; asks the record and the reader, never the database."""

from floortime.people.access import Reader
from floortime.sitdowns.model import Sitdown


def may_read_brief(reader: Reader, sitdown: Sitdown) -> bool:
    """Whoever leads it, who acts for them, and chiefs of staff of the whole house."""
    return (
        reader.id == sitdown.leader_id or sitdown.leader_id in reader.acts_for or reader.is_chief_everywhere
    )
