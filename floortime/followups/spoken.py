"""What an owner's reply says: one of the five answers in four languages, or how far it is; pure: no database, no clock."""

import re
from datetime import date

from msgspec import Struct

from floortime.followups.days import MONTH_OF, WEEKDAY_OF, days_in
from floortime.text import folded

_STARTS = {
    "accept": (
        "i accept|accepted|accept|i take this|i take it|i'll take this|i'll take it|i will take this"
        "|ik pak het op|ik pak dit op|ik neem het op me|akkoord|geaccepteerd|accepteer|aanvaard"
        "|jag tar det|jag tar den|jag tar detta|jag tar hand om det|accepterar|accepterat"
        "|jeg tar det|jeg tar den|jeg tar dette|jeg tar meg av det|aksepterer|akseptert|godtar"
    ),
    "date": (
        "other date|another date|new date|other day|another day|andere datum|nieuwe datum|andere dag"
        "|annat datum|nytt datum|annan dag|annen dato|ny dato|annen dag"
    ),
    "notmine": (
        "not mine|this is not mine|it is not mine|not for me|niet voor mij|niet van mij|dit is niet van mij"
        "|dit is niet voor mij|inte mitt|inte min|det är inte mitt|inte för mig"
        "|ikke mitt|ikke min|det er ikke mitt|ikke for meg"
    ),
    "cannot": (
        "cannot|can not|can't|i cannot|kan niet|het kan niet|dat kan niet|lukt niet"
        "|går inte|det går inte|kan inte|går ikke|det går ikke|kan ikke"
    ),
    "done": (
        "done|it is done|it's done|this is done|all done|fixed|it is fixed|solved"
        "|klaar|het is klaar|gedaan|het is gedaan|opgelost|is opgelost"
        "|klart|det är klart|klar|klara|färdigt|färdiga|åtgärdat|det är åtgärdat|löst"
        "|ferdig|ferdige|det er ferdig|gjort|det er gjort|utført|løst|det er løst"
    ),
}
_BECAUSE = r"because(?: of)?|since|as|omdat|want|aangezien|eftersom|för att|därför att|fordi|siden|da"
_AFTER = r"\s*(?:$|[.,:;!…·–—-]+(?=\s|$)\s*|(?=\n))"
_PLAIN = r"(?!\w)[\s.,:;!…–—-]*"
"""Nobody says “other date” or “not mine” and means something else; “done by Friday” is not “done”."""
_YES = r"(?:yes|ok|okay|agreed|sure|will do|ja|oké|oke|prima|goed|komt goed|okej|det ordnar jag|greit|det ordner jeg)"
_ALONE = re.compile(rf"{_YES}\s*[.!]*\s*(?=\n|$)", re.IGNORECASE)
_PATTERNS = {
    way: re.compile(
        rf"(?:{'|'.join(sorted(said.split('|'), key=len, reverse=True))})"
        rf"(?:{_AFTER if way in {'accept', 'cannot', 'done'} else _PLAIN})",
        re.IGNORECASE,
    )
    for way, said in _STARTS.items()
}  # fmt: skip
_CANNOT = re.compile(
    rf"(?:{'|'.join(sorted(_STARTS['cannot'].split('|'), key=len, reverse=True))})[\s,.:;!…–—-]*\s(?:{_BECAUSE})\b[\s:,…]*",
    re.IGNORECASE,
)
_BUT = re.compile(
    r"(?:but|except|almost|nearly|apart from|only|maar|behalve|bijna|op .{1,30} na|men|utom|förutom|nästan|bortsett|unntatt|nesten)\b",
    re.IGNORECASE,
)
_WHY = re.compile(rf"(?<=[\s,;:.–—-])(?:{_BECAUSE})\b", re.IGNORECASE)
_LEAD = re.compile(r"^[\s*_>•·–—-]+")
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@(?:[\w-]+\.)+[\w-]{2,24}(?![\w-])")
SENTENCE, CLAIM, PROGRESS = 400, 1000, 4000
"""Characters that the floor reads of a reason and of what was done, and that are kept of everything else."""


class Said(Struct, frozen=True):
    """One reply understood."""

    way: str = ""
    """accept, date, notmine, cannot, done; empty: it says how far it is."""
    words: str = ""
    """What the answer needs in words: why, or what was done; what else was said, where it needs none."""
    more: str = ""
    """What was said beside it."""
    days: tuple[date, ...] = ()
    addresses: tuple[str, ...] = ()


def understood(words: str, *, today: date, due_on: date, pending: str = "") -> Said:
    """What a reply says. `pending` is the answer of which we asked the rest: words alone are taken for it."""
    text = _LEAD.sub("", words.strip())
    way, rest = _way(text)
    days = tuple(day for day in days_in(rest if way else text, today=today) if day != due_on)
    if (
        way == "date" and len(days) > 1
    ):  # one before the reason; those in it are the supplier's, not the promise's
        asked = [d for d in days_in(_WHY.split(rest, maxsplit=1)[0], today=today) if d != due_on]
        days = tuple(asked) if len(asked) == 1 else days
    if way == "accept" and _BUT.match(rest):
        way, rest = ("date", rest) if len(days) == 1 else ("", text)
    elif way == "done" and _BUT.match(rest):
        way, rest = "", text
    if not way and pending and (pending != "notmine" or _addresses(text)):
        way, rest = pending, text
    if way == "date":  # the day that stands already, said again: whatever other day the reason names
        asked = days_in(_WHY.split(rest, maxsplit=1)[0], today=today)
        days = (due_on,) if asked == [due_on] else days
    if way not in {"date", "cannot", "done"}:
        return Said(way, rest[:PROGRESS], "", days, _addresses(rest))
    first, _, more = rest.strip().partition("\n\n")
    first = " ".join(first.split())
    most = CLAIM if way == "done" else SENTENCE
    if len(first) > most:
        return Said(way, first[: most - 1].rstrip() + "…", rest[:PROGRESS], days)
    return Said(way, _reason(first) if way == "date" else first, more.strip()[:PROGRESS], days)


def beside_whose(words: str) -> str:
    """What a “not mine” says beside whose it is: the sentences without an address."""
    said = re.split(r"(?<=[.!?])[ \t]+|(?<=\n)", words)
    return " ".join(" ".join(one for one in said if not ADDRESS.search(one)).split())


def bare_day(words: str, *, today: date) -> bool:
    """Whether it is one day and no more, but for the reason behind it: “Friday, because the screens come late”."""
    day = _WHY.split(words.strip(), maxsplit=1)[0].strip(" .,;:–—-")
    return len(days_in(day, today=today)) == 1 and _only_a_day(day)


def _way(text: str) -> tuple[str, str]:
    """The answer at the start, and what follows it."""
    because = _CANNOT.match(text)
    if because:
        return "cannot", text[because.end() :].strip()
    for way, pattern in _PATTERNS.items():
        match = pattern.match(text)
        if match:
            return way, text[match.end() :].strip()
    alone = _ALONE.match(text)
    return ("accept", text[alone.end() :].strip()) if alone else ("", text)


def _reason(words: str) -> str:
    """Why a date moves, without the words that lead to it; empty when nothing but the day was said."""
    bare = re.sub(rf"^.{{0,60}}?[\s,;:.–—-](?=(?:{_BECAUSE})\b)", "", words, count=1, flags=re.IGNORECASE)
    bare = re.sub(rf"^(?:{_BECAUSE})\b[\s:,]*", "", bare.strip(" ,;:.–—-"), flags=re.IGNORECASE)
    letters = re.findall(r"[^\W\d_]{2,}", bare)
    return bare if letters and not _only_a_day(bare) else ""


def _only_a_day(words: str) -> bool:
    """Whether the words are a day and what stands around one."""
    left = re.sub(r"\b\d[\w.:/-]*", " ", folded(words))
    return all(word in _AROUND for word in re.findall(r"[^\W\d_]+", left))


_AROUND = frozenset(
    folded(
        "by on until the of in at next week weeks it will be is can for from before to tomorrow"
        " op voor uiterlijk per den de volgende het wordt kan tot over weken morgen"
        " till senast på blir det nästa vecka veckor innen til blir neste uke uker om imorgon morgon i"
    ).split()
) | {*MONTH_OF, *WEEKDAY_OF}


def _addresses(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.casefold().strip(".'") for found in ADDRESS.findall(words)))
