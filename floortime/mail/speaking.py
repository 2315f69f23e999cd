"""For which addresses a mail may speak: its genuine sender, and whom that sender may answer for; knows envelopes."""

import re
from datetime import datetime

from msgspec import Struct

from floortime.mail.envelopes import Envelope

_AWAY = re.compile(
    r"^\s*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|automatisch antwoord|afwezig"
    r"|autosvar|automatiskt svar|frånvaro|automatisk svar|fravær|ikke til stede)\b",
    re.IGNORECASE,
)
NOTIFIERS = frozenset({"calendar-notification@google.com"})
"""Calendar services that mail in their own name, with the attendee in Reply-To."""


class Speaker(Struct, frozen=True):
    """Who a message comes from. `trusted`: somebody of the house vouches for it, whoever it claims to be from."""

    address: str = ""
    addresses: frozenset[str] = frozenset()
    trusted: bool = False
    sent_at: datetime | None = None

    def may_speak_for(self, addresses: tuple[str, ...]) -> bool:
        """Whether what these addresses say here is really theirs."""
        return self.trusted or not self.addresses.isdisjoint(addresses)


def speaker_of(envelope: Envelope, *, trusted: bool = False) -> Speaker:
    """The speaker of a mail: From where it is genuine; besides, Sender and Reply-To of the same domain, since
    whoever may sign for a domain may speak for its people; and Reply-To of a known calendar service."""
    sender = envelope.sender
    found: set[str] = set()
    if envelope.genuine:
        domain = sender.rpartition("@")[2]
        others = {envelope.on_behalf, *envelope.reply_to} - {""}
        found = {sender} | {one for one in others if one.rpartition("@")[2] == domain}
        if sender in NOTIFIERS:
            found |= set(envelope.reply_to)
    return Speaker(sender, frozenset(found), trusted, envelope.sent_at)


def is_machine(envelope: Envelope) -> bool:
    """Whether no person sent this: reports, out-of-office answers, lists. A known calendar service marks the
    answers of people as made by a machine; where it is genuine, they are theirs."""
    known = envelope.genuine and envelope.sender in NOTIFIERS
    return envelope.report or (envelope.automatic and not known)


def is_away(envelope: Envelope) -> bool:
    """Whether a program says that somebody is away: some of those that answer letters do not mark it otherwise."""
    return envelope.unreturnable or _AWAY.match(envelope.subject) is not None
