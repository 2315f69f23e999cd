"""Who may read a thanks, and who may let it be shown; asks the record and the reader, never the database."""

from floortime.people.access import Reader, may_act_for
from floortime.recognition.model import Thanks


def may_read_thanks(reader: Reader, thanks: Thanks, team_ids: frozenset[int]) -> bool:
    """Whom it is for, who said it, and chiefs of staff, who print it; everybody once both sides agreed."""
    return is_thanked(reader, thanks, team_ids) or may_act_for(reader, thanks.by_id) or is_public(thanks)


def is_thanked(reader: Reader, thanks: Thanks, team_ids: frozenset[int]) -> bool:
    """Whether it is for the reader or for a team of theirs."""
    if thanks.to_kind == "person":
        return thanks.to_id == reader.id
    return thanks.to_id in team_ids


def may_agree_as_leader(reader: Reader, thanks: Thanks) -> bool:
    """The leader who said it, or their delegate."""
    return reader.id == thanks.by_id or thanks.by_id in reader.acts_for


def is_public(thanks: Thanks) -> bool:
    """Public only if both want it."""
    return thanks.leader_agrees and thanks.thanked_agrees
