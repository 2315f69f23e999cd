"""Reading evidence; knows its table and files'."""

from datetime import date

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floortime.files.model import File
from floortime.followups.model import Evidence
from floortime.people.model import Person


class Shown(Struct, frozen=True):
    """One file as a page names it."""

    n: int
    name: str
    size: str
    on: date
    by: str


def evidence_of(session: Session, followup_id: int) -> list[Shown]:
    """All files kept with a promise, the newest first."""
    rows = session.execute(
        select(Evidence, File.size, Person)
        .join(File, File.sha256 == Evidence.sha256)
        .outerjoin(Person, Person.id == Evidence.by_id)
        .where(Evidence.followup_id == followup_id)
        .order_by(Evidence.n.desc())
    )
    return [Shown(e.n, e.name, _size(size), e.on, by.name if by else "") for e, size, by in rows]


def has_evidence(session: Session, followup_id: int) -> bool:
    """Whether any file is kept with it."""
    return bool(
        session.scalar(select(func.count()).select_from(Evidence).where(Evidence.followup_id == followup_id))
    )


def _size(octets: int) -> str:
    return f"{octets / 1_000_000:.1f} MB" if octets >= 100_000 else f"{max(1, round(octets / 1000))} kB"
