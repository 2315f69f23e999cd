"""Which figures are withheld: those of few, and those from which few could be worked out."""

from hypothesis import given
from hypothesis import strategies as some

from floortime.scorecard.figures import Figure, Line, as_shown, in_order

K = 5


def nobody(_key):
    return False


def lines(*sizes):
    return [Line(key, f"Site {key}", Figure(0, n), Figure(0, n)) for key, n in enumerate(sizes, 1)]


def total(n):
    return Line(0, "", Figure(0, n), Figure(0, n))


def open_ones(shown, column="answered"):
    return {line.key for line in shown if not getattr(line, column).withheld}


def test_four_are_withheld_and_five_are_not():
    assert open_ones(as_shown(lines(4, 5, 9), total(30), K, nobody)) == {2, 3}


def test_all_minus_the_others_tells_nothing():
    """3 stand alone beside 14 and 7: without the 7 beside them they would be what the total leaves."""
    shown = as_shown(lines(14, 3, 7), total(24), K, nobody)
    assert (open_ones(shown), open_ones(shown, "fixed")) == ({1}, {1})


def test_few_of_whom_no_site_is_named_hide_no_row():
    """The log itself counts its entries, and those of each site: here is nothing that it does not tell."""
    assert open_ones(as_shown(lines(14, 7), total(23), K, nobody)) == {1, 2}


def test_few_of_whom_no_site_is_named_do_not_hide_a_small_row_for_long():
    assert open_ones(as_shown(lines(14, 2, 7), total(25), K, nobody)) == {1}


def test_enough_of_whom_no_site_is_named_hide_a_small_row():
    assert open_ones(as_shown(lines(14, 3, 7), total(30), K, nobody)) == {1, 3}


def test_a_row_without_anything_says_so():
    assert open_ones(as_shown(lines(0, 14), total(14), K, nobody)) == {1, 2}


def test_who_knows_their_own_row_learns_no_other():
    """Who plans at the first site sees its 3; the 2 of the second would be what is left, so the third goes too."""
    shown = as_shown(lines(3, 2, 7, 14), total(26), K, lambda key: key == 1)
    assert open_ones(shown) == {1, 4}


def test_who_knows_the_house_sees_all():
    assert open_ones(as_shown(lines(1, 2, 14), total(17), K, lambda _key: True)) == {1, 2, 3}


@given(
    sizes=some.lists(some.integers(0, 12), min_size=1, max_size=7),
    beside=some.integers(0, 12),
    own=some.sets(some.integers(1, 7)),
)
def test_what_is_left_is_nothing_or_enough(sizes, beside, own):
    rows = lines(*sizes)
    shown = as_shown(rows, total(sum(sizes) + beside), K, lambda key: key in own)
    seen = open_ones(shown)
    left = beside + sum(n for key, n in enumerate(sizes, 1) if key not in seen)
    others = {key for key, n in enumerate(sizes, 1) if n and key not in own}
    assert left >= K or seen >= others or seen.isdisjoint(others)
    assert {key for key in seen - own if 0 < sizes[key - 1] < K} == set()


def test_the_order_tells_nothing_of_what_is_withheld():
    rows = [
        Line(1, "Bergen", Figure(withheld=True)),
        Line(2, "Arvika", Figure(withheld=True)),
        Line(3, "Leeds", Figure(3, 6)),
        Line(4, "Utrecht", Figure(6, 6)),
    ]
    assert [line.key for line in in_order(rows, "answered")] == [4, 3, 2, 1]
    assert [line.key for line in in_order(rows, "name")] == [2, 1, 3, 4]
