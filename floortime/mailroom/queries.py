"""The inbox as its page shows it; knows the mail's tables and people's names."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from floortime.dates import local
from floortime.mail.model import Received
from floortime.mailroom import phrases
from floortime.people import queries as people

PAGE = 50
SHOWN = {
    "": ("held", "quarantined", "waiting"),
    "done": ("applied",),
    "rest": ("nothing", "refused", "discarded"),
}
"""What each part of the list holds, by the word in the address."""


class Line(Struct, frozen=True):
    """One mail."""

    id: int
    at: datetime
    sender: str
    subject: str
    kind: str
    verdict: str
    state: str
    reason: str
    door: str
    has_raw: bool
    sitdown: int | None
    series: int | None
    promise: int | None
    accept: str
    said: str


def inbox(session: Session, shown: str, *, before: int | None = None) -> tuple[list[Line], int | None]:
    """The newest mails of one part of the list, and where the next page begins."""
    wanted = (
        select(Received, Received.raw.is_not(None))
        .options(defer(Received.raw))
        .where(Received.verdict.in_(SHOWN.get(shown, SHOWN[""])))
        .order_by(Received.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        wanted = wanted.where(Received.id < before)
    rows = session.execute(wanted).all()
    names = _names(session, [row for row, _raw in rows])
    lines = [_line(row, names, has_raw=has_raw) for row, has_raw in rows[:PAGE]]
    return lines, lines[-1].id if len(rows) > PAGE else None


def one(session: Session, row: Received) -> Line:
    """One mail for its own page."""
    return _line(row, _names(session, [row]), has_raw=row.raw is not None)


def counts(session: Session) -> dict[str, int]:
    """How many there are in each part of the list."""
    found = session.execute(select(Received.verdict, func.count()).group_by(Received.verdict)).all()
    by_verdict = {row[0]: row[1] for row in found}
    return {part: sum(by_verdict.get(v, 0) for v in verdicts) for part, verdicts in SHOWN.items()}


def wanted(row: Received, zone: str) -> datetime | None:
    """For when an invitation that waits for its leader asks, on the clocks of a zone; None for any other mail."""
    start = row.facts.get("start")
    return local(datetime.fromisoformat(start), zone) if isinstance(start, str) else None


def _names(session: Session, rows: list[Received]) -> dict[int, str]:
    ids = {i for row in rows for i in (row.facts.get("person"), row.facts.get("other")) if isinstance(i, int)}
    return {i: person.name for i, person in people.persons_by_id(session, ids).items()}


def _line(row: Received, names: dict[int, str], *, has_raw: bool) -> Line:
    sitdown, series, promise = (row.facts.get(kind) for kind in ("sitdown", "series", "followup"))
    return Line(
        id=row.id,
        at=row.at,
        sender=row.sender,
        subject=row.subject,
        kind=str(phrases.KINDS.get(row.method, "")),
        verdict=str(phrases.VERDICTS.get(row.verdict, row.verdict)),
        state=row.verdict,
        reason=phrases.reason(row, names),
        door=row.door,
        has_raw=has_raw,
        sitdown=sitdown if isinstance(sitdown, int) else None,
        series=series if isinstance(series, int) else None,
        promise=promise if isinstance(promise, int) else None,
        accept=str(phrases.ACCEPTS[row.reason]) if phrases.may_accept(row) else "",
        said=str(row.facts.get("said") or "") if row.reason == "malformed" else "",
    )
