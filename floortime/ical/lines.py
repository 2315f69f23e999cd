"""Bytes from outside to content lines in their components, within caps; forgives dirt, never size.

The grammar of a line is the icalendar library's; what it would do with a whole calendar (building time zones,
expanding rules) is left aside. Source: RFC 5545 §3.1, §3.4, §3.6.
"""

import quopri
import re
from collections.abc import Iterator

from msgspec import Struct, field

from floortime.errors import Malformed

MOST_OCTETS = 1024 * 1024
MOST_LINES = 40_000
LONGEST_LINE = 64 * 1024
DEEPEST = 4

_FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_BREAK = re.compile(r"\r\n|\n|\r")
MOST_PROPERTIES = 4_000

_NAME = re.compile(r"([A-Za-z0-9-]{1,60})[;:]")
_DROPPED = frozenset({"VALARM", "VTODO", "VJOURNAL", "VFREEBUSY"})
_WANTED = frozenset(
    (
        "METHOD", "UID", "SEQUENCE", "DTSTAMP", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION", "STATUS",
        "ORGANIZER", "ATTENDEE", "RRULE", "RDATE", "EXRULE", "EXDATE", "SUMMARY", "LOCATION", "COMMENT", "TZID",
        "TZOFFSETTO",
    )
)  # fmt: skip
"""What any message can mean to us; the rest is stepped over unread."""


class Line(Struct, frozen=True):
    """One property: its name in capitals, its parameters in capitals, its value as it stands."""

    name: str
    params: dict[str, tuple[str, ...]]
    value: str

    def param(self, name: str) -> str:
        """The first value of a parameter; empty when there is none."""
        return (self.params.get(name) or ("",))[0]


class Part(Struct):
    """A component with its properties and the components in it."""

    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        """Every property of that name, in order."""
        return [line for line in self.lines if line.name == name]

    def value(self, name: str) -> str:
        """The value of the first property of that name; empty when there is none."""
        return next((line.value for line in self.lines if line.name == name), "")


def decoded(body: bytes, charset: str = "", *, most: int = MOST_OCTETS) -> str:
    """A calendar's text: in the charset it claims, else UTF-8, else as Latin-1 programs write it.

    Quoted-printable that nobody undid, NULs and a BOM are cleared away. Malformed above `most` octets.
    """
    if len(body) > most:
        raise Malformed(f"A calendar of more than {most // MOST_OCTETS} MB.")
    if b"=3D" in body and re.search(rb"=\r?\n", body) and b"BEGIN:VCALENDAR" in body:
        body = quopri.decodestring(body)
    for name in (charset, "utf-8-sig", "cp1252"):
        try:
            text = body.decode(name) if name else ""
        except (LookupError, UnicodeError):
            continue
        if text:
            break
    else:
        text = body.decode("latin-1")
    return text.replace("\0", "").lstrip("\ufeff")


class Fare(Struct, frozen=True):
    """What of a calendar is read, and how much of it at most."""

    wanted: frozenset[str] = _WANTED
    dropped: frozenset[str] = _DROPPED
    octets: int = MOST_OCTETS
    lines: int = MOST_LINES
    properties: int = MOST_PROPERTIES


MESSAGE = Fare()
BUSY = Fare(
    wanted=frozenset(
        (
            "UID", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION", "STATUS", "TRANSP", "RRULE", "RDATE", "EXDATE",
            "FREEBUSY", "X-MICROSOFT-CDO-BUSYSTATUS", "TZID", "TZOFFSETTO",
        )
    ),
    dropped=_DROPPED - {"VFREEBUSY"},
    octets=4 * MOST_OCTETS,
    lines=200_000,
    properties=40_000,
)  # fmt: skip
"""Of a published calendar when its owner is busy: no title, no place, no name is looked at."""


def calendar_of(text: str, fare: Fare = MESSAGE) -> Part:
    """The one VCALENDAR of a text; Malformed when there is none, or more than one."""
    root = Part("")
    tree = _Tree([root], fare)
    for raw in _raw_lines(text, fare.lines):
        word, _, name = raw[:80].upper().partition(":")
        if word == "BEGIN":
            tree.begin(name.strip())
        elif word == "END":
            tree.end()
        elif not tree.skipping:
            tree.add(raw)
    found = [part for part in root.parts if part.name == "VCALENDAR"]
    if len(found) != 1 or len(root.parts) != 1:
        raise Malformed("More than one calendar in it." if found else "No calendar in it.")
    return found[0]


class _Tree(Struct):
    """The components that are open, outermost first; those that no message needs are stepped over."""

    open_parts: list[Part]
    fare: Fare
    skipping: int = 0
    read: int = 0

    def begin(self, name: str) -> None:
        if self.skipping or name in self.fare.dropped:
            self.skipping += 1
            return
        part = Part(name)
        self.open_parts[-1].parts.append(part)
        self.open_parts.append(part)
        if len(self.open_parts) > DEEPEST + 1:
            raise Malformed("A calendar nested too deeply.")

    def end(self) -> None:
        if self.skipping:
            self.skipping -= 1
        elif len(self.open_parts) > 1:
            self.open_parts.pop()

    def add(self, raw: str) -> None:
        found = _NAME.match(raw)
        if found is None or found[1].upper() not in self.fare.wanted or len(self.open_parts) < 2:
            return
        self.read += 1
        if self.read > self.fare.properties:
            raise Malformed("A calendar with too many lines about its events.")
        line = _line(raw)
        if line is not None:
            self.open_parts[-1].lines.append(line)


def _raw_lines(text: str, most: int) -> Iterator[str]:
    lines = _BREAK.split(_FOLD.sub("", text))
    if len(lines) > most:
        raise Malformed("A calendar of too many lines.")
    for raw in lines:
        if len(raw) > LONGEST_LINE:
            raise Malformed("A line in the calendar that has no end.")
        if raw.strip():
            yield raw.strip()


def _line(raw: str) -> Line | None:
    """A property; None for a line that is none: one bad line does not take the event with it."""
    from icalendar.parser import Contentline

    try:
        name, params, value = Contentline(raw).raw_parts()  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    told = {
        str(key).upper(): tuple(str(one) for one in (given if isinstance(given, list) else [given]))
        for key, given in params.items()
    }
    return Line(name.upper(), told, str(value))
