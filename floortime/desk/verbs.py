"""What the history of a promise says of each of its lines, and whom a line told; knows the journal."""

from floortime.journal.model import Entry
from floortime.words import lazy

VERBS: dict[str, lazy] = {
    "followup.made": lazy("Promised"),
    "followup.asked": lazy("Asked to clear it"),
    "followup.accepted": lazy("Taken on"),
    "followup.taken_back": lazy("Taken back"),
    "followup.moved": lazy("Moved"),
    "followup.handed_over": lazy("Handed over"),
    "followup.progressed": lazy("Progress"),
    "followup.done_waits": lazy("Said to be done"),
    "followup.progress_shown": lazy("Progress shown in the log"),
    "followup.progress_hidden": lazy("Progress taken out of the log"),
    "followup.look_asked": lazy("Asked to look at it"),
    "followup.looked": lazy("Looked at it: it is there"),
    "followup.sent_back": lazy("Looked at it: not there yet"),
    "followup.evidence_added": lazy("Evidence kept"),
    "followup.evidence_removed": lazy("Evidence taken away"),
    "followup.claimed": lazy("Claimed done"),
    "followup.confirmed": lazy("Confirmed by the floor"),
    "followup.closed": lazy("Seen that it is done; nobody of the floor was there to ask"),
    "followup.reopened": lazy("Not yet, says the floor"),
    "followup.dropped": lazy("Dropped"),
    "followup.overdue": lazy("Past its date"),
    "followup.reminded": lazy("Reminder"),
    "followup.reminder_withdrawn": lazy("Reminder taken back"),
    "followup.escalated": lazy("Told"),
    "followup.unowned": lazy("Told the chief of staff"),
    "followup.chase_stopped": lazy("Stopped"),
    "followup.chase_postponed": lazy("Postponed"),
    "followup.chase_resumed": lazy("Let happen again"),
}
TO_SOMEBODY = frozenset(
    {
        "followup.asked",
        "followup.handed_over",
        "followup.look_asked",
        "followup.reminded",
        "followup.escalated",
        "followup.unowned",
    }
)


def told(entry: Entry) -> int | None:
    """Whom a step of the chase told, or who has it from then on."""
    to_id = entry.facts.get("to_id") if entry.verb in TO_SOMEBODY else None
    return to_id if isinstance(to_id, int) else None
