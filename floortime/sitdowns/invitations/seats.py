"""Invitations of those who sit there: one single event a sit-down, its own copy for each; knows posting and values."""

from typing import cast

from msgspec.structs import replace

from floortime.act import Act
from floortime.ical.values import Event, Method, Status
from floortime.mail.posting import post
from floortime.outbox import actions as outbox
from floortime.people import queries as people
from floortime.people.model import Person
from floortime.sitdowns.invitations.copies import seat_of
from floortime.sitdowns.invitations.facts import about, company, seat_page
from floortime.sitdowns.invitations.holders import guests_of
from floortime.sitdowns.invitations.posting import guest_row, send, standing
from floortime.sitdowns.invitations.said import ask_anew
from floortime.sitdowns.invitations.stored import keep_bytes, seat_event, touch_feeds
from floortime.sitdowns.invitations.values import Revision, fresh_numbers, guest, sender_name, single
from floortime.sitdowns.model import CalEvent, CalGuest, Seat, Sitdown
from floortime.words import in_language


def invite_seat(act: Act, sitdown: Sitdown, person: Person) -> None:
    """Put the sit-down into a person's calendar. SEQUENCE rises only for somebody who was taken out before."""
    cal = seat_event(act, sitdown)
    row = guest_row(act, cal, person.id)
    again = row.withdrawn_sequence is not None
    numbers = fresh_numbers(act, cal, rise=again)
    row.withdrawn_sequence, row.invited_sequence = None, cal.sequence
    if again:
        ask_anew(act, cal, person.id)
    _name_everybody(act, sitdown, cal, but=person.id)
    _request(act, sitdown, cal, person, numbers)
    touch_feeds(act, [person.id])


def change_seats(act: Act, sitdown: Sitdown, *, retimed: bool) -> None:
    """Tell everybody who holds a seat that the sit-down changed, and what its series still owed them."""
    cal = seat_event(act, sitdown)
    numbers = fresh_numbers(act, cal, rise=True)
    retimed, cal.owes = retimed or cal.owes == "retimed", ""
    if retimed:
        cal.time_sequence = cal.sequence
    for row, person in guests_of(act, cal):
        seat = cast("Seat", act.session.get(Seat, (sitdown.id, person.id)))
        row.invited_sequence = cal.sequence
        before = seat.answer
        if retimed:
            seat.answer = "needs-action"
        replaced, sent = _request(act, sitdown, cal, person, numbers, retimed=retimed)
        if retimed and not replaced:
            row.answer = before
        elif retimed and not sent:
            seat.answer = row.answer  # put back before anybody was told: their yes still stands
    keep_bytes(act, sitdown)


def take_back_seat(act: Act, sitdown: Sitdown, person: Person, *, letter: str = "seat_withdrawn") -> None:
    """Take the sit-down out of one person's calendar, at once; the others' copies stay as they are."""
    cal = seat_event(act, sitdown)
    row = act.session.get(CalGuest, (cal.id, person.id))
    if row is None or row.withdrawn_sequence is not None:
        return
    _cancel(act, sitdown, cal, row, person, fresh_numbers(act, cal, rise=True), letter)
    _name_everybody(act, sitdown, cal, but=person.id)
    touch_feeds(act, [person.id])


def take_back_seats(act: Act, sitdown: Sitdown) -> int:
    """Take a cancelled sit-down out of everybody's calendar; returns how many people that concerned."""
    cal = seat_event(act, sitdown)
    cal.owes = ""
    holders = guests_of(act, cal)
    numbers = fresh_numbers(act, cal, rise=True)
    for row, person in holders:
        _cancel(act, sitdown, cal, row, person, numbers, "sitdown_cancelled")
    keep_bytes(act, sitdown)
    return len(holders)


def remind_seat(act: Act, sitdown: Sitdown, person: Person) -> bool:
    """One reminder for one time; moved, it may be said once more. False when it was said, or cannot be."""
    to = people.recipient(person, act.today)
    key = f"seat_reminded:{sitdown.id}:{person.id}:{sitdown.starts_at:%Y%m%dT%H%M}"
    if to is None or outbox.already(act, key):
        return False
    leader = cast("Person", act.session.get(Person, sitdown.leader_id))
    letter = post(
        act,
        to,
        "seat_reminded",
        dedupe_key=key,
        subject=("sitdown", sitdown.id),
        facts={
            **about(act, sitdown, leader, to),
            "company": company(act, sitdown, but=person.id),
            "seat_page": seat_page(act, sitdown, person),
        },
        sender_name=sender_name(act),
    )
    return letter is not None


def _name_everybody(act: Act, sitdown: Sitdown, cal: CalEvent, *, but: int) -> None:
    """Invitations that still wait say who sits there now: they are written anew, under the numbers they had."""
    for row, person in guests_of(act, cal):
        if person.id == but or not outbox.take_out(act, to_id=person.id, uid=cal.uid, event="seat_invited"):
            continue
        numbers = Revision(cal.uid, row.invited_sequence, cal.last_stamp or act.at)
        _request(act, sitdown, cal, person, numbers)


def _request(
    act: Act,
    sitdown: Sitdown,
    cal: CalEvent,
    person: Person,
    numbers: Revision,
    *,
    retimed: bool = True,
) -> tuple[bool, bool]:
    """Whether it took the place of a waiting letter, and whether it goes out at all."""
    row = guest_row(act, cal, person.id)
    outbox.withdraw(act, subject=("sitdown", sitdown.id), to_id=person.id, event="seat_reminded")
    who = standing(act, person, cal, method=None)
    row.mailed = who is not None
    if who is None:
        return False, False
    leader = cast("Person", act.session.get(Person, sitdown.leader_id))
    event = seat_of(act, sitdown, person, numbers)
    sent = send(
        act,
        who,
        event,
        method=Method.REQUEST,
        letter="sitdown_moved" if who.knows else "seat_invited",
        subject=("sitdown", sitdown.id),
        facts={
            **about(act, sitdown, leader, who.to),
            "company": company(act, sitdown, but=person.id),
            "seat_page": seat_page(act, sitdown, person),
            "retimed": retimed,
        },
    )
    return bool(who.replaced), sent


def _cancel(
    act: Act,
    sitdown: Sitdown,
    cal: CalEvent,
    row: CalGuest,
    person: Person,
    numbers: Revision,
    letter: str,
) -> None:
    row.withdrawn_sequence, row.mailed = cal.sequence, False
    outbox.withdraw(act, subject=("sitdown", sitdown.id), to_id=person.id, event="seat_reminded")
    who = standing(act, person, cal, method=None)
    if who is None or not who.knows:
        return  # what was never sent needs no taking back
    leader = cast("Person", act.session.get(Person, sitdown.leader_id))
    with in_language(person.language):
        event = single(act, sitdown, leader, numbers, party=guest(person), why=sitdown.reason)
    send(
        act,
        who,
        _called_off(event),
        method=Method.CANCEL,
        letter=letter,
        subject=("sitdown", sitdown.id),
        facts={**about(act, sitdown, leader, who.to), "chair": False},
        at_once=True,
    )


def _called_off(event: Event) -> Event:
    return replace(event, status=Status.CANCELLED)
