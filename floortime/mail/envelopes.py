"""MIME bytes to envelopes: who sent a mail, who vouches for it, and which calendars travel in it; knows no room.

Sources: RFC 5322 (mail), RFC 2046 (MIME), RFC 3834 (Auto-Submitted), RFC 3464 (delivery reports), RFC 6047 (iMIP),
RFC 8601 (Authentication-Results).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from msgspec import Struct

from floortime.errors import Malformed
from floortime.mail.vouching import vouched_domains

MOST_OCTETS = 5 * 1024 * 1024
DEEPEST = 5
MOST_PARTS = 100
MOST_CALENDARS = 5
MOST_LINES = 120_000
MOST_HEADER_LINES = 2_000

_MESSAGE_ID = re.compile(r"<([^<>\s]{3,250})>")
_BOUNDARY_LINE = re.compile(rb"^content-type:[ \t]*(multipart|message)/", re.IGNORECASE | re.MULTILINE)
_CALENDARS = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_PERHAPS = frozenset({"application/octet-stream", "application/x-ics", "text/plain", "application/calendar"})


class CalendarBytes(Struct, frozen=True):
    """A calendar part, its transfer encoding undone, and what its MIME type says of it."""

    body: bytes
    charset: str = ""
    method: str = ""


class Bounce(Struct, frozen=True):
    """A delivery report: which of our letters came back from which address, and with which status (RFC 3464 §2.3)."""

    address: str
    status: str
    message_id: str

    @property
    def is_final(self) -> bool:
        """Whether the other side gave up for good."""
        return self.status.startswith("5")


class Envelope(Struct, frozen=True):
    """What a mail says about itself. Addresses are in small letters."""

    message_id: str = ""
    sender: str = ""
    """The one address in From; empty when there is not exactly one From with exactly one address."""
    reply_to: tuple[str, ...] = ()
    on_behalf: str = ""
    """Sender, where it differs from From."""
    subject: str = ""
    sent_at: datetime | None = None
    vouched: frozenset[str] = frozenset()
    """Domains that our own mail server vouches for: of From by DMARC, or of an aligned DKIM signature."""
    automatic: bool = False
    """Auto-Submitted is there and says more than no, or the mail calls itself bulk (RFC 3834 §5)."""
    report: bool = False
    """A delivery or disposition report of any kind."""
    bounces: tuple[Bounce, ...] = ()
    calendars: tuple[CalendarBytes, ...] = ()
    unreturnable: bool = False
    """It came with an empty return path, as what no person sent does (RFC 3834 §3.3)."""

    @property
    def genuine(self) -> bool:
        """Whether our mail server vouches that From is who it says."""
        return bool(self.sender) and self.sender.rpartition("@")[2] in self.vouched


def read_envelope(raw: bytes, *, authserv_id: str = "") -> Envelope:
    """The envelope of a mail from its bytes.

    `authserv_id` is the name under which our own mail server writes Authentication-Results; empty means that nobody
    vouches for anything. Raises Malformed for what is no mail or is above a cap (5 MiB, 5 levels, 100 parts).
    """
    if len(raw) > MOST_OCTETS:
        raise Malformed("A mail of more than five megabytes.")
    if raw.count(b"\n") > MOST_LINES or _head_lines(raw) > MOST_HEADER_LINES:
        raise Malformed("A mail of too many lines.")
    if len(_BOUNDARY_LINE.findall(raw)) > MOST_PARTS:
        raise Malformed("A mail of too many parts.")
    mail = message_from_bytes(raw, policy=compat32)
    froms = mail.get_all("From", [])
    addresses = _addresses(froms)
    sender = addresses[0] if len(froms) == 1 and len(addresses) == 1 else ""
    behalf = _addresses(mail.get_all("Sender", [])[:1])
    parts = list(_parts(mail))
    found = _MESSAGE_ID.search(_words(mail, "Message-ID"))
    return Envelope(
        message_id=found[1] if found else "",
        sender=sender,
        reply_to=tuple(_addresses(mail.get_all("Reply-To", [])[:1])[:5]),
        on_behalf=behalf[0] if behalf and behalf[0] != sender else "",
        subject=_words(mail, "Subject")[:200],
        sent_at=_date(_words(mail, "Date")),
        vouched=vouched_domains(
            [str(one) for one in mail.get_all("Authentication-Results", [])], authserv_id, sender.rpartition("@")[2]
        ),
        automatic=_is_automatic(mail),
        report=mail.get_content_type() == "multipart/report",
        bounces=tuple(_bounces(parts)),
        calendars=tuple(_calendars(parts)),
        unreturnable=str(mail.get("Return-Path", "")).strip() == "<>",
    )  # fmt: skip


def _head_lines(raw: bytes) -> int:
    end = min((at for blank in (b"\n\n", b"\n\r\n") if (at := raw.find(blank)) >= 0), default=len(raw))
    return raw.count(b"\n", 0, end)


def _parts(mail: Message, level: int = 0) -> Iterator[Message]:
    """Every leaf and every attached mail, in order; Malformed when there are too many or they lie too deep."""
    waiting = [(mail, level)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_PARTS:
            raise Malformed("A mail whose parts lie too deep, or are too many.")
        yield part
        inner = part.get_payload() if part.is_multipart() else []
        if isinstance(inner, list):
            waiting += [(one, depth + 1) for one in reversed(inner) if isinstance(one, Message)]


def _calendars(parts: list[Message]) -> Iterator[CalendarBytes]:
    """Calendar parts in any disposition; those that say the same twice come once."""
    seen: dict[bytes, CalendarBytes] = {}
    for part in parts:
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        name = (part.get_filename() or "").strip().casefold()
        if kind not in _CALENDARS and not (kind in _PERHAPS and name.endswith((".ics", ".ical", ".vcs"))):
            continue
        body = part.get_payload(decode=True)
        if not isinstance(body, bytes) or not body.strip():
            continue
        key = b"".join(body.split())
        told = CalendarBytes(body, _param(part, "charset"), _param(part, "method"))
        if key not in seen or (told.method and not seen[key].method):
            seen[key] = told
        if len(seen) > MOST_CALENDARS:
            raise Malformed("A mail with too many calendars.")
    yield from seen.values()


def _bounces(parts: list[Message]) -> Iterator[Bounce]:
    """The recipients of a delivery report that it was about, each with the Message-ID of what came back."""
    about = next(
        (found[1] for part in parts[1:] if (found := _MESSAGE_ID.search(_original_id(part)))), ""
    )  # fmt: skip
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks[:50] if isinstance(blocks, list) else []:
            if not isinstance(block, Message):
                continue
            recipient = _words(block, "Final-Recipient") or _words(block, "Original-Recipient")
            action, status = _words(block, "Action").strip().casefold(), _words(block, "Status").strip()
            address = recipient.rpartition(";")[2].strip().strip("<>").casefold()
            if action == "failed" and "@" in address:
                yield Bounce(address[:320], status[:12], about)


def _original_id(part: Message) -> str:
    """The Message-ID of a mail that travels inside another, whole or as its headers alone (RFC 6522 §4)."""
    if part.get_content_type() in {"text/rfc822-headers", "message/rfc822-headers"}:
        body = part.get_payload(decode=True)
        head = message_from_bytes(body, policy=compat32) if isinstance(body, bytes) else Message()
        return _words(head, "Message-ID")
    return _words(part, "Message-ID")


def _is_automatic(mail: Message) -> bool:
    said = _words(mail, "Auto-Submitted").partition(";")[0].strip().casefold()
    return (
        said not in {"", "no"}
        or _words(mail, "Precedence").strip().casefold() in {"bulk", "junk", "auto_reply"}
        or bool(mail.get("X-Autoreply") or mail.get("X-Autorespond"))
    )


def _addresses(values: Sequence[object]) -> list[str]:
    """The bare addresses of header values, in small letters, each once; what is no address is left out."""
    pairs = getaddresses([str(one)[:2_000] for one in values[:3]])
    found = (address.strip().casefold() for _name, address in pairs)
    return list(
        dict.fromkeys(one for one in found if one.count("@") == 1 and one.isprintable() and " " not in one)
    )


def _words(part: Message, name: str) -> str:
    """A header on one line, its encoded words undone as far as they can be."""
    from email.header import decode_header, make_header

    raw = str(part.get(name, ""))[:2_000]
    try:
        said = str(make_header(decode_header(raw))) if "=?" in raw or not raw.isascii() else raw
    except (LookupError, UnicodeError, ValueError):
        said = raw
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())


def _param(part: Message, name: str) -> str:
    found = part.get_param(name)
    return str(found[2] if isinstance(found, tuple) else found or "").strip().strip('"')[:40]


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
