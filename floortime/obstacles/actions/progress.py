"""How far a promise is, in the log and out of it: the entry's page is another one then; knows follow-ups and moving."""

from floortime.act import Act
from floortime.followups import actions as followups
from floortime.followups.model import Progress
from floortime.obstacles.actions.moving import show_anew
from floortime.obstacles.promised import obstacle_of


def show_in_log(act: Act, line: Progress) -> None:
    """Let the log show a line that an owner wrote."""
    followups.show_progress(act, line)
    _anew(act, line)


def hide_from_log(act: Act, line: Progress) -> None:
    """Take it out again."""
    followups.hide_progress(act, line)
    _anew(act, line)


def _anew(act: Act, line: Progress) -> None:
    obstacle = obstacle_of(act.session, line.followup_id)
    if obstacle is not None:
        show_anew(act, obstacle)
