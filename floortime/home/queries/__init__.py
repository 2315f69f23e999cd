"""Today for one person: what waits for them, what is asked of them, what comes next; reads all rooms, owns no table."""

from floortime.home.queries.floor import Asked, Mine, asked, mine, thanks_to
from floortime.home.queries.looks import ToLook, to_look
from floortime.home.queries.owing import Owed, Record, department_of, how_many, owed, record
from floortime.home.queries.table import (
    Comer,
    Heard,
    Next,
    comers,
    heard_last_time,
    next_led,
    next_seat,
    questions,
)

__all__ = [
    "Asked", "Comer", "Heard", "Mine", "Next", "Owed", "Record", "ToLook", "asked", "comers", "department_of", "heard_last_time",
    "how_many",
    "mine", "next_led", "next_seat", "owed", "questions", "record", "thanks_to",
    "to_look",
]  # fmt: skip
