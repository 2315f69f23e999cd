"""Single events of those who lead: dates of a series that calendars cannot hold, and substitutes; knows posting."""

from collections.abc import Sequence

from msgspec.structs import replace

from floortime.act import Act
from floortime.ical.values import Event, Method, Status
from floortime.sitdowns.invitations.copies import date_alone
from floortime.sitdowns.invitations.facts import led
from floortime.sitdowns.invitations.holders import Holder, guests_of, person_of
from floortime.sitdowns.invitations.posting import Standing, guest_row, send, standing
from floortime.sitdowns.invitations.stored import event_of, new_event
from floortime.sitdowns.invitations.values import fresh_numbers, single
from floortime.sitdowns.model import CalGuest, Sitdown
from floortime.words import in_language


def send_single(
    act: Act,
    sitdown: Sitdown,
    role: str,
    to: Sequence[Holder],
    letter: str,
    *,
    rise: bool = True,
    retimed: bool = True,
    brief: dict[str, object] | None = None,
) -> bool:
    """A date as an event of its own, to these people; `letter` is for those who hold it already.

    With a `brief` the letter is that, and asks for no answer.

    False when nobody had to be told.
    """
    if not to:
        return False
    cal = event_of(act, sitdown, role)
    new = cal is None
    cal = cal or new_event(act, role, sitdown_id=sitdown.id)
    rows = [(guest_row(act, cal, holder.person.id), holder) for holder in to]
    again = any(row.withdrawn_sequence is not None for row, _holder in rows)
    numbers = fresh_numbers(act, cal, rise=(rise or again) and not new)
    leader, anything = person_of(act, sitdown.leader_id), False
    for row, holder in rows:
        row.withdrawn_sequence = None
        who = standing(act, holder.person, cal)
        row.mailed = who is not None
        if who is None:
            continue
        event = date_alone(act, cal, sitdown, holder, numbers, asked=retimed, quiet=brief is not None)
        anything |= send(
            act,
            who,
            event,
            method=Method.REQUEST,
            letter=letter if who.knows else "sitdown_planned",
            subject=("sitdown", sitdown.id),
            facts={
                **led(act, sitdown, leader, who.to, chair=holder.chair),
                "retimed": retimed,
                **(brief or {}),
            },
        )
    return anything


def withdraw_single(
    act: Act, sitdown: Sitdown, role: str, *, only: int | None = None, letter: str = "sitdown_cancelled"
) -> None:
    """Take a date out of the calendars that hold it as an event of its own, or out of one of them."""
    cal = event_of(act, sitdown, role)
    rows = [] if cal is None else [
        (row, person) for row, person in guests_of(act, cal) if only is None or person.id == only
    ]  # fmt: skip
    if cal is None or not rows:
        return
    numbers = fresh_numbers(act, cal, rise=True)
    leader = person_of(act, sitdown.leader_id)
    for row, person in rows:
        _withdraw(row, cal.sequence)
        who = standing(act, person, cal)
        if who is None or not who.knows:
            continue
        holder = Holder(person, chair=person.id == sitdown.leader_id)
        with in_language(person.language):
            event = single(act, sitdown, leader, numbers, party=holder.party, why=sitdown.reason)
        send_cancel(act, who, event, sitdown, letter)


def send_cancel(act: Act, who: Standing, event: Event, sitdown: Sitdown, letter: str) -> None:
    """One date is taken out of one calendar, at once."""
    send(
        act,
        who,
        replace(event, status=Status.CANCELLED),
        method=Method.CANCEL,
        letter=letter,
        subject=("sitdown", sitdown.id),
        facts=led(act, sitdown, person_of(act, sitdown.leader_id), who.to, chair=True),
        at_once=True,
    )


def _withdraw(row: CalGuest, sequence: int) -> None:
    row.withdrawn_sequence, row.mailed = sequence, False
