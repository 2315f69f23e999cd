"""The stages of an obstacle as data: which moves are legal, what light each shows; craft, no database, no clock."""

from typing import Literal

from msgspec import Struct

from floortime.words import lazy

Kind = Literal["new", "doing", "claimed", "fixed", "cannot", "unconfirmed"]
Bar = Literal["new", "doing", "fixed", "cannot"]


class Light(Struct, frozen=True):
    """What the floor sees: a glyph's kind, its word, and the part of the light bar it is counted in."""

    kind: Kind
    word: lazy
    bar: Bar


LIGHTS: dict[str, Light] = {
    "new": Light("new", lazy("New"), "new"),
    "doing": Light("doing", lazy("In progress"), "doing"),
    "claimed": Light("claimed", lazy("Claimed done"), "doing"),
    "fixed": Light("fixed", lazy("Confirmed fixed"), "fixed"),
    "cannot": Light("cannot", lazy("Cannot now"), "cannot"),
    "unconfirmed": Light("unconfirmed", lazy("Unconfirmed"), "doing"),
}

BARS: tuple[tuple[Bar, lazy], ...] = (
    ("new", lazy("new")),
    ("doing", lazy("in progress")),
    ("fixed", lazy("confirmed fixed")),
    ("cannot", lazy("cannot now")),
)
"""The four parts of the light bar, in its order."""


class Stage(Struct, frozen=True):
    """One stage: its light (None: the public does not see it) and the stages it may go to."""

    light: Kind | None
    word: lazy
    onward: frozenset[str]


def _to(*names: str) -> frozenset[str]:
    return frozenset(names)


STAGES: dict[str, Stage] = {
    "sorting": Stage(None, lazy("Being sorted"), _to("published", "withheld", "merged")),
    "published": Stage(
        "new",
        lazy("Published"),
        _to("in_hand", "ready_to_close", "asked", "refused", "withheld", "merged"),
    ),
    "in_hand": Stage(
        "doing", lazy("In hand"), _to("ready_to_close", "asked", "refused", "withheld", "merged")
    ),
    "ready_to_close": Stage(
        "doing", lazy("Ready to close"), _to("in_hand", "asked", "refused", "withheld", "merged")
    ),
    "asked": Stage(
        "claimed", lazy("The floor is asked"), _to("in_hand", "fixed", "unconfirmed", "withheld", "merged")
    ),
    "fixed": Stage("fixed", lazy("Fixed"), _to("in_hand", "asked", "withheld", "merged")),
    "unconfirmed": Stage(
        "unconfirmed",
        lazy("Unconfirmed"),
        _to("in_hand", "asked", "fixed", "refused", "withheld", "merged"),
    ),
    "refused": Stage("cannot", lazy("Refused"), _to("in_hand", "asked", "withheld", "merged")),
    "withheld": Stage(None, lazy("Withheld"), _to("sorting")),
    # A merge may be undone: the entry returns to where it stood.
    "merged": Stage(
        None,
        lazy("Merged"),
        _to(
            "sorting",
            "published",
            "in_hand",
            "ready_to_close",
            "asked",
            "fixed",
            "unconfirmed",
            "refused",
        ),
    ),
}

BACK: dict[str, frozenset[str]] = {
    "published": _to("sorting"),
    "in_hand": _to("sorting", "published", "refused"),
    "ready_to_close": _to("sorting", "published", "refused"),
    "asked": _to("published", "in_hand", "ready_to_close", "refused"),
    "refused": _to("published", "in_hand", "ready_to_close", "asked", "unconfirmed", "fixed"),
}
"""Where somebody takes it back to who has just brought it on; never a way on."""

PUBLIC = frozenset(name for name, stage in STAGES.items() if stage.light)
"""The stages in which the log shows an obstacle."""

TALLIED = PUBLIC - {"fixed"}
"""Where customers who hit it are counted. Of what was refused too: its review reads how often it still hits."""

EDITION = "log"
"""The revision that rises with everything the public can see: ETags of the log stand on it."""


def may_move(now: str, to: str) -> bool:
    """Whether that step is legal; staying where one is always is (who it waits on may change)."""
    return now == to or to in STAGES[now].onward


def may_go_back(now: str, to: str) -> bool:
    """Whether taking an act back may lead there."""
    return may_move(now, to) or to in BACK.get(now, frozenset())


def light(stage: str) -> Light | None:
    """The light of a stage; None when the log does not show it."""
    kind = STAGES[stage].light
    return None if kind is None else LIGHTS[kind]


def bar(stage: str) -> str:
    """The part of the light bar a stage is counted in; '' when the log does not show it."""
    shown = light(stage)
    return shown.bar if shown else ""
