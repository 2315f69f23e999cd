"""The board of follow-ups: a window of rows, filters as links, counts that match; knows its query, days and web."""

from datetime import date
from functools import lru_cache

from flask import Response, current_app, request
from markupsafe import Markup
from msgspec.structs import replace

from floortime.desk.days import around, late_by
from floortime.desk.followups import bp
from floortime.desk.narrowing import Lens, lens
from floortime.desk.rail import said
from floortime.followups import access as may
from floortime.followups.queries import windows
from floortime.followups.queries.windows import Row, Window
from floortime.followups.stages import LIGHT, OPEN, WORDS
from floortime.obstacles.queries.between import between
from floortime.people.access import may_import
from floortime.people.calendars import WEEKDAYS, Calendar, working_days
from floortime.web.access import access, signed_in
from floortime.web.acts import me, reading
from floortime.web.pages import page, today
from floortime.web.remembering import kept
from floortime.words import language, lazy

FILTERS: dict[str, lazy] = {
    "all": lazy("Everything open"),
    "late": lazy("Past the date"),
    "week": lazy("Due this week"),
    "nobody": lazy("Nobody yet"),
    "moved": lazy("Moved twice"),
    "claimed": lazy("Claimed done"),
    "mine": lazy("Mine"),
    "done": lazy("Settled"),
}


@bp.get("/followups")
@access(signed_in)
def followups() -> Response:
    """The board: what is past its date, ownerless, due this week, mine. Filters are GET links."""
    who, day, narrow = me(), today(), chosen()
    show = narrow.narrowed.shown
    of_sites, after = around("followups").calendars, windows.place(request.args.get("after", ""))
    late = late_by(of_sites, day)
    found: Window = kept(
        ("followups", who.id, who.roles, who.acts_for, day, late, narrow.narrowed, narrow.asked, after),
        lambda: windows.window(reading(), who, narrow.narrowed, day, late, between, after, narrow.asked),
    )
    return page(
        "followups/followups.html",
        rows=rows_html(language(), day, who.id, found.rows, frozenset(of_sites.items())),
        any=bool(found.rows),
        more=f"{narrow.href(narrow.narrowed)}&after={windows.place_of(found.rows[-1])}" if found.more else "",
        show=show,
        filters=FILTERS,
        hrefs={name: narrow.href(replace(narrow.narrowed, shown=name)) for name in FILTERS},
        files=[narrow.href(narrow.narrowed).replace("?", f".{kind}?", 1) for kind in ("csv", "xlsx")],
        lens=narrow,
        own=narrow.own([said(n) for n in found.saved]),
        narrowed_to=narrow.words(FILTERS),
        counts={name: said(n) for name, n in found.counts.items()},
        may_import=may_import(who),
    )


def chosen() -> Lens:
    """What the address asks for, else what the reader has put first, else what fits them."""
    return lens("followups", FILTERS, "all" if may.may_see_board(me()) else "mine")


@lru_cache(12)
def rows_html(
    _code: str, today: date, reader_id: int, rows: tuple[Row, ...], days: frozenset[tuple[int, Calendar]]
) -> Markup:
    """The rows. What is right for these values is right for ever, so nothing ever invalidates it."""
    of_sites = dict(days)

    def past(row: Row) -> int:
        if row.stage not in OPEN or row.due_on >= today:
            return 0
        return working_days(of_sites.get(row.site, WEEKDAYS), row.due_on, today)

    macros = current_app.jinja_env.get_template("followups/_rows.html").module
    made = macros.rows(  # type: ignore[attr-defined] # macros of a template
        rows, past=past, lights=LIGHT, words=WORDS, still=OPEN, reader_id=reader_id, lang=_code
    )
    return Markup(made)  # noqa: S704 - the template escapes
