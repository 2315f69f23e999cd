"""Dates in words, in the language of the moment: for pages, letters and refusals alike; knows words, clock."""

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

from floortime.clock import zone
from floortime.words import _, language

# "3 December", "3 Dec", "Thu 3 Dec" in each language's own order, without the year.
_LONG = {"en": "d MMMM", "nl": "d MMMM", "sv": "d MMMM", "nb": "d. MMMM"}
_SHORT = {"en": "d MMM", "nl": "d MMM", "sv": "d MMM", "nb": "d. MMM"}


@lru_cache(8)
def _locale(code: str) -> Locale:
    return Locale.parse("en_GB" if code == "en" else code)


@lru_cache(4096)
def _said(day: date, pattern: str, code: str) -> str:
    return str(format_date(day, pattern, locale=_locale(code)))


def _with_year(day: date, pattern: str, this_year: int) -> str:
    return pattern if day.year == this_year else pattern + " y"


def day(value: date, this_year: int) -> str:
    """3 December; with the year when it is not the current one."""
    code = language()
    return _said(value, _with_year(value, _LONG[code], this_year), code)


def day_short(value: date, this_year: int) -> str:
    """3 Dec; with the year when it is not the current one."""
    code = language()
    return _said(value, _with_year(value, _SHORT[code], this_year), code)


def weekday(value: date, this_year: int) -> str:
    """Thursday 3 December; with the year when it is not the current one."""
    code = language()
    return _said(value, _with_year(value, "EEEE " + _LONG[code], this_year), code)


def weekday_short(value: date, this_year: int) -> str:
    """Thu 3 Dec; with the year when it is not the current one."""
    code = language()
    return _said(value, _with_year(value, "EEE " + _SHORT[code], this_year), code)


def month(value: date) -> str:
    """December 2026."""
    return _said(value, "LLLL y", language())


def month_short(value: date) -> str:
    """Dec."""
    return _said(value, "LLL", language())


def clock(value: datetime | time) -> str:
    """22:30."""
    return f"{value:%H:%M}"


def local(instant: datetime, zone_name: str) -> datetime:
    """The instant on the clocks of that zone."""
    return instant.astimezone(zone(zone_name))


def on_clocks(
    starts_at: datetime, ends_at: datetime | None, clocks: Iterable[tuple[str, str]], this_year: int
) -> str:
    """From when to when on the clocks of some places, each a zone and a name: once where all keep the same time,
    else once for each time with those that keep it."""
    told: dict[str, list[str]] = {}
    for zone_name, name in clocks:
        told.setdefault(_span(starts_at, ends_at, zone_name, this_year), []).append(name)
    if len(told) <= 1:
        return next(iter(told), _span(starts_at, ends_at, "UTC", this_year))
    return "; ".join(
        _("%(when)s in %(sites)s", when=said, sites=", ".join(names)) for said, names in told.items()
    )


def _span(starts_at: datetime, ends_at: datetime | None, zone_name: str, this_year: int) -> str:
    start = local(starts_at, zone_name)
    begins = f"{weekday_short(start.date(), this_year)} {clock(start)}"
    if ends_at is None:
        return _("from %(start)s on", start=begins)
    end = local(ends_at, zone_name)
    same = end.date() == start.date()
    ends = clock(end) if same else f"{weekday_short(end.date(), this_year)} {clock(end)}"
    return _("%(start)s to %(end)s", start=begins, end=ends)
