"""What every page shares: its language, its navigation, its words for dates; knows web/acts, words, dates."""

from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from flask import (
    Flask,
    Response,
    flash,
    g,
    get_flashed_messages,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from msgspec import Struct
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from floortime import dates, words
from floortime.paths import STATIC, folder
from floortime.people.access import Reader
from floortime.people.model import Person
from floortime.web import markup
from floortime.web.access import access, nobody_known
from floortime.web.acts import ground, house, reader, sessionless
from floortime.words import _

YEAR = 31_536_000
COMES_FROM = {
    "/series": ("/programme",),
    "/sitdowns": ("/programme", "/"),
    "/followups": ("/board", "/"),
    "/obstacles": ("/board", "/log"),
    "/heads-ups": ("/log",),
    "/raise": ("/log",),
    "/claim": ("/log",),
    "/me/thanks": ("/",),
    "/me/feed": ("/",),
    "/thanks": ("/did", "/"),
    "/clock": ("/board", "/did", "/"),
    "/departments": ("/board", "/did", "/"),
    "/leaders": ("/", "/programme"),
}
"""The entry of the navigation under which pages stand whose address begins otherwise, the nearest first."""
WORDLESS = frozenset({"static_file", "healthz", "readyz"})
"""Endpoints that say nothing to a person: for these no language is looked up, nor the database asked."""
PROGRAMS = frozenset({"sitdowns.calendar"})
"""Endpoints that programs read: these ask for no language, and a failure is told in the house's."""


class Entry(Struct, frozen=True):
    """One entry of the navigation."""

    href: str
    label: str
    current: bool


class Toast(Struct, frozen=True):
    """What just happened, and perhaps a way back, or to what the log now shows."""

    text: str
    undo_url: str = ""
    log_url: str = ""


def wire(app: Flask) -> None:
    """Teach Jinja our words, dates and parts, and serve our files."""
    app.template_folder = str(folder("templates"))
    env = app.jinja_env
    env.bytecode_cache = markup.compiled(app.extensions["floortime"].settings.data)
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.newstyle_gettext = True  # type: ignore[attr-defined] # the extension's: {% trans %} fills in the places itself
    env.globals.update(markup.GETTEXT)
    env.filters.update(
        asset=markup.asset,
        day=lambda value: dates.day(value, this_year()),
        day_short=lambda value: dates.day_short(value, this_year()),
        weekday=lambda value: dates.weekday(value, this_year()),
        weekday_short=lambda value: dates.weekday_short(value, this_year()),
        month=dates.month,
        clock=dates.clock,
        local=dates.local,
        theirs=theirs,
    )
    env.globals.update(csrf_field=csrf_field, first_wrong=first_wrong, today=today, numeral=words.numeral)
    app.context_processor(shared)
    app.before_request(choose_language)
    app.add_url_rule("/static/<version>/<path:name>", "static_file", static_file)


@access(nobody_known)
def static_file(version: str, name: str) -> Response:  # noqa: ARG001 - the version only makes the address new
    """A file of our own, for a year: its address changes with its content."""
    response = send_from_directory(STATIC, name, max_age=YEAR)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def today() -> Any:
    """The date on the reader's clock."""
    if "today" not in g:
        who = reader()
        zone = who.zone if who else house().zone
        g.today = dates.local(ground().clock(), zone).date()
    return g.today


def first_wrong() -> bool:
    """Whether this is the first fault that a page leads to: it has the focus, and on a phone the page opens there."""
    first = "wrong" not in g
    g.wrong = True
    return first


def theirs(starts_at: datetime, zone: str) -> str:
    """How a time at `zone` reads on the reader's own clock; nothing when both clocks say the same."""
    who = reader()
    if who is None:
        return ""
    there, here = dates.local(starts_at, zone), dates.local(starts_at, who.zone)
    if there.utcoffset() == here.utcoffset():
        return ""
    place = zone.rpartition("/")[2].replace("_", " ")
    if there.date() == here.date():
        return _("in %(site)s, %(time)s for you", site=place, time=dates.clock(here))
    day = dates.day(here.date(), this_year())
    return _("in %(site)s, %(time)s on %(day)s for you", site=place, time=dates.clock(here), day=day)


def this_year() -> int:
    """The year in which a date needs no year."""
    year: int = today().year
    return year


def choose_language() -> None:
    """The reader's own; else the cookie they set; else what their browser asks for; else the house's."""
    if request.endpoint in WORDLESS:
        return
    if request.endpoint in PROGRAMS:
        words.speak(house().language)
        return
    chosen = None
    if not sessionless():
        who = reader() if request.cookies.get("session") else None
        chosen = who.language if who else None
    chosen = chosen or request.cookies.get("language") or _asked_for()
    words.speak(chosen or house().language)


def speak_as_written(person: Person, about: str) -> None:
    """Behind a mail link a guest reads the language of their letter, unless they chose another on a page of ours."""
    if person.kind == "guest" and request.cookies.get("language") not in words.LANGUAGES:
        words.speak(about)


def _asked_for() -> str | None:
    """What the browser asks for; "no" and "nn" are answered in bokmål."""
    return _best_of(request.headers.get("Accept-Language", "")[:200])


@lru_cache(256)
def _best_of(header: str) -> str | None:
    """What a header asks for: browsers say the same few."""
    asked = parse_accept_header(header, LanguageAccept).best_match([*words.LANGUAGES, "no", "nn"])
    return "nb" if asked in {"no", "nn"} else asked


def csrf_field() -> Markup:
    """The hidden field of a form of somebody signed in; nothing on a page that anybody may keep."""
    if sessionless() or (g.get("keepable") and reader() is None):
        return Markup("")
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def shared() -> dict[str, Any]:
    """What the layout asks for."""
    who = reader()
    return {
        "lang": words.language(),
        "reader": who,
        "company": house().company,
        "nav": navigation(who),
        "languages": list(words.LANGUAGES.items()),
        "here": request.path,
        "toasts": []
        if sessionless()
        else [Toast(**cast("dict[str, str]", t)) for t in get_flashed_messages()],
    }


def navigation(who: Reader | None) -> list[Entry]:
    """At most five entries, customers and the floor first; a small screen shows three, and the others in the menu."""
    shown: list[tuple[str, str]] = []
    if who is not None:
        shown.append(("/", _("Home")))
    if who is not None and who.is_chief:
        shown.append(("/board", _("Morning board")))
    if who is not None and (who.is_chief or who.has("owner")):
        shown.append(("/followups", _("Follow-ups")))
    shown.append(("/log", _("Obstacle log")))
    if who is not None and (who.is_chief or who.has("leader") or who.acts_for):
        shown.append(("/programme", _("Programme")))
    if who is not None and who.is_chief:
        shown.append(("/people", _("People")))
        shown.remove(("/", _("Home")))
    if who is None:
        shown.append(("/did", _("You said, we did")))
    at = _stands_under(request.path, {href for href, _label in shown})
    return [Entry(href, label, href == at) for href, label in shown]


def _stands_under(path: str, shown: set[str]) -> str:
    """Which entry a page belongs to: the one its address begins with, else the one from which one comes to it."""
    first = "/" + path.strip("/").partition("/")[0]
    nearest = COMES_FROM.get(path, COMES_FROM.get(first, ()))
    return next((href for href in (first, *nearest) if href in shown), "")


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A page; an error template brings its own status by name."""
    stem = template.rpartition("/")[2].removesuffix(".html")
    code = int(stem) if stem.isdecimal() else status
    return make_response(
        render_template(template, **values), values.get("status", code) if stem.isdecimal() else code
    )


def toast(said: str, undo_url: str = "", log_url: str = "") -> None:
    """Say on the next page what happened."""
    flash({"text": said, "undo_url": undo_url, "log_url": log_url})  # type: ignore[arg-type]


def onward(endpoint: str, said: str = "", undo_url: str = "", log_url: str = "", **values: Any) -> Response:
    """After a change: say what happened and go on to another page (303)."""
    if said:
        toast(said, undo_url, log_url)
    response: Any = redirect(url_for(endpoint, **values), 303)
    return response  # type: ignore[no-any-return]
