"""What became of a sit-down: held, or missed; knows this room and the journal."""

from datetime import timedelta

from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.sitdowns.model import Sitdown
from floortime.sitdowns.queries import seated
from floortime.words import _

EARLY = timedelta(hours=12)
"""A sit-down may be noted as held on its own day, not the week before."""


def hold_sitdown(act: Act, sitdown: Sitdown, *, attended: set[int]) -> None:
    """It took place; `attended` are the persons who were there. Said again, it mends who was there."""
    if sitdown.state in {"cancelled", "draft"}:
        raise Refused(_("This sit-down does not take place."))
    if sitdown.starts_at - EARLY > act.at:
        raise Refused(_("This sit-down has not begun."))
    before = sitdown.state
    sitdown.state = "held"
    sitdown.held_at = sitdown.held_at or act.at
    changed = before != "held"
    for seat, person in seated(act.session, sitdown.id):
        there = person.id in attended
        changed = changed or seat.attended is not there
        seat.attended = there
    if changed:
        journal.write(act, "sitdown.held", "sitdown", sitdown.id, attended=len(attended))


def miss_sitdown(act: Act, sitdown: Sitdown, *, side: str, reason: str) -> None:
    """It did not take place and nobody had called it off; says whose side it was, and why, as the floor reads it."""
    if sitdown.state == "missed":
        return
    if sitdown.state != "planned":
        raise Refused(_("Only a sit-down that was planned can be missed."))
    if sitdown.starts_at > act.at:
        raise Refused(_("This sit-down is still to come. Cancel it instead."))
    sitdown.state, sitdown.side, sitdown.reason = "missed", side, reason
    journal.write(act, "sitdown.missed", "sitdown", sitdown.id, side=side)
