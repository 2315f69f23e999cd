"""A story in which names can slip: Bo sat where it was said, Fatima said it under her name, Cy owns the promise."""

from datetime import date

from floortime.obstacles.actions.promises import promise_on
from floortime.obstacles.model import Obstacle
from tests.obstacles.play import publish, raised
from tests.obstacles.rooms import sitdown_with

LEAVE_OUT = "The log shows this. Leave out {}."
BOX = "It is meant: the name may stand"
SLIPS = ["Bo", "fatima", "Dee McAllister"]


def said_in_the_room(stage, cast):
    """An obstacle that waits to be sorted."""
    with stage.act() as act:
        room = sitdown_with(act, cast, [cast.bo])
    return raised(stage, cast, channel="room", sitdown_id=room.id, named_id=cast.colleagues[0].id)


def in_the_log(stage, cast):
    """The same, published to Customer, whose manager is Ada."""
    return publish(stage, cast, said_in_the_room(stage, cast))


def promised(stage, cast, owner):
    """A promise about it, made by Ada."""
    entry = in_the_log(stage, cast)
    with stage.act(cast.dee) as act:
        return promise_on(
            act,
            act.session.get(Obstacle, entry.id),
            what="The map first",
            owner_id=owner.id,
            due_on=date(2026, 12, 4),
            promised_by_id=cast.ada.id,
        )
