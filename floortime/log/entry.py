"""One entry in words: its band, its promises, and what green carries; pure, knows waiting, what happened, dates."""

from datetime import date
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from floortime import dates
from floortime.followups import stages as promise_stages
from floortime.headsups.kinds import LATE
from floortime.log.brought import brought
from floortime.log.happened import happened
from floortime.log.queries.entry import Found, Told
from floortime.log.waiting import waiting
from floortime.obstacles.dimensions import DIMENSIONS
from floortime.obstacles.promised import Promise
from floortime.obstacles.stages import TALLIED, light
from floortime.obstacles.voices import count_said
from floortime.people import naming
from floortime.people.calendars import Calendar
from floortime.people.naming import GUEST
from floortime.web.waiting import Waiting
from floortime.words import _, capital, language, ngettext, numeral


def entry_values(
    found: Found, lines: list[Told], today: date, opens: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Everything the page of one entry prints; `opens` are the codes of the promises whose own page the reader may see."""
    closed = frozenset(date.fromisoformat(t.on) for t in lines if t.kind == "closed")
    o = found.row
    w = waiting(o, today, found.department, Calendar(found.country, closed), band=True)
    return {
        "o": o,
        "found": found,
        "light": light(o.stage),
        "w": w,
        "band_note": _band_note(found, w, today),
        "body": Markup(found.html),  # noqa: S704 - cleaned when it was written
        "dimension": str(DIMENSIONS[o.dimension]),
        "place": ", ".join(part for part in (found.site, o.team or "") if part),
        "count": count_said(o.voices_n),
        "customers": count_said(o.customers_n) if o.customers_n else "",
        "tallied": o.stage in TALLIED,
        "promises": [
            _promise(found, t, today, opens)
            for t in sorted(lines, key=lambda t: t.due)
            if t.kind == "promise"
        ],
        "happened": happened(found, lines, today),
        "asked": o.stage in {"asked", "unconfirmed"},
        "closed": _closed(found, lines, w),
        "warned": _warned(lines),
        "thanked": sorted(t.who for t in lines if t.kind == "thanked") if o.stage == "fixed" else [],
        "coleads": sorted(t.who for t in lines if t.kind == "colead"),
        "leadable": o.stage not in {"fixed", "refused"} and any(t.kind == "promise" for t in lines),
        "brought": brought(lines, found.department, today),
    }


class Warned(Struct, frozen=True):
    """Whether the floor was told beforehand."""

    title: str
    lang: str
    href: str
    how: str


def _warned(lines: list[Told]) -> Warned | None:
    """None: nobody has said."""
    t = next((t for t in lines if t.kind == "headsup"), None)
    if t is None:
        return None
    if not t.more:
        return Warned("", "", "", _("No heads-up was given"))
    href = f"/heads-ups/{t.more}" if t.stage != "withdrawn" else ""
    return Warned(t.words, t.language if t.language != language() else "", href, str(LATE[t.due]))


class Closed(Struct, frozen=True):
    """What green carries: what was done, in the words of whom, and after how long."""

    sentence: str
    lang: str
    signer: str
    department: str
    took: str


def _closed(found: Found, lines: list[Told], w: Waiting) -> Closed | None:
    """Only once the floor has said so. Counted from the day it stood in the log: that of the raising is nobody's to read."""
    if found.row.stage != "fixed":
        return None
    said = max(
        (t for t in lines if t.kind == "round" and t.stage == "fixed"), key=lambda t: t.n, default=None
    )
    signed = max(
        (t for t in lines if t.kind == "answer" and t.more == "closing"), key=lambda t: t.n, default=None
    )
    days = w.fixed_days
    took = (
        ngettext(
            "%(n)s working day after it came into the log",
            "%(n)s working days after it came into the log",
            days,
        )
        if days
        else _("on the day it came into the log")
    )
    return Closed(
        sentence=said.words if said else "",
        lang=signed.language if signed and signed.language != language() else "",
        signer=naming.signed(signed.who, found.department) if signed else "",
        department=signed.department if signed and signed.who != GUEST else "",
        took=took,
    )


def _band_note(found: Found, w: Waiting, today: date) -> str:
    o = found.row
    if o.stage in {"asked", "unconfirmed"}:
        return _("Only those who raised it or said me too can close it.")
    if o.stage == "ready_to_close":
        return _("Nothing promised is open any more. The closing sentence asks the floor.")
    if w.kind in {"decided", "nobody"} or w.due_on is None:
        return ""
    day = dates.day(w.due_on, today.year)
    if w.due_on < today:
        return (
            _("The next promise was due by %(day)s.", day=day)
            if o.answered_on
            else _("An answer was promised by %(day)s.", day=day)
        )
    return (
        _("The next promise is due by %(day)s.", day=day)
        if o.answered_on
        else _("An answer is promised by %(day)s.", day=day)
    )


def _moved(n: int, was: str, reason: str) -> str:
    if n == 2:
        return _("Moved twice, last from %(day)s: “%(reason)s”", day=was, reason=reason)
    return capital(
        ngettext(
            "Moved once, from %(day)s: “%(reason)s”",
            "Moved %(n)s times, last from %(day)s: “%(reason)s”",
            n,
            n=numeral(n),
            day=was,
            reason=reason,
        )
    )


def _promise(found: Found, t: Told, today: date, opens: frozenset[str]) -> Promise:
    due = date.fromisoformat(t.due)
    is_open = t.stage in promise_stages.OPEN
    late = (today - due).days if is_open else 0
    moved = ""
    if t.n and "\n" in t.more:
        day, _sep, reason = t.more.partition("\n")
        was = dates.day_short(date.fromisoformat(day), today.year)
        moved = _moved(t.n, was, reason)
    elif t.stage == "dropped" and t.more:
        moved = _("Dropped: “%(reason)s”", reason=t.more)
    return Promise(
        what=t.words,
        lang=t.language if t.language != language() else "",
        light=promise_stages.LIGHT[t.stage],
        light_word=str(promise_stages.WORDS[t.stage]),
        owner=naming.said(t.who, t.department),
        department="" if t.who == GUEST else t.department,
        due=dates.weekday_short(due, today.year),
        late=_("late") if late > 0 else "",
        moved=moved,
        ask_url=f"/log/{found.row.code}/works" if t.stage == "claimed" and found.stage == "asked" else "",
        href=f"/followups/{t.code}" if t.code in opens else "",
    )
