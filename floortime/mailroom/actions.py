"""What a chief of staff does with a mail: brings one, lets it through, has it read again, discards it; knows mail."""

from floortime.act import Act
from floortime.errors import Malformed, Refused
from floortime.journal import actions as journal
from floortime.mail import receiving
from floortime.mail.model import Received
from floortime.mailroom.phrases import may_accept
from floortime.words import _


def bring(act: Act, raw: bytes) -> Received:
    """A mail or calendar file that somebody of the house uploads or pastes; they vouch for it."""
    try:
        row, new = receiving.take_in(act, raw, door="page", brought_by=act.person_id)
    except Malformed as wrong:
        raise Refused(_("This is empty, or larger than five megabytes.")) from wrong
    if new:
        journal.write(act, "mail.brought", "received", row.id)
    return row


def let_through(act: Act, row: Received) -> None:
    """Take a held mail for what it says; whoever presses vouches for it. Pressed twice, it goes through once."""
    if row.verdict == "waiting":
        return
    if not may_accept(row):
        raise Refused(_("There is nothing to decide about this mail any more."))
    _has_content(row)
    receiving.try_again(act, row, vouched_by=act.person_id, admit=True)
    journal.write(act, "mail.let_through", "received", row.id)


def confirm_booking(act: Act, row: Received) -> None:
    """The leader in whose name an invitation came says that it is theirs; whoever discarded it before was wrong."""
    if row.verdict not in {"held", "discarded"} or row.raw is None:
        return
    receiving.try_again(act, row, vouched_by=act.person_id)
    journal.write(act, "mail.confirmed", "received", row.id)


def read_again(act: Act, row: Received) -> None:
    """Have a mail that was set apart read once more."""
    if row.verdict == "waiting":
        return
    if row.verdict not in {"quarantined", "held"}:
        raise Refused(_("There is nothing to decide about this mail any more."))
    _has_content(row)
    receiving.try_again(act, row)
    journal.write(act, "mail.read_again", "received", row.id)


def discard(act: Act, row: Received) -> None:
    """Leave a mail as it is, for good; it changes nothing."""
    if row.verdict == "discarded":
        return
    if row.verdict not in {"quarantined", "held"}:
        raise Refused(_("There is nothing to decide about this mail any more."))
    receiving.settle(act, row, "discarded", row.reason)
    journal.write(act, "mail.discarded", "received", row.id)


def _has_content(row: Received) -> None:
    if row.raw is None:
        raise Refused(_("Its content was dropped after 90 days."))
