"""A reply to a letter about several promises: which number says what, as far as that is plain; pure: no database, no clock."""

import re
from collections.abc import Collection
from datetime import date

from floortime.followups.days import MONTH_OF
from floortime.followups.spoken import bare_day, understood
from floortime.text import folded

_AND = r"(?:,|\+|&|and|en|och|og)"
_NUMBERS = rf"\d{{1,2}}(?:\s*{_AND}\s*\d{{1,2}})*"
_HEAD = re.compile(
    rf"\s*(?:(?:no|nr|number|nummer|punt|punkt|#)\.?\s*)?(?P<numbers>{_NUMBERS})(?P<mark>\s*[.):–—-]\s*|\s+)(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_NEXT = re.compile(rf"[,;]\s+(?={_NUMBERS}[.):]?\s)")
_ALL = re.compile(
    r"(?:all|both|everything|alle|allemaal|alles|beide|alla|allt|båda|begge|alt)(?:\s+of\s+them)?"
    r"(?:\s+(?:are|is|zijn|är|er))?\s+(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_GREETING = 40
"""Characters of a line before the first number that may be a greeting."""


def parts(words: str, numbers: Collection[int], *, today: date) -> dict[int, str]:
    """What is said of each number, in the words of an answer to one letter; empty: nobody can tell which is meant."""
    text = words.strip()
    every = _ALL.fullmatch(text)
    if every and _answers(every["rest"], today):
        return dict.fromkeys(sorted(numbers), every["rest"])
    found: dict[int, str] = {}
    last: list[int] = []
    for line in _lines(text, today):
        head = _head(line, today)
        if head is None and not last and len(line) > _GREETING:
            return {}
        if head is None:
            for n in last:
                found[n] = f"{found[n]}\n{line}".rstrip() if line.strip() else f"{found[n]}\n"
            continue
        last, rest = head
        if any(n in found or n not in numbers for n in last):
            return {}
        found |= dict.fromkeys(last, rest)
    return {n: _as_said(said.strip(), today) for n, said in found.items()}


def _lines(text: str, today: date) -> list[str]:
    """Line by line; a line with several numbers is several, if each of them is an answer."""
    found: list[str] = []
    for line in text.split("\n"):
        cut = _NEXT.split(line)
        found += cut if len(cut) > 1 and all(_head(one, today) for one in cut) else [line]
    return found


def _head(line: str, today: date) -> tuple[list[int], str] | None:
    """The numbers at the start and what is said of them. A bare number counts before an answer or a day alone: not in “2 weeks”."""
    match = _HEAD.fullmatch(line)
    if match is None:
        return None
    rest = match["rest"]
    first = re.match(r"\w+", folded(rest))
    if first and first[0] in MONTH_OF:
        return None
    if not match["mark"].strip() and not _answers(rest, today):
        return None
    return [int(n) for n in re.findall(r"\d+", match["numbers"])], rest


def _answers(words: str, today: date) -> bool:
    return bool(understood(words, today=today, due_on=date.min).way) or bare_day(words, today=today)


def _as_said(words: str, today: date) -> str:
    """“Friday, because …” after a number is another date."""
    if not understood(words, today=today, due_on=date.min).way and bare_day(words, today=today):
        return f"other date: {words}"
    return words
