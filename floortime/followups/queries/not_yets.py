"""Reading what the floor said was not yet there, and why; knows its table and the history.

The words of a day are read from the next one on: until then a page that is looked at again would tell when they came.
"""

from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.followups.model import Followup, NotYet
from floortime.followups.queries.history import BACK, lines_of
from floortime.followups.stages import OPEN

SAYS = "followup.reopened"
WORDS = frozenset({SAYS, BACK, "followup.confirmed", "followup.closed"})


class Floor(Struct, frozen=True):
    """What the floor says of a promise that is its owner's again."""

    on: date
    why: tuple[str, ...]
    """Each reason once, in no order."""
    today: bool
    """Whether it was said today: why may be read tomorrow."""


def not_yet(session: Session, followup: Followup, day: date) -> Floor | None:
    """What its owner is to clear still: nothing once it is done, or somebody else has had the last word. `day` in UTC, as acts have it."""
    if followup.stage not in OPEN or followup.reopened_on is None:
        return None
    said = [line for line in lines_of(session, followup.id) if line.verb in WORDS and "round" in line.facts]
    if said and max(said, key=lambda line: line.place).verb != SAYS:
        return None
    why = session.scalar(
        select(NotYet.because)
        .where(NotYet.followup_id == followup.id, NotYet.n == followup.reopened, NotYet.on < day)
        .order_by(NotYet.on.desc())
        .limit(1)
    )
    return Floor(followup.reopened_on, tuple((why or "").splitlines()), followup.reopened_on >= day)
