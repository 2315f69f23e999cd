"""Whether a database was made by `floortime demo`: the row says so, no setting can; knows people's house row."""

from sqlalchemy import inspect, select

from floortime.db import Database
from floortime.people.model import House


def made_by_demo(db: Database) -> bool:
    """Whether this database carries the demo's mark. One that has no tables yet carries none."""
    if not inspect(db.engine).has_table(House.__tablename__):
        return False
    with db.reading() as session:
        return session.scalar(select(House.demo_made_on).where(House.id == 1)) is not None
