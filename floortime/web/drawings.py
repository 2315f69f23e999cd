"""Geometry of the small drawings in words of SVG paths; knows numbers only, no page, no person, no clock."""

from functools import lru_cache

from msgspec import Struct

STOP_AT = 40
WIDEST = 212
WIDEST_IN_BAND = 344


class Ruler(Struct, frozen=True):
    """The day ruler: one bar a working day, the pen's mark over the end of the promise."""

    width: int
    height: int
    filled: str
    todo: str
    mark: str


class _Scale(Struct, frozen=True):
    bar: float
    gap: float
    low: int
    high: int
    mark_width: int
    mark_height: int
    widest: int


_ROW = _Scale(bar=8, gap=2, low=10, high=16, mark_width=10, mark_height=8, widest=WIDEST)
_BAND = _Scale(bar=25, gap=4, low=18, high=30, mark_width=17, mark_height=13, widest=WIDEST_IN_BAND)


@lru_cache(maxsize=1024)
def ruler(*, passed: int, promised: int, band: bool = False) -> Ruler:
    """Draw `passed` working days against `promised`; both count from the day the question was put.

    From 40 days on the ruler stops at 40 and its last bar is left open towards the end.
    """
    scale = _BAND if band else _ROW
    days = max(passed, promised, 1)
    shown = min(days, STOP_AT)
    pitch = min(scale.bar + scale.gap, scale.widest / shown)
    bar = pitch - scale.gap
    height = scale.mark_height + 1 + scale.high
    lows = [_box(i * pitch, height, bar, scale.low) for i in range(min(passed, promised, shown))]
    highs = [_box(i * pitch, height, bar, scale.high) for i in range(promised, min(passed, shown))]
    if days > STOP_AT and passed > promised and highs:
        highs[-1] = _open_box((shown - 1) * pitch, height, bar, scale.high)
    todo = [_outline(i * pitch, height, bar, scale.low) for i in range(passed, min(promised, shown))]
    centre = max(min(promised, shown) * pitch - scale.gap / 2, scale.mark_width / 2)
    mark = f"M{_n(centre - scale.mark_width / 2)} 0h{scale.mark_width}l-{_n(scale.mark_width / 2)} {scale.mark_height}z"
    width = round(max(shown * pitch - scale.gap, centre + scale.mark_width / 2))
    return Ruler(width, height, "".join(lows + highs), "".join(todo), mark)


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _box(x: float, floor: float, wide: float, high: float) -> str:
    return f"M{_n(x)} {_n(floor - high)}h{_n(wide)}v{_n(high)}h-{_n(wide)}z"


def _open_box(x: float, floor: float, wide: float, high: float) -> str:
    """A bar that frays into three strokes: the count goes on beyond the paper."""
    third = high / 5
    return "".join(
        f"M{_n(x)} {_n(floor - high + 2 * i * third)}h{_n(wide)}v{_n(third)}h-{_n(wide)}z" for i in range(3)
    )


def _outline(x: float, floor: float, wide: float, high: float) -> str:
    return (
        f"M{_n(x + 0.625)} {_n(floor - high + 0.625)}h{_n(wide - 1.25)}v{_n(high - 1.25)}h-{_n(wide - 1.25)}z"
    )


def shares(counts: tuple[int, ...]) -> tuple[int, ...]:
    """Hundredths of a bar for each count (classes fr-1 to fr-100); what exists is never thinner than one."""
    total = sum(counts)
    return tuple(max(round(100 * count / total), 1) if count else 0 for count in counts)
