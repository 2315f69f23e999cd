"""The calendar a leader publishes: its address kept or forgotten, and what was read there; knows this room's tables.

Only busy times are kept, no title and no place; who looks at the calendar itself is not this room's affair.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from floortime.act import Act
from floortime.ical.busy import Taken
from floortime.journal import actions as journal
from floortime.people.model import Person, Role
from floortime.sitdowns.model import Booking, BusyBlock, BusySource, CalEvent

EACH = timedelta(hours=1)
UNASKED = timedelta(days=1)
"""When a calendar is read although no duty asked for it."""
IN_HAND = timedelta(minutes=10)
"""How long whoever reads an address has it to themselves."""
WHOLE = timedelta(days=1)
"""After which all of it is read again, changed or not: the half year that is kept has moved on."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(hours=6)
KEPT_AHEAD = timedelta(weeks=27)


def give_address(act: Act, leader: Person, url: str) -> None:
    """Keep the address of a leader's published calendar; it is read within a minute. What another one said is dropped."""
    row = act.session.get(BusySource, leader.id)
    if row is not None and row.url == url:
        row.due_at = act.at
        return
    forget_address(act, leader.id, quiet=True)
    act.session.add(
        BusySource(
            person_id=leader.id, url=url, etag="", modified="", due_at=act.at, read_at=None, whole_at=None,
            trouble="", tries=0,
        )
    )  # fmt: skip
    act.session.flush()
    journal.write(act, "free_time.given", "person", leader.id)


def forget_address(act: Act, leader_id: int, *, quiet: bool = False) -> None:
    """Drop the address and every busy time that was read there. Done twice, nothing happens the second time."""
    row = act.session.get(BusySource, leader_id)
    act.session.execute(delete(BusyBlock).where(BusyBlock.person_id == leader_id))
    if row is None:
        return
    act.session.delete(row)
    act.session.flush()
    if not quiet:
        journal.write(act, "free_time.forgotten", "person", leader_id)


def ask_for_calendars(act: Act) -> None:
    """What was last read an hour ago is due: read at once beside the worker's loop, for no act waits for others' servers.

    Those that failed wait for their own next try, and those somebody reads right now are let be.
    """
    rested = BusySource.tries == 0, BusySource.due_at > act.at + IN_HAND
    old = update(BusySource).where(*rested, BusySource.read_at <= act.at - EACH)
    act.session.execute(old.values(due_at=act.at).execution_options(synchronize_session=False))


def take_in_hand(act: Act, leader_id: int) -> BusySource | None:
    """The address, for whoever reads it now; None when it is not due, or somebody else has it."""
    row = act.session.scalar(
        select(BusySource).where(BusySource.person_id == leader_id).with_for_update(skip_locked=True)
    )
    if row is None or row.due_at > act.at:
        return None
    row.due_at = act.at + IN_HAND
    if row.whole_at is None or act.at - row.whole_at >= WHOLE:
        row.etag = row.modified = ""
    act.session.flush()
    return row


def keep_busy(
    act: Act, leader_id: int, url: str, taken: Iterable[Taken] | None, *, etag: str, modified: str
) -> None:
    """What was read at `url`; None: it is as it was. What an address said that was given up meanwhile is dropped."""
    row = act.session.get(BusySource, leader_id)
    if row is None or row.url != url:
        return
    row.read_at, row.due_at, row.trouble, row.tries = act.at, act.at + UNASKED, "", 0
    if taken is None:
        return
    row.whole_at, row.etag, row.modified = act.at, etag, modified
    ours = _our_uids(act, {one.uid for one in taken if one.uid})
    spans = sorted({(one.start, one.end) for one in taken if one.uid not in ours})
    act.session.execute(delete(BusyBlock).where(BusyBlock.person_id == leader_id))
    if spans:
        act.session.execute(
            insert(BusyBlock),
            [{"person_id": leader_id, "starts_at": start, "ends_at": end} for start, end in spans],
        )


def note_trouble(act: Act, leader_id: int, url: str, why: str) -> None:
    """It could not be read: what was known stays, with its age; the next try waits longer each time."""
    row = act.session.get(BusySource, leader_id)
    if row is None or row.url != url:
        return
    row.trouble, row.tries = why, row.tries + 1
    row.due_at = act.at + min(FIRST_WAIT * 2 ** min(row.tries - 1, 8), LONGEST_WAIT)


def tidy_free_time(act: Act) -> None:
    """Forget the calendars of those who left or lead no more, and the busy times that are over."""
    leads = select(Role.person_id).where(Role.role == "leader")
    rows = act.session.execute(
        select(Person, BusySource.person_id.in_(leads)).join(BusySource, BusySource.person_id == Person.id)
    ).all()
    for person, still in rows:
        if not still or not person.employed_on(act.today):
            forget_address(act, person.id)
    act.session.execute(delete(BusyBlock).where(BusyBlock.ends_at < act.at - timedelta(days=2)))


def span_to_keep(at: datetime) -> tuple[datetime, datetime]:
    """From when to when busy times are kept."""
    return at - timedelta(days=1), at + KEPT_AHEAD


def _our_uids(act: Act, uids: set[str]) -> set[str]:
    """Those that are sit-downs: a leader's calendar holds ours, and those booked from it."""
    found: set[str] = set()
    listed = sorted(uids)
    for n in range(0, len(listed), 500):
        some = listed[n : n + 500]
        for column in (CalEvent.uid, Booking.uid):
            found |= set(act.session.scalars(select(column).where(column.in_(some))))
    return found
