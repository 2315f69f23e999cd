"""What the doctor says about one part of the set-up; knows nobody."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one part of the set-up, and what to do about it."""

    state: Literal["well", "note", "ill"]
    sentence: str
    remedy: str = ""


def well(sentence: str) -> Finding:
    """As it should be."""
    return Finding("well", sentence)
