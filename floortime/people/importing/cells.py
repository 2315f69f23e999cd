"""Single cells to values: dates, roles, languages; what is wrong is a sentence. Pure, knows text, dates and words."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from floortime.text import folded, one_line
from floortime.words import LANGUAGES, lazy

Wrong = str
EMPTY = frozenset({"", "-", "–", "—"})
_FORMULA = "=+-@＝＋－＠"
"""Spreadsheets run the fullwidth ones too."""
_PHONE = re.compile(r"\+?[\d\s()./-]{4,}")
_ISO = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[T ][\d:.]+Z?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4})(?: [\d:.]+)?")
_SHORT_YEAR = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}")
_NAMED = re.compile(r"(\d{1,2})[-. ]*([^\W\d_]{3,})\.?[-. ]*(\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "mrt": 3, "maa": 3, "apr": 4, "may": 5, "mei": 5, "maj": 5, "mai": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12, "des": 12,
}  # fmt: skip
_DAY_ZERO = date(1899, 12, 30)
"""Spreadsheets count days from here when a date is exported as a number."""

ROLE_OF = {
    "agent": "agent", "advisor": "agent", "medewerker": "agent", "medarbetare": "agent", "medarbeider": "agent",
    "leader": "leader", "leider": "leader", "ledare": "leader", "chef": "leader", "leder": "leader",
    "executive": "leader", "owner": "owner", "actionowner": "owner", "eigenaar": "owner", "actiehouder": "owner",
    "agare": "owner", "eier": "owner", "ansvarig": "owner", "ansvarlig": "owner",
    "chiefofstaff": "chief_of_staff", "stabschef": "chief_of_staff", "stabssjef": "chief_of_staff",
    "admin": "admin", "administrator": "admin", "beheerder": "admin",
}  # fmt: skip
_LANGUAGE_OF = {
    "en": "en", "eng": "en", "english": "en", "engels": "en", "engelska": "en", "engelsk": "en",
    "nl": "nl", "nld": "nl", "dut": "nl", "dutch": "nl", "nederlands": "nl", "nederlandska": "nl", "nederlandsk": "nl",
    "sv": "sv", "swe": "sv", "swedish": "sv", "zweeds": "sv", "svenska": "sv", "svensk": "sv",
    "nb": "nb", "no": "nb", "nn": "nb", "nob": "nb", "nor": "nb", "norwegian": "nb", "noors": "nb", "norska": "nb",
    "norsk": "nb", "bokmal": "nb",
}  # fmt: skip


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run this cell: no name, team or site begins like that."""
    bare = cell.lstrip("'\"\ufeff \t\r\n\xa0")
    return len(bare) > 1 and bare[0] in _FORMULA


def is_phone(cell: str) -> bool:
    """Whether this can be dialled; +31 is no formula then."""
    return _PHONE.fullmatch(one_line(cell)) is not None


def month_first(column: Iterable[str]) -> bool:
    """Whether a column writes 12/31/2024: some second number is above twelve, and no first one."""
    found = [m for m in (_DAY_FIRST.fullmatch(one_line(cell)) for cell in column) if m]
    return any(int(m[2]) > 12 for m in found) and not any(int(m[1]) > 12 for m in found)


def day(cell: str, *, american: bool = False) -> date | Wrong:
    """The date in a cell: 2024-01-31, 31-01-2024, 31.1.2024, 31 jan 2024, 20240131, or a spreadsheet's day number."""
    year, month, number = 0, 0, 0
    if found := _ISO.fullmatch(cell) or _COMPACT.fullmatch(cell):
        year, month, number = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.fullmatch(cell):
        number, month, year = (int(part) for part in found.groups())
        if american:
            number, month = month, number
    elif (found := _NAMED.fullmatch(cell)) and folded(found[2])[:3] in _MONTHS:
        number, month, year = int(found[1]), _MONTHS[folded(found[2])[:3]], int(found[3])
    elif cell.isdecimal() and len(cell) == 5:
        return _DAY_ZERO + timedelta(days=int(cell))
    elif _SHORT_YEAR.fullmatch(cell):
        return lazy("“%(given)s” has a year of two digits. Write four.", given=cell)
    else:
        return lazy("“%(given)s” is not a date. Write it like 2024-01-31 or 31-01-2024.", given=cell[:40])
    return _checked(year, month, number, cell)


def _checked(year: int, month: int, number: int, cell: str) -> date | Wrong:
    if not 1930 <= year <= 2100:
        return lazy("“%(given)s” lies in the year %(year)s. Check the year.", given=cell, year=year)
    if not 1 <= month <= 12:
        return lazy("“%(given)s” has a month %(month)s. Write day, month, year.", given=cell, month=month)
    last = monthrange(year, month)[1]
    if not 1 <= number <= last:
        return lazy("“%(given)s” is not a day: its month has %(last)s days.", given=cell, last=last)
    return date(year, month, number)


def role(cell: str) -> str | None:
    """The role named; an empty cell is an agent, an unknown word is None."""
    bare = "".join(c for c in folded(cell) if c.isalnum())
    return ROLE_OF.get(bare) if bare else "agent"


def language(cell: str) -> str | None:
    """The language named by its code or name; None for one the house does not speak."""
    bare = folded(cell).replace("_", "-").partition("-")[0].strip()
    found = _LANGUAGE_OF.get(bare)
    return found if found in LANGUAGES else None


def names(full: str) -> tuple[str, str]:
    """First and last name out of one cell: “Berg, Ada van den” or “Ada van den Berg”."""
    last, comma, first = full.partition(",")
    if comma:
        return one_line(first), one_line(last)
    first, _blank, last = full.partition(" ")
    return first, last
