"""The pages of sit-downs: programme, series, a sit-down, seats, calendar addresses."""

from floortime.sitdowns.views import (
    changing,
    closed,
    feeds,
    free_time,
    hours,
    programme,
    proposals,
    seats,
    series,
    sitdown,
    standing,
)
from floortime.sitdowns.views.blueprint import bp

__all__ = [
    "bp",
    "changing",
    "closed",
    "feeds",
    "free_time",
    "hours",
    "programme",
    "proposals",
    "seats",
    "series",
    "sitdown",
    "standing",
]
