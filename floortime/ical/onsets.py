"""One change of a zone's offset, as a value; knows nobody."""

from datetime import datetime, timedelta

from msgspec import Struct


class Onset(Struct, frozen=True):
    """From `at` (naive UTC) on, the offset from UTC is `after`; until then it was `before`.

    Two onsets are equal when they move the clock alike, whatever the new time is called.
    """

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Onset):
            return NotImplemented
        return (self.at, self.before, self.after) == (other.at, other.before, other.after)

    def __hash__(self) -> int:
        return hash((self.at, self.before, self.after))

    @property
    def local(self) -> datetime:
        """Wall time of the change, by the clock that is about to be changed."""
        return self.at + self.before

    @property
    def kind(self) -> str:
        """DAYLIGHT is the larger offset, also where the law calls it standard (Dublin)."""
        return "DAYLIGHT" if self.after > self.before else "STANDARD"
