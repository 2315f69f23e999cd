"""The colours of the house can be read: each pair of tokens reaches its contrast, in light and in dark."""

import re
from itertools import product
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "floortime" / "static" / "css"
TOKENS = {
    name: colours
    for name, *colours in re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", (CSS / "tokens.css").read_text(encoding="utf-8")
    )
}
THEMES = {"light": 0, "dark": 1}

TEXT = 4.5
GLYPH = 3.0
PAIRS = [
    *product(["ink", "ink-soft", "pen", "pen-deep", "cannot"], ["paper", "sheet", "wash"], [TEXT]),
    *product(["pen", "ink", "ink-soft"], ["pen-wash"], [TEXT]),
    *product(["on-pen"], ["pen", "pen-deep", "pen-2", "pen-3"], [TEXT]),
    ("paper", "ink", TEXT),
    *product(["new", "doing", "fixed", "cannot"], ["paper", "sheet", "wash", "pen-wash"], [GLYPH]),
    *product(["edge"], ["paper", "sheet"], [GLYPH]),
]
SAID = {
    ("ink", "paper"): (15.3, 14.8),
    ("ink-soft", "paper"): (7.0, 8.3),
    ("edge", "paper"): (3.6, 4.7),
    ("pen", "paper"): (8.5, 10.3),
    ("pen", "pen-wash"): (7.7, 8.0),
    ("on-pen", "pen"): (9.6, 10.2),
    ("new", "paper"): (5.2, 7.0),
    ("doing", "paper"): (4.9, 9.4),
    ("fixed", "paper"): (5.4, 8.8),
    ("cannot", "paper"): (6.1, 7.7),
}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_can_be_read(theme: str) -> None:
    side = THEMES[theme]
    weak = {
        (front, back): round(found, 2)
        for front, back, wanted in PAIRS
        if (found := contrast(TOKENS[front][side], TOKENS[back][side])) < wanted
    }
    assert weak == {}


@pytest.mark.parametrize("theme", THEMES)
def test_the_figures_of_the_design_hold(theme: str) -> None:
    side = THEMES[theme]
    off = {
        pair: round(found, 2)
        for pair, said in SAID.items()
        if abs((found := contrast(TOKENS[pair[0]][side], TOKENS[pair[1]][side])) - said[side]) > 0.15
    }
    assert off == {}


def test_colours_are_tokens_everywhere_else() -> None:
    allowed = {"tokens.css", "print.css"}
    loose = {
        path.name: found
        for path in CSS.glob("*.css")
        if path.name not in allowed
        and (found := re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", path.read_text(encoding="utf-8")))
    }
    assert loose == {}


def test_every_token_that_is_used_exists() -> None:
    sheets = {path.name: path.read_text(encoding="utf-8") for path in CSS.glob("*.css")}
    known = set(re.findall(r"(--[\w-]+):", "".join(sheets.values())))
    unknown = {
        name: left
        for name, text in sheets.items()
        if (left := set(re.findall(r"var\((--[\w-]+)", text)) - known)
    }
    assert unknown == {}
