"""The only place that changes an obstacle's stage, whom it waits on, its counters and its revision; knows act, db."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from floortime.act import Act
from floortime.db import bump
from floortime.errors import Refused
from floortime.obstacles.model import Obstacle
from floortime.obstacles.stages import EDITION, PUBLIC, STAGES, bar, may_go_back, may_move
from floortime.words import _


def move_stage(
    act: Act, obstacle: Obstacle, stage: str, *, waiting_kind: str, waiting_id: int | None = None
) -> None:
    """Take the obstacle to a stage, waiting on (kind, id): house, department, person, floor or nobody.

    Staying in the stage and changing only whom it waits on is a move too. The day since when it waits on
    somebody changes only when that somebody does.
    """
    if not may_move(obstacle.stage, stage):
        _cannot(obstacle)
    _stand(act, obstacle, stage, waiting_kind, waiting_id)


def move_back(
    act: Act, obstacle: Obstacle, stage: str, *, waiting_kind: str, waiting_id: int | None = None
) -> None:
    """Take it to where it stood before an act that is taken back."""
    if not may_go_back(obstacle.stage, stage):
        _cannot(obstacle)
    _stand(act, obstacle, stage, waiting_kind, waiting_id)


def stood(obstacle: Obstacle) -> dict[str, str]:
    """Where it stands and since when, for the line in the journal that is read when this is taken back."""
    since, fixed = obstacle.waiting_since_on, obstacle.fixed_on
    return {
        "was": obstacle.stage,
        "was_since": since.isoformat() if since else "",
        "was_fixed": fixed.isoformat() if fixed else "",
    }


def _cannot(obstacle: Obstacle) -> NoReturn:
    word = STAGES[obstacle.stage].word
    raise Refused(_("This obstacle stands at “%(stage)s”. It cannot go there.", stage=word))


def _stand(act: Act, obstacle: Obstacle, stage: str, waiting_kind: str, waiting_id: int | None) -> None:
    with recounted(act, obstacle):
        if (obstacle.waiting_kind, obstacle.waiting_id) != (waiting_kind, waiting_id):
            obstacle.waiting_since_on = act.today
        obstacle.waiting_kind, obstacle.waiting_id = waiting_kind, waiting_id
        obstacle.stage, obstacle.bar = stage, bar(stage)
        obstacle.fixed_on = (obstacle.fixed_on or act.today) if stage == "fixed" else None


@contextmanager
def recounted(act: Act, obstacle: Obstacle) -> Iterator[None]:
    """Around any change of a column that is counted or shown: brings counters, revision and edition along."""
    before = counted_in(obstacle)
    yield
    change = Counter(counted_in(obstacle))
    change.subtract(before)
    obstacle.revision += 1
    if not (before or obstacle.stage in PUBLIC):
        return
    # In one order everywhere: two acts that bump the same rows then wait for each other and never deadlock.
    for name, key in sorted(change):
        if change[name, key]:
            bump(act.session, name, key, change[name, key])
    bump(act.session, EDITION)


def show_anew(act: Act, obstacle: Obstacle) -> None:
    """Something beside the obstacle's own row changed that the public sees (a promise, a voice, a wording)."""
    with recounted(act, obstacle):
        pass


def counted_in(obstacle: Obstacle) -> tuple[tuple[str, str], ...]:
    """The counters an obstacle stands in: nothing while the log does not show it."""
    if obstacle.stage not in PUBLIC:
        return ()
    due = obstacle.answer_due_on
    found = [
        ("log.stage", obstacle.stage),
        ("log.site", _key(obstacle.shown_site_id)),
        ("log.department", _key(obstacle.department_id)),
        ("log.dimension", obstacle.dimension or ""),
    ]
    if due is not None:
        found.append(("log.due", due.isoformat()))
        if obstacle.answered_on is not None and obstacle.answered_on <= due:
            found.append(("log.kept", due.isoformat()))
        if obstacle.stage == "fixed":
            found.append(("log.fixed", due.isoformat()))
    return tuple(pair for pair in found if pair[1])


def _key(key: int | None) -> str:
    return "" if key is None else str(key)
