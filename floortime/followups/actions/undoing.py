"""Taking back what somebody has just changed about a promise, while nothing else has happened; knows the verbs."""

from floortime.act import Act
from floortime.errors import Refused
from floortime.followups.actions.chasing import chase_anew
from floortime.followups.actions.promises import note, still_open
from floortime.followups.model import DueMove, Followup
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
