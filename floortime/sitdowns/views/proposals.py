"""Times that people proposed from their own calendars: taken or left; knows actions."""

from flask import Response, request
from sqlalchemy.orm import Session

from floortime.errors import NotFound
from floortime.sitdowns import actions
from floortime.sitdowns.model import Proposal
from floortime.sitdowns.views.blueprint import bp, open_sitdown
from floortime.web.access import access, leader
from floortime.web.acts import begin, found, reading
from floortime.web.pages import onward
from floortime.words import _


@bp.post("/sitdowns/<int:sitdown_id>/proposals/<int:proposal_id>/take")
@access(leader)
def take(sitdown_id: int, proposal_id: int) -> Response:
    """Move it there."""
    row = open_sitdown(sitdown_id, change=True)
    if _of(reading(), sitdown_id, proposal_id).cadence:  # first one sees what that means for every date
        return onward("sitdowns.change", "", series_id=row.series_id, proposal=proposal_id)
    with begin(for_id=row.leader_id) as act:
        actions.take_proposal(act, _of(act.session, sitdown_id, proposal_id))
    return _on(_("Moved. The letters leave in two minutes."), sitdown_id)


@bp.post("/sitdowns/<int:sitdown_id>/proposals/<int:proposal_id>/leave")
@access(leader)
def leave(sitdown_id: int, proposal_id: int) -> Response:
    """Keep the time."""
    row = open_sitdown(sitdown_id, change=True)
    with begin(for_id=row.leader_id) as act:
        actions.leave_proposal(act, _of(act.session, sitdown_id, proposal_id))
    return _on(_("It stays as it is. Whoever proposed it is told."), sitdown_id)


def _of(session: Session, sitdown_id: int, proposal_id: int) -> Proposal:
    """A proposal for that sit-down and no other."""
    proposal = found(session, Proposal, proposal_id)
    if proposal.sitdown_id != sitdown_id:
        raise NotFound
    return proposal


def _on(said: str, sitdown_id: int) -> Response:
    """Back to the board where that was pressed there, else to the sit-down."""
    if request.form.get("next") == "/board":
        return onward("desk.board", said)
    return onward("sitdowns.sitdown", said, sitdown_id=sitdown_id)
