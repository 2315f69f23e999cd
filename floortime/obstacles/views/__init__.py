"""The pages of obstacles: raising, claiming, sorting, answering, me too; knows forms, actions, queries, web."""

from floortime.obstacles.views import claiming, raising
from floortime.obstacles.views.room import bp

__all__ = ["bp", "claiming", "raising"]
