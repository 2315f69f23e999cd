"""What the morning board is made of: its groups, what it can be narrowed to, and the branches that each of these shows."""

from datetime import timedelta

from sqlalchemy import and_

from floortime.desk.branches.obstacles import LATER
from floortime.desk.branches.promises import FAR, ONCE
from floortime.people.filters import Narrowed

WINDOW = 25
"""Rows of one group at a time."""
COUNT = 1001
"""As far as anything is counted: what is more is said as "1,000+"."""
NOTES_LATE = timedelta(days=2)
SOON = timedelta(days=14)
WEEK = timedelta(days=6)
"""Due this week is due today or on one of the six days after it, as in the list of follow-ups."""
AWAY = "away"
GROUPS: dict[str, tuple[str, ...]] = {
    "floor": ("sort", "reworded", "close", "works", "offers"),
    "departments": (
        "answer",
        "headless_far",
        "unpromised",
        "promised",
        "twice_far",
        "nobody_far",
        "gone_far",
        "phone_far",
        "review",
        "look",
        "impact",
    ),
    "leaders": (AWAY, "times", "notes", "unanswered", "seats", "booked"),
}
"""The branches whose rows make up each group; none of their rows stands in two."""
KINDS: dict[str, frozenset[str]] = {
    "floor": frozenset(GROUPS["floor"]),
    "departments": frozenset(
        {"answer", "unpromised", "followup", "nobody", "phone", "review", "look", "impact"}
    ),
    "leaders": frozenset({AWAY, "times", "notes", "unanswered", "seats"}),
}
SHOWN: dict[str, tuple[str, tuple[str, ...]]] = {
    **{name: ("floor", (name,)) for name in GROUPS["floor"]},
    "late": ("departments", ("answer_late", "promised_late")),
    "week": ("departments", ("answer_week", "promised_week")),
    "nobody": ("departments", ("headless", "unpromised", "nobody", "gone")),
    "phone": ("departments", ("phone",)),
    "twice": ("departments", ("twice",)),
    "review": ("departments", ("review",)),
    "look": ("departments", ("look",)),
    "impact": ("departments", ("impact",)),
    **{name: ("leaders", (name,)) for name in (AWAY, "times", "notes", "unanswered")},
    "seats": ("leaders", ("seats", "booked")),
}
"""What the board can be narrowed to: the group it is of, and its branches."""
_IN_TWO = {"answer": ("answer_late", "answer_week"), "promised": ("promised_late", "promised_week"), AWAY: ()}
EVERYTHING = tuple(name for group in GROUPS.values() for one in group for name in _IN_TWO.get(one, (one,)))
COUNTED_ALONE = tuple(
    dict.fromkeys((*EVERYTHING, *(n for _g, names in SHOWN.values() for n in names if n != AWAY)))
)
WITH = {
    "twice": ("twice_far", FAR),
    "headless": ("headless_far", LATER),
    "nobody": ("nobody_far", and_(FAR, ONCE)),
    "gone": ("gone_far", and_(FAR, ONCE)),
    "phone": ("phone_far", and_(FAR, ONCE)),
}
"""Branches that are a part of another one: both are counted in one pass. Where that one has as many as are counted, so has the board."""
BESIDE = frozenset(name for one, (other, _which) in WITH.items() for name in (one, other))
HEADLINE, MAIL, HELD, SHUT, COUNTED, SAVED = "headline", "mail", "held", "shut", "counted", "saved"
"""No rows: the numbers over the board, how many mails wait for a decision, since when letters do not leave, how many rows there are of a branch, and of a filter
that somebody keeps."""
NOT_NARROWED = Narrowed()
_WHOLE = tuple(name for group in GROUPS.values() for name in group)


def names_of(shown: str) -> tuple[str, ...]:
    """The branches that make up a filter."""
    return SHOWN[shown][1] if shown in SHOWN else _WHOLE
