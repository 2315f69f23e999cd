"""MIME: words and a calendar part to the bytes that go over the wire (RFC 5322, 2046, 6047); knows settings."""

from datetime import datetime
from email.header import Header
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from msgspec import Struct

from floortime.mail.letters import Recipient, Words

PACKING = frozenset({"content-type", "content-transfer-encoding", "content-disposition", "mime-version"})


class _Headers(HeaderRegistry):
    """Parses headers; those that say how a part is packed are the same few in every letter, and parsed once.

    Never one that tells who writes to whom about what: nothing of that stays in memory.
    """

    def __init__(self) -> None:
        super().__init__()
        self._known = lru_cache(64)(super().__call__)

    def __call__(self, name: str, value: Any) -> Any:
        """A header from its name and its text."""
        packing = name.lower() in PACKING and isinstance(value, str) and "boundary" not in value
        return self._known(name, value) if packing else super().__call__(name, value)


# What is set raw is folded here already, or must not be: an address that is taken apart and encoded leads nowhere.
POLICY = SMTP.clone(header_factory=_Headers(), refold_source="none")


class CalendarPart(Struct, frozen=True):
    """An iCalendar object and its METHOD, which must be the same in the body and the MIME type (RFC 6047, 2.4)."""

    body: bytes
    method: str


def compose(
    words: Words,
    to: Recipient,
    *,
    sender: str,
    sender_name: str,
    message_id: str,
    at: datetime,
    calendar: CalendarPart | None = None,
    references: str | None = None,
    stop: str = "",
) -> bytes:
    """The bytes of one letter. The same arguments give the same bytes: boundaries come from the Message-ID.

    `stop` is where its reader says that no more of the kind is to come (RFC 2369; pressed by mail programs: RFC 8058).
    """
    mail = EmailMessage(policy=POLICY)
    local, _, domain = sender.partition("@")
    mail["From"] = Address(sender_name, local, domain)
    to_local, _, to_domain = to.address.rpartition("@")
    mail["To"] = Address(to.name, to_local, to_domain)
    mail["Reply-To"] = Address(sender_name, local, domain)
    mail.set_raw("Subject", _subject(words.subject))
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{message_id}>"
    if references:
        mail["References"] = f"<{references}>"
    mail["Auto-Submitted"] = "auto-generated"
    if stop:
        mail.set_raw("List-Unsubscribe", f"<{stop}>")
    if stop.startswith("https:"):
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Content-Language"] = to.language
    mail.set_content(words.text)
    mail.add_alternative(words.html, subtype="html")
    if calendar is not None:
        mail.attach(_calendar_alternative(calendar))
        mail.make_mixed()
        mail.add_attachment(
            calendar.body, maintype="application", subtype="ics", filename="invite.ics", params={"name": "invite.ics"}
        )  # fmt: skip
    _fix_boundaries(mail, message_id)
    return mail.as_bytes()


def _subject(words: str) -> str:
    """A subject, folded, as encoded words where it must (RFC 2047).

    Python's own folding loses the blank between two encoded words of one header, so "och på" arrived as "ochpå";
    and it begins a subject of a certain length on the second line, so that some programs show it after a blank.
    """
    charset = "us-ascii" if words.isascii() else "utf-8"
    return Header(words, charset, header_name="Subject").encode(linesep="\r\n")


def _calendar_alternative(calendar: CalendarPart) -> EmailMessage:
    """text/calendar as the last alternative, without a disposition: what Gmail, Outlook and Apple read."""
    part = EmailMessage(policy=POLICY)
    part.set_content(calendar.body, maintype="text", subtype="calendar", cte="base64")
    del part["Content-Disposition"]
    del part["MIME-Version"]  # only the letter itself carries it
    part.set_param("charset", "UTF-8")
    part.set_param("method", calendar.method)
    part.set_param("component", "VEVENT")
    return part


def _fix_boundaries(mail: EmailMessage, message_id: str) -> None:
    stem = "".join(c for c in message_id.partition("@")[0] if c.isalnum())[:40]
    for n, part in enumerate(p for p in mail.walk() if p.is_multipart()):
        part.set_boundary(f"=_{stem}_{n}")
