"""What a fix can bring, as data: time, money, customers, each with its units and how an amount is said; pure craft."""

from collections.abc import Callable

from floortime.words import lazy, ngettext

KINDS: dict[str, lazy] = {"time": lazy("Time"), "money": lazy("Money"), "customers": lazy("Customers")}
CURRENCIES = ("EUR", "GBP", "NOK", "SEK")
_SAID: dict[str, Callable[[int], str]] = {
    "minutes_call": lambda n: ngettext("%(n)s minute a call", "%(n)s minutes a call", n),
    "hours_day": lambda n: ngettext("%(n)s hour a day", "%(n)s hours a day", n),
    "hours_week": lambda n: ngettext("%(n)s hour a week", "%(n)s hours a week", n),
    "customers_day": lambda n: ngettext("%(n)s customer a day", "%(n)s customers a day", n),
    "customers_week": lambda n: ngettext("%(n)s customer a week", "%(n)s customers a week", n),
    "customers_month": lambda n: ngettext("%(n)s customer a month", "%(n)s customers a month", n),
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
UNITS: dict[str, dict[str, lazy]] = {"time": _TIME, "money": _MONEY, "customers": _CUSTOMERS}


def said(amount: int, unit: str) -> str:
    """An amount with its unit, as one reads it."""
    if unit in _SAID:
        return _SAID[unit](amount)
    grouped = f"{amount:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return f"{grouped} {_MONEY.get(unit, unit)!s}"


def unit_said(unit: str) -> str:
    """A unit by itself, as a column of a table says it."""
    return str({**_TIME, **_MONEY, **_CUSTOMERS}.get(unit, unit))
