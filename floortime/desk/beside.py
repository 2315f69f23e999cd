"""What stands beside the rows of the morning board for the floor's question, offers, numbers, missing notes, silent seats; reads those rooms' queries."""

from flask import Response

from floortime.desk.views import bp
from floortime.errors import NotFound
from floortime.obstacles.access import may_sort
from floortime.obstacles.queries.coleads import agrees, coleads, owners_of, who_agrees
from floortime.obstacles.queries.entries import standing, wording_of
from floortime.obstacles.queries.rounds import has_a_say, question_about
from floortime.obstacles.views.impact import panel_values
from floortime.sitdowns import queries
from floortime.sitdowns.access import is_chief_at
from floortime.sitdowns.model import Sitdown
from floortime.sitdowns.queries.calendars import calendars
from floortime.web.access import access, chief
from floortime.web.acts import allowed, found, ground, me, reading
from floortime.web.pages import page, today


@bp.get("/board/question/<code>")
@access(chief)
def question(code: str) -> Response:
    """What the floor is asked, until when, and what may be said meanwhile."""
    entry = standing(reading(), code)
    if entry is None:
        raise NotFound
    allowed(may_sort(me(), entry), see=False)
    q = question_about(reading(), entry, today())
    return page("desk/question.html", entry=entry, q=q, has_a_say=has_a_say(reading(), entry, me().id))


@bp.get("/board/offers/<code>")
@access(chief)
def offers(code: str) -> Response:
    """Who offers to lead the fix of one entry, on whose word that waits, and the two answers."""
    entry, session, day = standing(reading(), code), reading(), today()
    if entry is None:
        raise NotFound
    waiting = []
    for one in coleads(session, entry.id, "offered"):
        asked, may = who_agrees(session, one.person.id, day), agrees(session, me(), one.person.id, day)
        theirs = "" if me().id in {p.id for p in asked} else ", ".join(p.name for p in asked)
        if may or me().is_chief_everywhere:
            waiting.append((one, theirs, may))
    return page(
        "desk/offers.html", entry=entry, wording=wording_of(session, entry), waiting=waiting,
        owners=owners_of(session, entry, day),
    )  # fmt: skip


@bp.get("/board/impact/<code>")
@access(chief)
def impact(code: str) -> Response:
    """What somebody says that a fix brings, and the press with which another stands for it."""
    return page("desk/impact.html", **panel_values(code))


@bp.get("/board/notes/<int:sitdown_id>")
@access(chief)
def notes(sitdown_id: int) -> Response:
    """A date of which nothing was written down: write it, close it as it is, or say that it did not take place."""
    row = _planned(sitdown_id)
    return page("desk/notes.html", sitdown=row, shown=queries.sitdown_page(reading(), row))


@bp.get("/board/seats/<int:sitdown_id>")
@access(chief)
def seats(sitdown_id: int) -> Response:
    """Who sits there and has not said whether they come."""
    session, row = reading(), _planned(sitdown_id)
    return page(
        "desk/seats.html",
        sitdown=row,
        shown=queries.sitdown_page(session, row),
        calendars=calendars(session, row, ground().clock()),
        may=True,
        coming=row.state == "planned" and row.starts_at > ground().clock(),
    )


def _planned(sitdown_id: int) -> Sitdown:
    row = found(reading(), Sitdown, sitdown_id)
    allowed(is_chief_at(me(), row.site_id), see=False)
    return row
