"""How alike two sentences of the floor are: by the words they share, and by how seldom these stand in the log; pure, knows text."""

import re
from collections.abc import Mapping, Sequence
from math import log

from floortime.obstacles.grammar import EVERY_DAY, GRAMMAR
from floortime.text import folded

SHORTEST, KEPT = 3, 4
"""Shorter words are grammar, unless they are written in capitals or with a digit: 4G. Of a longer word so many letters are kept at least."""
MOST = 10
SEEN_OFTEN = 64
"""As often as a word is counted: one that stands in so many entries tells little."""
OF = 640
"""Seldom means in a log of so many entries, however many there are: in a new one every word would be rare, and tell nothing."""
ENOUGH = 1.25
"""Two words that stand in a handful of entries, of a log with hundreds; three that are common."""
SHARE = 0.3
"""Of all that was said, so that a long story is not like everything."""
BEHIND = 0.7
"""What a word counts for that stands behind the title only."""


def stems(words: str) -> list[str]:
    """Short names as they are, then longer words without their endings ("forms" finds "form"), longest first; at most ten."""
    found = {w for w in _words(words) if len(w) >= SHORTEST and not w.isdecimal() and w not in GRAMMAR}
    longer = (_stem(w) for w in sorted(found, key=lambda w: (-len(w), w)))
    return list(dict.fromkeys([*_short_names(words), *longer]))[:MOST]


def _stem(word: str) -> str:
    """Without its ending; of four letters only an s is one."""
    return word.removesuffix("s") if len(word) == KEPT else word[: max(KEPT, len(word) - 2)]


_EVERY_DAY = frozenset(_stem(word) for word in EVERY_DAY)


def _words(said: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded(said))


def _short_names(words: str) -> list[str]:
    """Words of two or three signs that are names of things; none where everything is in capitals."""
    if words == words.upper():
        return []
    short = (w for w in re.findall(r"[^\W_]+", words) if 1 < len(w) < KEPT)
    return sorted({folded(w) for w in short if w == w.upper() and not w.isdecimal()})[:3]


def telling(standing: Mapping[str, int]) -> dict[str, float]:
    """How much each word tells, from 0 to 1, of how many entries it stands in; one of which the log knows nothing as one it knows once."""
    rare = {word: max(0.0, log((OF + 1) / (max(n, 1) + 1)) / log(OF + 1)) for word, n in standing.items()}
    return {word: rare[word] / 2 if word in _EVERY_DAY else rare[word] for word in rare}


def likeness(weights: Mapping[str, float], title: str, behind: str = "") -> float:
    """How alike, 0 where they say different things. One shared word is enough only where it is all that was said."""
    in_title, in_rest = set(_words(title)), set(_words(behind))
    shared = [(w, _stands(w, in_title)) for w in weights if _stands(w, in_title) or _stands(w, in_rest)]
    sum_of = sum(weights[w] * (1 if whole else BEHIND) for w, whole in shared)
    said = sum(weights.values())
    if len(shared) < min(2, len(weights)) or sum_of < max(SHARE * said, min(ENOUGH, BEHIND * said)):
        return 0.0
    return sum_of


def _stands(stem: str, there: set[str]) -> bool:
    """As a beginning; a longer one inside a word as well, since half of ours are put together from two. A short one is the word or its plural."""
    if len(stem) < KEPT:
        return any(word.startswith(stem) and len(word) < len(stem) + 3 for word in there)
    return any(word.startswith(stem) or (len(stem) > KEPT and stem in word) for word in there)


def hopeless(weights: Mapping[str, float], standing: Mapping[str, int]) -> bool:
    """Whether no entry can be alike: too little of what was said stands in the log at all."""
    known = [weights[w] for w, n in standing.items() if n]
    return len(known) < min(2, len(weights)) or sum(known) < min(ENOUGH, BEHIND * sum(weights.values()))


def looked_for(standing: Mapping[str, int], most: int) -> Sequence[str]:
    """The words by which entries are looked for: the rarest, as many as so many entries have together, one at least."""
    rarest, room = sorted((w for w, n in standing.items() if n), key=lambda w: standing[w]), most
    for at, word in enumerate(rarest):
        room -= standing[word]
        if room < 0:
            return rarest[: max(at, 1)]
    return rarest
