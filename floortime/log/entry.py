"""One entry in words: its band, its promises, and what happened, newest first; pure, knows waiting and dates."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from floortime import dates
from floortime.followups import stages as promise_stages
from floortime.headsups.kinds import LATE
from floortime.log.brought import brought
from floortime.log.queries.entry import Found, Told
from floortime.log.waiting import waiting
from floortime.obstacles.dimensions import DIMENSIONS, in_a_sentence
from floortime.obstacles.promised import Promise
from floortime.obstacles.stages import light
from floortime.obstacles.voices import FEWEST, count_said
from floortime.people import naming
from floortime.people.calendars import Calendar
from floortime.people.naming import GUEST
from floortime.web.waiting import Waiting
from floortime.words import _, language, ngettext, numeral

_NOTHING = Markup("")


class Happened(Struct, frozen=True):
    """One line of what happened."""

    day: date
    light: str = ""
    signer: str = ""
    department: str = ""
    head: str = ""
    rest: str = ""
    html: Markup = _NOTHING
    lang: str = ""
    note: str = ""
    place: int = 0
    """Where it stands within its day: days are all that is kept."""


def entry_values(found: Found, lines: list[Told], today: date) -> dict[str, Any]:
    """Everything the page of one entry prints."""
    closed = frozenset(date.fromisoformat(t.on) for t in lines if t.kind == "closed")
    o = found.row
    w = waiting(o, today, found.department, Calendar(found.country, closed), band=True)
    if w.kind == "owner" and o.waiting_kind == "department":
        w = replace(w, department="")
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
        "promises": [
            _promise(found, t, today) for t in sorted(lines, key=lambda t: t.due) if t.kind == "promise"
        ],
        "happened": _newest_first(_since_published(found, lines, today)),
        "asked": o.stage in {"asked", "unconfirmed"},
        "closed": _closed(found, lines, w),
        "warned": _warned(lines),
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
        department=found.department if signed and signed.who != GUEST else "",
        took=took,
    )


def _band_note(found: Found, w: Waiting, today: date) -> str:
    o = found.row
    if o.stage in {"asked", "unconfirmed"}:
        return _("Only those who raised it or said me too can close it.")
    if w.kind in {"decided", "nobody"} or w.due_on is None:
        return ""
    day = dates.day(w.due_on, today.year)
    return (
        _("The next promise is due by %(day)s.", day=day)
        if o.answered_on
        else _("An answer is promised by %(day)s.", day=day)
    )


def _promise(found: Found, t: Told, today: date) -> Promise:
    due = date.fromisoformat(t.due)
    is_open = t.stage in promise_stages.OPEN
    late = (today - due).days if is_open else 0
    moved = ""
    if t.n and "\n" in t.more:
        day, _sep, reason = t.more.partition("\n")
        was = dates.day_short(date.fromisoformat(day), today.year)
        moved = ngettext(
            "Moved once, from %(day)s: “%(reason)s”",
            "Moved %(n)s times, last from %(day)s: “%(reason)s”",
            t.n,
            day=was,
            reason=reason,
        )
    elif t.stage == "dropped" and t.more:
        moved = _("Dropped: “%(reason)s”", reason=t.more)
    return Promise(
        what=t.words,
        lang=t.language if t.language != language() else "",
        light=promise_stages.LIGHT[t.stage],
        light_word=str(promise_stages.WORDS[t.stage]),
        owner=naming.said(t.who, t.department) or _("nobody yet"),
        department="" if t.who == GUEST else t.department,
        due=dates.weekday_short(due, today.year),
        late=_("late") if late > 0 else "",
        moved=moved,
        ask_url=f"/log/{found.row.code}/works" if t.stage == "claimed" and found.stage == "asked" else "",
    )


def _newest_first(told: Iterator[Happened]) -> list[Happened]:
    """By day; what happened within one day stands in the order in which the stages follow one another."""
    return sorted(told, key=lambda h: (h.day, h.place))[::-1]


def _since_published(found: Found, lines: list[Told], today: date) -> Iterator[Happened]:
    """What is older than the public words is told under their day.

    A promise made in the room would otherwise give away the day of the sit-down, and so who sat there.
    """
    first = found.row.published_on
    for told in _happened(found, lines, today):
        yield told if told.day >= first else replace(told, day=first)


def _happened(found: Found, lines: list[Told], today: date) -> Iterator[Happened]:
    o = found.row
    yield Happened(
        o.published_on,
        light="new",
        head=_("In the log"),
        rest=_(
            "%(subject)s, asked of %(department)s",
            subject=in_a_sentence(o.dimension),
            department=found.department,
        ),
    )
    works = {t.more: t.n for t in lines if t.kind == "verdicts"}
    for t in lines:
        if t.kind == "answer":
            yield _answer(t, found, today)
        elif t.kind == "round":
            yield from _round(t, works.get(str(t.n), 0))
        elif t.kind == "voices" and t.n >= FEWEST:
            yield Happened(
                date.fromisoformat(t.on),
                head=_("%(n)s more", n=numeral(t.n).capitalize()),
                rest=_("said me too"),
                place=2,
            )
        elif t.kind == "promise":
            yield Happened(
                date.fromisoformat(t.on),
                head=_("Promised"),
                rest=_(
                    "by %(name)s: %(what)s",
                    name=naming.said(t.who, t.department) or t.department,
                    what=t.words,
                ),
                place=1,
            )
        elif t.kind == "progress":
            yield _progress(t)
    yield from _reminders(lines)


def _progress(t: Told) -> Happened:
    """How far it is, as a chief of staff let the log show it."""
    return Happened(
        date.fromisoformat(t.on),
        light="doing",
        signer=naming.signed(t.who, t.department) or _("Somebody who has left"),
        department="" if t.who == GUEST else t.department,
        html=Markup("<p>{}</p>").format(t.words),
        lang=t.language if t.language != language() else "",
        place=2,
    )


def _answer(t: Told, found: Found, today: date) -> Happened:
    review = dates.day(date.fromisoformat(t.due), today.year) if t.due else ""
    return Happened(
        date.fromisoformat(t.on),
        light="cannot" if t.more == "no" else "doing",
        signer=naming.signed(t.who, found.department) or _("Somebody who has left"),
        department="" if t.who == GUEST else found.department,
        html=Markup(t.words),  # noqa: S704 - cleaned when it was written
        lang=t.language if t.language != language() else "",
        note=_("Looked at again on %(day)s.", day=review) if review else "",
        place=3,
    )


def _round(t: Told, works: int) -> Iterator[Happened]:
    yield Happened(
        date.fromisoformat(t.on),
        light="claimed",
        head=_("Works now?"),
        rest=_("The floor is asked: %(sentence)s", sentence=t.words),
        place=4,
    )
    if not t.due:
        return
    day = date.fromisoformat(t.due)
    if t.stage == "fixed":
        said = numeral(works) if works >= FEWEST else _("a few")
        yield Happened(
            day, light="fixed", head=_("Confirmed fixed"), rest=_("by %(n)s of you", n=said), place=5
        )
    elif t.stage == "not_yet":
        yield Happened(
            day, light="doing", head=_("Not yet"), rest=_("says the floor; it is in hand again"), place=5
        )
    elif t.stage == "unconfirmed":
        yield Happened(
            day,
            light="unconfirmed",
            head=_("Unconfirmed"),
            rest=_("nobody said whether it works"),
            place=5,
        )


def _reminders(lines: list[Told]) -> Iterator[Happened]:
    for day, whom in sorted(
        {(t.on, t.department or naming.said(t.who, "")) for t in lines if t.kind == "reminder"}
    ):
        yield Happened(
            date.fromisoformat(day),
            head=_("Reminder"),
            rest=_("to %(department)s", department=whom),
            place=2,
        )
