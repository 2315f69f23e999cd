"""Between which hours, and on which days, sit-downs take place; pure, knows people's working days only."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from floortime.people.workdays import is_working_day

DAY = timedelta(days=1)


class Hours(Struct, frozen=True):
    """Wall times of the site. Shutting before opening means over midnight; without both it is open at any hour."""

    opens: time | None = None
    shuts: time | None = None
    working_days: bool = False

    @property
    def any_time(self) -> bool:
        """Whether nothing is ever outside of them."""
        return not self.working_days and (self.opens is None or self.shuts is None)

    def hold(self, start_local: datetime, minutes: int, off: Callable[[date], bool]) -> bool:
        """Whether a sit-down lies within them from its first minute to its last.

        `off` are the days on which the site is closed. After midnight it is still the day on which it opened.
        """
        day = start_local
        if self.opens is not None and self.shuts is not None:
            opens = timedelta(hours=self.opens.hour, minutes=self.opens.minute)
            shuts = timedelta(hours=self.shuts.hour, minutes=self.shuts.minute)
            begins = timedelta(hours=start_local.hour, minutes=start_local.minute)
            if (begins - opens) % DAY + timedelta(minutes=minutes) > (shuts - opens) % DAY:
                return False
            day = start_local - opens if shuts < opens else start_local
        return not self.working_days or is_working_day(day.date(), off)
