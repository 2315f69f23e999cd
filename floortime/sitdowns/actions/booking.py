"""Sit-downs that follow an event of a leader's own calendar: made, moved with it, called off with it; knows this room.

The leader holds the event; we answer it (REPLY) and never send them one of ours. Seats are ours alone.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from floortime.act import Act
from floortime.clock import zone as zone_named
from floortime.journal import actions as journal
from floortime.people import queries as people
from floortime.sitdowns import invitations
from floortime.sitdowns.actions.moving import cancel_sitdown, move_sitdown
from floortime.sitdowns.actions.programme import own_programme
from floortime.sitdowns.model import Booking, Sitdown
from floortime.sitdowns.queries.planning import HORIZON
from floortime.words import _, in_language


def booked(act: Act, booking: Booking) -> Sequence[Sitdown]:
    """Its sit-downs that are still to come, by their slot."""
    return act.session.scalars(
        select(Sitdown)
        .where(Sitdown.booked_uid == booking.uid, Sitdown.state == "planned", Sitdown.starts_at > act.at)
        .order_by(Sitdown.original_start)
    ).all()


def book_slot(act: Act, booking: Booking, slot: datetime, *, start: datetime | None = None) -> Sitdown:
    """A sit-down for one instant of a booking; the one that stands there already, if there is one."""
    row = act.session.scalar(
        select(Sitdown).where(Sitdown.booked_uid == booking.uid, Sitdown.original_start == slot)
    )
    if row is not None and row.state == "planned":
        return row
    at = start or slot
    site = people.site_on(act.session, booking.leader_id, at.date())
    row = Sitdown(
        programme_id=own_programme(act).id,
        series_id=None,
        original_start=slot,
        title="",
        site_id=site.id if site else None,
        start_local=at.astimezone(zone_named(booking.zone)).replace(tzinfo=None),
        zone=booking.zone,
        starts_at=at,
        minutes=booking.minutes,
        leader_id=booking.leader_id,
        place=booking.place or (site.name if site else ""),
        link="",
        state="planned",
        booked_uid=booking.uid,
    )
    act.session.add(row)
    act.session.flush()
    invitations.keep_bytes(act, row)
    journal.write(act, "sitdown.booked", "sitdown", row.id)
    return row


def follow_slots(
    act: Act, booking: Booking, slots: Sequence[datetime], *, settled: frozenset[str] = frozenset()
) -> None:
    """Bring the sit-downs to the instants that the leader's event has now: kept, moved on their day, made, called off.

    `settled` are slots of which something newer was said alone: they stay as they are, or gone.
    """
    slots = [slot for slot in slots if _text(slot) not in settled]
    house = people.house(act.session).language
    with in_language(house):
        moved, gone = _("Moved by the leader."), _("Called off in the leader’s calendar.")
    wanted = [slot for slot in slots if slot <= act.at + HORIZON]
    booking.slots = [_text(slot) for slot in slots if slot > act.at + HORIZON]
    left = {
        row.original_start: row
        for row in booked(act, booking)
        if row.original_start is None or _text(row.original_start) not in settled
    }
    fresh = []
    for slot in wanted:
        row = left.pop(slot, None)
        if row is None:
            fresh.append(slot)
        else:
            _place(act, booking, row, row.starts_at, moved)
    here = zone_named(booking.zone)
    by_day = {key.astimezone(here).date(): row for key, row in left.items() if key is not None}
    for slot in fresh:
        row = by_day.pop(slot.astimezone(here).date(), None)
        if row is None and not booking.recurring and left:
            row = next(iter(left.values()))
        if row is None:
            book_slot(act, booking, slot)
            continue
        left = {key: other for key, other in left.items() if other.id != row.id}
        row.original_start = slot
        _place(act, booking, row, slot, moved)
    for row in left.values():
        cancel_sitdown(act, row, reason=gone, side="leader")


def follow_date(
    act: Act, booking: Booking, slot: datetime, start: datetime, *, minutes: int, place: str
) -> Sitdown:
    """One date of the leader's series stands elsewhere."""
    row = book_slot(act, booking, slot, start=start)
    with in_language(people.house(act.session).language):
        why = _("Moved by the leader.")
    local = start.astimezone(zone_named(row.zone)).replace(tzinfo=None)
    move_sitdown(
        act, row, start_local=local, place=place or row.place, link=row.link, reason=why, minutes=minutes
    )
    return row


def drop_slots(act: Act, booking: Booking, slots: Sequence[datetime] | None = None) -> int:
    """Call off these dates of a booking, or all; returns how many sit-downs that were."""
    with in_language(people.house(act.session).language):
        gone = _("Called off in the leader’s calendar.")
    texts = None if slots is None else {_text(slot) for slot in slots}
    booking.slots = [] if texts is None else [text for text in booking.slots if text not in texts]
    rows = [row for row in booked(act, booking) if slots is None or row.original_start in slots]
    for row in rows:
        cancel_sitdown(act, row, reason=gone, side="leader")
    return len(rows)


def extend_bookings(act: Act) -> bool:
    """Make the dates that have come within the horizon; nobody gets a letter. True: there may be more."""
    edge = _text(act.at + HORIZON)
    for booking in act.session.scalars(select(Booking).where(Booking.state == "live").order_by(Booking.id)):
        due = [text for text in booking.slots if text <= edge]
        if due:
            for text in due:
                book_slot(act, booking, datetime.strptime(text + "+0000", "%Y%m%dT%H%M%SZ%z"))
            booking.slots = [text for text in booking.slots if text > edge]
            return True
    return False


def _text(slot: datetime) -> str:
    """An instant as its column keeps it."""
    return f"{slot:%Y%m%dT%H%M%SZ}"


def _place(act: Act, booking: Booking, row: Sitdown, start: datetime, why: str) -> None:
    """Time, length and place as the leader's event has them; without a difference nothing happens."""
    local = start.astimezone(zone_named(row.zone)).replace(tzinfo=None)
    move_sitdown(
        act, row, start_local=local, place=booking.place or row.place, link=row.link, reason=why,
        minutes=booking.minutes,
    )  # fmt: skip
