"""Reading lists that were taken over; knows its tables and follow-ups'."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from floortime.followups.model import Followup
from floortime.journal.model import Entry
from floortime.lists.model import ActionList, ListRow
from floortime.people.importing.values import why

SHOWN = 200


class Brought(Struct, frozen=True):
    """A promise that a list brought, as its page prints it."""

    code: str
    what: str
    language: str
    stage: str


class LeftOut(Struct, frozen=True):
    """A row that was left out, and why, in its reader's language."""

    line: int
    reason: str


class Earlier(Struct, frozen=True):
    """A list of before."""

    id: int
    at: datetime
    brought: int
    state: str


def earlier(session: Session) -> list[Earlier]:
    """The last lists, the newest first."""
    rows = session.scalars(select(ActionList).order_by(ActionList.id.desc()).limit(10))
    return [Earlier(row.id, row.at, row.counts["new"], row.state) for row in rows]


def brought(session: Session, list_id: int) -> list[Brought]:
    """What a list brought, in its order."""
    rows = session.execute(
        select(Followup.code, Followup.what, Followup.language, Followup.stage)
        .join(ListRow, ListRow.followup_id == Followup.id)
        .where(ListRow.list_id == list_id)
        .order_by(ListRow.line)
        .limit(SHOWN)
    )
    return [Brought(row.code, row.what, row.language, row.stage) for row in rows]


def refused(session: Session, list_id: int) -> list[LeftOut]:
    """What was left out, and why."""
    rows = select(ListRow).where(ListRow.list_id == list_id, ListRow.verdict == "refused")
    found = session.scalars(rows.order_by(ListRow.line).limit(SHOWN))
    return [LeftOut(row.line, why(row.faults) or row.reason) for row in found]


def owners(session: Session, made: ActionList) -> int:
    """How many people own what a list brought, but for who took it over: they are asked nothing."""
    found = (
        select(func.count(func.distinct(Followup.owner_id)))
        .join(ListRow, ListRow.followup_id == Followup.id)
        .where(ListRow.list_id == made.id, Followup.owner_id.is_distinct_from(made.by_id))
    )
    return session.scalar(found) or 0


def promises_of(session: Session, made: ActionList) -> list[int]:
    """The ids of the promises that a list brought."""
    rows = select(ListRow.followup_id).where(ListRow.list_id == made.id, ListRow.followup_id.is_not(None))
    return [key for key in session.scalars(rows.order_by(ListRow.line)) if key is not None]


def untouched(session: Session, made: ActionList) -> bool:
    """Whether nobody was told of it, and nothing happened to its promises but that they were brought, or their date passed."""
    if made.state != "asked":
        return False
    done = (
        select(func.count())
        .select_from(Entry)
        .join(ListRow, ListRow.followup_id == Entry.subject_id)
        .where(
            ListRow.list_id == made.id,
            Entry.kind == "followup",
            Entry.verb.not_in(("followup.made", "followup.overdue")),
            or_(Entry.at.is_(None), Entry.at > made.at),
        )
    )
    return not session.scalar(done)
