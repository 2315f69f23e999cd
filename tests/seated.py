"""The cast seated again from what seating it once has written: through the mapper it cost more than most tests do."""

import pickle

from sqlalchemy import Table, func, select, text

from floortime.act import Act
from floortime.db import Base, Database
from tests.cast import Cast, seat_the_cast

COUNTED = (
    "select sequencename, last_value from pg_sequences where schemaname = 'public' and last_value is not null"
)


def rows_of(db: Database) -> list[tuple[Table, list[dict[str, object]]]]:
    """All that stands in the database, in an order in which it can be written."""
    with db.reading() as session:
        found = [(t, session.execute(select(t)).mappings().all()) for t in Base.metadata.sorted_tables]
    return [(table, [dict(row) for row in rows]) for table, rows in found if rows]


class Seated:
    """Every row of a database that holds the cast and nothing else, and the cast as its tests got it."""

    def __init__(self, db: Database, cast: Cast) -> None:
        self.rows = rows_of(db)
        with db.reading() as session:
            counted = [] if db.is_sqlite else session.execute(text(COUNTED)).all()
        self.counters = select(*(func.setval(name, n) for name, n in counted)) if counted else None
        self.nobody = select(*(select(table).exists() for table, _rows in self.rows))
        self.cast = pickle.dumps(cast)

    def again(self, act: Act) -> Cast:
        """The same rows under the same keys; where somebody is already, the cast comes in by the mapper as ever."""
        connection = act.session.connection()
        if any(connection.execute(self.nobody).one()):
            return seat_the_cast(act)
        for table, rows in self.rows:
            connection.execute(table.insert(), rows)
        if self.counters is not None:
            connection.execute(self.counters)
        return pickle.loads(self.cast)
