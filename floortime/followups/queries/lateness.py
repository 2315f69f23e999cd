"""What is past its date in working days of its site, said in SQL; knows no table."""

from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Date, and_, bindparam, func, literal_column, not_, or_

from floortime.db import Id

_ON = bindparam("late_on", type_=Date)


class Late(Struct, frozen=True):
    """Until when a date is past in working days: the last working day, where sites differ by their own."""

    on: date
    elsewhere: tuple[tuple[int, date], ...] = ()
    """Sites that have not worked since, with the last day on which they did."""

    @property
    def alike(self) -> "Late":
        """One for all that differ by their days alone: what they say in SQL is the same, with these put in."""
        return Late(date.min, ((0, date.min),) * len(self.elsewhere))

    def given(self) -> dict[str, object]:
        """What stands in the places of what is said in SQL."""
        places: dict[str, object] = {
            "late_on": self.on,
            "late_first": min([self.on, *(day for _site, day in self.elsewhere)]),
        }
        for n, (site, day) in enumerate(self.elsewhere):
            places |= {f"late_site{n}": site, f"late_day{n}": day}
        return places

    def reached(self, on: date | None, site: int) -> bool:
        """Whether a date is past, said of one row."""
        return on is not None and on < dict(self.elsewhere).get(site, self.on)

    def past(self, on: Any, site: Any) -> ColumnElement[bool]:
        """The condition that a date is past by at least one working day of its site."""
        return and_(on < _ON, not_(self._not_yet(on, site)))

    def to_come(self, on: Any, site: Any) -> ColumnElement[bool]:
        """The condition that it is not."""
        if not self.elsewhere:
            return on >= _ON  # type: ignore[no-any-return]
        return and_(on >= bindparam("late_first", type_=Date), or_(on >= _ON, self._not_yet(on, site)))

    def _not_yet(self, on: Any, site: Any) -> ColumnElement[bool]:
        if not self.elsewhere:
            return literal_column("1 = 0")
        where = func.coalesce(site, 0)
        return or_(
            *(
                and_(
                    where == bindparam(f"late_site{n}", type_=Id), on >= bindparam(f"late_day{n}", type_=Date)
                )
                for n in range(len(self.elsewhere))
            )
        )
