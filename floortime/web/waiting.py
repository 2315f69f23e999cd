"""The loudest line after the floor's own sentence: waiting on whom, since when, how far past; knows workdays, drawings, words."""

from datetime import date

from msgspec import Struct

from floortime.people.workdays import Closed, working_days_between
from floortime.web.drawings import Ruler, ruler
from floortime.words import _, ngettext


class Waiting(Struct, frozen=True):
    """What the `waiting` macro and a row of the log print: one of six kinds, days in working days at the site."""

    kind: str
    """owner, floor, decided, nobody, nobody_yet, you."""
    who: str = ""
    department: str = ""
    days: int | None = None
    late: int = 0
    due_today: bool = False
    due_on: date | None = None
    review_on: date | None = None
    answered_days: int | None = None
    fixed_days: int | None = None
    ruler: Ruler | None = None
    answered: bool = False
    """What is due is a promise: the first answer was given."""

    @property
    def whom(self) -> str:
        """Whom it waits on, as a line says it."""
        nobody = {"floor": _("the floor"), "nobody": _("nobody"), "nobody_yet": _("nobody yet")}
        return nobody.get(self.kind, self.who)

    @property
    def same_day(self) -> str:
        """How fast it went, where a number of days would be nought; empty elsewhere."""
        if self.fixed_days == 0:
            return (
                _("Fixed the same day")
                if self.answered_days is None
                else _("Answered and fixed the same day")
            )
        if self.fixed_days and self.answered_days == 0:
            return ngettext(
                "Answered the same day, fixed in %(n)s day",
                "Answered the same day, fixed in %(n)s days",
                self.fixed_days,
            )
        return ""


def running(
    kind: str,
    *,
    since: date,
    due: date | None,
    today: date,
    off: Closed = frozenset(),
    who: str = "",
    department: str = "",
    band: bool = False,
) -> Waiting:
    """A wait that has not ended: its days, how many of them past the promise, and its ruler."""
    days = max(0, working_days_between(since, today, off))
    promised = max(0, working_days_between(since, due, off)) if due else 0
    late = max(0, working_days_between(due, today, off)) if due else 0
    return Waiting(
        kind=kind,
        who=who,
        department=department,
        days=days,
        late=late,
        due_today=due == today,
        ruler=ruler(passed=days, promised=promised, band=band) if due else None,
    )
