"""Who may write in the room; asks the record and the reader, never the database."""

from floortime.people.access import Reader
from floortime.sitdowns.access import may_change_sitdown
from floortime.sitdowns.model import Sitdown


def may_capture(reader: Reader, sitdown: Sitdown) -> bool:
    """The leader, a delegate, or a chief of staff of its site: what is said there is for nobody else."""
    return may_change_sitdown(reader, sitdown)
