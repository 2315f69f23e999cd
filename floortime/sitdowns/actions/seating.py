"""Seats by hand: given, replaced, taken back, answered; knows this room, its invitations and the journal."""

from sqlalchemy import select

from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.people.model import Person
from floortime.sitdowns import invitations
from floortime.sitdowns.invitations.said import note_answer
from floortime.sitdowns.model import Seat, Sitdown
from floortime.sitdowns.queries.planning import clashes
from floortime.sitdowns.queries.seats import seated
from floortime.words import _


def give_seat(act: Act, sitdown: Sitdown, person: Person, *, why: str = "") -> Seat:
    """Give somebody a place and put it into their calendar. Given twice, it is given once."""
    _open_for_seats(act, sitdown)
    # Two who give the last seat at once take turns, so that the second sees that it is taken.
    act.session.execute(select(Sitdown.id).where(Sitdown.id == sitdown.id).with_for_update())
    seat = act.session.get(Seat, (sitdown.id, person.id), populate_existing=True)
    if seat is not None and seat.state == "invited" and seat.answer != "declined":
        return seat
    if len(seated(act.session, sitdown.id)) >= sitdown.capacity:
        raise Refused(_("All seats are taken. Take one back first."))
    _can_come(act, sitdown, person)
    if seat is None:
        seat = Seat(sitdown_id=sitdown.id, person_id=person.id, why=why)
        act.session.add(seat)
    seat.state, seat.answer, seat.why = "invited", "needs-action", why
    act.session.flush()
    invitations.invite_seat(act, sitdown, person)
    journal.write(act, "seat.given", "sitdown", sitdown.id, person=person.id)
    return seat


def withdraw_seat(act: Act, sitdown: Sitdown, person: Person, *, why: str = "") -> None:
    """Take a place back, out of their calendar at once."""
    _open_for_seats(act, sitdown)
    seat = act.session.get(Seat, (sitdown.id, person.id))
    if seat is None or seat.state == "withdrawn":
        return
    seat.state, seat.why = "withdrawn", why
    act.session.flush()
    invitations.take_back_seat(act, sitdown, person)
    journal.write(act, "seat.withdrawn", "sitdown", sitdown.id, person=person.id)


def replace_seat(act: Act, sitdown: Sitdown, out: Person, into: Person) -> Seat:
    """Another person on the same chair."""
    _can_come(act, sitdown, into)
    withdraw_seat(act, sitdown, out)
    return give_seat(act, sitdown, into)


def answer_seat(act: Act, sitdown: Sitdown, person: Person, *, comes: bool) -> None:
    """Yes, or no without a reason. A no frees the seat and clears their calendar; a later yes takes a free one again."""
    _open_for_seats(act, sitdown)
    seat = act.session.get(Seat, (sitdown.id, person.id))
    if seat is None or seat.state != "invited":
        raise Refused(_("This seat was taken back. Ask whoever planned it if you want to come."))
    if comes and seat.answer == "declined":
        give_seat(act, sitdown, person, why=seat.why)
    answer = "accepted" if comes else "declined"
    if seat.answer == answer:
        return
    seat.answer = answer
    act.session.flush()
    note_answer(act, invitations.seat_event(act, sitdown), person.id, answer)
    if not comes:
        invitations.take_back_seat(act, sitdown, person, letter="seat_given_back")
    journal.write(
        act, "seat.accepted" if comes else "seat.given_back", "sitdown", sitdown.id, person=person.id
    )


def _open_for_seats(act: Act, sitdown: Sitdown) -> None:
    if sitdown.state == "cancelled":
        raise Refused(_("This sit-down was called off."))
    if sitdown.state != "planned" or sitdown.starts_at <= act.at:
        raise Refused(_("This sit-down has begun or is over. Its seats stand."))


def _can_come(act: Act, sitdown: Sitdown, person: Person) -> None:
    if not person.employed_on(sitdown.start_local.date()):
        raise Refused(_("%(name)s does not work here on that day.", name=person.name or _("This person")))
    if person.id == sitdown.leader_id:
        raise Refused(_("The leader of a sit-down needs no seat."))
    seats = select(Seat.sitdown_id).where(
        Seat.person_id == person.id, Seat.state == "invited", Seat.answer != "declined"
    )
    if clashes(act.session, sitdown, Sitdown.id.in_(seats)):
        raise Refused(_("%(name)s has a seat elsewhere at that time.", name=person.name))
