"""What is past its date in working days of its site, said in SQL; knows no table."""

from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Date, and_, bindparam, func, literal, literal_column, not_, or_


class Late(Struct, frozen=True):
    """Until when a date is past in working days: the last working day, where sites differ by their own."""

    on: date
    elsewhere: tuple[tuple[int, date], ...] = ()
    """Sites that have not worked since, with the last day on which they did."""

    def reached(self, on: date | None, site: int) -> bool:
        """Whether a date is past, said of one row."""
        return on is not None and on < dict(self.elsewhere).get(site, self.on)

    def past(self, on: Any, site: Any) -> ColumnElement[bool]:
        """The condition that a date is past by at least one working day of its site."""
        return and_(on < bindparam("late_on", type_=Date), not_(self._not_yet(on, site)))

    def to_come(self, on: Any, site: Any) -> ColumnElement[bool]:
        """The condition that it is not."""
        first = min([self.on, *(day for _site, day in self.elsewhere)])
        if first == self.on:
            return on >= bindparam("late_on", type_=Date)  # type: ignore[no-any-return]
        reached = on >= bindparam("late_on", type_=Date)
        return and_(on >= literal(first, Date), or_(reached, self._not_yet(on, site)))

    def _not_yet(self, on: Any, site: Any) -> ColumnElement[bool]:
        if not self.elsewhere:
            return literal_column("1 = 0")
        where = func.coalesce(site, 0)
        return or_(*(and_(where == key, on >= literal(day, Date)) for key, day in self.elsewhere))
