"""Drawing the day ruler: one bar a day, the mark at the end of the promise, never wider than its place."""

from hypothesis import given
from hypothesis import strategies as st

from floortime.web.drawings import ruler, shares


def bars(path: str) -> int:
    return path.count("M")


def test_within_the_promise_the_days_to_come_are_outlined() -> None:
    drawn = ruler(passed=4, promised=10)
    assert (bars(drawn.filled), bars(drawn.todo), drawn.width, drawn.height) == (4, 6, 104, 25)
    assert drawn.mark == "M94 0h10l-5 8z"


def test_past_the_promise_the_bars_stand_taller() -> None:
    drawn = ruler(passed=12, promised=10)
    assert (bars(drawn.filled), drawn.filled.count("v16"), drawn.todo) == (12, 2, "")


def test_from_forty_days_on_the_end_is_open() -> None:
    assert ruler(passed=40, promised=10).filled.count("v16") == 30
    assert ruler(passed=41, promised=10).filled.count("v16") == 29
    assert ruler(passed=41, promised=10) == ruler(passed=300, promised=10)


@given(st.integers(0, 400), st.integers(0, 60), st.booleans())
def test_it_never_leaves_its_place(passed: int, promised: int, band: bool) -> None:
    drawn = ruler(passed=passed, promised=promised, band=band)
    assert drawn.width <= (352 if band else 217)
    assert bars(drawn.todo) == max(0, min(promised, 40) - passed)


def test_shares_keep_what_exists_visible() -> None:
    assert shares((18, 37, 46, 18)) == (15, 31, 39, 15)
    assert shares((1, 999, 0, 0)) == (1, 100, 0, 0)
    assert shares((0, 0, 0, 0)) == (0, 0, 0, 0)
