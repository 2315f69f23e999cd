"""Sit-downs for tests: one of Ada's, with the people given on its seats."""

from datetime import datetime, timedelta

from floortime.act import Act
from floortime.people.model import Person
from floortime.sitdowns.model import Seat, Sitdown
from tests.cast import Cast


def sitdown_with(act: Act, cast: Cast, people: list[Person], *, hours: float = -1, **more: object) -> Sitdown:
    """A planned sit-down of Ada's that began `hours` from now."""
    starts_at = act.at + timedelta(hours=hours)
    row = Sitdown(
        programme_id=cast.programme.id,
        title="Night shift, Utrecht",
        site_id=cast.utrecht.id,
        start_local=datetime(2026, 11, 23, 9),
        zone="Europe/Amsterdam",
        starts_at=starts_at,
        minutes=45,
        leader_id=cast.ada.id,
        **more,
    )
    act.session.add(row)
    act.session.flush()
    for person in people:
        act.session.add(Seat(sitdown_id=row.id, person_id=person.id, answer="accepted"))
    act.session.flush()
    return row
