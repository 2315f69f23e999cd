"""Dates of a series as rows; knows this room's tables and invitations."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from floortime.act import Act
from floortime.sitdowns import invitations
from floortime.sitdowns.model import Series, Sitdown
from floortime.sitdowns.queries.planning import slot_instant


def make_rows(act: Act, series: Series, days: Iterable[date]) -> list[Sitdown]:
    """A row for each date that has none; the unique key makes a second run harmless."""
    known = set(act.session.scalars(select(Sitdown.original_start).where(Sitdown.series_id == series.id)))
    made = []
    for day in days:
        slot = slot_instant(series, day)
        if slot in known:
            continue
        row = Sitdown(
            programme_id=series.programme_id,
            series_id=series.id,
            original_start=slot,
            title=series.title,
            site_id=series.site_id,
            start_local=datetime.combine(day, series.time_local),
            zone=series.zone,
            starts_at=slot,
            minutes=series.minutes,
            leader_id=series.leader_id,
            place=series.place,
            link=series.link,
            capacity=series.capacity,
            state="planned",
        )
        act.session.add(row)
        made.append(row)
    act.session.flush()
    for row in made:
        invitations.keep_bytes(act, row)
    return made
