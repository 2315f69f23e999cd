"""Figures of kept promises, and which of them may be shown to whom: craft, no database, no clock."""

from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

COLUMNS = ("answered", "fixed")


class Figure(Struct, frozen=True):
    """So many of so many; `waiting` were done in time, and the floor has not said its word yet."""

    kept: int = 0
    of_all: int = 0
    waiting: int = 0
    withheld: bool = False

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(self.kept + other.kept, self.of_all + other.of_all, self.waiting + other.waiting)

    @property
    def share(self) -> float:
        """For the order of rows alone: what nobody may read stands last, and so does what nothing was due of."""
        return -1.0 if self.withheld or not self.of_all else self.kept / self.of_all


NOTHING = Figure()
WITHHELD = Figure(withheld=True)


class Line(Struct, frozen=True):
    """One row of the clock: a site, a department or a leader."""

    key: int
    name: str
    answered: Figure = NOTHING
    fixed: Figure = NOTHING


def as_shown(lines: Iterable[Line], total: Line, k: int, opened: Callable[[int], bool]) -> list[Line]:
    """The rows of sites as this reader may see them: fewer than k are withheld, and so is what would tell them by difference.

    `opened` says of which rows the reader may know the true figures. Everybody knows the total: where a row is
    withheld, what the shown rows leave of it is at least k; until it is, the smallest row that is not the reader's
    own goes too. What no row holds at all, the log itself lets one count.
    """
    shown = list(lines)
    for column in COLUMNS:
        sizes = {line.key: getattr(line, column).of_all for line in shown}
        closed = {key: n for key, n in sizes.items() if n and not opened(key)}
        hidden = _too_few(closed, getattr(total, column).of_all - sum(sizes.values()), k)
        shown = [replace(line, **{column: WITHHELD}) if line.key in hidden else line for line in shown]
    return shown


def _too_few(sizes: dict[int, int], beside: int, k: int) -> set[int]:
    """Which of these rows go, where so many are in no row at all."""
    hidden = {key for key, n in sizes.items() if n < k}
    left = beside + sum(sizes[key] for key in hidden)
    for n, key in sorted((n, key) for key, n in sizes.items() if n >= k):
        if not hidden or not 0 < left < k:
            break
        hidden.add(key)
        left += n
    return hidden


def in_order(lines: Iterable[Line], by: str) -> list[Line]:
    """By name; or by the share that was kept, the most first, and by name where two are alike."""
    named = sorted(lines, key=lambda line: line.name.casefold())
    return sorted(named, key=lambda line: -getattr(line, by).share) if by in COLUMNS else named
