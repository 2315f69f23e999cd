"""Values to bytes: events, iTIP messages and feeds, in the safe profile; knows values, zones and octets.

Plain strings, because a feed of a thousand events must be joined in milliseconds; the tests read every byte
back with independent libraries. Sources: RFC 5545, RFC 5546 §3.2, RFC 7986 §5 (NAME, REFRESH-INTERVAL).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from floortime.ical.octets import CRLF, clean, clean_line, escaped, folded, identifier, parameter, uri
from floortime.ical.profile import checked_end
from floortime.ical.values import WEEKDAYS, Event, Method, OutsideProfile, Party, RelType, Rule, Status
from floortime.ical.zones import vtimezone

PRODID = "-//Floortime//Sit-downs//EN"
TITLE_LIMIT = 255  # SUMMARY, LOCATION, COMMENT: more is cut off by some calendars anyway
DESCRIPTION_LIMIT = 8_000
REFRESH = "PT1H"  # how often a subscribed calendar may look again

_TWO = tuple(f"{n:02d}" for n in range(60))


def event_bytes(event: Event, *, attendees: bool = True) -> bytes:
    """One VEVENT with its final CRLF; `attendees=False` leaves people out, as a feed must.

    Raises OutsideProfile for what calendars would read differently (see `profile.checked_end`), ValueError for a
    UID, URL or address that cannot be written.
    """
    end = checked_end(event)
    lines = [
        "BEGIN:VEVENT",
        folded(f"UID:{identifier(event.uid)}"),
        f"DTSTAMP:{_basic(event.stamp)}Z",
        f"SEQUENCE:{event.sequence}",
        _times(event, end),
        _title("SUMMARY", event.summary),
        "STATUS:" + event.status,
    ]
    if event.description:
        lines.append(folded(f"DESCRIPTION:{escaped(clean(event.description, DESCRIPTION_LIMIT))}"))
    if event.location:
        lines.append(_title("LOCATION", event.location))
    if event.comment:
        lines.append(_title("COMMENT", event.comment))
    if event.url:
        lines.append(folded(f"URL:{uri(event.url)}"))
    if event.last_modified is not None:
        lines.append(f"LAST-MODIFIED:{_basic(event.last_modified)}Z")
    for other in event.related_to:
        kind = "" if other.kind is RelType.PARENT else f";RELTYPE={other.kind}"
        lines.append(folded(f"RELATED-TO{kind}:{identifier(other.uid)}"))
    if event.organizer is not None:
        lines.append(_organizer(event.organizer.cn, event.organizer.address))
    if attendees:
        lines += [_attendee(party) for party in event.attendees]
    lines.append("END:VEVENT\r\n")
    return CRLF.join(lines).encode()


def calendar(events: Sequence[Event], *, method: Method | None = None, name: str | None = None) -> bytes:
    """A whole VCALENDAR with the VTIMEZONEs its events need.

    With `method`, one iTIP message: all events share one UID. Without, a calendar object for a feed or a
    download, called `name`. ValueError when the parts do not fit the method (RFC 5546 §3.2); OutsideProfile
    as `event_bytes`, and for a zone that has no true VTIMEZONE.
    """
    _check_method(events, method)
    parts = [event_bytes(event) for event in events]
    if method is None:
        return feed(parts, first_years(events), name=name)
    head = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nCALSCALE:GREGORIAN\r\nMETHOD:{method}\r\n"
    return _whole(head, parts, first_years(events))


def feed(parts: Iterable[bytes], zones: Mapping[str, int], *, name: str | None = None) -> bytes:
    """A calendar to subscribe to, joined from stored `event_bytes(event, attendees=False)`, in their order.

    `zones` gives for each zone of these events the year of its earliest wall time, as `first_years` does;
    "UTC" may be among them. No METHOD; `name` is what calendars show (RFC 7986 §5.1). The same input gives
    the same bytes. OutsideProfile for a zone that has no true VTIMEZONE.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN"]
    if name is not None:
        shown = escaped(clean_line(name, TITLE_LIMIT))
        lines += [folded(f"NAME:{shown}"), folded(f"X-WR-CALNAME:{shown}")]
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}", f"X-PUBLISHED-TTL:{REFRESH}"]
    return _whole(CRLF.join(lines) + CRLF, parts, zones)


def first_years(events: Iterable[Event]) -> dict[str, int]:
    """For each zone the year of its earliest wall time among the events: what `feed` wants to know."""
    years: dict[str, int] = {}
    for event in events:
        year = event.start_local.year
        if event.recurrence_id is not None:
            year = min(year, event.recurrence_id.year)
        years[event.zone] = min(year, years.get(event.zone, year))
    return years


def _whole(head: str, parts: Iterable[bytes], zones: Mapping[str, int]) -> bytes:
    told = [_zone(zone, zones[zone]) for zone in sorted(zones) if zone != "UTC"]
    return b"".join((head.encode(), *told, *parts, b"END:VCALENDAR\r\n"))


def _zone(zone: str, first_year: int) -> bytes:
    text = vtimezone(zone, first_year)
    if text is None:
        raise OutsideProfile(f"{zone} cannot be told to a calendar; send single events in UTC")
    return text.encode()


def _check_method(events: Sequence[Event], method: Method | None) -> None:
    """What each method may hold (RFC 5546 §3.2.1 to §3.2.8)."""
    if method in {None, Method.PUBLISH}:
        if any(event.attendees for event in events):
            raise ValueError("what is published names no attendees")
        return
    if len({event.uid for event in events}) != 1:
        raise ValueError("a message is about one UID")
    if any(event.organizer is None or not event.attendees for event in events):
        raise ValueError("a message has an organizer and attendees")
    if method is Method.CANCEL and any(event.status is not Status.CANCELLED for event in events):
        raise ValueError("what is cancelled has the status CANCELLED")
    if method is Method.REPLY and any(len(event.attendees) != 1 for event in events):
        raise ValueError("a reply is one attendee's")


def _times(event: Event, end: datetime) -> str:
    how, mark = (":", "Z") if event.zone == "UTC" else (f";TZID={event.zone}:", "")
    lines = f"DTSTART{how}{_basic(event.start_local)}{mark}\r\nDTEND{how}{_basic(end)}{mark}"
    if event.recurrence_id is not None:
        lines += f"\r\nRECURRENCE-ID{how}{_basic(event.recurrence_id)}{mark}"
    if event.rule is not None:
        lines += f"\r\nRRULE:{_rule(event.rule)}"
    for left_out in sorted(set(event.exdates)):
        lines += f"\r\nEXDATE{how}{_basic(left_out)}{mark}"
    return lines


def _rule(rule: Rule) -> str:
    parts = ["FREQ=WEEKLY" if rule.is_weekly else "FREQ=MONTHLY"]
    if rule.interval != 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.weekday is not None:
        parts.append(f"BYDAY={'' if rule.nth is None else rule.nth}{WEEKDAYS[rule.weekday]}")
    else:
        parts.append(f"BYMONTHDAY={rule.month_day}")
    if rule.until is not None:
        parts.append(f"UNTIL={_basic(rule.until)}Z")
    return ";".join(parts)


@lru_cache(maxsize=256)
def _organizer(cn: str, address: str) -> str:
    """Its line; every event has the same few."""
    return folded(f"ORGANIZER{_cn(cn)}:mailto:{uri(address)}")


def _attendee(party: Party) -> str:
    rsvp = ";RSVP=TRUE" if party.rsvp else ""
    return folded(
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE={party.role};PARTSTAT={party.partstat}{rsvp}"
        f"{_cn(party.cn)}:mailto:{uri(party.address)}"
    )


def _cn(cn: str) -> str:
    shown = parameter(cn)
    return f";CN={shown}" if shown else ""


@lru_cache(maxsize=1024)
def _title(name: str, text: str) -> str:
    """A text of one line; a thousand events share few titles and places."""
    return folded(f"{name}:{escaped(clean_line(text, TITLE_LIMIT))}")


def _basic(at: datetime) -> str:
    """`20261203T100000`, from a table of two digits: three times quicker than strftime or a format."""
    return f"{at.year}{_TWO[at.month]}{_TWO[at.day]}T{_TWO[at.hour]}{_TWO[at.minute]}{_TWO[at.second]}"
