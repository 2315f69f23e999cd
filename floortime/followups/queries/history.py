"""A promise as its journal alone tells it: stage, owner and date, rebuilt from its lines; knows the journal and its own table.

A line by nobody carries no instant, so the lines of a day have no order of their own. Each says in which round of the
chase it was written, and within a round every step has its place: a round begins with the promise, a moved date or a
new owner, and ends at the latest with a "not yet". That tells no more of who spoke when than the row itself does.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.followups.model import Followup
from floortime.followups.stages import may_step
from floortime.journal.model import Entry

STEPS: dict[str, tuple[int, str]] = {
    "followup.made": (0, "open"),
    "followup.moved": (0, ""),
    "followup.handed_over": (0, "open"),
    "followup.taken_back": (0, ""),
    "followup.accepted": (1, "in_progress"),
    "followup.claimed": (2, "claimed"),
    "followup.confirmed": (3, "confirmed"),
    "followup.closed": (3, "unconfirmed"),
    "followup.reopened": (4, "in_progress"),
    "followup.sent_back": (4, "in_progress"),
    "followup.dropped": (5, "dropped"),
}
"""Each verb's place within its round, and the stage it leads to; a moved date leaves it where it was, and what was taken back says it."""
BACK = "followup.sent_back"
LOOKS = frozenset({"followup.look_asked", "followup.looked"})
"""What happens to a claim before the floor is asked."""
CHUNK = 500


class Known(Struct, frozen=True):
    """What the journal knows of a promise."""

    stage: str
    owner_id: int | None
    due_on: date


class Line(Struct, frozen=True):
    """One line, as far as it tells where a promise stands."""

    verb: str
    facts: Mapping[str, Any]

    @property
    def place(self) -> tuple[int, int]:
        """Where it belongs among the lines of its promise."""
        return int(self.facts["round"]), STEPS[self.verb][0]


def rebuilt(lines: Iterable[Line]) -> Known | None:
    """Where a promise stands by its lines; None for one whose lines do not all say their round, as old ones do not.

    Raises ValueError for lines that no legal order of steps could have written.
    """
    told = [line for line in lines if line.verb in STEPS]
    if not told or any("round" not in line.facts for line in told):
        return None
    told.sort(key=lambda line: line.place)
    made = told[0]
    if made.verb != "followup.made":
        raise ValueError(f"it begins with {made.verb}")
    found = Known("open", made.facts["owner_id"], date.fromisoformat(made.facts["due_on"]))
    for line in told[1:]:
        found = _after(found, line)
    return found


def before_last(lines: Iterable[Line]) -> Known | None:
    """Where a promise stood before its newest step; None where its lines do not tell, or there is no step to take back."""
    told = sorted((line for line in lines if line.verb in STEPS), key=lambda line: line.place)
    return rebuilt(told[:-1])


def _after(known: Known, line: Line) -> Known:
    stage = STEPS[line.verb][1] or known.stage
    if line.verb == "followup.moved":
        known = Known(stage, known.owner_id, date.fromisoformat(line.facts["to_on"]))
    elif line.verb == "followup.handed_over":
        # Taken back, it is again what it was before, also taken on.
        stage = line.facts.get("stage", stage)
        known = Known(known.stage, line.facts["to_id"], known.due_on)
        if known.stage not in {"open", "in_progress"}:
            raise ValueError(f"handed over while {known.stage}")
    elif line.verb == "followup.taken_back":
        stage = line.facts["stage"]
        if line.facts["what"] not in STEPS or not may_step(stage, known.stage):
            raise ValueError(f"taken back while {known.stage}")
    elif not may_step(known.stage, stage):
        raise ValueError(f"{line.verb} while {known.stage}")
    return Known(stage, known.owner_id, known.due_on)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Lines of one promise as they may have been written, the newest first.

    What nobody did has no hour: it stands as early within its day as the others' rounds allow, whenever it was.
    """
    days = groupby(sorted(entries, key=lambda e: e.on_day), key=lambda e: e.on_day)
    return [line for _day, lines in days for line in _of_a_day(list(lines))][::-1]


def _of_a_day(lines: list[Entry]) -> list[Entry]:
    told = sorted((e for e in lines if e.at is not None), key=lambda e: (e.at, e.turn or 0, e.id))
    unnamed = [e for e in lines if e.at is None]
    for line in sorted(unnamed, key=lambda e: (_place(e) or (0, 0), e.id)):
        mine, before, last = _place(line) or (0, 0), 0, None
        for n, other in enumerate(told, 1):
            last = last if other.verb in LOOKS else _place(other)
            before = n if last is not None and last < mine else before
        told.insert(before, line)
    return told


def _place(entry: Entry) -> tuple[int, int] | None:
    known = entry.verb in STEPS and "round" in entry.facts
    return Line(entry.verb, entry.facts).place if known else None


def lines_of(session: Session, followup_id: int) -> list[Line]:
    """The lines of one promise that tell where it stands."""
    return [line for _id, lines in _lines(session, [followup_id]) for line in lines]


def newest_step(session: Session, followup_id: int) -> str:
    """The verb of the last step that a promise took."""
    told = [line for line in lines_of(session, followup_id) if "round" in line.facts]
    return max(told, key=lambda line: line.place).verb if told else ""


def astray(session: Session) -> list[str]:
    """The codes of promises that do not stand where their journal says."""
    found, last = list[str](), 0
    rows = select(Followup.id, Followup.code, Followup.stage, Followup.owner_id, Followup.due_on)
    while some := session.execute(rows.where(Followup.id > last).order_by(Followup.id).limit(CHUNK)).all():
        last = some[-1].id
        told = dict(_lines(session, [row.id for row in some]))
        for row in some:
            if not _agrees(told.get(row.id, []), Known(row.stage, row.owner_id, row.due_on)):
                found.append(row.code)
    return found


def _agrees(lines: list[Line], row: Known) -> bool:
    try:
        return rebuilt(lines) in {None, row}
    except ValueError:
        return False


def _lines(session: Session, ids: list[int]) -> Iterator[tuple[int, list[Line]]]:
    rows = session.execute(
        select(Entry.subject_id, Entry.verb, Entry.facts)
        .where(Entry.kind == "followup", Entry.subject_id.in_(ids), Entry.verb.in_(STEPS))
        .order_by(Entry.subject_id)
    )
    for followup_id, lines in groupby(rows, key=lambda row: int(row.subject_id)):
        yield followup_id, [Line(row.verb, row.facts) for row in lines]
