"""The public log: the list, one entry, and what is fixed; knows its queries, rows, filters and web."""

from typing import Any

from flask import Blueprint, Response, current_app, redirect, request
from markupsafe import Markup
from msgspec.structs import replace

from floortime.errors import NotFound
from floortime.followups.queries import may_open
from floortime.log.ahead import AT_THE_HEAD, found_ahead, notices
from floortime.log.entry import entry_values
from floortime.log.filters import address, groups, in_words, light_parts
from floortime.log.queries.entry import Told, found_entry, told
from floortime.log.queries.front import Front, edition_now, front
from floortime.log.queries.listing import Row, Wanted, every, fixed, listed, matches
from floortime.log.rows import row_html
from floortime.log.table import log_table
from floortime.obstacles.dimensions import DIMENSIONS
from floortime.obstacles.queries.entries import standing
from floortime.obstacles.queries.impact import by_codes
from floortime.obstacles.stages import BARS, PUBLIC
from floortime.web.access import access, log_reader
from floortime.web.acts import ground, house, looking, reader, reading
from floortime.web.keeping import as_of, keepable
from floortime.web.limits import TAKING, limited
from floortime.web.pages import page, this_year, today
from floortime.web.tables import KINDS, MOST, taken
from floortime.words import language

bp = Blueprint("log", __name__)


@bp.get("/log")
@access(log_reader)
def log() -> Response:
    """The list: newest first, filtered and searched by links."""
    over = over_all()
    return keepable(lambda: _list_page(over, _wanted()), as_of(over.edition, today(), house()))


@bp.get("/log.csv", endpoint="csv")
@bp.get("/log.xlsx", endpoint="xlsx")
@limited(TAKING)
@access(log_reader)
def taken_away() -> Response:
    """The list as a file, filtered as it is on the screen."""
    over = over_all()
    rows = every(looking(), replace(_wanted(), after=""), MOST)
    return taken(log_table(over, rows, by_codes(looking()), today(), ground().settings.base_url))


@bp.get("/did")
@access(log_reader)
def did() -> Response:
    """You said, we did: what the floor says is fixed."""
    over = over_all()
    return keepable(lambda: _did_page(over), as_of(over.edition, today(), house()))


@bp.get("/log/<code>")
@access(log_reader)
def entry(code: str) -> Response:
    """One entry: whom it waits on, what was said, what is promised, what happened."""
    # The edition alone is asked for first: an entry that this process has just shown is not read again.
    edition = edition_now(looking())
    return keepable(lambda: _entry_page(code), as_of(edition, today(), house()))


def _entry_page(code: str) -> Response:
    found = found_entry(looking(), code)
    if found is not None and found.stage == "merged":
        into = standing(reading(), code)
        if into is not None:
            return redirect(f"/log/{into.code}")  # type: ignore[return-value] # werkzeug's own Response type
    if found is None or found.stage not in PUBLIC:
        raise NotFound
    lines = told(looking(), found.id)
    return page("log/entry.html", **entry_values(found, lines, today(), _opens(lines)))


def _opens(lines: list[Told]) -> frozenset[str]:
    """The promises of an entry whose own page this reader may see; a stranger may see none."""
    who = reader()
    codes = [t.code for t in lines if t.kind == "promise"]
    return may_open(reading(), who, codes) if who is not None and codes else frozenset()


def over_all() -> Front:
    """What stands over the list, as this process keeps it."""
    kept = front(looking(), today(), current_app.extensions.get("floortime.front"))
    current_app.extensions["floortime.front"] = kept
    return kept


def _wanted() -> Wanted:
    """What the address asks for; what it asks for in vain is left out."""
    args = request.args.to_dict()

    def number(name: str) -> int | None:
        given = args.get(name, "")
        return int(given) if given.isdecimal() and len(given) < 18 else None

    bar, dimension = args.get("light", ""), args.get("dimension", "")
    return Wanted(
        bar=bar if bar in dict(BARS) else "",
        site=number("site"),
        department=number("department"),
        dimension=dimension if dimension in DIMENSIONS else "",
        q=" ".join(args.get("q", "").split())[:120],
        after=args.get("after", "")[:12],
    )


def rows_html(over: Front, rows: list[Row]) -> Markup:
    """The rows of a page, most of them from the cache."""
    code, day, base = language(), today(), ground().settings.base_url
    return Markup(  # noqa: S704 - joined of what the rows escaped
        "".join(
            row_html(
                code,
                day,
                o,
                over.sites.get(o.site_id or 0, ""),
                over.departments.get(o.department_id or 0, ""),
                over.calendar(o.site_id),
                base,
            )
            for o in rows
        )
    )


def _list_page(over: Front, wanted: Wanted) -> Response:
    rows, more = listed(looking(), wanted)
    narrowed = bool(wanted.bar or wanted.site or wanted.department or wanted.dimension)
    elsewhere = matches(looking(), wanted.q) if wanted.q and not rows and narrowed else 0
    values: dict[str, Any] = {
        "front": over,
        "wanted": wanted,
        "rows": rows_html(over, rows),
        "any": bool(rows),
        "older": address(wanted, after=rows[-1].code) if more else "",
        "newest": address(wanted) if wanted.after else "",
        "parts": light_parts(over, wanted),
        "ahead": notices(over, wanted, today()),
        "found_ahead": found_ahead(reading(), wanted.q, this_year()) if wanted.q and not wanted.after else [],
        "at_the_head": AT_THE_HEAD,
        "groups": groups(over, wanted),
        "filtered_by": in_words(over, wanted),
        "elsewhere": elsewhere,
        "everywhere": address(Wanted(q=wanted.q)),
        "files": [address(replace(wanted, after="")).replace("/log", f"/log.{kind}", 1) for kind in KINDS],
    }
    return page("log/log.html", **values)


def _did_page(over: Front) -> Response:
    rows, more = fixed(looking(), request.args.get("after", "")[:12])
    older = f"/did?after={rows[-1].code}" if more else ""
    return page("log/did.html", front=over, rows=rows_html(over, rows), any=bool(rows), older=older)
