"""What a fix can bring, as data: time, money, customers, each with its units and how an amount is said; pure craft."""

import re
from collections.abc import Callable

from floortime.words import language, lazy, ngettext

KINDS: dict[str, lazy] = {"time": lazy("Time"), "money": lazy("Money"), "customers": lazy("Customers")}
CURRENCIES = ("EUR", "GBP", "NOK", "SEK")
_SAID: dict[str, Callable[[int], str]] = {
    "minutes_call": lambda n: ngettext("%(n)s minute a call", "%(n)s minutes a call", n, n=grouped(n)),
    "hours_day": lambda n: ngettext("%(n)s hour a day", "%(n)s hours a day", n, n=grouped(n)),
    "hours_week": lambda n: ngettext("%(n)s hour a week", "%(n)s hours a week", n, n=grouped(n)),
    "customers_day": lambda n: ngettext("%(n)s customer a day", "%(n)s customers a day", n, n=grouped(n)),
    "customers_week": lambda n: ngettext("%(n)s customer a week", "%(n)s customers a week", n, n=grouped(n)),
    "customers_month": lambda n: ngettext(
        "%(n)s customer a month", "%(n)s customers a month", n, n=grouped(n)
    ),
}
_TIME: dict[str, lazy] = {
    "minutes_call": lazy("minutes a call"),
    "hours_day": lazy("hours a day"),
    "hours_week": lazy("hours a week"),
}
_CUSTOMERS: dict[str, lazy] = {
    "customers_day": lazy("customers a day"),
    "customers_week": lazy("customers a week"),
    "customers_month": lazy("customers a month"),
}
_MONEY: dict[str, lazy] = {
    f"{currency}_{often}": word
    for currency in CURRENCIES
    for often, word in (
        ("month", lazy("%(currency)s a month", currency=currency)),
        ("year", lazy("%(currency)s a year", currency=currency)),
        ("once", lazy("%(currency)s once", currency=currency)),
    )
}
_BLANK = "\N{NARROW NO-BREAK SPACE}"
_GROUPING = {"en": ",", "nl": "."}
"""What parts thousands where no blank does."""
_WHOLE = re.compile(r"\d+|[1-9]\d{0,2}(?P<mark>[.,' ’])\d{3}(?:(?P=mark)\d{3})*")
_NOTHING_AFTER = re.compile(r"(?<=\d)[.,](?:00|-|–)$")
LONGEST = 20
MOST = {"time": 999_999, "money": 999_999_999, "customers": 999_999}
"""What an amount may be: more is a slip of the hand, and nothing that stands in a column."""
UNITS: dict[str, dict[str, lazy]] = {"time": _TIME, "money": _MONEY, "customers": _CUSTOMERS}


def grouped(amount: int) -> str:
    """A number in threes, as the reader's language writes it."""
    return f"{amount:,}".replace(",", _GROUPING.get(language(), _BLANK))


def read(typed: str) -> int | None:
    """A whole number as people type it: 1250000, 1,250,000, 1.250.000, 1 250 000, also with ,00 or ,- after it; None for all else.

    A part is a part of thousands only if it has three figures: 1.25 is no whole number, and nobody guesses what it was.
    """
    plain = _NOTHING_AFTER.sub("", typed)
    mark = typed[len(plain) : len(plain) + 1]
    if not _WHOLE.fullmatch(plain) or (mark and mark in plain):
        return None
    return int(re.sub(r"\D", "", plain)) if len(plain) <= LONGEST else None


def said(amount: int, unit: str) -> str:
    """An amount with its unit, as one reads it."""
    if unit in _SAID:
        return _SAID[unit](amount)
    return f"{grouped(amount)} {_MONEY.get(unit, unit)!s}"


def unit_said(unit: str) -> str:
    """A unit by itself, as a column of a table says it."""
    return str({**_TIME, **_MONEY, **_CUSTOMERS}.get(unit, unit))
