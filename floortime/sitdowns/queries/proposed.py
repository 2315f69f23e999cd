"""Other times that people proposed, for one date or a whole series, and what speaks against them; knows conflicts, changing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.clock import day_in
from floortime.clock import zone as zone_named
from floortime.dates import weekday_short
from floortime.people import queries as people
from floortime.sitdowns.model import CalEvent, Proposal, Series, Sitdown
from floortime.sitdowns.queries.changing import EDITED, SeriesChange, series_change
from floortime.sitdowns.queries.conflicts import against_time
from floortime.sitdowns.queries.planning import against
from floortime.sitdowns.queries.programme import default_programme
from floortime.sitdowns.queries.series import said_of
from floortime.words import _, ngettext

SAID = 3
"""How many dates are named against which something speaks."""


class Proposed(Struct, frozen=True):
    """Another time, by whom, and the sentences that speak against it."""

    id: int
    sitdown_id: int
    who: str
    start_local: datetime
    minutes: int
    words: str
    against: tuple[str, ...]
    series_id: int | None = None
    said: str = ""
    """For a whole series: its rule in words."""


def proposed_for(session: Session, sitdown: Sitdown, now: datetime) -> tuple[Proposed, ...]:
    """What is proposed instead of a date, or of its series from it on."""
    rows = session.scalars(
        select(Proposal)
        .where(Proposal.sitdown_id == sitdown.id, Proposal.state == "open")
        .order_by(Proposal.id)
    ).all()
    series = session.get(Series, sitdown.series_id) if sitdown.series_id else None
    dates = [row for row in rows if not row.cadence]
    names = people.persons_by_id(session, [row.person_id for row in rows])
    return (
        *(
            Proposed(
                row.id, sitdown.id, names[row.person_id].name, _wall(row.starts_at, sitdown.zone), row.minutes,
                row.words, against_time(session, sitdown, row.starts_at, row.minutes, now),
            )
            for row in dates
        ),
        *(_whole(session, series, [row for row in rows if row.cadence], now) if series else ()),
    )  # fmt: skip


def proposed_for_series(session: Session, series: Series, now: datetime) -> tuple[Proposed, ...]:
    """What is proposed for all of its dates to come."""
    return _whole(session, series, open_proposals(session, series), now)


def open_proposals(session: Session, series: Series) -> Sequence[Proposal]:
    """The proposals for a whole series that nobody answered yet."""
    if series.state != "open":
        return ()
    return session.scalars(
        select(Proposal)
        .join(CalEvent, CalEvent.id == Proposal.event_id)
        .where(CalEvent.series_id == series.id, Proposal.cadence != "", Proposal.state == "open")
        .order_by(Proposal.id)
    ).all()


def change_proposed(
    session: Session, series: Series, proposal: Proposal, now: datetime
) -> SeriesChange | None:
    """What taking it would mean for every date; None where no date would be left."""
    try:
        change = series_change(
            session, default_programme(session), series, _wanted(session, series, proposal), from_on=None, at=now
        )  # fmt: skip
    except ValueError:
        return None
    return change if change.coming else None


def _wanted(session: Session, series: Series, proposal: Proposal) -> dict[str, Any]:
    """The series with the time that is proposed; it ends where it ended, give or take what its weekday moves."""
    start = _wall(proposal.starts_at, series.zone)
    instead_of = cast("Sitdown", session.get(Sitdown, proposal.sitdown_id)).original_start
    ends_on = series.ends_on
    if ends_on is not None and instead_of is not None:
        moved = start.date() - _wall(instead_of, series.zone).date()
        ends_on += max(moved, timedelta(0))
    return {name: getattr(series, name) for name in EDITED} | {
        "cadence": proposal.cadence,
        "time_local": start.time(),
        "minutes": proposal.minutes,
        "ends_on": ends_on,
        "ends_after": None,
    }


def _whole(session: Session, series: Series, rows: Sequence[Proposal], now: datetime) -> tuple[Proposed, ...]:
    names = people.persons_by_id(session, [row.person_id for row in rows])
    return tuple(
        Proposed(
            row.id, row.sitdown_id, names[row.person_id].name, start := _wall(row.starts_at, series.zone),
            row.minutes, row.words, _against_all(session, series, row, now), series.id,
            said_of(row.cadence, start.time()),
        )
        for row in rows
    )  # fmt: skip


def _against_all(session: Session, series: Series, row: Proposal, now: datetime) -> tuple[str, ...]:
    """What speaks against the first such dates, and against how many more something does."""
    change = change_proposed(session, series, row, now)
    if change is None:
        return (_("No date would be left."),)
    today = day_in(now, series.zone)
    starts = [shift.start_local for shift in change.coming if shift.start_local is not None]
    told = against(session, change.goal, starts, today, own_id=series.id)
    found = {at: said for at, said in told.items() if said}
    lines = [f"{weekday_short(at.date(), today.year)}: {' '.join(found[at])}" for at in sorted(found)[:SAID]]
    if len(found) > SAID:
        more = len(found) - SAID
        lines.append(
            ngettext(
                "Something speaks against %(n)s more date.", "Something speaks against %(n)s more dates.", more
            )
        )  # fmt: skip
    return tuple(lines)


def _wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(zone_named(zone)).replace(tzinfo=None)
