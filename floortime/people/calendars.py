"""The days off of a site as a value, and working days counted by it; weekends only where no site is known; pure."""

from datetime import date
from functools import lru_cache

from msgspec import Struct

from floortime.people.workdays import public_holidays, working_days_between


class Calendar(Struct, frozen=True):
    """The days off of one site: its country's holidays and its closed days."""

    country: str = ""
    closed: frozenset[date] = frozenset()

    def off(self, day: date) -> bool:
        """Whether nobody works there on that day, beside the weekend."""
        return day in self.closed or (self.country != "" and day in _holidays(self.country, day.year))


WEEKDAYS = Calendar()


@lru_cache(4096)
def working_days(calendar: Calendar, start: date, end: date) -> int:
    """Working days after `start`, up to and including `end`; negative when `end` is earlier."""
    return working_days_between(start, end, calendar.off)


def _holidays(country: str, year: int) -> frozenset[date]:
    try:
        return public_holidays(country, year)
    except ValueError:
        return frozenset()
