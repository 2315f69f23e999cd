"""How numbers of voices are said: below five nobody may be counted out; craft, knows words."""

from floortime.words import _

FEWEST = 5


def count_said(n: int) -> str:
    """The number beside "Me too": 0, a few, or the figure from five on."""
    return str(n) if n >= FEWEST or n <= 0 else _("a few")
