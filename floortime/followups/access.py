"""Who may see and change a follow-up; asks the record and the reader, never the database."""

from floortime.followups.model import Followup
from floortime.people.access import Reader


def may_see_followup(reader: Reader, followup: Followup) -> bool:
    """Its owner, who promised it, their delegates, its department's owners, and chiefs of staff."""
    return may_answer_followup(reader, followup) or _stands_for(reader, followup.promised_by_id)


def may_answer_followup(reader: Reader, followup: Followup) -> bool:
    """Say accept, other date, not mine, done: the owner or who stands in for them."""
    if reader.is_chief or _stands_for(reader, followup.owner_id):
        return True
    department_id = followup.department_id
    return department_id is not None and reader.has_at("owner", department_id=department_id)


def may_drop_followup(reader: Reader, followup: Followup) -> bool:
    """Take a promise back: who made it, or a chief of staff. The owner says "cannot, because"."""
    return reader.is_chief or _stands_for(reader, followup.promised_by_id)


def may_see_board(reader: Reader) -> bool:
    """Everybody's follow-ups; anybody signed in sees their own."""
    return reader.is_chief


def _stands_for(reader: Reader, person_id: int | None) -> bool:
    return person_id is not None and (reader.id == person_id or person_id in reader.acts_for)
