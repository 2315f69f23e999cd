"""Sit-downs on the morning board: declined, another time proposed, without notes, unanswered, with free seats; knows their tables."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from floortime.desk.branches.shape import NOTES_LATE, NOW, SOON, Branch, everywhere, name_of, row
from floortime.people.filters import Within
from floortime.people.model import Person
from floortime.people.sight import Sight
from floortime.sitdowns.model import CalAnswer, CalEvent, Note, Proposal, Seat, Sitdown
from floortime.sitdowns.queries.away import declined, told

SAID = "said"
NOBODY_SEATED, UNKNOWN, HELD, NOTED = range(4)
MOST_SAID = 10_000
"""Answers that are weighed: several of each leader to each date."""
# Written out, not bound: a partial index is used only where its condition stands in the statement.
_UNCLOSED: Any = literal_column("sitdowns.closed_at IS NULL AND sitdowns.state IN ('planned', 'held')")


def planned_by(seer: Sight) -> ColumnElement[bool]:
    """Says in SQL what `sitdowns.access.is_chief_at` says of one site."""
    if seer.is_chief_everywhere or seer.chief_of("department"):
        return literal_column("1 = 1")
    return or_(Sitdown.site_id.is_(None), Sitdown.site_id.in_(seer.chief_of("site")))


def sitdowns_within(within: Within) -> ColumnElement[bool]:
    """The condition that a date is at one site. No date is one department's: where one is asked for, none is shown."""
    if within.department is not None:
        return literal_column("1 = 0")
    return Sitdown.site_id == within.site if within.site is not None else everywhere()


def of_sitdowns(seen: ColumnElement[bool]) -> dict[str, Branch]:
    """Every branch by its name."""
    seat = Seat.sitdown_id == Sitdown.id, Seat.state == "invited"
    taken, unanswered = (
        _counted(*seat, Seat.answer != "declined"),
        _counted(*seat, Seat.answer == "needs-action"),
    )
    proposed = _counted(Proposal.sitdown_id == Sitdown.id, Proposal.state == "open")
    to_come = (Sitdown.state == "planned", Sitdown.starts_at > NOW)
    soon = (*to_come, Sitdown.starts_at < SOON)
    # Coalesced, so that the few that were booked are gone through and not all that is planned.
    booked = (Sitdown.booked_uid > literal_column("''"), func.coalesce(Sitdown.state, "") == "planned",
              func.coalesce(Sitdown.starts_at, NOW) >= SOON)  # fmt: skip
    noted = exists().where(Note.sitdown_id == Sitdown.id).correlate(Sitdown)
    waiting = Sitdown.id.in_(select(Proposal.sitdown_id).where(Proposal.state == "open"))
    free = Sitdown.capacity - taken
    which: dict[str, tuple[str, Any, tuple[Any, ...]]] = {
        # Which of several answers counts is no condition of SQL: what is found here is looked at again.
        "away": ("away", 0, (*to_come, declined())),
        "times": ("times", proposed, (*to_come, waiting)),
        "notes": ("notes", _known(taken, noted), (_UNCLOSED, Sitdown.starts_at < NOTES_LATE,
                               or_(Sitdown.state == "held", and_(Sitdown.state == "planned", ~noted)))),
        "unanswered": ("unanswered", unanswered, (*soon, unanswered > 0)),
        "seats": ("seats", free, (*soon, taken < Sitdown.capacity)),
        # What a leader booked is to be filled at once, the rest when it comes near.
        "booked": ("seats", free, (*booked, taken == 0)),
    }  # fmt: skip
    return {name: _branch(kind, n, (seen, *where)) for name, (kind, n, where) in which.items()}


def said_of(seer: Sight) -> Any:
    """What leaders answered of the dates to come to which somebody said no, in the order of these dates.

    Whether their no still counts is no condition of SQL: `away` weighs what stands here. Two instants and a series
    travel in columns of words.
    """
    said = row(
        SAID, key=Sitdown.id, code=CalAnswer.recurrence, words=CalAnswer.answer, language=cast(CalAnswer.dtstamp, String),
        who=func.coalesce(cast(Sitdown.original_start, String), ""), department=func.coalesce(cast(Sitdown.series_id, String), ""),
        on=cast(null(), Date), n=CalAnswer.sequence, site=CalEvent.id,
    )  # fmt: skip
    return (
        told(
            *said, CalEvent.time_sequence.label("rank"),
            which=(planned_by(seer), Sitdown.state == "planned", Sitdown.starts_at > NOW),
        )
        .order_by(Sitdown.starts_at, Sitdown.id)
        .limit(MOST_SAID)
    )  # fmt: skip


def _branch(kind: str, n: Any, where: tuple[ColumnElement[bool], ...]) -> Branch:
    leader, starts = aliased(Person), func.date(Sitdown.start_local)
    asked = (
        select(
            *row(kind, key=Sitdown.id, words=Sitdown.title, who=name_of(leader), on=starts, n=n, site=Sitdown.site_id)
        )
        .select_from(Sitdown)
        .join(leader, leader.id == Sitdown.leader_id)
    )  # fmt: skip
    return Branch(asked, starts, Sitdown.id, (select(Sitdown.id).where(*where),))


def _known(taken: Any, noted: Any) -> Any:
    """What is known of a date that is past: nobody had a seat, nothing, that it was held, or what was said there as well."""
    nobody, unknown, held, both = (
        literal_column(str(n), Integer) for n in (NOBODY_SEATED, UNKNOWN, HELD, NOTED)
    )
    took_place = case((noted, both), else_=held)
    return case((Sitdown.state == "held", took_place), (taken == 0, nobody), else_=unknown)


def _counted(*which: ColumnElement[bool]) -> Any:
    """How many rows of another table belong to a sit-down."""
    return select(func.count()).where(*which).correlate(Sitdown).scalar_subquery()
