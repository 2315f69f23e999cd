"""What became of a message from outside, as a value; knows nobody."""

from msgspec import Struct, field


class Outcome(Struct, frozen=True):
    """A verdict, a reason in a word, and ids and plain facts for the sentence a page makes of them."""

    verdict: str
    """applied, nothing, held, refused."""
    reason: str
    facts: dict[str, object] = field(default_factory=dict)


def applied(reason: str, **facts: object) -> Outcome:
    """It changed something, or said what was known."""
    return Outcome("applied", reason, facts)


def nothing(reason: str, **facts: object) -> Outcome:
    """It is understood and changes nothing."""
    return Outcome("nothing", reason, facts)


def held(reason: str, **facts: object) -> Outcome:
    """A person decides."""
    return Outcome("held", reason, facts)


def refused(reason: str, **facts: object) -> Outcome:
    """It is not done, on purpose."""
    return Outcome("refused", reason, facts)
