"""Sit-downs as a table to take away: those of the 52 weeks that the programme shows; knows sit-downs' and people's tables."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select, true
from sqlalchemy.orm import Session

from floortime.people.access import Reader
from floortime.people.model import Person, Site
from floortime.sitdowns.model import Seat, Series, Sitdown
from floortime.sitdowns.queries.year import WEEKS, first_monday


def every(session: Session, reader: Reader, today: date, most: int) -> Sequence[Any]:
    """Each date that the reader may change, in order, with counts of its seats and nobody's name but the leader's."""
    low = datetime.combine(first_monday(today), time(), UTC)
    invited = func.coalesce(func.sum(case((Seat.state == "invited", 1), else_=0)), 0).label("invited")
    came = func.coalesce(func.sum(case((Seat.attended.is_(True), 1), else_=0)), 0).label("came")
    return session.execute(
        select(
            Sitdown.start_local, Sitdown.zone, Sitdown.minutes, Person.first_name, Person.last_name,
            Site.name.label("site"), Sitdown.place, func.coalesce(Series.title, Sitdown.title).label("title"),
            Sitdown.state, Sitdown.side, Sitdown.reason, Sitdown.moved_from_at, Sitdown.capacity, invited, came,
        )
        .join(Person, Person.id == Sitdown.leader_id)
        .outerjoin(Site, Site.id == Sitdown.site_id)
        .outerjoin(Series, Series.id == Sitdown.series_id)
        .outerjoin(Seat, Seat.sitdown_id == Sitdown.id)
        .where(
            Sitdown.state != "draft",
            Sitdown.starts_at >= low,
            Sitdown.starts_at < low + timedelta(weeks=WEEKS),
            _may_change(reader),
        )
        .group_by(Sitdown.id, Person.id, Site.id, Series.id)
        .order_by(Sitdown.starts_at, Sitdown.id)
        .limit(most)
    ).all()  # fmt: skip


def _may_change(reader: Reader) -> ColumnElement[bool]:
    """Says in SQL what `access.may_change_sitdown` says of one row."""
    sites = reader.chief_of("site")
    if reader.is_admin or any(s.role == "chief_of_staff" and s.kind != "site" for s in reader.roles):
        return true()
    mine = Sitdown.leader_id.in_({reader.id, *reader.acts_for})
    return or_(mine, Sitdown.site_id.in_(sites), Sitdown.site_id.is_(None)) if sites else mine
