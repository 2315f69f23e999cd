"""Who has met a leader, and a year of every leader in weeks; knows this room's tables and people's."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.people import queries as people
from floortime.people.model import Department, Person, Posting, Role, Site, Team
from floortime.sitdowns.model import Programme, Seat, Sitdown
from floortime.sitdowns.queries.planning import iso_week

BEHIND = 21
"""Weeks of the strip that lie behind the week we are in."""
WEEKS = 52


class Coverage(Struct, frozen=True):
    """A team, or the small teams of a site together, and how many of them have met a leader."""

    name: str
    site_id: int
    people: int
    met: int
    seated: int
    small: bool
    next_on: date | None
    next_id: int | None


class LeaderYear(Struct, frozen=True):
    """A leader's weeks."""

    leader_id: int
    name: str
    department: str
    weeks: tuple[str, ...]
    held: int
    moved: int
    missed: int
    next_on: date | None
    next_id: int | None


class Year(Struct, frozen=True):
    """The strip's scale: its first Monday, the months in it, and all leaders."""

    first: date
    months: tuple[tuple[float, date], ...]
    leaders: tuple[LeaderYear, ...]


def first_monday(today: date) -> date:
    """Where the year strip, and with it the period of coverage, begins."""
    return today - timedelta(days=today.weekday(), weeks=BEHIND)


def coverage(session: Session, today: date, *, k: int, site_id: int | None = None) -> list[Coverage]:
    """Each team with its people, least covered first; teams below k summed with the others of their site."""
    since = datetime.combine(first_monday(today), time(), UTC)
    met = _persons(session, Sitdown.state == "held", Seat.attended.is_(True), Sitdown.starts_at >= since)
    seated = _persons(
        session,
        Sitdown.state == "planned",
        Sitdown.starts_at >= datetime.combine(today, time(), UTC),
        Seat.state == "invited",
        Seat.answer != "declined",
    )
    rows = session.execute(
        select(Team.id, Team.name, Site.id, Site.name, Posting.person_id)
        .join(Site, Site.id == Team.site_id)
        .join(Posting, (Posting.team_id == Team.id) & people.posted(today))
        .join(Person, Person.id == Posting.person_id)
        .where(people.employed(today), people.on_the_floor(), *([Team.site_id == site_id] if site_id else []))
    ).all()
    coming = _next_at_sites(session, today)
    teams: dict[tuple[int, str, int, str], set[int]] = defaultdict(set)
    for team_id, team, where, site, person_id in rows:
        teams[team_id, team, where, site].add(person_id)
    small: dict[tuple[int, str], set[int]] = defaultdict(set)
    found = []
    for (_team_id, team, where, site), members in teams.items():
        if len(members) < k:
            small[where, site] |= members
        else:
            found.append(_covered(_placed(team, site), where, members, met, seated, coming))
    found += [
        _covered(site, where, members, met, seated, coming, small=True)
        for (where, site), members in small.items()
        if len(members) >= k
    ]
    return sorted(found, key=lambda c: (c.met / c.people, -c.people, c.name))


def _placed(team: str, site: str) -> str:
    """A team and its site; many a team is named after its site already."""
    return team if site.casefold() in team.casefold() else f"{team}, {site}"


def _covered(
    name: str,
    site_id: int,
    members: set[int],
    met: set[int],
    seated: set[int],
    coming: dict[int | None, tuple[date, int]],
    *,
    small: bool = False,
) -> Coverage:
    on, sitdown_id = coming.get(site_id, (None, None))
    return Coverage(
        name, site_id, len(members), len(members & met), len((members & seated) - met), small, on, sitdown_id
    )


def _persons(session: Session, *which: object) -> set[int]:
    wanted = select(Seat.person_id).join(Sitdown, Sitdown.id == Seat.sitdown_id).distinct()
    return set(session.scalars(wanted.where(*which)))  # type: ignore[arg-type]


def _next_at_sites(session: Session, today: date) -> dict[int | None, tuple[date, int]]:
    rows = session.execute(
        select(Sitdown.site_id, Sitdown.start_local, Sitdown.id)
        .where(Sitdown.state == "planned", Sitdown.starts_at >= datetime.combine(today, time(), UTC))
        .order_by(Sitdown.starts_at.desc())
    )
    return {site_id: (start.date(), sitdown_id) for site_id, start, sitdown_id in rows}


def met_of_all(rows: list[Coverage]) -> tuple[int, int]:
    """How many people of the floor have met a leader, of how many."""
    return sum(row.met for row in rows), sum(row.people for row in rows)


def year(session: Session, programme: Programme, today: date) -> Year:
    """Every leader's 52 weeks, least often first; leaders who have none stand first of all."""
    first = first_monday(today)
    low = datetime.combine(first, time(), UTC) - timedelta(days=1)
    rows = session.execute(
        select(Sitdown.id, Sitdown.leader_id, Sitdown.start_local, Sitdown.starts_at, Sitdown.state,
               Sitdown.side, Sitdown.moved_from_at)
        .where(Sitdown.starts_at >= low, Sitdown.starts_at < low + timedelta(weeks=WEEKS, days=2))
        .order_by(Sitdown.starts_at)
    ).all()  # fmt: skip
    leaders = session.execute(
        select(Person.id, Person.first_name, Person.last_name, Department.name)
        .outerjoin(Department, Department.id == Person.department_id)
        .where(Person.id.in_(select(Role.person_id).where(Role.role == "leader")), people.employed(today))
    ).all()
    mine = defaultdict(list)
    for row in rows:
        mine[row.leader_id].append(row)
    closed = {n for n in range(WEEKS) if iso_week(first + timedelta(weeks=n)) in programme.closed_weeks}
    years = [
        _leader_year(
            leader_id, f"{given} {family}".strip(), dept or "", mine[leader_id], first, today, closed
        )
        for leader_id, given, family, dept in leaders
    ]
    years.sort(key=lambda y: (y.held, sum(w != "" for w in y.weeks), y.name))
    return Year(first, _months(first), tuple(years))


def _leader_year(
    leader_id: int,
    name: str,
    department: str,
    rows: Sequence[Any],
    first: date,
    today: date,
    closed: set[int],
) -> LeaderYear:
    weeks = ["closed" if n in closed else "" for n in range(WEEKS)]
    counts = {"held": 0, "moved": 0, "missed": 0}
    following: tuple[date, int] | None = None
    for row in rows:
        kind, day = _kind(row), row.start_local.date()
        week = (day - first).days // 7
        if not kind or not 0 <= week < WEEKS:
            continue
        weeks[week] = _louder(weeks[week], kind)
        if row.state in {"held", "missed", "cancelled"}:
            counts["missed" if kind == "missed" else "held"] += 1
        if kind == "moved":
            counts["moved"] += 1
        if following is None and row.state == "planned" and day >= today:
            following = day, row.id
    on, sitdown_id = following or (None, None)
    return LeaderYear(
        leader_id, name, department, tuple(weeks), counts["held"], counts["moved"], counts["missed"], on, sitdown_id
    )  # fmt: skip


def _kind(row: Any) -> str:
    """held, planned, moved, missed, or nothing: what a cancellation by the floor or the house leaves."""
    state, side = row.state, row.side
    if state == "cancelled":
        return "missed" if side == "leader" else ""
    if state == "missed":
        return "missed"
    if row.moved_from_at is not None:
        return "moved"
    return str(state) if state in {"held", "planned"} else ""


_LOUD = ("", "closed", "planned", "held", "moved", "missed")


def _louder(one: str, other: str) -> str:
    return max(one, other, key=_LOUD.index)


def _months(first: date) -> tuple[tuple[float, date], ...]:
    found = []
    day = first.replace(day=1)
    last = first + timedelta(weeks=WEEKS)
    while day < last:
        weeks = (day - first).days / 7
        if weeks >= 0 or (day + timedelta(days=20)) > first:
            found.append((max(round(weeks, 1), 0.0), day))
        day = (day + timedelta(days=32)).replace(day=1)
    return tuple(found[:12])
