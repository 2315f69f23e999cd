"""Closing a sit-down after the read-back: its notes become thanks, obstacles and promises, once; knows the rooms' verbs.

It stands in a front wing because it reaches from recognition down to sit-downs; it owns no table.
"""

from floortime.act import Act
from floortime.capture import letters
from floortime.capture.queries import due_of, number, who_is_here
from floortime.followups.actions import make_followup
from floortime.followups.model import Followup
from floortime.obstacles.actions.promises import PROMISABLE, promise_on
from floortime.obstacles.actions.raising import raise_obstacle
from floortime.obstacles.actions.sorting import join_existing
from floortime.obstacles.model import Obstacle
from floortime.obstacles.queries.entries import by_code, standing
from floortime.people.actions import add_guest
from floortime.recognition.actions import thank
from floortime.sitdowns.actions import close_notes, hold_sitdown
from floortime.sitdowns.model import Note, Sitdown
from floortime.sitdowns.queries import notes


def close_sitdown(act: Act, sitdown: Sitdown, *, attended: set[int] | None = None) -> None:
    """“That is right”: hold it, hand every note to its room, and write to those who were there. Twice is once."""
    if sitdown.closed_at is not None:
        return
    here = who_is_here(act.session, sitdown.id)
    there = attended if attended is not None else {h.person.id for h in here if h.there}
    hold_sitdown(act, sitdown, attended=there)
    lines = list(notes(act.session, sitdown.id))
    for note in (n for n in lines if n.kind == "thanks"):
        _thank(act, sitdown, note)
    raised = {n.id: _raise(act, sitdown, n) for n in lines if n.kind == "obstacle"}
    made = [_promise(act, sitdown, n, raised) for n in lines if n.kind == "promise"]
    promised = sorted(made, key=lambda followup: followup.due_on)
    close_notes(act, sitdown)
    act.session.flush()
    people = [h.person for h in here if h.person.id in there]
    letters.tell_those_there(act, sitdown, people, lines, promised)
    letters.list_promises(act, sitdown, promised)


def _thank(act: Act, sitdown: Sitdown, note: Note) -> None:
    to_kind, to_id = note.facts.get("to_kind"), number(note.facts.get("to_id"))
    if to_id is None:
        return
    thank(
        act,
        to_kind="team" if to_kind == "team" else "person",
        to_id=to_id,
        by_id=sitdown.leader_id,
        words=note.words,
        sitdown_id=sitdown.id,
        language=_language(note),
        leader_agrees=bool(note.facts.get("shown")),
    )


def _raise(act: Act, sitdown: Sitdown, note: Note) -> Obstacle:
    """What was said goes to sorting; what the log has already joins it there, so that those who sat here are asked too."""
    made = raise_obstacle(
        act,
        words=note.words,
        language=_language(note),
        channel="room",
        sitdown_id=sitdown.id,
        named_id=number(note.facts.get("named_id")),
        site_id=sitdown.site_id,
        key=f"note-of-the-room-{note.id}",
    )
    raised = act.session.get_one(Obstacle, made.id)
    same = standing(act.session, str(note.facts.get("same") or ""))
    if same is None or raised.stage != "sorting":
        return raised
    join_existing(act, raised, same)
    return same


def _promise(act: Act, sitdown: Sitdown, note: Note, raised: dict[int, Obstacle]) -> Followup:
    due_on = due_of(note.facts) or act.today
    owner_id = number(note.facts.get("owner_id"))
    address = str(note.facts.get("owner_address") or "")
    if owner_id is None:
        owner_id = add_guest(act, address).id if address else sitdown.leader_id
    obstacle = _about(act, note, raised)
    if obstacle is not None and obstacle.stage in PROMISABLE:
        return promise_on(
            act,
            obstacle,
            what=note.words,
            owner_id=owner_id,
            due_on=due_on,
            sitdown_id=sitdown.id,
            promised_by_id=sitdown.leader_id,
            language=_language(note),
        )
    return make_followup(
        act,
        what=note.words,
        due_on=due_on,
        owner_id=owner_id,
        sitdown_id=sitdown.id,
        promised_by_id=sitdown.leader_id,
        language=_language(note),
    )


def _about(act: Act, note: Note, raised: dict[int, Obstacle]) -> Obstacle | None:
    kind, _, key = str(note.facts.get("about") or "").partition(":")
    if kind == "note" and key.isdecimal():
        return raised.get(int(key))
    return by_code(act.session, key) if kind == "code" else None


def _language(note: Note) -> str:
    return str(note.facts.get("language") or "en")
