"""Somebody who came to a sit-down without a seat: taken in by the leader in the room, and out again; knows this room and the journal."""

from sqlalchemy import select

from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.people.model import Person
from floortime.sitdowns.actions.holding import hold_sitdown
from floortime.sitdowns.model import JOINED, Seat, Sitdown
from floortime.sitdowns.queries import notes, seated
from floortime.words import _


def join_sitdown(act: Act, sitdown: Sitdown, person: Person) -> Seat:
    """Seat somebody as there, without a letter: they sit in the room already. Said twice, it is said once.

    Whoever gave a seat back and came after all sits on it again; chairs are not counted.
    """
    _still_open(sitdown)
    act.session.execute(select(Sitdown.id).where(Sitdown.id == sitdown.id).with_for_update())
    seat = act.session.get(Seat, (sitdown.id, person.id), populate_existing=True)
    if seat is not None and seat.state == "invited" and seat.answer != "declined" and seat.attended:
        return seat
    if person.id == sitdown.leader_id:
        raise Refused(_("The leader of a sit-down needs no seat."))
    if not person.employed_on(sitdown.start_local.date()):
        raise Refused(_("%(name)s does not work here on that day.", name=person.name or _("This person")))
    if seat is None:
        seat = Seat(sitdown_id=sitdown.id, person_id=person.id, why=JOINED)
        act.session.add(seat)
    elif seat.state != "invited" or seat.answer == "declined":
        seat.why = JOINED
    seat.state, seat.answer = "invited", "accepted"
    act.session.flush()
    there = {p.id for other, p in seated(act.session, sitdown.id) if other.attended is not False}
    hold_sitdown(act, sitdown, attended=there | {person.id})
    journal.write(act, "seat.joined", "sitdown", sitdown.id, person=person.id)
    return seat


def leave_sitdown(act: Act, sitdown: Sitdown, person: Person) -> None:
    """Take somebody out again who was taken in by mistake; whoever had an invitation is only marked as not there."""
    _still_open(sitdown)
    seat = act.session.get(Seat, (sitdown.id, person.id))
    if seat is None or seat.state != "invited" or seat.why != JOINED:
        return
    if any(person.id in _meant(note.facts) for note in notes(act.session, sitdown.id)):
        raise Refused(_("A note names %(name)s. Change that note first.", name=person.first_name))
    seat.state, seat.attended, seat.why = "withdrawn", None, ""
    journal.write(act, "seat.left", "sitdown", sitdown.id, person=person.id)


def _meant(facts: dict[str, object]) -> set[object]:
    """Whom a note names: who is thanked, and who raised it under their own name."""
    thanked = facts.get("to_id") if facts.get("to_kind") == "person" else None
    return {thanked, facts.get("named_id")} - {None}


def _still_open(sitdown: Sitdown) -> None:
    if sitdown.closed_at is not None:
        raise Refused(_("This sit-down was read back and closed. Who was there stands."))
    if sitdown.state == "missed":
        raise Refused(_("This sit-down does not take place."))
