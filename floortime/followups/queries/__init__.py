"""Reading follow-ups: the board and its rows, and the chase of each."""

from floortime.followups.queries.board import (
    SHOWN,
    Kept,
    Row,
    board,
    by_code,
    end_of_week,
    kept_by,
    may_open,
    moves_of,
    narrowed,
    site_of,
    was_told,
)

__all__ = [
    "SHOWN",
    "Kept",
    "Row",
    "board",
    "by_code",
    "end_of_week",
    "kept_by",
    "may_open",
    "moves_of",
    "narrowed",
    "site_of",
    "was_told",
]
