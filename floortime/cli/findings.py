"""What the doctor says about one part of the set-up; knows nobody."""

from typing import Literal

from msgspec import Struct


class Finding(Struct, frozen=True):
    """One sentence about one part of the set-up, and what to do about it."""

    state: Literal["well", "note", "ill"]
    sentence: str
    remedy: str = ""


def well(sentence: str) -> Finding:
    """As it should be."""
    return Finding("well", sentence)
