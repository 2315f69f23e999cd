"""The stages of a follow-up as data, and when its owner is reminded; pure: no database, no clock."""

from collections.abc import Callable
from datetime import date

from floortime.people.workdays import add_working_days
from floortime.words import lazy

OPEN = ("open", "in_progress")
"""What "open" means in every rule: the owner still has to say something."""

STEPS: dict[str, frozenset[str]] = {
    "open": frozenset({"in_progress", "claimed", "dropped"}),
    "in_progress": frozenset({"claimed", "dropped"}),
    "claimed": frozenset({"in_progress", "confirmed", "dropped"}),
    # The floor may take its word back while the question is still out.
    "confirmed": frozenset({"in_progress"}),
    "dropped": frozenset(),
}

LIGHT = {
    "open": "doing",
    "in_progress": "doing",
    "claimed": "claimed",
    "confirmed": "fixed",
    "dropped": "cannot",
}
"""A promise is at once in somebody's hands; only the floor's word makes it full."""

WORDS = {
    "open": lazy("Open"),
    "in_progress": lazy("In progress"),
    "claimed": lazy("Claimed done"),
    "confirmed": lazy("Confirmed fixed"),
    "dropped": lazy("Dropped"),
}

BEFORE = 2
"""Working days before the date on which the owner hears of it first."""
LAST_WEEK = 52
"""A promise a year late has been said often enough; the board still shows it."""


def may_step(here: str, there: str) -> bool:
    """Whether a follow-up may go from one stage to the other."""
    return there in STEPS.get(here, frozenset())


def reminder_due(made_on: date, due_on: date, today: date, off: Callable[[date], bool]) -> str | None:
    """The step that stands at `today`: before, due, week1, week2, … ; None while it is too early.

    Only the newest step counts: a worker that was down for a month sends one letter, not five. A promise
    made inside its own last days gets no letter before: its owner has only just heard of it.
    """
    if today > due_on:
        week = (today - due_on).days // 7
        if week > 0:
            return f"week{min(week, LAST_WEEK)}"
        return "due"
    if today == due_on:
        return "due"
    first = add_working_days(due_on, -BEFORE, off)
    return "before" if first <= today and made_on < first else None
