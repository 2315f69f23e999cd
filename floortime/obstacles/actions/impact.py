"""What a fix brought: stated by its owner, checked once by somebody else; knows act, moving."""

from typing import cast

from msgspec import Struct
from sqlalchemy import select

from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.journal.queries import history
from floortime.obstacles.actions.moving import show_anew
from floortime.obstacles.impacts import KINDS, UNITS
from floortime.obstacles.model import Impact, Obstacle
from floortime.obstacles.stages import PUBLIC
from floortime.text import one_line
from floortime.words import _, language


class Stated(Struct, frozen=True):
    """One number with its unit."""

    kind: str
    amount: int
    unit: str


def state_impact(
    act: Act, obstacle: Obstacle, stated: list[Stated], *, words: str, whole: bool = True
) -> None:
    """Say what it brought. A number that changes has not been checked; `whole`: what is not said any more is gone."""
    if obstacle.stage not in PUBLIC:
        raise Refused(_("Only what the log shows can be answered."))
    said = one_line(words)[:240]
    had = {row.kind: row for row in impacts_of(act, obstacle)}
    gone = [row for kind, row in had.items() if whole and kind not in kinds_of(stated)]
    for row in gone:
        act.session.delete(row)
    changed = bool(gone)
    for one in stated:
        if one.unit not in UNITS[one.kind]:
            raise Refused(_("Choose one of the units."))
        known = had.get(one.kind)
        if known is not None and (known.amount, known.unit, known.words) == (one.amount, one.unit, said):
            continue
        row = known or Impact(obstacle_id=obstacle.id, kind=one.kind)
        act.session.add(row)
        row.amount, row.unit, row.words, row.language = one.amount, one.unit, said, language()
        row.stated_by_id, row.stated_on = act.by.for_id or act.person_id, act.today
        row.checked_by_id = row.checked_on = None
        changed = True
    if changed:
        show_anew(act, obstacle)
        journal.write(act, "impact.stated", "obstacle", obstacle.id, kinds=sorted(kinds_of(stated)))


def check_impact(act: Act, obstacle: Obstacle) -> None:
    """Somebody other than who said so stands for the numbers that nobody has checked yet. Twice changes nothing."""
    waiting = [row for row in impacts_of(act, obstacle) if row.checked_on is None]
    if any(row.stated_by_id == act.person_id for row in waiting):
        raise Refused(_("Somebody other than who says so checks it."))
    for row in waiting:
        row.checked_by_id, row.checked_on = act.person_id, act.today
    if waiting:
        show_anew(act, obstacle)
        journal.write(
            act, "impact.checked", "obstacle", obstacle.id, kinds=sorted(row.kind for row in waiting)
        )


def uncheck_impact(act: Act, obstacle: Obstacle) -> None:
    """Who checked it takes it back: what they checked last, and nothing that they had checked before."""
    kinds = _checked_last(act, obstacle)
    mine = [
        row for row in impacts_of(act, obstacle) if row.checked_by_id == act.person_id and row.kind in kinds
    ]
    for row in mine:
        row.checked_by_id = row.checked_on = None
    if mine:
        show_anew(act, obstacle)
        journal.write(act, "impact.unchecked", "obstacle", obstacle.id)


def _checked_last(act: Act, obstacle: Obstacle) -> set[str]:
    """Which of the three somebody stood for with their last press."""
    for line in history(act.session, "obstacle", obstacle.id):
        if (line.verb, line.actor_id) == ("impact.checked", act.person_id):
            return set(cast("list[str]", line.facts["kinds"]))
    return set(KINDS)  # with an entry that was merged into this one


def kinds_of(stated: list[Stated]) -> set[str]:
    """Which of the three are said."""
    return {one.kind for one in stated}


def impacts_of(act: Act, obstacle: Obstacle) -> list[Impact]:
    """What is said of it now."""
    wanted = select(Impact).where(Impact.obstacle_id == obstacle.id).order_by(Impact.kind)
    return list(act.session.scalars(wanted))
