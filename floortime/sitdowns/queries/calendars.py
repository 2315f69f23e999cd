"""What people's own calendars say about a sit-down: proposals with what speaks against them, a leader's no, stale answers."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from floortime.people import queries as people
from floortime.people.access import Reader
from floortime.sitdowns.access import may_change_sitdown
from floortime.sitdowns.answering import Said, counting
from floortime.sitdowns.model import CalAnswer, CalEvent, Proposal, Seat, Sitdown
from floortime.sitdowns.queries.away import leaders_away
from floortime.sitdowns.queries.conflicts import new_times
from floortime.sitdowns.queries.free_time import known_since
from floortime.sitdowns.queries.proposed import Proposed, proposed_for

MOST = 50


class Calendars(Struct, frozen=True):
    """What the page of a sit-down says of people's calendars."""

    proposed: tuple[Proposed, ...]
    leader_says: str
    """needs-action, accepted, tentative, declined."""
    older: frozenset[int]
    """Those seated who last answered an older version."""
    new_times: tuple[datetime, ...] = ()
    """Two other times to offer when the leader declined, naive wall times."""
    free_since: str = ""
    """How old the knowledge of the leader's own calendar is, where it was weighed against a proposal."""


def calendars(session: Session, sitdown: Sitdown, now: datetime) -> Calendars:
    """All of it, in a few statements."""
    proposed = proposed_for(session, sitdown, now)
    says = leader_says(session, sitdown)
    times = tuple(new_times(session, sitdown, now)) if says == "declined" else ()
    since = known_since(session, sitdown.leader_id, now, sitdown.zone) if proposed or times else ""
    return Calendars(proposed, says, _older(session, sitdown), times, since)


def leader_says(session: Session, sitdown: Sitdown) -> str:
    """What the one who leads it answered from their calendar: to this date, else to the series."""
    key = f"{sitdown.original_start:%Y%m%dT%H%M%SZ}" if sitdown.original_start else ""
    mine = CalEvent.sitdown_id == sitdown.id
    if sitdown.series_id is not None:
        mine = or_(mine, (CalEvent.series_id == sitdown.series_id) & (CalEvent.role == "series"))
    rows = session.execute(
        select(CalAnswer, CalEvent.time_sequence, CalEvent.id)
        .join(CalEvent, CalEvent.id == CalAnswer.event_id)
        .where(mine, CalEvent.role != "seat", CalAnswer.person_id == sitdown.leader_id)
    ).all()
    newest = None
    for event_id in {row.id for row in rows}:
        said = [
            Said(a.recurrence, a.sequence, a.dtstamp, a.answer) for a, _since, of in rows if of == event_id
        ]
        since = next(since for _a, since, of in rows if of == event_id)
        found = counting(said, recurrence=key, time_sequence=since)
        if found is not None and (newest is None or found.stamp > newest.stamp):
            newest = found
    return newest.answer if newest is not None else "needs-action"


class Wish(Struct, frozen=True):
    """A sit-down to come that somebody's calendar put a question about."""

    id: int
    title: str
    start_local: datetime
    leader: str
    kind: str
    """fill: booked, and nobody sits there yet; lead: its leader declined; time: another time was proposed;
    series: for all dates of the series whose id it is."""


def wishes(session: Session, reader: Reader, now: datetime) -> list[Wish]:
    """What people's calendars ask of those who plan, by date: leaders to replace, times to answer, seats to fill."""
    taken = exists().where(Seat.sitdown_id == Sitdown.id, Seat.state == "invited", Seat.answer != "declined")
    coming = Sitdown.state == "planned", Sitdown.starts_at > now
    found = [("lead", row) for row in leaders_away(session, now)]
    found += _proposed_instead(session, now)
    empty = select(Sitdown).where(Sitdown.booked_uid.is_not(None), ~taken, *coming)
    found += [("fill", row) for row in session.scalars(empty.order_by(Sitdown.starts_at).limit(MOST))]
    mine = [(kind, row) for kind, row in found if may_change_sitdown(reader, row)]
    names = people.persons_by_id(session, {row.leader_id for _kind, row in mine})
    listed = [
        Wish(
            row.series_id if kind == "series" and row.series_id else row.id, row.title or row.place,
            row.start_local, names[row.leader_id].name, kind,
        )
        for kind, row in mine
    ]  # fmt: skip
    return sorted(listed, key=lambda wish: wish.start_local)


def _proposed_instead(session: Session, now: datetime) -> list[tuple[str, Sitdown]]:
    """Dates to come instead of which another time is proposed; for a whole series its next date. One statement."""
    alone = and_(Proposal.cadence == "", Proposal.sitdown_id == Sitdown.id)
    whole = and_(Proposal.cadence != "", CalEvent.series_id == Sitdown.series_id)
    rows = session.execute(
        select(Sitdown, Proposal.cadence)
        .join(CalEvent, CalEvent.id == Proposal.event_id)
        .join(Sitdown, or_(alone, whole))
        .select_from(Proposal)
        .where(Proposal.state == "open", Sitdown.state == "planned", Sitdown.starts_at > now)
        .order_by(Sitdown.starts_at, Sitdown.id)
    ).all()
    found: dict[tuple[str, int | None], Sitdown] = {}
    for row, cadence in rows:
        found.setdefault(("series", row.series_id) if cadence else ("time", row.id), row)
    return [(kind, row) for (kind, _key), row in found.items()]


def _older(session: Session, sitdown: Sitdown) -> frozenset[int]:
    """Whose newest answer was to an older version when it came."""
    rows = session.execute(
        select(CalAnswer.person_id, CalAnswer.stale)
        .join(CalEvent, CalEvent.id == CalAnswer.event_id)
        .where(CalEvent.sitdown_id == sitdown.id, CalEvent.role == "seat", CalAnswer.answer != "needs-action")
        .order_by(CalAnswer.dtstamp)
    ).all()
    newest = {row.person_id: row.stale for row in rows}
    return frozenset(person_id for person_id, stale in newest.items() if stale)
