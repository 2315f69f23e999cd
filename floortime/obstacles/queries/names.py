"""Names of people in words that are to become public; knows the tables of people, seats and raisings, text, ordinary."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct, field
from sqlalchemy import BigInteger, ColumnElement, cast, false, literal, or_, select
from sqlalchemy.orm import Session

from floortime.obstacles.model import Obstacle, Raising
from floortime.obstacles.ordinary import ORDINARY
from floortime.people.model import Person
from floortime.sitdowns.model import Seat
from floortime.text import folded
from floortime.words import language as spoken

PARTICLES = frozenset(
    [
        "af",
        "al",
        "and",
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
        "en",
        "het",
        "in",
        "la",
        "le",
        "les",
        "och",
        "og",
        "op",
        "ten",
        "ter",
        "the",
        "van",
        "von",
    ]
)
"""Parts of family names that are also everyday words."""
SURE_AT = 4
"""A shorter name of just anybody ("Cy", "Eli") counts alone only where it is written with a capital."""
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"[\s'’-]{1,3}")
_BEGINS = re.compile(r"(?:^|[.!?:…\n])[\s\"'“”„‘’«»()\[\]*_>#–-]*$")


class Found(Struct, frozen=True):
    """Names as they are written in the words: of those who said it or sat there, and of others."""

    near: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Both, those who said it first."""
        return tuple(dict.fromkeys(self.near + self.others))


class Known(Struct):
    """The names to look for, folded; read once per submission."""

    ordinary: frozenset[str]
    lasts_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By each first name the last names that may follow it."""
    near: set[str] = field(default_factory=set)
    near_lasts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    alone: set[str] = field(default_factory=set)
    """First and last names of everybody: they count alone in public wording only."""
    addresses: set[str] = field(default_factory=set)
    near_addresses: set[str] = field(default_factory=set)

    def add(self, first: str, last: str, address: str, *, near: bool) -> None:
        """Look for one more person."""
        firsts, lasts = _parts(first), _parts(last)
        for part in firsts:
            self.lasts_of[part].update(lasts)
            if near:
                self.near_lasts[part].update(lasts)
        if near:
            self.near.update(firsts)
        self.alone.update(firsts | lasts)
        if address:
            (self.near_addresses if near else self.addresses).add(address)

    def found(self, words: str, *, alone: bool = False) -> Found:
        """Whose names stand in the words. `alone`: any first or last name, and any address, counts by itself."""
        text = unicodedata.normalize("NFC", words)
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
        near, others = [], []
        for address in _ADDRESS.findall(text):
            if address.lower() in self.near_addresses:
                near.append(address)
            elif alone or address.lower() in self.addresses:
                others.append(address)
        for name, theirs in _Reading(self, _ADDRESS.sub(" ", text), alone=alone).names():
            (near if theirs else others).append(name)
        return Found(tuple(dict.fromkeys(near)), tuple(dict.fromkeys(others)))


class _Reading:
    """One text, word by word."""

    def __init__(self, known: Known, text: str, *, alone: bool) -> None:
        self.known, self.text, self.alone = known, text, alone
        self.words = list(_WORD.finditer(text))
        self.forms = [_forms(word[0]) for word in self.words]
        self.shouted = text.isupper()

    def names(self) -> Iterator[tuple[str, bool]]:
        """The names, each from its first word to its last, and whether it is one of those who said it."""
        at = 0
        while at < len(self.words):
            end, near = self._full(at)
            if end is None and ((near := self._near(at)) or (self.alone and self._anybody(at))):
                end = at
            if end is None:
                at += 1
                continue
            yield self.text[self.words[at].start() : self.words[end].end()], near
            at = end + 1

    def _full(self, at: int) -> tuple[int | None, bool]:
        """The last word of a first name with its last name that begins here."""
        for first in self.forms[at] & self.known.lasts_of.keys():
            end = at + 1
            while end < len(self.words) and self._follows(end):
                shape = self.words[at][0][:1] + self.words[end][0][:1]
                lasts = self.known.lasts_of[first]
                if self.forms[end] & lasts and (first not in self.known.ordinary or shape != shape.lower()):
                    return end, bool(self.forms[end] & self.known.near_lasts.get(first, set()))
                if not (self.forms[end] & PARTICLES or self.forms[end] & self.known.lasts_of.keys()):
                    break
                end += 1
        return None, False

    def _follows(self, at: int) -> bool:
        return _GAP.fullmatch(self.text[self.words[at - 1].end() : self.words[at].start()]) is not None

    def _near(self, at: int) -> bool:
        return any(self._counts(at, form) for form in self.forms[at] & self.known.near)

    def _anybody(self, at: int) -> bool:
        word = self.words[at][0]
        if len(word) < SURE_AT and not word[:1].isupper():
            return False
        return any(self._counts(at, form) for form in self.forms[at] & self.known.alone)

    def _counts(self, at: int, form: str) -> bool:
        """A name that is also an everyday word is one only where a capital stands that no sentence asks for."""
        if form not in self.known.ordinary:
            return True
        word = self.words[at]
        begins = _BEGINS.search(self.text[: word.start()]) is not None
        return word[0][:1].isupper() and not begins and not self.shouted


def known_names(
    session: Session,
    *,
    obstacle: Obstacle | None = None,
    sitdown_id: int | None = None,
    signer_id: int | None = None,
) -> Known:
    """Everybody who works or worked here or is a guest; near are an entry's named raisers and those who sat where it was said.

    Whoever signs the words is left out: the log shows that name anyway.
    """
    languages = {spoken(), obstacle.language if obstacle is not None else spoken()}
    known = Known(ordinary=frozenset().union(*(ORDINARY.get(code, frozenset()) for code in languages)))
    near = _near(obstacle.id if obstacle is not None else None, sitdown_id)
    rows = session.execute(
        select(Person.id, Person.first_name, Person.last_name, Person.email_norm, near.label("near")).where(
            Person.kind != "blank"
        )
    )
    for key, first, last, address, theirs in rows:
        if key != signer_id:
            known.add(first, last, address or "", near=bool(theirs))
    return known


def _near(obstacle_id: int | None, sitdown_id: int | None) -> ColumnElement[bool]:
    at_the_table = Seat.sitdown_id == sitdown_id if sitdown_id is not None else false()
    if obstacle_id is None:
        return Person.id.in_(select(Seat.person_id).where(at_the_table, Seat.state == "invited"))
    parts = select(cast(literal(obstacle_id), BigInteger).label("id")).cte("parts", recursive=True)
    parts = parts.union(select(Obstacle.id).join(parts, Obstacle.merged_into_id == parts.c.id))
    raised = Raising.obstacle_id.in_(select(parts.c.id))
    rooms = select(Raising.sitdown_id).where(raised, Raising.sitdown_id.is_not(None))
    seats = select(Seat.person_id).where(
        or_(at_the_table, Seat.sitdown_id.in_(rooms)), Seat.state == "invited"
    )
    named = select(Raising.named_id).where(raised, Raising.named_id.is_not(None))
    return or_(Person.id.in_(seats), Person.id.in_(named))


def _parts(name: str) -> set[str]:
    # A guest may be called by their address: where it ends it is no name of anybody.
    said = folded(name.partition("@")[0])
    return {part for part in _WORD.findall(said) if len(part) > 1 and part not in PARTICLES}


def _forms(word: str) -> set[str]:
    """A word folded, and without the s that says whose something is ("Frejas skärm")."""
    bare = folded(word)
    return {bare, bare[:-1]} if bare.endswith("s") and len(bare) > 3 else {bare}
