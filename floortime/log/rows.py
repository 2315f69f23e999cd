"""The HTML of a row of the log: a pure function of its values, the language and the day, and cached by them."""

from datetime import date
from functools import lru_cache

from markupsafe import Markup
from msgspec import Struct

from floortime import dates
from floortime.log.queries.listing import Row
from floortime.log.waiting import waiting
from floortime.obstacles.dimensions import in_a_sentence
from floortime.obstacles.stages import light
from floortime.obstacles.voices import count_said, hit_said
from floortime.people import naming
from floortime.people.calendars import Calendar
from floortime.web.drawings import Ruler
from floortime.web.markup import row_template
from floortime.web.waiting import Waiting
from floortime.words import _, in_language, ngettext

CLIPPED = 220


class Said(Struct, frozen=True):
    """A row in words, as templates/log/_row.html prints it."""

    href: str
    short: str
    light: str
    light_word: str
    since: str
    title: str
    lang: str
    signer: str
    answered: str
    answer: str
    answer_lang: str
    meta: str
    waiting: str
    who: str
    who_more: str
    days: str
    late: str
    note: str
    ruler: Ruler | None
    metoo_action: str
    metoo: str
    count: str
    pressed: bool = False
    csrf: str = ""


@lru_cache(256)
def row_html(
    code: str, today: date, o: Row, site: str, department: str, calendar: Calendar, address: str
) -> Markup:
    """One row. What is right for these values is right for ever, so nothing ever invalidates it."""
    with in_language(code):
        said = _said(o, code, today, site, department, calendar, address)
        return Markup(row_template("log/_row.html").render(o=said))  # noqa: S704 - the template escapes


def _said(
    o: Row, code: str, today: date, site: str, department: str, calendar: Calendar, address: str
) -> Said:
    shown = light(o.stage)
    assert shown is not None, "the log lists only what has a light"
    w = waiting(o, today, department, calendar)
    place = ", ".join(part for part in (o.team or "", site) if part)
    return Said(
        href=f"/log/{o.code}",
        short=f"{address}/log/{o.code}",
        light=shown.kind,
        light_word=str(shown.word),
        since=_("Since %(day)s", day=dates.day_short(o.published_on, today.year)),
        title=o.title,
        lang=o.language if o.language != code else "",
        signer=naming.signed(o.signer, department),
        answered=_answered(o, today),
        answer=_clipped(o.answer) if o.answer else _("No answer yet."),
        answer_lang=o.answer_language if o.answer_language and o.answer_language != code else "",
        meta=" · ".join(
            part for part in (place, in_a_sentence(o.dimension), hit_said(o.customers_n)) if part
        ),
        waiting=_("Decided by") if w.kind == "decided" else _("Waiting on"),
        who=w.whom,
        who_more=f", {w.department}" if w.kind == "nobody_yet" and w.department else "",
        days=""
        if w.days is None
        else ngettext("%(n)s day", "%(n)s days", w.days)
        if w.days
        else _("since today"),
        late=ngettext("%(n)s past the promise", "%(n)s past the promise", w.late) if w.late else "",
        note=_note(o, w, today),
        ruler=w.ruler,
        metoo_action=f"/log/{o.code}/me-too",
        metoo=_("Me too"),
        count=count_said(o.voices_n),
    )


def _answered(o: Row, today: date) -> str:
    if o.answer is None or o.answer_on is None:
        return ""
    day = dates.day_short(o.answer_on, today.year)
    return _("answered on %(day)s:", day=day) if o.answer_kind == "answer" else _("on %(day)s:", day=day)


def _clipped(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= CLIPPED else line[:CLIPPED].rsplit(" ", 1)[0] + "…"


def _how_fast(answered: int | None, fixed: int) -> str:
    if answered is None:
        return ngettext("Fixed in %(n)s day", "Fixed in %(n)s days", fixed)
    days = ngettext("%(n)s day", "%(n)s days", answered)
    return _("Answered in %(answered)s, fixed in %(fixed)s", answered=days, fixed=fixed)


def _note(o: Row, w: Waiting, today: date) -> str:
    if w.kind == "floor":
        return _("Works now?")
    if w.kind == "decided":
        return _("Review on %(day)s", day=dates.day(w.review_on, today.year)) if w.review_on else ""
    if w.kind == "nobody" and w.fixed_days is not None:
        return w.same_day or _how_fast(w.answered_days, w.fixed_days)
    if w.due_today:
        return _("due today") if o.answered_on else _("answer due today")
    return ""
