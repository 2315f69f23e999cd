"""The pages of obstacles: raising, claiming, sorting, answering, me too; knows forms, actions, queries, web."""

from floortime.obstacles.views import (
    answering,
    claiming,
    coleading,
    headsups,
    impact,
    raising,
    sorting,
    tallying,
    voicing,
    works,
)
from floortime.obstacles.views.room import bp

__all__ = [
    "answering",
    "bp",
    "claiming",
    "coleading",
    "headsups",
    "impact",
    "raising",
    "sorting",
    "tallying",
    "voicing",
    "works",
]
