"""What a programme says about the floor's word and its being warned, as one value; pure. What it means is obstacles' to say."""

from msgspec import Struct


class Closing(Struct, frozen=True):
    """How many, or which share in percent, close a round, and which share reopens it."""

    quorum: int = 1
    works_share: int | None = None
    not_yet_share: int | None = None
    notice_days: int = 5
    """Working days before it hits that a heads-up is given in time."""
