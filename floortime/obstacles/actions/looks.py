"""Looking at what was done before the floor is asked: seen, sent back, and both taken back; knows promises and rounds."""

from sqlalchemy import func, select

from floortime.act import Act
from floortime.errors import Refused
from floortime.followups import actions as followups
from floortime.followups.model import Followup, Look
from floortime.followups.queries.history import BACK, before_last, lines_of, newest_step
from floortime.followups.stages import OPEN
from floortime.journal import actions as journal
from floortime.obstacles.actions.promises import close_unheard, put_to_the_floor, wait_for_a_look
from floortime.obstacles.actions.rounds import close_with
from floortime.obstacles.model import Verdict
from floortime.obstacles.promised import obstacle_of
from floortime.obstacles.whose_word import unheard
from floortime.outbox import actions as outbox
from floortime.people.model import Person
from floortime.words import _


def note_seen(act: Act, followup: Followup) -> None:
    """It is there: the floor is asked, where anybody of it heard the promise. Pressed twice, it is asked once."""
    if act.session.get(Look, followup.id) is None:
        return
    followups.end_look(act, followup)
    if unheard(act.session, followup):
        close_unheard(act, followup)
        return
    journal.write(act, "followup.looked", "followup", followup.id)
    put_to_the_floor(act, followup)
    close_with(act, followup, claim=followup.claim, signer=followup.claimed_by_id)


def send_it_back(act: Act, followup: Followup, *, because: str) -> None:
    """It is not there yet: it is its owner's again."""
    if act.session.get(Look, followup.id) is None:
        return
    followups.send_back(act, followup, because=because)
    wait_for_a_look(act, followup)


def look_again(act: Act, followup: Followup, looker: Person) -> None:
    """Take back what was just said after looking, while nobody has answered it."""
    if act.session.get(Look, followup.id) is not None:
        return
    obstacle = obstacle_of(act.session, followup.id)
    if followup.stage == "in_progress" and followup.claim and newest_step(act.session, followup.id) == BACK:
        followups.unsay_back(act, followup)
        outbox.withdraw(act, subject=("followup", followup.id), event="look_sent_back")
        followups.claim_followup(act, followup, claim=followup.claim, by_id=followup.claimed_by_id)
    elif followup.stage == "unconfirmed":
        outbox.withdraw(act, subject=("followup", followup.id), event="promise_closed")
        followups.take_back_closing(act, followup)
    elif followup.stage == "claimed":
        _not_judged(act, followup)
        kind, key = ("followup", followup.id) if obstacle is None else ("obstacle", obstacle.id)
        outbox.withdraw(act, subject=(kind, key), event="works_asked")
    else:
        raise Refused(_("This cannot be taken back any more."))
    followups.ask_to_look(act, followup, looker)
    wait_for_a_look(act, followup)


def not_done_after_all(act: Act, followup: Followup) -> None:
    """Its owner takes “done” back while somebody is to look at it; the floor was not asked. Pressed twice, nothing happens."""
    if followup.stage in OPEN:
        return
    before = before_last(lines_of(act.session, followup.id))
    if act.session.get(Look, followup.id) is None or before is None:
        raise Refused(_("The floor is asked already, and its word decides."))
    followups.end_look(act, followup)
    followups.take_back_claim(act, followup, to=before.stage)
    wait_for_a_look(act, followup)


def _not_judged(act: Act, followup: Followup) -> None:
    obstacle = obstacle_of(act.session, followup.id)
    if obstacle is None:
        return
    said = select(func.count()).select_from(Verdict)
    if act.session.scalar(said.where(Verdict.obstacle_id == obstacle.id, Verdict.n == obstacle.asked_round)):
        raise Refused(_("The floor has answered already."))
