"""Reading sit-downs: programmes, series, dates, seats; knows this room's tables and people's queries."""

from floortime.sitdowns.queries.programme import answer_due, default_programme, working_days
from floortime.sitdowns.queries.seats import held_without_notes, notes, seated

__all__ = [
    "answer_due",
    "default_programme",
    "held_without_notes",
    "notes",
    "seated",
    "working_days",
]
