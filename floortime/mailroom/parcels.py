"""A mail unpacked: its envelope and the messages in it, or why it cannot be read; or a published calendar's busy times.

Knows mail and ical, no database.
"""

from msgspec import Struct
from msgspec.structs import replace

from floortime.errors import Malformed
from floortime.ical.busy import Frame, Taken, busy_times
from floortime.ical.incoming import Message
from floortime.ical.reading import read_message
from floortime.mail.bodies import Written, read_words
from floortime.mail.envelopes import CalendarBytes, Envelope, read_envelope


class Parcel(Struct, frozen=True):
    """What was in a mail. `fault` is a sentence; where some of it could be read, that counts and there is no fault."""

    envelope: Envelope
    messages: tuple[Message, ...] = ()
    fault: str = ""
    written: Written = Written()
    """What a person wrote in words; only where no calendar came along."""


class Feed(Struct, frozen=True):
    """A published calendar to read, and which span of it matters."""

    body: bytes
    frame: Frame


class Busy(Struct, frozen=True):
    """What a published calendar says; None when it cannot be read."""

    taken: tuple[Taken, ...] | None


def opened(feed: Feed) -> Busy:
    """The busy times of a calendar. Never raises for what is in it."""
    try:
        return Busy(busy_times(feed.body, feed.frame))
    except (Malformed, ValueError, LookupError, RecursionError, OverflowError):
        return Busy(None)


def unpacked(raw: bytes, authserv_id: str) -> Parcel:
    """The parcel of a mail, or of a calendar file alone. Never raises for what is in it."""
    try:
        if raw[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").upper().startswith(b"BEGIN:VCALENDAR"):
            envelope = Envelope(calendars=(CalendarBytes(raw),))
        else:
            envelope = read_envelope(raw, authserv_id=authserv_id)
    except (Malformed, ValueError, LookupError, RecursionError, AttributeError, TypeError) as wrong:
        return Parcel(Envelope(), fault=_said(wrong))
    messages: list[Message] = []
    fault = ""
    for part in envelope.calendars:
        try:
            message = read_message(part.body, charset=part.charset, method=part.method)
        except (Malformed, ValueError, LookupError, RecursionError, OverflowError) as wrong:
            fault = fault or _said(wrong)
        else:
            messages += [message] if message not in messages else []
    written = Written() if envelope.calendars or envelope.bounces else _words(raw)
    return Parcel(replace(envelope, calendars=()), tuple(messages), "" if messages else fault, written)


def _words(raw: bytes) -> Written:
    """Words that cannot be read are none: what else is in the mail counts all the same."""
    try:
        return read_words(raw)
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError, AssertionError):
        return Written()


def _said(wrong: Exception) -> str:
    return wrong.sentence if isinstance(wrong, Malformed) else "It cannot be read."
