"""The headline in two numbers: answered on time, and confirmed fixed, of those due in the last 90 days; knows db's counters."""

from datetime import date, timedelta

from msgspec import Struct
from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from floortime.db import Revision

WINDOW = timedelta(days=90)
"""How far back the two numbers look, by the day an answer was due."""
DATED = ("log.due", "log.kept", "log.fixed")


class Headline(Struct, frozen=True):
    """The two numbers and what they are of."""

    total: int
    """How many entries the log shows."""
    numbers: dict[str, int]

    def headline(self, name: str) -> int:
        """Of those due in the window: log.due all, log.kept answered on time, log.fixed confirmed fixed."""
        return self.numbers.get(name, 0)


COUNTED = or_(
    Revision.name == "log.stage",
    and_(Revision.name.in_(DATED), Revision.key.between(bindparam("first"), bindparam("last"))),
)
"""Which counters the headline adds up, by name; a page that asks for much at once asks for them on the way."""
_NUMBERS = select(Revision.name, func.sum(Revision.n)).where(COUNTED).group_by(Revision.name)


def window(today: date) -> dict[str, str]:
    """The first and the last day of the window, for COUNTED."""
    return {"first": (today - WINDOW).isoformat(), "last": (today - timedelta(days=1)).isoformat()}


def headline(session: Session, today: date) -> Headline:
    """Read from the counters that every move of an obstacle keeps; one statement, however many obstacles there are."""
    return of_counts({name: int(n) for name, n in session.connection().execute(_NUMBERS, window(today))})


def of_counts(counts: dict[str, int]) -> Headline:
    """The headline, from the sums of COUNTED."""
    return Headline(counts.get("log.stage", 0), {name: n for name, n in counts.items() if name in DATED})
