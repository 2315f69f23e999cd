"""Who may write in the room; asks the record and the reader, never the database."""

from floortime.people.access import Reader, may_act_for
from floortime.sitdowns.model import Sitdown


def may_capture(reader: Reader, sitdown: Sitdown) -> bool:
    """The leader, a delegate, or a chief of staff."""
    return may_act_for(reader, sitdown.leader_id)
