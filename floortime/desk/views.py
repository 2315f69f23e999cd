"""The morning board; knows queries and rows, and the sorting form of obstacles."""

from functools import lru_cache

from flask import Blueprint, Response, request
from markupsafe import Markup

from floortime.desk import queries, rows
from floortime.obstacles.views import sorting
from floortime.people import queries as people
from floortime.sitdowns.access import is_chief_at
from floortime.sitdowns.model import Sitdown
from floortime.sitdowns.queries import sitdown_page
from floortime.sitdowns.queries.calendars import calendars
from floortime.sitdowns.queries.series import no_series_yet
from floortime.web.access import access, chief
from floortime.web.acts import allowed, found, ground, me, reading
from floortime.web.markup import row_template
from floortime.web.pages import page, today

bp = Blueprint("desk", __name__)


@bp.get("/board")
@access(chief)
def board() -> Response:
    """Everything that needs a hand today, on one screen."""
    now = today()
    waiting, numbers = queries.board(reading(), me(), now=ground().clock(), today=now)
    items = [item for item in waiting if item.kind != queries.MAIL]
    shown = request.args.get("show", "")
    sections = rows.sections(items, now, shown)
    visible = [row for section in sections for row in section.rows]
    at = next((row for row in visible if row.key == request.args.get("at")), visible[0] if visible else None)
    return page(
        "desk/board.html",
        sections=sections,
        rail=rows.rail(items, now, shown),
        shown=shown,
        at=at,
        row_html=row_html,
        front=numbers,
        nobody=not visible and not people.sites(reading()),
        unplanned=not visible and no_series_yet(reading()),
        mails=sum(item.n for item in waiting if item.kind == queries.MAIL),
    )


@lru_cache(512)
def row_html(code: str, row: rows.Row, chosen: bool) -> Markup:
    """One row. What is right for these values is right for ever, so nothing ever invalidates it."""
    return Markup(row_template("desk/_row.html").render(row=row, lang=code, chosen=chosen))  # noqa: S704 - the template escapes


@bp.get("/board/calendars/<int:sitdown_id>")
@access(chief)
def asked(sitdown_id: int) -> Response:
    """What people's calendars ask about one date, beside the rows: its answers lead back to the board."""
    session, row = reading(), found(reading(), Sitdown, sitdown_id)
    allowed(is_chief_at(me(), row.site_id), see=False)
    return page(
        "desk/asked.html",
        sitdown=row,
        shown=sitdown_page(session, row),
        calendars=calendars(session, row, ground().clock()),
        back="/board",
    )


@bp.get("/board/panel/<code>")
@access(chief)
def panel(code: str) -> Response:
    """One entry to be sorted, beside the rows: scripts fetch it, without them the row's link opens the page."""
    return page("desk/panel.html", **sorting.panel_values(code))
