"""Numbers of what a fix brought that nobody has checked, on the morning board; knows their tables."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, not_, select

from floortime.desk.branches.shape import READER, Branch, row
from floortime.obstacles.model import Impact, Obstacle, Wording
from floortime.obstacles.queries.impact import is_first, stake_of, waits_for_check
from floortime.obstacles.stages import LIGHTS, PUBLIC, STAGES

LIT = tuple(LIGHTS)
"""The lights by their number: a row carries the one of its entry, since what it brought may be said before the floor is asked."""
_TITLE = and_(Wording.obstacle_id == Obstacle.id, Wording.language == Obstacle.language)


def of_impacts(seen: ColumnElement[bool]) -> Branch:
    """One row an entry, since the first of its numbers was given; not for who owns a promise about it, or says so."""
    light = case(
        {stage: LIT.index(STAGES[stage].light or "") for stage in sorted(PUBLIC)}, value=Obstacle.stage
    )
    shown = row(
        "impact", key=Impact.obstacle_id, code=Obstacle.code, words=Wording.title, language=Wording.language,
        on=Impact.stated_on, n=light, site=Obstacle.site_id,
    )  # fmt: skip
    waits: tuple[Any, ...] = waits_for_check(), not_(stake_of(READER)), seen
    of_entry = Obstacle.id == Impact.obstacle_id
    asked = select(*shown).select_from(Impact).join(Obstacle, of_entry).join(Wording, _TITLE)
    bare = select(Impact.obstacle_id).join(Obstacle, of_entry)
    return Branch(
        asked.where(is_first()),
        Impact.stated_on,
        Impact.obstacle_id,
        (bare.where(*waits),),
        walked=True,
    )
