"""Whose working days a board counts by, and what it stands in; knows people's tables and surroundings, web/acts."""

from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.desk.branches import Late
from floortime.people.calendars import WEEKDAYS, Calendar
from floortime.people.filters import Board
from floortime.people.model import ClosedDay, Site
from floortime.people.surroundings import Surroundings, surroundings
from floortime.people.workdays import add_working_days, is_working_day
from floortime.web.acts import ground, looking, me, reading
from floortime.web.remembering import kept

KEPT = timedelta(seconds=10)
Calendars = dict[int, Calendar]


def calendars() -> Calendars:
    """The days off of every site; a change is seen everywhere within seconds."""
    kept: tuple[datetime, Calendars] | None = current_app.extensions.get("floortime.days")
    now = ground().clock()
    if kept is None or not kept[0] <= now < kept[0] + KEPT:
        kept = (now, _read(reading()))
        current_app.extensions["floortime.days"] = kept
    return kept[1]


def around(board: Board) -> Surroundings:
    """The places, the days off and the reader's filters of a board: one statement, asked again when anything has changed."""
    who = me().id
    return kept(("around", who, board), lambda: surroundings(looking(), who, board))


def late_by(of_sites: Calendars, today: date) -> Late:
    """Before which day a date is past by a working day: on a Saturday Friday's promise is not late yet."""
    most = _last_worked(WEEKDAYS, today)
    own = {key: _last_worked(calendar, today) for key, calendar in of_sites.items()}
    return Late(most, tuple(sorted((key, day) for key, day in own.items() if day != most)))


def _last_worked(calendar: Calendar, today: date) -> date:
    if is_working_day(today, calendar.off):
        return today
    try:
        return add_working_days(today, -1, calendar.off)
    except ValueError:  # closed for a year: nothing is asked of it
        return date.min


def _read(session: Session) -> Calendars:
    asked = select(Site.id, Site.country, ClosedDay.day).outerjoin(ClosedDay, ClosedDay.site_id == Site.id)
    countries: dict[int, str] = {}
    closed: dict[int, set[date]] = {}
    for key, country, day in session.execute(asked):
        countries[key] = country or ""
        closed.setdefault(key, set()).add(day)
    return {key: Calendar(country, frozenset(closed[key] - {None})) for key, country in countries.items()}
