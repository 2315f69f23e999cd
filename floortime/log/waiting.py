"""Whom an entry waits on, since when, and how late that is; pure: dates in, a record out."""

from datetime import date

from msgspec.structs import replace

from floortime.log.queries.listing import Row
from floortime.people import naming
from floortime.people.calendars import Calendar, working_days
from floortime.people.naming import GUEST
from floortime.web.drawings import ruler
from floortime.web.waiting import Waiting
from floortime.words import _


def waiting(o: Row, today: date, department: str, calendar: Calendar, *, band: bool = False) -> Waiting:
    """The loudest line after the floor's own sentence; also what is fixed has one."""
    if o.stage == "fixed":
        return Waiting(
            "nobody",
            answered_days=_between(calendar, o.published_on, o.answered_on),
            fixed_days=_between(calendar, o.published_on, o.fixed_on),
        )
    if o.stage == "refused":
        return Waiting(
            "decided",
            who=naming.said(o.person or o.signer, department),
            department="" if GUEST in (o.person, o.signer) else department,
            review_on=o.review_on,
        )
    start = o.waiting_since_on or o.published_on
    if o.stage in {"asked", "unconfirmed"}:
        return _counted(
            "floor", "", "", calendar, start, o.asked_until_on if o.stage == "asked" else None, today, band
        )
    who = {
        "department": department,
        "person": naming.said(o.person, department),
        "house": _("the chief of staff"),
    }.get(o.waiting_kind, "")
    due = o.promise_due_on if o.answered_on else o.answer_due_on
    kind = "owner" if who else "nobody_yet"
    theirs = o.waiting_kind == "person" and o.person != GUEST
    shown = department if theirs or not who else ""
    counted = _counted(kind, who, shown, calendar, start, due, today, band)
    return replace(counted, answered=o.answered_on is not None)


def _counted(
    kind: str,
    who: str,
    department: str,
    calendar: Calendar,
    start: date,
    due: date | None,
    today: date,
    band: bool,
) -> Waiting:
    days = max(working_days(calendar, start, today), 0)
    if due is None:
        return Waiting(kind, who, department, days)
    promised = max(working_days(calendar, start, due), 1)
    late = max(working_days(calendar, due, today), 0)
    return Waiting(
        kind,
        who,
        department,
        days,
        late,
        due == today,
        due,
        ruler=ruler(passed=days, promised=promised, band=band),
    )


def _between(calendar: Calendar, start: date, end: date | None) -> int | None:
    return None if end is None else max(working_days(calendar, start, end), 0)
