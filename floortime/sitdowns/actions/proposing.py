"""Another time that somebody proposed: taken, or left; knows this room, its invitations and the journal."""

from typing import cast

from sqlalchemy import select

from floortime.act import Act
from floortime.clock import zone as zone_named
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.people import queries as people
from floortime.sitdowns.actions.moving import move_sitdown
from floortime.sitdowns.invitations.again import decline_proposal
from floortime.sitdowns.model import CalEvent, Proposal, Series, Sitdown
from floortime.words import _, in_language


def take_proposal(act: Act, proposal: Proposal) -> None:
    """Move the sit-down to the time that was proposed; everybody is told and asked again. Taken twice, it is taken once."""
    if proposal.state == "accepted":
        return
    _still_open(proposal)
    if proposal.cadence:
        raise ValueError("a whole series is changed by edit_series, which settles what was proposed")
    sitdown = cast("Sitdown", act.session.get(Sitdown, proposal.sitdown_id))
    with in_language(people.house(act.session).language):
        why = why_moved(proposal, sitdown.leader_id)
    proposal.state = "accepted"
    start = proposal.starts_at.astimezone(zone_named(sitdown.zone)).replace(tzinfo=None)
    move_sitdown(
        act, sitdown, start_local=start, place=sitdown.place, link=sitdown.link, reason=why,
        minutes=proposal.minutes,
    )  # fmt: skip
    journal.write(act, "proposal.taken", "sitdown", sitdown.id, person=proposal.person_id)


def why_moved(proposal: Proposal, leader_id: int) -> str:
    """The reason that everybody reads when a proposed time is taken."""
    by_leader = proposal.person_id == leader_id
    return _("Moved by the leader.") if by_leader else _("One of you proposed this time.")


def settle_series_proposals(act: Act, old: Series, now: Series) -> None:
    """A series was given another time: who proposed it is heard, what others proposed instead is passed over."""
    whole = select(Proposal).join(CalEvent, CalEvent.id == Proposal.event_id).where(
        CalEvent.series_id == old.id, Proposal.cadence != "", Proposal.state == "open"
    )  # fmt: skip
    here = zone_named(now.zone)
    for proposal in act.session.scalars(whole):
        wanted = proposal.cadence, proposal.starts_at.astimezone(here).time(), proposal.minutes
        taken = wanted == (now.cadence, now.time_local, now.minutes)
        proposal.state = "accepted" if taken else "passed"
        if taken:
            journal.write(act, "proposal.taken", "series", now.id, person=proposal.person_id)


def leave_proposal(act: Act, proposal: Proposal) -> None:
    """Keep the time as it is, and say so to whoever proposed another."""
    if proposal.state == "declined":
        return
    _still_open(proposal)
    proposal.state = "declined"
    act.session.flush()
    decline_proposal(act, proposal)
    sitdown = cast("Sitdown", act.session.get(Sitdown, proposal.sitdown_id))
    whole = ("series", cast("int", sitdown.series_id))
    kind, key = whole if proposal.cadence else ("sitdown", sitdown.id)
    journal.write(act, "proposal.left", kind, key, person=proposal.person_id)


def _still_open(proposal: Proposal) -> None:
    if proposal.state != "open":
        raise Refused(_("This proposal was answered before, or the sit-down has moved since."))
