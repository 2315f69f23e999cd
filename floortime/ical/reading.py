"""Bytes to values: iTIP messages of any calendar program, read as what they say and no further; knows no database.

Sources: RFC 5545 §3.6.1, §3.8 (properties), RFC 5546 §3.2 (methods), RFC 6047 §2.4 (METHOD in the MIME type).
"""

import re
from datetime import UTC, datetime

from floortime.errors import Malformed
from floortime.ical.incoming import Attendee, Message, Moment, Told
from floortime.ical.lines import Line, Part, calendar_of, decoded
from floortime.ical.moments import STAMP, Zones, length_of, moment_in, moment_of, zones_in
from floortime.ical.octets import clean, clean_line
from floortime.ical.rules import instances
from floortime.ical.values import Method, PartStat, Party, Role, Status

MOST_EVENTS = 200
MOST_ATTENDEES = 500

_ESCAPED = re.compile(r"\\([\\;,Nn])")


def read_message(body: bytes, *, charset: str = "", method: str = "") -> Message:
    """One iTIP message from the bytes of a calendar part.

    `charset` and `method` are what the MIME type says; METHOD in the body wins (RFC 6047 §2.4). Raises Malformed,
    with a sentence, for what is no calendar, is above a cap (1 MiB, one VCALENDAR, 200 events, 500 attendees an
    event), holds two UIDs, or has a time that cannot be told.
    """
    calendar = calendar_of(decoded(body, charset))
    found = [part for part in calendar.parts if part.name == "VEVENT"]
    if not found:
        raise Malformed("A calendar without an event.")
    if len(found) > MOST_EVENTS:
        raise Malformed("A calendar with too many events.")
    zones = zones_in(calendar)
    events = tuple(_event(part, zones) for part in found)
    said = (calendar.value("METHOD") or method).strip().upper()
    known = Method(said) if said in Method.__members__ else None
    if said and known is None:
        raise Malformed(f"A calendar message of an unknown kind: {clean_line(said, 40)}.")
    if known is not None and len({event.uid for event in events}) != 1:
        raise Malformed("A calendar message about several events at once.")
    return Message(known, events)


def _event(part: Part, zones: Zones) -> Told:
    uid = _text(part.value("UID"))
    if not uid or len(uid) > 255 or not uid.isprintable():
        raise Malformed("An event without an identity.")
    start = moment_in(part.all("DTSTART"), zones)
    attendees = part.all("ATTENDEE")
    if len(attendees) > MOST_ATTENDEES:
        raise Malformed("An event with too many attendees.")
    organizer = next((_party(line) for line in part.all("ORGANIZER")), None)
    rule = part.value("RRULE")
    slots, unsupported = _slots(part, rule, start)
    status = part.value("STATUS").strip().upper()
    return Told(
        uid=uid,
        sequence=_sequence(part.value("SEQUENCE")),
        stamp=_instant(part.value("DTSTAMP")),
        recurrence_id=moment_in(part.all("RECURRENCE-ID"), zones),
        start=start,
        length=length_of(part, start, zones),
        status=Status(status) if status in Status.__members__ else Status.CONFIRMED,
        organizer=organizer,
        attendees=tuple(_attendee(line) for line in attendees),
        rule=rule,
        slots=slots,
        unsupported=unsupported,
        exdates=tuple(
            moment for line in part.all("EXDATE") for one in line.value.split(",")[:MOST_EVENTS]
            if (moment := moment_of(line, one, zones)) is not None
        ),
        summary=clean_line(_text(part.value("SUMMARY")), 255),
        location=clean_line(_text(part.value("LOCATION")), 255),
        comment=clean(_text(part.value("COMMENT")), 1_000).strip(),
    )  # fmt: skip


def _slots(part: Part, rule: str, start: Moment | None) -> tuple[tuple[datetime, ...], str]:
    """A rule's dates, or in a word why it cannot be followed. RDATE and several rules are not (RFC 5545 §3.8.5)."""
    if part.all("RDATE") or len(part.all("RRULE")) > 1 or part.all("EXRULE"):
        return (), "extra dates"
    if not rule or start is None:
        return (), ""
    if start.is_date:
        return (), "whole days"
    if not start.zone:
        return (), "unknown zone"
    try:
        return instances(rule, start.wall, start.zone), ""
    except (Malformed, ValueError, OverflowError):
        return (), "repetition"


def _sequence(value: str) -> int:
    digits = value.strip()
    return min(int(digits), 2**31 - 1) if digits.isascii() and digits.isdecimal() and len(digits) < 12 else 0


def _instant(value: str) -> datetime | None:
    """DTSTAMP: an instant in UTC (RFC 5545 §3.8.7.2); one without its Z is taken for UTC all the same."""
    found = STAMP.fullmatch(value.strip())
    if found is None or found[2] is None:
        return None
    try:
        wall = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S")  # noqa: DTZ007
    except ValueError:
        return None
    return wall.replace(tzinfo=UTC) if 1971 <= wall.year <= 2200 else None


def _text(value: str) -> str:
    """A TEXT value without its escapes (RFC 5545 §3.3.11)."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "Nn" else found[1], value)


def _address(value: str) -> str:
    """The bare mail address of a CAL-ADDRESS (RFC 5545 §3.3.3), as it was spelled; empty for another kind of URI."""
    found = value.strip().strip('"')
    scheme, colon, rest = found.partition(":")
    if colon and scheme.strip().casefold() != "mailto":
        return ""
    address = (rest if colon else found).partition("?")[0].strip().strip("<>")
    return address if "@" in address and address.isprintable() and " " not in address else ""


def _party(line: Line) -> Party:
    stat = line.param("PARTSTAT").upper().replace("-", "_")
    role = line.param("ROLE").upper()
    return Party(
        clean_line(line.param("CN"), 255),
        _address(line.value)[:320],
        Role.CHAIR if role == "CHAIR" else Role.REQUIRED,
        PartStat[stat] if stat in PartStat.__members__ else PartStat.NEEDS_ACTION,
        line.param("RSVP").upper() == "TRUE",
    )


def _attendee(line: Line) -> Attendee:
    party = _party(line)
    known = dict.fromkeys(one.casefold() for one in (party.address, _address(line.param("EMAIL"))) if one)
    to = tuple(address for one in line.params.get("DELEGATED-TO", ()) if (address := _address(one)))
    return Attendee(party, tuple(known), to[:5])
