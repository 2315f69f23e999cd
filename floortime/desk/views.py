"""The morning board; knows queries and rows, and the sorting form of obstacles."""

from datetime import date

from flask import Blueprint, Response, request

from floortime.desk import asking, days, desk, groups, queries
from floortime.desk.branches import Late
from floortime.desk.held_up import held_up
from floortime.desk.narrowing import Lens, lens
from floortime.desk.rail import LABELS, said
from floortime.obstacles.views import sorting
from floortime.people import queries as people
from floortime.people.access import Reader
from floortime.sitdowns.access import is_chief_at
from floortime.sitdowns.model import Sitdown
from floortime.sitdowns.queries import sitdown_page
from floortime.sitdowns.queries.calendars import calendars
from floortime.sitdowns.queries.series import no_series_yet
from floortime.web.access import access, chief
from floortime.web.acts import allowed, found, ground, me, reading
from floortime.web.pages import page, today
from floortime.web.remembering import kept
from floortime.words import language

bp = Blueprint("desk", __name__)
SHOWN = frozenset({"", *groups.SHOWN})


@bp.get("/board")
@access(chief)
def board() -> Response:
    """Everything that needs a hand today, on one screen."""
    day, narrow = today(), lens("morning", SHOWN, "")
    of_sites = days.around("morning").calendars
    waiting = _waiting(me(), day, days.late_by(of_sites, day), narrow)
    listed = tuple(waiting.groups.items())
    found = any(window.items for window in waiting.groups.values())
    return page(
        "desk/board.html",
        desk=desk.desk(
            language(), day, narrow.narrowed, narrow.explicit, request.args.get("at", ""), listed,
            tuple(waiting.counts.items()), frozenset(of_sites.items()),
        ),
        lens=narrow,
        own=narrow.own([said(n) for n in waiting.saved]),
        narrowed_to=narrow.words(LABELS),
        found=found,
        front=waiting.numbers,
        nobody=not found and not people.sites(reading()),
        unplanned=not found and no_series_yet(reading()),
        mails=waiting.mails,
        held_up=held_up(waiting.held_up, me().zone, day),
        sees_house=me().is_admin,
    )  # fmt: skip


def _waiting(who: Reader, day: date, late: Late, narrow: Lens) -> queries.Waiting:
    """What the board shows, read again only when something in the house has changed, or some seconds have passed."""
    after, now = _after(), ground().clock()
    return kept(
        ("board", who.id, who.roles, day, late, narrow.narrowed, narrow.asked, after),
        lambda: queries.board(
            reading(), who, now=now, today=day, late=late, narrowed=narrow.narrowed, after=after, saved=narrow.asked
        ),
    )  # fmt: skip


def _after() -> tuple[str, asking.Place] | None:
    group, place = request.args.get("group", ""), queries.place(request.args.get("after", ""))
    return (group, place) if group in groups.GROUPS and place is not None else None


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
