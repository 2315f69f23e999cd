"""Sentences of the home page that need counting: headings, how long somebody is here; no database, no Flask."""

from datetime import date

from floortime.followups.queries.windows import COUNT
from floortime.obstacles import stages
from floortime.words import _, capital, lazy, ngettext, numeral

WEEK, MONTH, YEAR = 7, 30.44, 365.25


def _said(n: int) -> str:
    return capital(numeral(n)) if n < COUNT else _("1,000+")


def waits_for_you(n: int) -> str:
    """The heading of the first tier."""
    if n == 0:
        return _("The floor waits for nothing from you")
    return ngettext(
        "One thing the floor waits for from you", "%(number)s things the floor waits for from you", n,
        number=_said(n),
    )  # fmt: skip


def waits_for_them(n: int, name: str) -> str:
    """The same over somebody else's page."""
    if n == 0:
        return _("The floor waits for nothing from %(name)s", name=name)
    return ngettext(
        "One thing the floor waits for from %(name)s", "%(number)s things the floor waits for from %(name)s", n,
        number=_said(n), name=name,
    )  # fmt: skip


def asked_of_you(n: int) -> str:
    """The heading over what the reader is asked to confirm."""
    return ngettext("One thing may work now", "%(number)s things may work now", n, number=capital(numeral(n)))


def here_for(hired_on: date | None, today: date) -> str:
    """How long somebody works here, as one would say it at the table."""
    if hired_on is None or hired_on > today:
        return ""
    days = (today - hired_on).days
    if days < WEEK:
        return _("first week")
    if days < 2 * MONTH:
        return ngettext("%(n)s week", "%(n)s weeks", days // WEEK)
    if days < 2 * YEAR:
        return ngettext("%(n)s month", "%(n)s months", int(days / MONTH))
    return ngettext("%(n)s year", "%(n)s years", int(days / YEAR))


def obstacle_light(stage: str) -> tuple[str, str]:
    """Kind and word of an obstacle's light; one that the log does not show yet is new, with its stage's word."""
    shown = stages.light(stage)
    return (shown.kind, str(shown.word)) if shown else ("new", str(stages.STAGES[stage].word))


PROMISES = {
    "open": ("doing", lazy("In progress")),
    "in_progress": ("doing", lazy("In progress")),
    "claimed": ("claimed", lazy("Claimed done")),
    "confirmed": ("fixed", lazy("Confirmed fixed")),
    "unconfirmed": ("unconfirmed", lazy("Unconfirmed")),
    "dropped": ("cannot", lazy("Dropped")),
}


def promise_light(stage: str) -> tuple[str, str]:
    """Kind and word of a promise's light."""
    kind, word = PROMISES[stage]
    return kind, str(word)
