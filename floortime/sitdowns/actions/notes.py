"""Lines captured in the room, until the sit-down is closed; knows this room and the journal."""

from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.sitdowns.model import Note, Sitdown
from floortime.sitdowns.queries import notes
from floortime.words import _

NOTE_KINDS = ("thanks", "obstacle", "promise")


def keep_note(
    act: Act, sitdown: Sitdown, *, kind: str, words: str, facts: dict[str, object] | None = None
) -> Note:
    """Keep one line of what is said; who keeps it is the leader, or whoever writes for them."""
    if kind not in NOTE_KINDS:
        raise ValueError(f"no such note: {kind}")
    if sitdown.state not in {"planned", "held"}:
        raise Refused(_("This sit-down does not take place, so nothing can be noted."))
    _still_open(sitdown)
    note = Note(
        sitdown_id=sitdown.id,
        by_id=act.by.for_id or act.by.id or sitdown.leader_id,
        kind=kind,
        words=words,
        facts=facts or {},
    )
    act.session.add(note)
    act.session.flush()
    journal.write(act, "note.kept", "sitdown", sitdown.id, note=note.id)
    return note


def change_note(act: Act, note: Note, *, words: str, facts: dict[str, object] | None = None) -> Note:
    """Word a line anew, or say more about it; without a difference nothing happens."""
    _not_taken_over(note)
    told = note.facts if facts is None else facts
    if (words, told) == (note.words, note.facts):
        return note
    note.words, note.facts = words, told
    journal.write(act, "note.changed", "sitdown", note.sitdown_id, note=note.id)
    return note


def drop_note(act: Act, note: Note) -> None:
    """Strike a line out before the sit-down is closed."""
    _not_taken_over(note)
    journal.write(act, "note.dropped", "sitdown", note.sitdown_id, note=note.id)
    act.session.delete(note)


def close_notes(act: Act, sitdown: Sitdown) -> None:
    """After the read-back: the sit-down is closed, and its lines stand as other rooms took them over."""
    if sitdown.closed_at is not None:
        return
    sitdown.closed_at = act.at
    for note in notes(act.session, sitdown.id):
        note.closed_on = act.today
    journal.write(act, "sitdown.closed", "sitdown", sitdown.id)


def _still_open(sitdown: Sitdown) -> None:
    if sitdown.closed_at is not None:
        raise Refused(_("This sit-down was read back and closed. Nothing more can be noted."))


def _not_taken_over(note: Note) -> None:
    if note.closed_on is not None:
        raise Refused(_("This sit-down was read back and closed. Its notes stand."))
