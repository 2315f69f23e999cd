"""The rail beside the morning board: its filters by name, with how many rows stand behind each; knows groups, narrowing."""

from msgspec import Struct
from msgspec.structs import replace

from floortime.desk.groups import COUNT
from floortime.desk.narrowing import address
from floortime.people.filters import Narrowed
from floortime.words import _, lazy


class Filter(Struct, frozen=True):
    """An entry of the rail: what it shows and how many there are."""

    key: str
    label: str
    count: str
    loud: bool
    current: bool
    href: str


FILTERS: tuple[tuple[lazy | None, tuple[tuple[str, lazy], ...]], ...] = (
    (None, (("", lazy("Everything")),)),
    (
        lazy("The floor waits"),
        (
            ("sort", lazy("To sort")),
            ("reworded", lazy("Not so, they say")),
            ("close", lazy("To close")),
            ("works", lazy("Works now?")),
            ("offers", lazy("Offers to lead")),
        ),
    ),
    (
        lazy("Departments"),
        (
            ("late", lazy("Past the promise")),
            ("week", lazy("Due this week")),
            ("nobody", lazy("Nobody yet")),
            ("phone", lazy("To phone")),
            ("twice", lazy("Moved twice")),
            ("review", lazy("To look at again")),
            ("look", lazy("A second look")),
            ("impact", lazy("Numbers to check")),
        ),
    ),
    (
        lazy("Leaders"),
        (
            ("away", lazy("Leader declined")),
            ("times", lazy("Other time proposed")),
            ("notes", lazy("Without notes")),
            ("unanswered", lazy("Not answered")),
            ("seats", lazy("Seats to fill")),
        ),
    ),
)


LABELS = {key: label for _heading, entries in FILTERS for key, label in entries}


def filters_of(
    counts: dict[str, int], narrowed: Narrowed, *, explicit: bool
) -> list[tuple[str, list[Filter]]]:
    """The filters with their counts: always the number of rows one sees behind them."""
    shown = narrowed.shown
    groups = []
    for heading, entries in FILTERS:
        filters = [
            Filter(
                key,
                str(label),
                said(counts[key]),
                key == "late",
                key == shown,
                _href_of(key, narrowed, explicit),
            )
            for key, label in entries
            if counts[key] or key in {"", shown}
        ]
        if filters:
            groups.append((str(heading) if heading else "", filters))
    return groups


def _href_of(key: str, narrowed: Narrowed, explicit: bool) -> str:
    """Where a filter stands; everything everywhere at the bare address, unless that leads to what somebody put first."""
    there = replace(narrowed, shown=key)
    return address("morning", there) if explicit or there != Narrowed() else "/board"


def said(n: int) -> str:
    """A count as it is said: exact below a thousand and one."""
    return str(n) if n < COUNT else _("1,000+")
