"""Reading sit-downs: programmes, series, dates, seats; knows this room's tables and people's queries."""

from floortime.sitdowns.queries.page import candidates, sitdown_page
from floortime.sitdowns.queries.planning import due_horizons
from floortime.sitdowns.queries.programme import answer_due, default_programme, working_days
from floortime.sitdowns.queries.seats import due_reminders, held_without_notes, notes, others, seated
from floortime.sitdowns.queries.series import drafts, due_cancellations, due_changes, said

__all__ = [
    "answer_due",
    "candidates",
    "default_programme",
    "drafts",
    "due_cancellations",
    "due_changes",
    "due_horizons",
    "due_reminders",
    "held_without_notes",
    "notes",
    "others",
    "said",
    "seated",
    "sitdown_page",
    "working_days",
]
