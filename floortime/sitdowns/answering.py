"""Which answer of an attendee counts, whatever order their mails came in; pure, knows nobody.

Source: RFC 5546 §2.1.5: a higher SEQUENCE is newer, and of two with the same SEQUENCE the later DTSTAMP.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

NEEDS_ACTION, DECLINED = "needs-action", "declined"
ANSWERS = (NEEDS_ACTION, "accepted", "tentative", DECLINED)
"""iTIP PARTSTATs in small letters; of two in one second the later one here counts, so that no order of mails does."""


class Said(Struct, frozen=True):
    """One answer: to the whole event, or with `recurrence` (`20261203T213000Z`) to one of its dates."""

    recurrence: str
    sequence: int
    stamp: datetime
    answer: str

    @property
    def weight(self) -> tuple[int, datetime, bool, int]:
        """What is compared: the heaviest answer counts."""
        return self.sequence, self.stamp, bool(self.recurrence), ANSWERS.index(self.answer)


def counting(said: Iterable[Said], *, recurrence: str = "", time_sequence: int = 0) -> Said | None:
    """The answer that counts for an event, or for one of its dates; None when none does.

    An answer to the whole event is the default of its dates; what was said before the last change of time is left
    out: those answers were to another hour.
    """
    about = {"", recurrence}
    fitting = [one for one in said if one.recurrence in about and one.sequence >= time_sequence]
    return max(fitting, key=lambda one: one.weight, default=None)


def floor_of(said: Iterable[Said], *, recurrence: str = "", time_sequence: int = 0) -> int:
    """The SEQUENCE below which an answer is to an older version: the last change of time of the event or that date."""
    asked = (
        one.sequence for one in said if one.answer == NEEDS_ACTION and one.recurrence in {"", recurrence}
    )
    return max([time_sequence, *asked])
