"""A date that something is due, as a VEVENT of a whole day or a VTODO: values and their bytes; knows octets.

A feed holds the one or the other. Sources: RFC 5545 §3.6.1 (a day, VALUE=DATE, DTEND the day after), §3.6.2 (VTODO),
§3.8.2.7 (TRANSP: it keeps nobody busy), §3.8.2.1 (COMPLETED, in UTC).
"""

from datetime import UTC, date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from floortime.ical.octets import CRLF, clean, clean_line, escaped, folded, identifier, uri
from floortime.ical.writing import DESCRIPTION_LIMIT, TITLE_LIMIT

State = Literal["open", "started", "done", "dropped"]
_TODO: dict[State, str] = {
    "open": "NEEDS-ACTION",
    "started": "IN-PROCESS",
    "done": "COMPLETED",
    "dropped": "CANCELLED",
}


class Due(Struct, frozen=True):
    """Something due on a day, wherever one is. `stamp` is DTSTAMP, an aware UTC instant; so is `done_at`.

    Texts may hold anything a person typed; the writers clean them. ValueError when the parts contradict each other.
    """

    uid: str
    sequence: int
    stamp: datetime
    day: date
    summary: str
    description: str = ""
    url: str = ""
    state: State = "open"
    done_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.sequence < 0 or self.day.year < 1000:
            raise ValueError("sequence counts from 0, and a year has four digits")
        for instant in (self.stamp, self.done_at):
            if instant is not None and instant.utcoffset() != timedelta(0):
                raise ValueError("stamp and done_at are aware UTC instants")
        if (self.state == "done") != (self.done_at is not None):
            raise ValueError("what is done says when, and nothing else does")


def day_bytes(due: Due) -> bytes:
    """One VEVENT of that whole day with its final CRLF. An event is not done: ValueError for what is."""
    if due.state == "done":
        raise ValueError("an event cannot be done; leave it out")
    status = "CANCELLED" if due.state == "dropped" else "CONFIRMED"
    when = [
        f"DTSTART;VALUE=DATE:{_date(due.day)}",
        f"DTEND;VALUE=DATE:{_date(due.day + timedelta(days=1))}",
        f"STATUS:{status}",
        "TRANSP:TRANSPARENT",
    ]
    return _component("VEVENT", due, when)


def todo_bytes(due: Due) -> bytes:
    """One VTODO due on that day with its final CRLF."""
    when = [f"DUE;VALUE=DATE:{_date(due.day)}", f"STATUS:{_TODO[due.state]}"]
    if due.done_at is not None:
        when += [f"COMPLETED:{_instant(due.done_at)}", "PERCENT-COMPLETE:100"]
    return _component("VTODO", due, when)


def _component(kind: str, due: Due, when: list[str]) -> bytes:
    lines = [
        f"BEGIN:{kind}",
        folded(f"UID:{identifier(due.uid)}"),
        f"DTSTAMP:{_instant(due.stamp)}",
        f"LAST-MODIFIED:{_instant(due.stamp)}",
        f"SEQUENCE:{due.sequence}",
        *when,
        folded(f"SUMMARY:{escaped(clean_line(due.summary, TITLE_LIMIT))}"),
    ]
    if due.description:
        lines.append(folded(f"DESCRIPTION:{escaped(clean(due.description, DESCRIPTION_LIMIT))}"))
    if due.url:
        lines.append(folded(f"URL:{uri(due.url)}"))
    lines.append(f"END:{kind}\r\n")
    return CRLF.join(lines).encode()


def _date(day: date) -> str:
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S}Z"
