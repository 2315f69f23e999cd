"""Reading what fixes brought: of one entry for its page, of all for a table, and what nobody has checked; knows this room's and people's tables."""

from collections import defaultdict
from datetime import date

from msgspec import Struct
from sqlalchemy import BindParameter, ColumnElement, and_, case, literal_column, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, aliased

from floortime.followups.model import Followup
from floortime.obstacles.access import may_sort
from floortime.obstacles.impacts import KINDS
from floortime.obstacles.model import Impact, Obstacle, ObstacleFollowup, Wording
from floortime.obstacles.stages import PUBLIC, STAGES
from floortime.people.access import Reader
from floortime.people.model import DepartmentHead, Person


class Brought(Struct, frozen=True):
    """One number, who says so, and who has checked it."""

    kind: str
    amount: int
    unit: str
    words: str
    language: str
    stated_by_id: int | None
    stated_by: str
    stated_on: date
    checked_by: str
    checked_by_id: int | None
    checked_on: date | None


def brought_by(session: Session, obstacle: Obstacle) -> list[Brought]:
    """What is said of one entry, in the order of the three kinds."""
    stated, checked = aliased(Person), aliased(Person)
    rows = session.execute(
        select(Impact, stated, checked)
        .outerjoin(stated, stated.id == Impact.stated_by_id)
        .outerjoin(checked, checked.id == Impact.checked_by_id)
        .where(Impact.obstacle_id == obstacle.id)
    )
    found = {row.kind: _brought(row, by, checker) for row, by, checker in rows}
    return [found[kind] for kind in KINDS if kind in found]


def _brought(row: Impact, by: Person | None, checker: Person | None) -> Brought:
    return Brought(
        row.kind,
        row.amount,
        row.unit,
        row.words,
        row.language,
        row.stated_by_id,
        by.public_name if by else "",
        row.stated_on,
        checker.public_name if checker else "",
        row.checked_by_id,
        row.checked_on,
    )


def by_codes(connection: Connection) -> dict[tuple[str, str], tuple[int, str, date | None]]:
    """For a table: amount, unit and when it was checked, by the entry's code and the kind."""
    rows = connection.execute(
        select(Obstacle.code, Impact.kind, Impact.amount, Impact.unit, Impact.checked_on).join(
            Obstacle, Obstacle.id == Impact.obstacle_id
        )
    )
    return {(code, kind): (amount, unit, checked_on) for code, kind, amount, unit, checked_on in rows}


def heads_of(session: Session, obstacle: Obstacle) -> set[int]:
    """Who answers for its department."""
    return set(
        session.scalars(
            select(DepartmentHead.person_id).where(DepartmentHead.department_id == obstacle.department_id)
        )
    )


def stake_of(person: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition that somebody does not check an entry: a promise about it is theirs, or a number was said by them."""
    # From their promises up, and looked up one by one: asked once, and not of every entry that waits.
    theirs = (
        select(ObstacleFollowup.obstacle_id.label("id"))
        .join(Followup, Followup.id == ObstacleFollowup.followup_id)
        .where(Followup.owner_id == person)
        .cte("theirs", recursive=True, nesting=True)
    )
    into = aliased(Obstacle)
    merged = select(into.merged_into_id).where(into.id == theirs.c.id).correlate(theirs).scalar_subquery()
    theirs = theirs.union(select(merged).select_from(theirs).where(theirs.c.id.is_not(None)))
    own = aliased(Impact)
    said = select(own.kind).where(
        own.obstacle_id == Obstacle.id, own.stated_by_id == person, own.checked_on.is_(None)
    )
    return or_(
        Obstacle.id.in_(select(theirs.c.id).where(theirs.c.id.is_not(None))),
        said.correlate(Obstacle).exists(),
    )


def may_check(session: Session, reader: Reader, obstacle: Obstacle) -> bool:
    """A chief of staff or the department's head, and neither its owner nor who says so."""
    above = may_sort(reader, obstacle) or reader.id in heads_of(session, obstacle)
    return above and not has_a_stake(session, obstacle.id, reader.id)


def has_a_stake(session: Session, obstacle_id: int, person_id: int) -> bool:
    """The same of one entry and one person."""
    return (
        session.scalar(select(Obstacle.id).where(Obstacle.id == obstacle_id, stake_of(person_id))) is not None
    )


def is_first() -> ColumnElement[bool]:
    """The condition that a number is the one of its entry that waits longest for a check: one or none of them is."""
    other = aliased(Impact)
    # Reckoned, and asked for one: it is looked up by its entry, not among all that nobody has checked.
    unchecked = case((other.checked_on.is_(None), 1), else_=0) == 1
    first = select(other.kind).where(other.obstacle_id == Obstacle.id, unchecked)
    first = first.order_by(other.stated_on, other.kind).limit(literal_column("1")).correlate(Obstacle)
    return Impact.kind == first.scalar_subquery()


def waits_for_check() -> ColumnElement[bool]:
    """The condition that it stands for an entry of the log whose numbers nobody has checked."""
    # Not those the log shows: an index of stages would go through all that is fixed.
    shown = Obstacle.stage.not_in(sorted(set(STAGES) - PUBLIC))
    return and_(Impact.checked_on.is_(None), shown, is_first())


class Unchecked(Struct, frozen=True):
    """An entry with numbers that nobody has checked, and whose place decides which chief of staff hears of it."""

    id: int
    code: str
    title: str
    language: str
    stated_on: date
    stated_by_id: int | None
    site_id: int | None
    department_id: int | None


def unchecked_entries(session: Session) -> list[Unchecked]:
    """All of them, who waits longest first."""
    title = and_(Wording.obstacle_id == Obstacle.id, Wording.language == Obstacle.language)
    rows = session.execute(
        select(
            Obstacle.id, Obstacle.code, Wording.title, Wording.language, Impact.stated_on,
            Impact.stated_by_id, Obstacle.site_id, Obstacle.department_id,
        )
        .select_from(Impact)
        .join(Obstacle, Obstacle.id == Impact.obstacle_id)
        .join(Wording, title)
        .where(waits_for_check())
        .order_by(Impact.stated_on, Impact.obstacle_id)
    )  # fmt: skip
    return [Unchecked(*row) for row in rows]


def stakes(session: Session, person_id: int) -> set[int]:
    """The entries among them that this person does not check."""
    asked = select(Impact.obstacle_id).join(Obstacle, Obstacle.id == Impact.obstacle_id)
    return set(session.scalars(asked.where(Impact.checked_on.is_(None), stake_of(person_id))))


def unchecked_numbers(session: Session) -> dict[int, list[tuple[int, str]]]:
    """By entry: the amounts and units that nobody has checked, in the order of the three kinds."""
    found: dict[int, dict[str, tuple[int, str]]] = defaultdict(dict)
    asked = select(Impact.obstacle_id, Impact.kind, Impact.amount, Impact.unit)
    for key, kind, amount, unit in session.execute(asked.where(Impact.checked_on.is_(None))):
        found[key][kind] = (amount, unit)
    return {key: [of[kind] for kind in KINDS if kind in of] for key, of in found.items()}
