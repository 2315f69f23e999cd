"""Which date of a changed series takes the place of which old one; pure, knows nobody."""

from collections.abc import Sequence
from datetime import date

NEAR = 6
"""Days that a date may move with its rule and still be the same sit-down: less than a week."""


def matched(old: Sequence[date], new: Sequence[date]) -> list[tuple[date | None, date | None]]:
    """Pairs (old, new) of two rising lists, in their order, each day once; None where a day has no partner.

    A day goes with the nearest of the other list, at most NEAR days away; a day that stands in both goes with itself.
    """
    pairs: list[tuple[date | None, date | None]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        gap = abs((old[i] - new[j]).days)
        if _nearer(old, i + 1, new[j], gap) or (gap > NEAR and old[i] < new[j]):
            pairs.append((old[i], None))
            i += 1
        elif _nearer(new, j + 1, old[i], gap) or gap > NEAR:
            pairs.append((None, new[j]))
            j += 1
        else:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
    return [*pairs, *((day, None) for day in old[i:]), *((None, day) for day in new[j:])]


def _nearer(days: Sequence[date], at: int, other: date, than: int) -> bool:
    return at < len(days) and abs((days[at] - other).days) < than
