"""Board rows in words: what a row says, whom it waits on, since when or due when; knows queries' Item, no database."""

from datetime import date
from functools import lru_cache

from msgspec import Struct

from floortime.dates import weekday_short
from floortime.desk.branches.impacts import LIT
from floortime.desk.branches.sitdowns import HELD, NOBODY_SEATED, NOTED
from floortime.desk.narrowing import address
from floortime.desk.queries import Item, Window, place_of
from floortime.obstacles.stages import LIGHTS
from floortime.people.calendars import WEEKDAYS, Calendar, working_days
from floortime.people.filters import Narrowed
from floortime.words import _, language, lazy, ngettext

GLYPHS = {
    "sort": ("new", lazy("New")),
    "reworded": ("new", lazy("New")),
    "works": ("claimed", lazy("Claimed done")),
    "offers": ("doing", lazy("In progress")),
    "close": ("claimed", lazy("Claimed done")),
    "answer": ("new", lazy("New")),
    "unpromised": ("doing", lazy("In progress")),
    "followup": ("doing", lazy("In progress")),
    "nobody": ("doing", lazy("In progress")),
    "phone": ("doing", lazy("In progress")),
    "review": ("cannot", lazy("Cannot now")),
    "look": ("claimed", lazy("Claimed done")),
    "away": ("no", lazy("No")),
    "times": ("waits", lazy("Waiting")),
    "notes": ("waits", lazy("Waiting")),
    "unanswered": ("waits", lazy("Waiting")),
    "seats": ("free", lazy("Free seat")),
}
HREFS = {
    **dict.fromkeys(("sort", "reworded"), "/obstacles/{code}/sort"),
    **dict.fromkeys(("answer", "unpromised", "review"), "/obstacles/{code}/answer"),
    **dict.fromkeys(("followup", "nobody", "phone"), "/followups/{code}"),
    "look": "/followups/{code}/look",
    "impact": "/obstacles/{code}/impact",
    "offers": "/obstacles/{code}/co-lead",
    **dict.fromkeys(("away", "times", "unanswered"), "/sitdowns/{key}"),
    "works": "/log/{code}",
    "close": "/obstacles/{code}/ask",
    "notes": "/room/{key}",
    "seats": "/sitdowns/{key}/seat",
}
"""The page of each row; what is said there, or beside the rows, is the same."""
PANELS = {
    **dict.fromkeys(("away", "times"), "/board/calendars/{key}"),
    **dict.fromkeys(("sort", "reworded"), "/board/panel/{code}"),
    **dict.fromkeys(("followup", "nobody", "phone", "look"), "/followups/{code}/panel"),
    "offers": "/board/offers/{code}",
    "impact": "/board/impact/{code}",
    "works": "/board/question/{code}",
    "notes": "/board/notes/{key}",
    "unanswered": "/board/seats/{key}",
}
"""What stands beside a row, where that is not its page itself."""
SAID = frozenset({"sort", "reworded", "works", "close", "offers", "answer", "unpromised", "review", "impact"})
"""Kinds whose words come from the floor and stand in its serif."""
ANSWERED_FOR = frozenset({"answer", "unpromised", "followup"})
"""Kinds that a department has somebody for; its name stands before theirs."""
DUE = frozenset({"answer", "followup", "nobody", "phone", "review"})
DATED = DUE | {"away", "times", "unanswered", "seats"}
"""Kinds whose last column says a day to come or past; that of the others says for how long they have waited."""
HEADINGS = {
    "floor": (lazy("The floor waits"), lazy("since"), lazy("since")),
    "departments": (lazy("Departments that clear the way"), lazy("due"), lazy("due or since")),
    "leaders": (lazy("Leaders"), lazy("date"), lazy("date or since")),
}
"""Of each group what it is called, and its last column: where all of its rows say a day, and where some do."""


class Row(Struct, frozen=True):
    """One row as the template prints it."""

    key: str
    kind: str
    glyph: str
    glyph_word: str
    said: bool
    words: str
    language: str
    moved: str
    """That its date moved twice, beside its words; empty where it did not."""
    department: str
    """Before the name of who answers for it."""
    bold: str
    soft: str
    when: str
    late: str
    href: str
    panel: str
    """Where the panel beside the rows comes from."""


class Section(Struct, frozen=True):
    """One of the three groups of the board."""

    group: str
    heading: str
    column: str
    rows: list[Row]
    more: str
    """Where those stand who come after them; empty when nobody does."""


def sections(
    groups: tuple[tuple[str, Window], ...], days: dict[int, Calendar], today: date, narrowed: Narrowed
) -> list[Section]:
    """The groups that hold something, in the order of the upside-down pyramid."""
    found = []
    for group, window in groups:
        if window.items:
            rows = [row(language(), item, today, days.get(item.site, WEEKDAYS)) for item in window.items]
            more = _more(group, narrowed, window.items[-1]) if window.more else ""
            heading = str(HEADINGS[group][0])
            found.append(Section(group, heading, _column(group, window, narrowed), rows, more))
    return found


def _column(group: str, window: Window, narrowed: Narrowed) -> str:
    """What the last column says, also of the rows that "Show more" brings under the same heading."""
    _heading, dated, mixed = HEADINGS[group]
    days = {item.kind in DATED for item in window.items}
    if days == {False}:
        return _("since")
    return str(mixed if len(days) > 1 or (window.more and not narrowed.shown) else dated)


def _more(group: str, narrowed: Narrowed, last: Item) -> str:
    return f"{address('morning', narrowed)}&group={group}&after={place_of(last)}"


@lru_cache(512)
def row(_code: str, item: Item, today: date, calendar: Calendar) -> Row:
    """Put one item into the words of the language spoken; a pure function of the four, so it is kept."""
    glyph, word = _glyph(item)
    bold, soft = _who(item)
    late = _days_late(item, today, calendar)
    return Row(
        key=f"{item.kind}-{item.code or item.key}",
        kind=item.kind,
        glyph=glyph,
        glyph_word=str(word),
        said=item.kind in SAID,
        words=_words(item, today),
        language=item.language,
        moved=_("moved twice") if item.kind == "followup" and item.n > 1 else "",
        department=item.department if item.who and item.kind in ANSWERED_FOR else "",
        bold=bold,
        soft=soft,
        when=_when(item, today, calendar),
        late=ngettext("%(n)s past", "%(n)s past", late) if late else "",
        href=_href(item),
        panel=_panel(item),
    )


def _glyph(item: Item) -> tuple[str, lazy]:
    """Of numbers to check that of their entry: they may be given before the floor was asked."""
    if item.kind == "impact":
        light = LIGHTS[LIT[item.n]]
        return light.kind, light.word
    return GLYPHS[item.kind]


def _panel(item: Item) -> str:
    return PANELS.get(item.kind, HREFS[item.kind]).format(code=item.code, key=item.key)


def _words(item: Item, today: date) -> str:
    if item.on is None or item.kind in SAID or item.kind in {"followup", "nobody", "phone", "look"}:
        return item.words
    facts = {"title": item.words or _("Sit-down"), "day": weekday_short(item.on, today.year)}
    if item.kind == "away":
        return _("%(title)s, %(day)s: a substitute, or another time?", **facts)
    if item.kind == "times":
        return _("%(title)s, %(day)s: another time is proposed", **facts)
    if item.kind == "notes":
        return _past(item.n, facts)
    if item.kind == "unanswered":
        return ngettext(
            "%(title)s, %(day)s: one has not answered",
            "%(title)s, %(day)s: %(n)s have not answered",
            item.n,
            **facts,
        )
    return ngettext(
        "%(title)s, %(day)s: one free seat", "%(title)s, %(day)s: %(n)s free seats", item.n, **facts
    )


def _past(known: int, facts: dict[str, str]) -> str:
    """Of a date that is past no more than is known."""
    if known == NOTED:
        return _("%(title)s, %(day)s: held, not read back yet", **facts)
    if known == HELD:
        return _("%(title)s, %(day)s: held, no notes yet", **facts)
    if known == NOBODY_SEATED:
        return _("%(title)s, %(day)s: nobody had a seat, was it held?", **facts)
    return _("%(title)s, %(day)s: no notes yet, was it held?", **facts)


def _who(item: Item) -> tuple[str, str]:
    you = _("you")
    if item.kind == "works":
        people = _("a few people") if item.n + 1 < 5 else _("%(n)s people", n=item.n + 1)
        return people, _("works now?")
    own = {
        "sort": _("to sort"),
        "reworded": _("its raiser says: not so"),
        "close": _("closing sentence"),
        "seats": _("seats to fill"),
        "review": _("to look at again"),
        "impact": _("numbers to check"),
    }
    if item.kind in own:
        return you, own[item.kind]
    if item.kind == "offers":
        offers = ngettext("an offer to lead", "%(n)s offers to lead", item.n)
        return item.who or you, offers
    theirs = {
        "look": (item.who or _("nobody yet"), _("a second look")),
        "nobody": (_("nobody yet"), item.department),
        "unpromised": (item.who or item.department or _("nobody yet"), _("nothing promised")),
        "phone": (item.who, _("asked for no letters")),
    }
    if item.kind in theirs:
        return theirs[item.kind]
    if item.kind == "answer" and not item.who:
        return item.department or _("nobody yet"), _("nobody answers for it")
    return item.who or item.department or _("nobody yet"), ""


def _when(item: Item, today: date, calendar: Calendar) -> str:
    if item.on is None:
        return ""
    if item.kind in DATED:
        return _("today") if item.on == today else weekday_short(item.on, today.year)
    days = working_days(calendar, item.on, today)
    return _("today") if days < 1 else ngettext("%(n)s day", "%(n)s days", days)


def _days_late(item: Item, today: date, calendar: Calendar) -> int:
    if item.kind not in DUE or item.on is None or item.on >= today:
        return 0
    return working_days(calendar, item.on, today)


def _href(item: Item) -> str:
    return HREFS[item.kind].format(code=item.code, key=item.key)
