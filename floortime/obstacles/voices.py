"""How numbers of voices are said: below five nobody may be counted out; craft, knows words."""

from floortime.words import _

FEWEST = 5


def count_said(n: int) -> str:
    """The number beside "Me too": 0, a few, or the figure from five on."""
    return str(n) if n >= FEWEST or n <= 0 else _("a few")


def hit_said(n: int) -> str:
    """How many customers it hit, beside what else is said of it; empty where nobody has counted one."""
    if n <= 0:
        return ""
    return _("it hit %(n)s customers", n=n) if n >= FEWEST else _("it hit a few customers")


def counted(n: int) -> int | str:
    """A number, so that a column can be summed; in words where so few would point at somebody."""
    said = count_said(n)
    return n if said == str(n) else said
