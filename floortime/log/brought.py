"""What a fix brings, as the page of an entry says it: stated, or checked by whom; pure, knows the units and dates."""

from datetime import date

from msgspec import Struct

from floortime import dates
from floortime.log.queries.entry import Told
from floortime.obstacles.impacts import KINDS, said
from floortime.people import naming
from floortime.words import _, language


class Line(Struct, frozen=True):
    """One number in words."""

    amount: str
    standing: str
    words: str
    lang: str
    checked: bool


def brought(lines: list[Told], department: str, today: date) -> list[Line]:
    """In the order of the three; the owner's own words once, under the first."""
    told = {t.more: t for t in lines if t.kind == "impact"}
    found = [_line(told[kind], department, today) for kind in KINDS if kind in told]
    return [
        line if n == 0 else Line(line.amount, line.standing, "", "", line.checked)
        for n, line in enumerate(found)
    ]


def _line(t: Told, department: str, today: date) -> Line:
    by = naming.said(t.who, department) or _("somebody who has left")
    if t.due:
        day = dates.day(date.fromisoformat(t.due), today.year)
        checker = naming.said(t.department, department) or _("somebody who has left")
        standing = _("Said by %(owner)s, checked by %(name)s on %(day)s.", owner=by, name=checker, day=day)
    else:
        standing = _("Said by %(owner)s, not checked yet.", owner=by)
    return Line(
        said(t.n, t.stage), standing, t.words, t.language if t.language != language() else "", bool(t.due)
    )
