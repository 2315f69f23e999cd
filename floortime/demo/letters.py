"""Letters of the outbox as a reader of mail sees them: words, and the calendar part in words; knows outbox, icalendar."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP
from typing import Any, cast

from icalendar import Calendar
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.outbox.model import MAIL, Letter
from floortime.sitdowns import recurrence
from floortime.words import _, lazy

PAGE = 30
SOON = timedelta(minutes=5)
"""A reminder by hand waits two minutes for an undo."""
STATES = {
    "queued": lazy("goes out soon"),
    "leased": lazy("on its way"),
    "sent": lazy("sent"),
    "superseded": lazy("replaced by a newer one"),
    "withdrawn": lazy("taken back"),
    "frozen": lazy("held back"),
    "failed": lazy("could not be sent"),
}


class Invitation(Struct, frozen=True):
    """The calendar part of a letter in words."""

    kind: str
    method: str
    sequence: int
    title: str
    starts: datetime
    ends: datetime
    zone: str
    place: str
    repeats: str
    organizer: str
    guests: tuple[str, ...]


class Shown(Struct, frozen=True):
    """One letter, taken apart."""

    id: int
    to: str
    address: str
    sender: str
    subject: str
    at: datetime
    state: str
    waits: bool
    """Whether it goes out at its time and no sooner, rather than with the next round of the worker."""
    language: str
    text: str
    html: str
    invitation: Invitation | None


def newest(
    session: Session, now: datetime, *, after: int = 0, to: str = ""
) -> tuple[list[Shown], int | None]:
    """A page of letters, newest first, and where the next page begins; those whose bytes were dropped are left out."""
    # Not by number: a letter that the floor's word caused has none among the others.
    order = (Letter.not_before.desc(), Letter.id.desc())
    wanted = (
        select(Letter)
        .where(Letter.body.is_not(None), Letter.channel == MAIL)
        .order_by(*order)
        .limit(PAGE + 1)
        .offset(after)
    )
    if to:
        wanted = wanted.where(Letter.to_address == to)
    rows: Sequence[Letter] = session.scalars(wanted).all()
    shown = [taken_apart(row, now) for row in rows[:PAGE]]
    return shown, after + PAGE if len(rows) > PAGE else None


def taken_apart(letter: Letter, now: datetime) -> Shown:
    """The parts of a letter's bytes."""
    mail = message_from_bytes(letter.body or b"", policy=SMTP)
    to = mail["To"].addresses[0]
    return Shown(
        id=letter.id,
        to=to.display_name or to.addr_spec,
        address=to.addr_spec,
        sender=mail["From"].addresses[0].display_name,
        subject=str(mail["Subject"]),
        at=letter.sent_at or letter.not_before,
        state=str(STATES[letter.state]),
        waits=letter.state == "queued" and letter.not_before > now + SOON,
        language=str(mail["Content-Language"] or "en"),
        text=_words(mail, "text/plain"),
        html=_words(mail, "text/html"),
        invitation=_invitation(mail),
    )


def _part(mail: EmailMessage, kind: str) -> "Message[Any, Any] | None":
    return next((part for part in mail.walk() if part.get_content_type() == kind), None)


def _words(mail: EmailMessage, kind: str) -> str:
    part = _part(mail, kind)
    return str(cast("EmailMessage", part).get_content()) if part is not None else ""


def _invitation(mail: EmailMessage) -> Invitation | None:
    part = _part(mail, "text/calendar")
    payload = part.get_payload(decode=True) if part is not None else None
    if not isinstance(payload, bytes):
        return None
    calendar = Calendar.from_ical(payload)
    event: Any = calendar.walk("VEVENT")[0]  # its values are of thirty types; ours, as we wrote it, of these
    method, sequence = str(calendar.get("METHOD", "")), int(event.get("SEQUENCE", 0))
    starts, ends = event["DTSTART"].dt, event["DTEND"].dt
    guests = event.get("ATTENDEE", [])
    return Invitation(
        kind=_kind(method, sequence),
        method=method,
        sequence=sequence,
        title=str(event.get("SUMMARY", "")),
        starts=starts,
        ends=ends,
        zone=str(event["DTSTART"].params.get("TZID", "UTC")),
        place=str(event.get("LOCATION", "")),
        repeats=_repeats(event.get("RRULE")),
        organizer=_called(event.get("ORGANIZER")),
        guests=tuple(_called(guest) for guest in (guests if isinstance(guests, list) else [guests])),
    )


def _kind(method: str, sequence: int) -> str:
    if method == "CANCEL":
        return _("Cancellation")
    return _("Changed invitation") if sequence else _("Invitation")


def _called(address: Any) -> str:
    """The name a calendar shows for an address."""
    if address is None:
        return ""
    return str(address.params.get("CN", "")) or str(address).removeprefix("mailto:").removeprefix("MAILTO:")


def _repeats(rule: Any) -> str:
    """How often an event repeats; empty for one that does not."""
    if rule is None:
        return ""
    parts = [part for part in rule.to_ical().decode().split(";") if not part.startswith(("UNTIL", "COUNT"))]
    order = ("FREQ", "INTERVAL", "BYDAY")
    named = {part.partition("=")[0]: part for part in parts}
    try:
        cadence = recurrence.from_text(";".join(named[name] for name in order if name in named))
    except recurrence.BadCadence:
        return _("repeats")
    said = recurrence.in_words(cadence)
    if said.kind == "weekly":
        return _("every week")
    if said.kind == "every_n_weeks":
        return _("every %(n)s weeks", n=said.every)
    return _("every month")
