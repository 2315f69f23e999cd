"""The shape of one story of the demo: what was said, what became of it, and how far it has come. Knows nobody."""

from typing import Literal

from msgspec import Struct

Fate = Literal[
    "sorting", "withheld", "merged", "new", "progress", "claimed", "asked", "fixed", "unconfirmed", "refused"
]
About = Literal[
    "opportunity",
    "role_ambiguity",
    "role_conflict",
    "feedback",
    "atmosphere",
    "empowerment",
    "enjoyment",
    "tools",
    "integrity",
    "customers",
    "employees",
    "sharing",
]
Line = Literal[
    "Broadband support", "Billing desk", "Retention", "Moves and orders", "Business line", "Night shift"
]


class Promise(Struct, frozen=True):
    """One promise of a story."""

    what: str
    due: int
    """Days from today where the promise is still open (negative: it is late); else days after the answer."""
    by: str = ""
    """A department other than the one that answered; an e-mail address outside the company; "nobody"."""
    moved: tuple[str, ...] = ()
    """Why its date was moved, once or more."""
    claim: str = ""
    """What its owner says was done."""
    dropped: str = ""
    """Why it was dropped."""


class Story(Struct, frozen=True):
    """One obstacle from the first sentence to where it stands now."""

    fate: Fate
    ago: int
    """Raised so many days before today."""
    voices: int
    team: Line
    clears: str
    """The department that can clear it; its leader answers."""
    about: About
    said: str
    """What was said, private: it may name a colleague."""
    title: str = ""
    body: str = ""
    answer: str = ""
    promises: tuple[Promise, ...] = ()
    closing: str = ""
    """The sentence with which the floor is asked whether it works."""
    because: str = ""
    """What somebody said who answered "not yet" in a first round."""
    after: int = 0
    """Working days from publishing to the answer; 0: it lets the usual days decide."""
    review: int = 90
    """Days from today to the review of a no."""
    into: str = ""
    """The title of the obstacle it was merged into; why it was withheld."""
    room: bool = True
    """Said at a sit-down; else raised on the page."""
