"""The ways in which an act can fail; knows nobody. `web/errors.py` maps them to responses, `cli.py` to sentences."""


class FloortimeError(Exception):
    """Something a person can be told in one sentence."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(FloortimeError):  # noqa: N818 - named for what it says, not for being an error
    """It is not there, or not for this reader, who must not learn the difference (404)."""


class NotAllowed(FloortimeError):  # noqa: N818
    """The reader may see it and may not do this (403)."""


class Refused(FloortimeError):  # noqa: N818
    """The act makes no sense in this state; the sentence says why, in the reader's language (409)."""


class Stale(FloortimeError):  # noqa: N818
    """Somebody changed the row after this reader opened it (409)."""

    def __init__(
        self,
        sentence: str = "",
        *,
        who: str = "",
        own: bool = False,
        rows: tuple[tuple[str, str, str], ...] = (),
    ) -> None:
        super().__init__(sentence)
        self.who = who
        self.own = own
        """Whether it was the reader, elsewhere."""
        self.rows = rows
        """What differs: (label, theirs, yours)."""


class TooMany(FloortimeError):  # noqa: N818
    """More came from one network address than people press; a moment later it may come again (429)."""


class Malformed(FloortimeError):  # noqa: N818
    """Bytes from outside (mail, calendar, spreadsheet) that cannot be read as what they claim to be."""


class Undeliverable(FloortimeError):  # noqa: N818
    """A letter that the other side refused for good."""


class Misconfigured(FloortimeError):  # noqa: N818
    """The set-up is wrong; the sentence says which setting and what to write instead."""
