"""The stages of a follow-up as data; pure: no database, no clock."""

from floortime.words import lazy

OPEN = ("open", "in_progress")
"""What "open" means in every rule: the owner still has to say something."""

STEPS: dict[str, frozenset[str]] = {
    "open": frozenset({"in_progress", "claimed", "dropped"}),
    "in_progress": frozenset({"claimed", "dropped"}),
    "claimed": frozenset({"in_progress", "confirmed", "unconfirmed", "dropped"}),
    # The floor may take its word back while the question is still out.
    "confirmed": frozenset({"in_progress"}),
    # Nobody of the floor heard it: a chief of staff has seen that it is done, and it counts for nothing more.
    "unconfirmed": frozenset({"in_progress"}),
    "dropped": frozenset(),
}

LIGHT = {
    "open": "doing",
    "in_progress": "doing",
    "claimed": "claimed",
    "confirmed": "fixed",
    "unconfirmed": "unconfirmed",
    "dropped": "cannot",
}
"""A promise is at once in somebody's hands; only the floor's word makes it full."""

WORDS = {
    "open": lazy("Open"),
    "in_progress": lazy("In progress"),
    "claimed": lazy("Claimed done"),
    "confirmed": lazy("Confirmed fixed"),
    "unconfirmed": lazy("Unconfirmed"),
    "dropped": lazy("Dropped"),
}


def may_step(here: str, there: str) -> bool:
    """Whether a follow-up may go from one stage to the other."""
    return there in STEPS.get(here, frozenset())
