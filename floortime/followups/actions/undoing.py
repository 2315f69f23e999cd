"""Taking back what somebody has just done with a promise, while nothing else has happened; knows the verbs.

Each begins a round of its own: its line in the journal stands before all that comes after it, and whoever reads both
lines reads what happened. What the chase has told in the round before stays told.
"""

from datetime import datetime

from sqlalchemy import select, update

from floortime.act import Act
from floortime.errors import Refused
from floortime.followups import letters
from floortime.followups.actions.chasing import chase_anew
from floortime.followups.actions.promises import note, still_open
from floortime.followups.model import ChaseHold, ChaseStep, DueMove, Followup
from floortime.mail.posting import undoable_until
from floortime.outbox import actions as outbox
from floortime.outbox.model import Letter
from floortime.people.model import Person
from floortime.words import _


def take_back_move(act: Act, followup: Followup) -> None:
    """The date before the last move stands again, and that move is not counted against its owner."""
    still_open(followup)
    move = act.session.get(DueMove, (followup.id, followup.moves))
    if move is None:
        raise Refused(_("Its date has not moved."))
    act.session.delete(move)
    followup.moves, followup.due_on, followup.overdue_on = move.n - 1, move.from_on, None
    chase_anew(act, followup)
    note(act, followup, "followup.moved", n=followup.moves, to_on=move.from_on.isoformat(), undone=True)
    letters.tell_owner_anew(act, followup)


def take_back_hand_over(
    act: Act, followup: Followup, *, owner_id: int | None, stage: str, handed_at: datetime, undone: int
) -> None:
    """It is its former owner's still, whose letters open again; who would have got it never hears of it. `undone`: the round it had."""
    still_open(followup)
    former = act.session.get(Person, owner_id) if owner_id is not None else None
    if former is not None and not former.reachable_on(act.today):
        raise Refused(_("%(name)s has left. Give it to somebody who is here.", name=former.name))
    heir = followup.owner_id
    if heir is not None:
        outbox.withdraw(act, subject=("followup", followup.id), to_id=heir)
    letters.forget_links(act, followup)
    followup.owner_id, followup.stage = owner_id, stage
    chase_anew(act, followup)
    letters.open_links(act, followup, closed_at=handed_at)
    note(act, followup, "followup.handed_over", from_id=heir, to_id=owner_id, stage=stage, undone=undone)
    if _not_told(act, followup):
        letters.tell_owner(act, followup, not_before=undoable_until(act))


def take_back_accept(act: Act, followup: Followup) -> None:
    """Its owner has not taken it on."""
    still_open(followup)
    _back(act, followup, "open", "followup.accepted")


def take_back_claim(act: Act, followup: Followup, *, to: str) -> None:
    """It is not said to be done. Its owner who was not asked yet is."""
    followup.claim, followup.claimed_on, followup.claimed_by_id = "", None, None
    _back(act, followup, to, "followup.claimed")
    letters.say_not_yet_after_all(act, followup)
    if _not_told(act, followup):
        letters.tell_owner(act, followup, not_before=undoable_until(act))


def take_back_closing(act: Act, followup: Followup) -> None:
    """Whoever saw that it is done takes that back: it is said to be done, and looked at again."""
    followup.settled_on = None
    _back(act, followup, "claimed", "followup.closed")


def take_back_drop(act: Act, followup: Followup, *, to: str, dropped_at: datetime) -> None:
    """It is promised still. The links in its owner's letters open again, and a letter that had to stay is written anew."""
    followup.reason, followup.settled_on = "", None
    _back(act, followup, to, "followup.dropped")
    letters.open_links(act, followup, closed_at=dropped_at)
    if _not_told(act, followup):
        letters.tell_owner(act, followup, not_before=undoable_until(act))


def _back(act: Act, followup: Followup, stage: str, what: str) -> None:
    former, followup.stage = followup.chase_round, stage
    chase_anew(act, followup)
    told = select(Letter.id).where(Letter.state.in_(("sent", "failed")))
    for step in act.session.scalars(
        select(ChaseStep).where(
            ChaseStep.followup_id == followup.id,
            ChaseStep.round == former,
            ChaseStep.letter_id.is_(None) | ChaseStep.letter_id.in_(told),
        )
    ).all():
        act.session.add(
            ChaseStep(
                followup_id=followup.id, round=followup.chase_round, step=step.step, done_at=step.done_at,
                letter_id=step.letter_id, to_id=step.to_id,
            )
        )  # fmt: skip
    act.session.execute(
        update(ChaseHold)
        .where(ChaseHold.followup_id == followup.id, ChaseHold.round == former)
        .values(round=followup.chase_round)
        .execution_options(synchronize_session=False)
    )
    act.session.flush()
    note(act, followup, "followup.taken_back", what=what, stage=stage)


def _not_told(act: Act, followup: Followup) -> bool:
    """Whether the letter in which its owner first hears of it was taken back before it went."""
    states = act.session.scalars(
        select(Letter.state).where(
            Letter.kind == "followup",
            Letter.subject_id == followup.id,
            Letter.event == letters.FIRST,
            Letter.to_id == followup.owner_id,
        )
    ).all()
    return bool(states) and "sent" not in states
