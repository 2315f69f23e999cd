"""The doctor's looks at mail: whether it leaves, whether it comes in, and whether anybody vouches for it. Roof."""

from collections.abc import Iterator

from floortime import clock
from floortime.cli.findings import Finding, well
from floortime.errors import Undeliverable
from floortime.mail.carriers import MaildirCarrier, SmtpCarrier, carrier_for
from floortime.mail.imap import ImapDoor, NoShelf, reach
from floortime.mail.round_trip import Back, go_round
from floortime.mail.vouching import NAMELESS
from floortime.outbox.delivery import NotNow, Unreachable
from floortime.settings import Settings

PATIENCE = 60.0
"""Seconds in which a letter to ourselves must be there."""


def look_at_carrier(settings: Settings) -> Finding:
    """Whether mail can leave."""
    carrier = carrier_for(settings)
    if isinstance(carrier, MaildirCarrier):
        return Finding("note", f"Letters are put into the folder {carrier.folder} and go no further.",
                       "For real mail, set FLOORTIME_MAIL_URL to smtp://…")  # fmt: skip
    assert isinstance(carrier, SmtpCarrier)
    try:
        carrier.reach(settings.mailbox)
    except Unreachable as closed:
        return Finding("ill", str(closed), "Check FLOORTIME_MAIL_URL and FLOORTIME_MAILBOX.")
    return well("The mail server answers.")


def look_at_mailbox(settings: Settings) -> Iterator[Finding]:
    """Whether answers can come in, and whether anybody vouches for them."""
    if not settings.imap_url:
        yield Finding("note", "No mailbox is watched: answers come in by `floortime mail receive` or by hand.",
                      "To watch one, set FLOORTIME_IMAP_URL to imaps://user:password@host/INBOX.")  # fmt: skip
    else:
        try:
            found = reach(settings.imap_url)
        except Unreachable as closed:
            yield Finding("ill", str(closed), "Check FLOORTIME_IMAP_URL.")
            return
        how = "" if found.idle else " Its server knows no IDLE, so it is asked each half minute."
        yield well(f"The mailbox {found.name} opens; {found.mails} mails lie in it.{how}")
    if not settings.authserv_id:
        yield Finding("note", "No sender is believed: every answer by mail waits on the inbox page.",
                      "Set FLOORTIME_AUTHSERV_ID as README says.")  # fmt: skip


def look_at_round_trip(settings: Settings, *, patience: float = PATIENCE) -> Iterator[Finding]:
    """A letter to ourselves: whether it arrives in the watched mailbox, and what our mail server writes on it."""
    carrier = carrier_for(settings)
    if not isinstance(carrier, SmtpCarrier):
        return
    door = ImapDoor(settings.imap_url, NoShelf())
    try:
        back = go_round(
            carrier,
            door,
            settings.mailbox,
            authserv_id=settings.authserv_id,
            clock=clock.now,
            patience=patience,
        )
    except (Unreachable, NotNow, Undeliverable) as no:
        yield Finding(
            "ill",
            f"A letter to {settings.mailbox} was not taken: {no}",
            "Check FLOORTIME_MAIL_URL and FLOORTIME_MAILBOX.",
        )
        return
    if back is None:
        yield Finding("ill", f"A letter to {settings.mailbox} was sent and did not arrive in {door.name} within {patience:.0f} seconds.",
                      "Check that FLOORTIME_IMAP_URL opens the mailbox of FLOORTIME_MAILBOX.")  # fmt: skip
        return
    yield well(f"A letter to {settings.mailbox} came back after {back.seconds:.1f} seconds.")
    yield _vouching(settings, back)


def _vouching(settings: Settings, back: Back) -> Finding:
    """What the letter tells of Authentication-Results, without which nobody who answers is believed."""
    if not back.results:
        return Finding("note", "Your mail server wrote no Authentication-Results on it; some leave out letters of their own house.",
                       "Look at a mail from outside, as README says.")  # fmt: skip
    name, ours = back.server or NAMELESS, settings.authserv_id
    if name.casefold() != ours.casefold():
        state = f"FLOORTIME_AUTHSERV_ID says {ours}" if ours else "FLOORTIME_AUTHSERV_ID is not set"
        return Finding("ill" if ours else "note", f"Your mail server calls itself {name}, and {state}: no sender is believed.",
                       f"Set FLOORTIME_AUTHSERV_ID={name}.")  # fmt: skip
    if not back.vouched:
        return Finding("note", f"{name} does not vouch for our own letter: others will not either, and hide the Yes and No buttons.",
                       "Publish SPF, DKIM and DMARC for the domain, and send through a server that signs.")  # fmt: skip
    return well(f"{name} vouches for our letters.")
