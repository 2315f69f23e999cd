"""Another time that somebody proposed: taken, or left; knows this room, its invitations and the journal."""

from typing import cast

from floortime.act import Act
from floortime.clock import zone as zone_named
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.people import queries as people
from floortime.sitdowns.actions.moving import move_sitdown
from floortime.sitdowns.invitations.again import decline_proposal
from floortime.sitdowns.model import Proposal, Sitdown
from floortime.words import _, in_language


def take_proposal(act: Act, proposal: Proposal) -> None:
    """Move the sit-down to the time that was proposed; everybody is told and asked again. Taken twice, it is taken once."""
    if proposal.state == "accepted":
        return
    _still_open(proposal)
    sitdown = cast("Sitdown", act.session.get(Sitdown, proposal.sitdown_id))
    with in_language(people.house(act.session).language):
        by_leader = proposal.person_id == sitdown.leader_id
        why = _("Moved by the leader.") if by_leader else _("One of you proposed this time.")
    proposal.state = "accepted"
    start = proposal.starts_at.astimezone(zone_named(sitdown.zone)).replace(tzinfo=None)
    move_sitdown(
        act, sitdown, start_local=start, place=sitdown.place, link=sitdown.link, reason=why,
        minutes=proposal.minutes,
    )  # fmt: skip
    journal.write(act, "proposal.taken", "sitdown", sitdown.id, person=proposal.person_id)


def leave_proposal(act: Act, proposal: Proposal) -> None:
    """Keep the time as it is, and say so to whoever proposed another."""
    if proposal.state == "declined":
        return
    _still_open(proposal)
    proposal.state = "declined"
    act.session.flush()
    decline_proposal(act, proposal)
    journal.write(act, "proposal.left", "sitdown", proposal.sitdown_id, person=proposal.person_id)


def _still_open(proposal: Proposal) -> None:
    if proposal.state != "open":
        raise Refused(_("This proposal was answered before, or the sit-down has moved since."))
