"""The pages of obstacles: raising, claiming, sorting, answering, me too; knows forms, actions, queries, web."""

from floortime.obstacles.views import (
    answering,
    claiming,
    closing,
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
    "closing",
    "coleading",
    "headsups",
    "impact",
    "raising",
    "sorting",
    "tallying",
    "voicing",
    "works",
]
