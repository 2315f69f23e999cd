"""A day as people write it in a mail, in English, Dutch, Swedish and Norwegian; pure: no database, no clock."""

import re
from datetime import date, timedelta

from floortime.text import folded

_MONTHS = {
    1: "january januari januar jan", 2: "february februari februar feb",
    3: "march maart mars mar mrt", 4: "april apr", 5: "may mei maj mai", 6: "june juni jun",
    7: "july juli jul", 8: "august augustus augusti aug", 9: "september sept sep",
    10: "october oktober okt oct", 11: "november nov", 12: "december desember dec des",
}  # fmt: skip
_WEEKDAYS = (
    "monday maandag mandag", "tuesday dinsdag tisdag tirsdag", "wednesday woensdag onsdag",
    "thursday donderdag torsdag", "friday vrijdag fredag", "saturday zaterdag lordag", "sunday zondag sondag",
)  # fmt: skip
_TODAY = "today|vandaag|idag|i dag"
_TOMORROW = "tomorrow|morgen|imorgon|i morgon|i morgen"
_NEXT = "next|volgende week|volgende|komende week|nasta|neste"
MONTH_OF = {word: number for number, words in _MONTHS.items() for word in words.split()}
WEEKDAY_OF = {word: number for number, words in enumerate(_WEEKDAYS) for word in words.split()}
_MONTH, _WEEKDAY = "|".join(sorted(MONTH_OF, key=len, reverse=True)), "|".join(WEEKDAY_OF)
_COUNTS = {"one": 1, "een": 1, "en": 1, "two": 2, "twee": 2, "tva": 2, "to": 2, "three": 3, "drie": 3, "tre": 3, "four": 4, "vier": 4, "fyra": 4, "fire": 4}  # fmt: skip

_PATTERNS = tuple(
    (kind, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"))
    for kind, pattern in (
        ("iso", r"(?P<y>20\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
        ("numbers", r"(?P<d>\d{1,2})(?P<by>[./-])(?P<m>\d{1,2})(?P=by)(?P<y>20\d\d|\d\d)"),
        ("numbers", r"(?P<d>\d{1,2})(?:/(?P<m>\d{1,2})|\.(?P<m2>\d{1,2})\.)(?!\d)"),
        ("words", rf"(?:(?:{_WEEKDAY}),?\s+(?:(?:the|de|den)\s+)?)?(?P<d>\d{{1,2}})(?:st|nd|rd|th|e|de|ste|:e|\.)?\s+(?:of\s+)?(?P<m>{_MONTH})\.?(?:,?\s+(?P<y>20\d\d))?"),
        ("words", rf"(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y>20\d\d))?"),
        ("soon", rf"(?P<soon>{_TODAY}|{_TOMORROW})"),
        ("weeks", r"(?:in|over|om)\s+(?P<n>\d{1,2}|[a-z]{2,5})\s+(?:weeks?|weken|veckor|vecka|uker|uke)"),
        ("weekday", rf"(?P<next>next week|volgende week|nasta vecka|neste uke)\s+(?:on\s+|op\s+|pa\s+)?(?P<w>{_WEEKDAY})"),
        ("weekday", rf"(?:(?P<next>{_NEXT})\s+)?(?P<w>{_WEEKDAY})(?:\s+(?P<after>next week|volgende week|nasta vecka|neste uke))?"),
    )
)  # fmt: skip
FORGOTTEN = timedelta(days=60)
"""A day without a year that is over for less than this was meant as it stands, and is over."""


def days_in(words: str, *, today: date) -> list[date]:
    """The days that the words name, each once, in their order; a day that the calendar does not have is none."""
    text = folded(words)
    found: list[tuple[int, date]] = []
    taken: list[range] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            here = range(*match.span())
            if any(here.start < other.stop and other.start < here.stop for other in taken):
                continue
            if kind == "weekday" and any(0 <= other.start - here.stop <= 6 for other in taken):
                continue  # "Friday 11/12": the day itself follows
            day = _day(kind, match.groupdict(), today)
            if day is not None:
                taken.append(here)
                found.append((here.start, day))
    return list(dict.fromkeys(day for _at, day in sorted(found)))


def _day(kind: str, said: dict[str, str | None], today: date) -> date | None:
    if kind == "soon":
        return today + timedelta(days=0 if said["soon"] in _TODAY.split("|") else 1)
    if kind == "weeks":
        n = said["n"] or ""
        weeks = int(n) if n.isdecimal() else _COUNTS.get(n, 0)
        return today + timedelta(weeks=weeks) if 0 < weeks <= 52 else None
    if kind == "weekday":
        return _weekday(WEEKDAY_OF[said["w"] or ""], today, later=bool(said["next"] or said.get("after")))
    month = said.get("m") or said.get("m2") or ""
    number = MONTH_OF[month] if kind == "words" else int(month)
    return _dated(said.get("y"), number, int(said["d"] or 0), today)


def _weekday(number: int, today: date, *, later: bool) -> date:
    """The coming one; said of next week, that of the week that begins on the next Monday."""
    if later:
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + number)
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _dated(year: str | None, month: int, day: int, today: date) -> date | None:
    try:
        if year:
            return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
        this = date(today.year, month, day)
        return this if this > today - FORGOTTEN else date(today.year + 1, month, day)
    except ValueError:
        return None
