"""What one person's calendar holds of a date: written here for the first letter, every update and every resend alike.

Knows values and holders.
"""

from collections.abc import Sequence
from typing import cast

from floortime.act import Act
from floortime.ical.values import Event
from floortime.people.model import Person
from floortime.sitdowns.invitations.edition import Edition
from floortime.sitdowns.invitations.holders import Holder, is_away, party_in, person_of, questions_of
from floortime.sitdowns.invitations.values import (
    Revision,
    briefed,
    differs,
    guest,
    override,
    single,
    unasked,
)
from floortime.sitdowns.model import CalEvent, Seat, Series, Sitdown
from floortime.words import in_language


def date_of_series(
    act: Act,
    series: Series,
    cal: CalEvent,
    sitdown: Sitdown,
    holder: Holder,
    numbers: Revision,
    *,
    asked: bool = False,
    quiet: bool = False,
) -> Event:
    """One date in the recurring event of a series; `asked` anew whether they come, or `quiet`: nothing is asked.

    A date that differs by its brief alone never asks.
    """
    quiet = quiet or (not asked and not differs(series, sitdown))
    leads = Holder(holder.person, chair=holder.person.id == sitdown.leader_id)
    party = party_in(act, cal, leads, recurrence=slot_text(sitdown), asked=asked)
    with in_language(holder.person.language):
        return override(
            act, series, sitdown, person_of(act, sitdown.leader_id), numbers, party=unasked(party, quiet),
            why=sitdown.reason, questions=questions_of(act, series.programme_id),
        )  # fmt: skip


def date_alone(
    act: Act,
    cal: CalEvent,
    sitdown: Sitdown,
    holder: Holder,
    numbers: Revision,
    *,
    asked: bool = False,
    quiet: bool = False,
) -> Event:
    """A date as an event of its own for those who lead it or belong to it."""
    party = party_in(act, cal, holder, asked=asked)
    with in_language(holder.person.language):
        return single(
            act, sitdown, person_of(act, sitdown.leader_id), numbers, party=unasked(party, quiet),
            why=sitdown.reason, questions=questions_of(act, sitdown.programme_id),
        )  # fmt: skip


def seat_of(act: Act, sitdown: Sitdown, person: Person, numbers: Revision) -> Event:
    """The event of a seat."""
    seat = cast("Seat", act.session.get(Seat, (sitdown.id, person.id)))
    party = guest(person, answer=seat.answer)
    with in_language(person.language):
        return single(
            act, sitdown, person_of(act, sitdown.leader_id), numbers, party=party, why=sitdown.reason
        )


def whole_of(act: Act, now: Edition, holder: Holder) -> tuple[Event, ...]:
    """A series as it stands in one calendar: the recurring event, and every date to come that differs there."""
    apart = [row for row in to_tell(act, now, holder) if stands_apart(now.series, row, holder)]
    return now.to(act, holder), *(
        date_of_series(act, now.series, now.cal, row, holder, now.numbers) for row in apart
    )


def to_tell(act: Act, now: Edition, holder: Holder) -> Sequence[Sitdown]:
    """The dates of a series that may stand apart in this calendar: neither over, nor called off, nor another's."""
    return [
        row
        for row in now.rows
        if row.state != "cancelled"
        and max(row.starts_at, row.original_start or row.starts_at) > act.at
        and not is_away(now.series, row, holder)
    ]


def stands_apart(series: Series, sitdown: Sitdown, holder: Holder) -> bool:
    """Whether this calendar holds a date otherwise than its series has it: moved, or with its brief."""
    return differs(series, sitdown) or briefed(sitdown, holder.person)


def slot_text(row: Sitdown) -> str:
    """A date's RECURRENCE-ID as the outbox keeps it."""
    return f"{row.original_start:%Y%m%dT%H%M%SZ}"
