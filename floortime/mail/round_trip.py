"""A letter to ourselves: out by the carrier, in by the watched mailbox, and what our mail server wrote on it. For the doctor."""

import time
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, compat32
from email.utils import format_datetime, formataddr

from msgspec import Struct

from floortime.clock import Clock
from floortime.mail.imap import ImapDoor
from floortime.mail.vouching import named_on_top, vouched_domains
from floortime.outbox.delivery import Carrier
from floortime.tokens import short_code

TICK = 0.5


class Back(Struct, frozen=True):
    """How it came back: after how many seconds, under which name our server speaks, and whether it vouches for us."""

    seconds: float
    server: str
    """The name on top of Authentication-Results; empty when there is none, or it bears no name."""
    results: bool
    """Whether our server wrote any."""
    vouched: bool


def go_round(
    carrier: Carrier,
    door: ImapDoor,
    mailbox: str,
    *,
    authserv_id: str,
    clock: Clock,
    patience: float,
    rest: Callable[[float], None] = time.sleep,
) -> Back | None:
    """Send a letter from our address to it and look for it; None when it did not arrive in time.

    Whatever the carrier or the door raises comes through. What came back is taken out of the mailbox.
    """
    domain = mailbox.rpartition("@")[2]
    message_id = f"<doctor.{short_code(20)}@{domain}>"
    began = time.monotonic()
    letter = _letter(mailbox, message_id, clock)
    carrier.send(letter, sender=mailbox, to=mailbox, still=lambda: True)
    carrier.close()
    while True:
        head = door.take_out(message_id)
        if head is not None:
            return _read(head, time.monotonic() - began, authserv_id, domain)
        if time.monotonic() - began > patience:
            return None
        rest(TICK)


def _letter(mailbox: str, message_id: str, clock: Clock) -> bytes:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = formataddr(("Floortime", mailbox))
    letter["To"] = mailbox
    letter["Subject"] = "Floortime: a letter to ourselves"
    letter["Date"] = format_datetime(clock())
    letter["Message-ID"] = message_id
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(
        "The doctor sent this to see whether mail goes out and comes in. It changes nothing.\n"
    )
    return letter.as_bytes()


def _read(head: bytes, seconds: float, authserv_id: str, domain: str) -> Back:
    mail = message_from_bytes(head, policy=compat32)
    results = [str(one) for one in mail.get_all("Authentication-Results", [])]
    vouched = domain.casefold() in vouched_domains(results, authserv_id, domain.casefold())
    return Back(seconds, named_on_top(results), bool(results), vouched)
