"""Series and sit-downs for tests: what a chief of staff would type."""

from datetime import date, time

from sqlalchemy import select

from floortime.sitdowns.actions import Plan, draft_series, open_series
from floortime.sitdowns.model import Series, Sitdown


def plan(cast, **other) -> Plan:
    """Ada, every Thursday at 22:30 with the night shift in Utrecht."""
    typed = {
        "leader_id": cast.ada.id,
        "site_id": cast.utrecht.id,
        "title": "the night shift, Utrecht",
        "cadence": "FREQ=WEEKLY;BYDAY=TH",
        "starts_on": date(2026, 12, 3),
        "time_local": time(22, 30),
        "zone": "Europe/Amsterdam",
        "minutes": 45,
        "place": "Canteen, second floor",
        "link": "",
        "capacity": 4,
        "notice_days": 7,
    }
    return Plan(**{**typed, **other})


def opened(stage, cast, **other) -> int:
    """An open series; returns its id."""
    with stage.act(cast.dee, for_id=other.get("leader_id", cast.ada.id)) as act:
        series = draft_series(act, plan(cast, **other))
        open_series(act, series)
        return series.id


def dates_of(stage, series_id: int) -> list[Sitdown]:
    """Its sit-downs in the order of their slots."""
    with stage.db.reading() as session:
        return list(
            session.scalars(
                select(Sitdown).where(Sitdown.series_id == series_id).order_by(Sitdown.original_start)
            )
        )


def row(act, table, key):
    """A row inside an act."""
    return act.session.get(table, key)


def series_of(act, series_id: int) -> Series:
    """A series inside an act."""
    return act.session.get(Series, series_id)
