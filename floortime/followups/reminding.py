"""A reminder that somebody sends by hand, beside the chase, and its taking back; knows letters, mail, the outbox."""

from floortime.act import Act
from floortime.db import bump
from floortime.errors import Refused
from floortime.followups import letters, stages
from floortime.followups.digests import EVENT, NO_MORE, own
from floortime.followups.model import Followup
from floortime.followups.reminders import REMINDED
from floortime.journal import actions as journal
from floortime.mail.posting import QUIET, post
from floortime.outbox.actions import withdraw
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.people.queries import recipient
from floortime.words import _


def remind_now(act: Act, followup: Followup) -> Letter:
    """One letter to the owner about this promise alone, once a day. It waits two minutes, so that it can be taken back."""
    if followup.stage not in stages.OPEN:
        raise Refused(_("This promise is not open any more."))
    owner = act.session.get(Person, followup.owner_id) if followup.owner_id is not None else None
    to = recipient(owner, act.today, about=followup.language) if owner is not None else None
    if owner is not None and owner.wants_no_letters:
        raise Refused(_("%(name)s asked for no letters: phone them.", name=owner.name))
    if owner is None or to is None:
        raise Refused(_("Nobody can be written to about this. Give it to somebody first."))
    mine = own(act, followup, act.today)
    letter = post(
        act,
        to,
        EVENT,
        dedupe_key=f"reminded:{followup.id}:{followup.chase_round}:{owner.id}:{act.today.isoformat()}",
        subject=("followup", followup.id),
        facts={"mine": [mine], "above": [], "nobody": [], **NO_MORE, "news": [], "count": 1, "numbered": 0,
               "staff": owner.kind == "staff"},
        not_before=act.at + QUIET,
        message_id=letters.reply_id(act, followup, owner.id),
        stop=letters.stop_at(owner, str(mine["link"])),
    )  # fmt: skip
    if letter is None:
        raise Refused(_("%(name)s has been reminded of it today.", name=owner.name))
    journal.write(act, "followup.reminded", "followup", followup.id, to_id=owner.id, step="now")
    bump(act.session, REMINDED)
    return letter


def take_back_reminder(act: Act, followup: Followup) -> None:
    """Stop the letter while it waits."""
    if not withdraw(act, subject=("followup", followup.id), to_id=followup.owner_id, event=EVENT):
        raise Refused(_("The letter has gone."))
    journal.write(act, "followup.reminder_withdrawn", "followup", followup.id, to_id=followup.owner_id)
    bump(act.session, REMINDED)
