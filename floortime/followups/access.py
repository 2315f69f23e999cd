"""Who may see and change a follow-up; asks the record and the reader, never the database."""

from floortime.followups.model import Followup
from floortime.people.access import Reader


def may_see_followup(reader: Reader, followup: Followup, site_id: int | None) -> bool:
    """Its owner, who promised it, their delegates, its department's owners, and its chiefs of staff.

    `site_id` is the site of the sit-down at which it was promised.
    """
    return may_answer_followup(reader, followup, site_id) or _stands_for(reader, followup.promised_by_id)


def may_answer_followup(reader: Reader, followup: Followup, site_id: int | None) -> bool:
    """Say accept, other date, not mine, done: the owner or who stands in for them."""
    if _chief_of(reader, followup, site_id) or _stands_for(reader, followup.owner_id):
        return True
    department_id = followup.department_id
    return department_id is not None and reader.has_at("owner", department_id=department_id)


def may_drop_followup(reader: Reader, followup: Followup, site_id: int | None) -> bool:
    """Take a promise back: who made it, or a chief of staff. The owner says "cannot, because"."""
    return _chief_of(reader, followup, site_id) or _stands_for(reader, followup.promised_by_id)


def may_hold_chase(reader: Reader, followup: Followup, site_id: int | None) -> bool:
    """Stop or postpone a step of its chase: who promised it, or a chief of staff. Its owner asks them."""
    return may_drop_followup(reader, followup, site_id)


def may_publish_progress(reader: Reader, followup: Followup, site_id: int | None) -> bool:
    """Let the log show how far it is: a chief of staff, as with all public words."""
    return _chief_of(reader, followup, site_id)


def may_look(reader: Reader, followup: Followup, looker_id: int, site_id: int | None) -> bool:
    """Say after looking that it is there: who was asked to, or a chief of staff; never its owner."""
    if followup.owner_id is not None and reader.id == followup.owner_id:
        return False
    return _stands_for(reader, looker_id) or _chief_of(reader, followup, site_id)


def may_see_board(reader: Reader) -> bool:
    """More than one's own follow-ups: a chief of staff, for the whole house or a part of it."""
    return reader.is_chief


def _chief_of(reader: Reader, followup: Followup, site_id: int | None) -> bool:
    return reader.is_chief_at(site_id=site_id, department_id=followup.department_id)


def _stands_for(reader: Reader, person_id: int | None) -> bool:
    return person_id is not None and (reader.id == person_id or person_id in reader.acts_for)
