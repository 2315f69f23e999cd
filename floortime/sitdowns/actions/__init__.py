"""The verbs of sit-downs; each is one act, read from top to bottom. Knows this room, people and the cellar."""

from floortime.sitdowns.actions.holding import hold_sitdown, miss_sitdown
from floortime.sitdowns.actions.notes import change_note, close_notes, drop_note, keep_note
from floortime.sitdowns.actions.programme import change_programme, own_programme

__all__ = [
    "change_note",
    "change_programme",
    "close_notes",
    "drop_note",
    "hold_sitdown",
    "keep_note",
    "miss_sitdown",
    "own_programme",
]
