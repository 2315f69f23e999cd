"""Another time for a whole series, read from the event that somebody proposes; pure, knows recurrence."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from floortime.clock import zone as zone_named
from floortime.ical.incoming import Told
from floortime.ical.rules import checked_rule
from floortime.sitdowns import recurrence
from floortime.sitdowns.matching import NEAR
from floortime.sitdowns.model import Series
from floortime.sitdowns.recurrence import BadCadence, Cadence, MonthlyLast, MonthlyNth, Weekly

SHORTEST, LONGEST = timedelta(minutes=10), timedelta(hours=8)
SEEN = timedelta(days=700)
"""How far after its first date the end of a proposed series can be told."""


class Retime(Struct, frozen=True):
    """A rule, the instant (aware, UTC) of the date that it puts in the place of the next one, and a length."""

    cadence: str
    starts_at: datetime
    minutes: int


def retime_of(told: Told, series: Series, *, next_on: date, at: datetime) -> Retime | None:
    """The same series at another time, from the date `next_on` on; None where what is proposed is anything else.

    It is read only if changing the series in place hits the very instants that were proposed: not without a rule,
    on another clock, with another end, or in other weeks.
    """
    length = told.length or timedelta(minutes=series.minutes)
    if not told.rule or told.unsupported or len(told.slots) < 2 or not SHORTEST <= length <= LONGEST:
        return None
    walls = _walls(told, series.zone)
    if walls is None or not _same_end(told, series, walls):
        return None
    cadence = _rule_of(walls, recurrence.from_text(series.cadence))
    wall = _in_place_of(cadence, walls[0], next_on) if cadence else None
    start = recurrence.starts_at(wall, series.zone) if wall else None
    if cadence is None or start is None or start <= at:
        return None
    return Retime(recurrence.to_text(cadence), start, int(length.total_seconds() // 60))


def _walls(told: Told, zone: str) -> list[datetime] | None:
    """What is proposed on the clock of the series; None where the time of day changes there."""
    if told.start is None or told.start.is_date or (told.start.instant and not told.start.zone):
        return None
    theirs, ours = zone_named(told.start.zone or zone), zone_named(zone)
    instants = [wall.replace(tzinfo=theirs).astimezone(UTC) for wall in told.slots]
    walls = [instant.astimezone(ours).replace(tzinfo=None) for instant in instants]
    return walls if len({wall.time() for wall in walls}) == 1 else None


def _same_end(told: Told, series: Series, walls: Sequence[datetime]) -> bool:
    """Whether it goes on as long as ours, give or take what a weekday moves."""
    ends = {"COUNT", "UNTIL"} & set(checked_rule(told.rule))
    if not ends or series.ends_on is None:
        return not ends and series.ends_on is None
    if series.ends_on - walls[0].date() > SEEN:
        return walls[-1] - walls[0] >= SEEN
    last = max(
        recurrence.dates(recurrence.from_text(series.cadence), series.starts_on, horizon=series.ends_on)
    )
    return abs((walls[-1].date() - last).days) <= NEAR


def _rule_of(walls: Sequence[datetime], ours: Cadence) -> Cadence | None:
    """The rule of ours that hits just these dates; the present one where several do."""
    days = [wall.date() for wall in walls]
    found = (rule for rule in _candidates(days, ours) if _hits(rule, days))
    return next(found, None)


def _candidates(days: Sequence[date], ours: Cadence) -> Iterator[Cadence]:
    yield ours
    weekday, weeks = days[0].weekday(), (days[1] - days[0]).days // 7
    try:
        yield Weekly(weekday, weeks)
        yield MonthlyNth((days[0].day + 6) // 7, weekday)
    except BadCadence:
        pass
    yield MonthlyLast(weekday)


def _hits(rule: Cadence, days: Sequence[date]) -> bool:
    return list(recurrence.dates(rule, days[0], horizon=days[-1])) == list(days)


def _in_place_of(cadence: Cadence, first: datetime, next_on: date) -> datetime | None:
    """The proposed time in the week or month of the next date, where a change of the series sets in."""
    days = recurrence.dates(cadence, first.date(), horizon=next_on + timedelta(days=31))
    same = [day for day in days if _period(cadence, day) == _period(cadence, next_on)]
    return datetime.combine(same[0], first.time()) if same else None


def _period(cadence: Cadence, day: date) -> tuple[int, int]:
    if isinstance(cadence, Weekly):
        year, week, _weekday = day.isocalendar()
        return year, week
    return day.year, day.month
