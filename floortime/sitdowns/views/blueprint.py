"""Where the pages of this room hang, and what they share; knows web."""

from flask import Blueprint
from sqlalchemy.orm import Session

from floortime.people import queries as people
from floortime.people.model import Person
from floortime.sitdowns.access import may_change_series, may_change_sitdown, may_see_sitdown
from floortime.sitdowns.model import Series, Sitdown
from floortime.sitdowns.queries import seated
from floortime.sitdowns.queries.standing import standing_people
from floortime.web.acts import allowed, found, me, reading

bp = Blueprint("sitdowns", __name__)


def open_sitdown(sitdown_id: int, *, change: bool = False) -> Sitdown:
    """The sit-down if this reader may see it, and change it when that is asked."""
    session = reading()
    sitdown = found(session, Sitdown, sitdown_id)
    series = session.get(Series, sitdown.series_id) if sitdown.series_id else None
    if not may_change(sitdown, series):
        sits = {person.id for _seat, person in seated(session, sitdown.id)}
        sits |= {person.id for person in standing_people(session, series)} if series else set()
        allowed(may_see_sitdown(me(), sitdown, sits), see=False)
        allowed(not change)
    return sitdown


def may_change(sitdown: Sitdown, series: Series | None) -> bool:
    """Whether this reader plans it: for whoever leads it, or for the leader of its series whom another stands in for."""
    return may_change_sitdown(me(), sitdown) or (series is not None and may_change_series(me(), series))


def open_series_row(session: Session, series_id: int) -> Series:
    """The series if this reader plans it."""
    series = found(session, Series, series_id)
    allowed(may_change_series(me(), series), see=False)
    return series


def names_of(rows: list[int]) -> dict[int, Person]:
    """Those people, by id."""
    return people.persons_by_id(reading(), rows)
