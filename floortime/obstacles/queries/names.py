"""Names of people in words that are to become public; knows people's table, text."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.people.model import Person
from floortime.text import folded

# Parts of family names that are also everyday words.
PARTICLES = frozenset(
    [
        "af",
        "al",
        "ben",
        "da",
        "de",
        "del",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "van",
        "von",
        "la",
        "le",
        "les",
        "ten",
        "ter",
        "the",
        "och",
        "og",
        "and",
        "en",
        "het",
        "op",
        "in",
    ]
)
SURE_AT = 4
"""Shorter names ("Bo", "Eli") count only where they are written with a capital: "bo" is also a word."""
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_WORD = re.compile(r"[^\W\d_]+")


def names_in(session: Session, words: str) -> list[str]:
    """The names of people who work or worked here, and mail addresses, that stand in the words, as written there."""
    known = _known_names(session)
    found = _ADDRESS.findall(words)
    for word in _WORD.findall(_ADDRESS.sub(" ", words)):
        if folded(word) in known and (len(word) >= SURE_AT or word[:1].isupper()):
            found.append(word)
    return list(dict.fromkeys(found))


def _known_names(session: Session) -> set[str]:
    rows = session.execute(select(Person.first_name, Person.last_name).where(Person.kind != "blank"))
    parts = (part for first, last in rows for part in _WORD.findall(folded(f"{first} {last}")))
    return {part for part in parts if len(part) > 1 and part not in PARTICLES}
