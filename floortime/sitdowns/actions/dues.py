"""Dates that something is due, in one person's feed: written downwards by the rooms that know of them; knows ical."""

from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from floortime.act import Act
from floortime.ical.days import Due, State, day_bytes, todo_bytes
from floortime.sitdowns.model import CalDue
from floortime.tokens import fresh

GONE = "gone"


class Told(Struct, frozen=True):
    """What a feed says of it, in its reader's language."""

    day: date
    state: State
    summary: str
    description: str
    url: str


def keep_due(act: Act, kind: str, subject_id: int, person_id: int | None, told: Told) -> None:
    """Bring it up to date in the feed of whose it is, and take it out of everybody else's. Twice is as good as once.

    SEQUENCE rises when the day or the state is another one, and DTSTAMP with every change of a word.
    """
    held = act.session.scalars(
        select(CalDue).where(CalDue.kind == kind, CalDue.subject_id == subject_id).order_by(CalDue.person_id)
    ).all()
    for row in held:
        if row.person_id != person_id and row.state != GONE:
            row.state, row.event, row.todo, row.over_on = GONE, None, None, None
            row.revision += 1
    if person_id is None:
        return
    row = next((one for one in held if one.person_id == person_id), None) or _new(
        act, kind, subject_id, person_id, told
    )
    _write(act, row, told)


def _new(act: Act, kind: str, subject_id: int, person_id: int, told: Told) -> CalDue:
    row = CalDue(
        kind=kind, subject_id=subject_id, person_id=person_id, uid=f"{fresh()}@{act.settings.mail_domain}",
        sequence=0, revision=0, stamp=act.at, day=told.day, state=told.state,
    )  # fmt: skip
    act.session.add(row)
    return row


def _write(act: Act, row: CalDue, told: Told) -> None:
    done_at = (row.done_at or act.at) if told.state == "done" else None
    moved = (row.day, row.state) != (told.day, told.state)
    if not moved and row.todo == _bytes(row, told, row.stamp, done_at)[1]:
        return
    row.sequence += moved
    row.day, row.state, row.done_at, row.stamp = told.day, told.state, done_at, act.at
    row.revision += 1
    row.event, row.todo = _bytes(row, told, act.at, done_at)
    row.over_on = (row.over_on or act.today) if told.state in {"done", "dropped"} else None


def _bytes(row: CalDue, told: Told, stamp: datetime, done_at: datetime | None) -> tuple[bytes | None, bytes]:
    """As an event and as a task, which are two things to a calendar: each has a UID of its own."""
    due = Due(
        uid=row.uid, sequence=row.sequence, stamp=stamp, day=told.day, summary=told.summary,
        description=told.description, url=told.url, state=told.state, done_at=done_at,
    )  # fmt: skip
    task = replace(due, uid=f"task-{row.uid}")
    return (None if told.state == "done" else day_bytes(due)), todo_bytes(task)
