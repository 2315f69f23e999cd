"""The brief of one date, as a room above wrote it: kept for the feed, and brought into the leader's calendar; knows invitations."""

from typing import cast

from sqlalchemy import update

from floortime.act import Act
from floortime.outbox import actions as outbox
from floortime.people.model import Person
from floortime.sitdowns import invitations
from floortime.sitdowns.model import Sitdown


def set_brief(act: Act, sitdown: Sitdown, words: str, facts: dict[str, object] | None = None) -> bool:
    """Keep the brief of a date; `facts` are what its letter says. True when their calendar is told by mail.

    The same words again change nothing. The row's version stays: nobody's open form is stale because of it.
    """
    if sitdown.brief == words:
        return False
    act.session.execute(update(Sitdown).where(Sitdown.id == sitdown.id).values(brief=words))
    act.session.refresh(sitdown, ["brief"])
    invitations.keep_bytes(act, sitdown)
    leader = cast("Person", act.session.get(Person, sitdown.leader_id))
    if not words or facts is None or not leader.brief_in_calendar:
        return False
    return invitations.tell_leader_brief(act, sitdown, facts)


def forget_brief(act: Act, sitdown: Sitdown, *, of_id: int) -> None:
    """The date has another day or another leader: what was written does not hold, and its letter need not go."""
    sitdown.brief = ""
    outbox.withdraw(act, subject=("sitdown", sitdown.id), to_id=of_id, event="brief_sent", plain=True)
