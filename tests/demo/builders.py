"""A database with the demo's mark, as `floortime demo` leaves it."""

from floortime.people.model import House


def mark(stage) -> None:
    """Set the one column that only the demo sets."""
    with stage.act() as act:
        act.session.get_one(House, 1).demo_made_on = act.today
