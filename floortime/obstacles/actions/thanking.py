"""Being thanked by name when it is fixed: only who wants it, and as long as they do; knows whose word counts, moving."""

from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.obstacles.actions.moving import show_anew
from floortime.obstacles.model import NamedThanks, Obstacle
from floortime.obstacles.whose_word import reachable
from floortime.words import _


def thank_by_name(act: Act, obstacle: Obstacle, person_id: int) -> None:
    """The log may name them once it is green. No line of the journal does: taken back, nothing says that they ever raised it."""
    if person_id not in reachable(act.session, obstacle):
        raise Refused(_("The log thanks those who raised it or said me too under their name."))
    if act.session.get(NamedThanks, (obstacle.id, person_id)) is None:
        act.session.add(NamedThanks(obstacle_id=obstacle.id, person_id=person_id))
        _changed(act, obstacle)


def thank_without_name(act: Act, obstacle: Obstacle, person_id: int) -> None:
    """Taken back, at any time and for good: the row is gone."""
    row = act.session.get(NamedThanks, (obstacle.id, person_id))
    if row is not None:
        act.session.delete(row)
        _changed(act, obstacle)


def _changed(act: Act, obstacle: Obstacle) -> None:
    act.session.flush()
    show_anew(act, obstacle)
    journal.write_unnamed(act, "thanks.changed", "obstacle", obstacle.id)
