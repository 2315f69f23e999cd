"""The brief's page, always as things stand now, and the way to it from a series; knows queries, phrases, access."""

from flask import Blueprint, Response

from floortime.briefing import phrases
from floortime.briefing.access import may_read_brief
from floortime.briefing.queries.aloud import said_and_done
from floortime.briefing.queries.content import brief_of
from floortime.briefing.queries.due import next_of
from floortime.people.model import Person
from floortime.sitdowns.access import may_change_series
from floortime.sitdowns.model import Series, Sitdown
from floortime.sitdowns.queries.planning import wall_end
from floortime.web.access import access, leader
from floortime.web.acts import allowed, found, ground, me, reading
from floortime.web.pages import onward, page
from floortime.words import _

bp = Blueprint("briefing", __name__)


@bp.get("/sitdowns/<int:sitdown_id>/brief")
@access(leader)
def brief(sitdown_id: int) -> Response:
    """Who comes, what is owed, what to ask."""
    session = reading()
    row = found(session, Sitdown, sitdown_id)
    allowed(may_read_brief(me(), row), see=False)
    read = brief_of(session, row)
    return page(
        "briefing/brief.html",
        sitdown=row,
        leader=found(session, Person, row.leader_id),
        end=wall_end(row.start_local, row.minutes, row.zone),
        brief=read,
        how_long=phrases.how_long,
        aloud=said_and_done(session, row),
        coming=row.state == "planned" and row.starts_at > ground().clock(),
    )


@bp.get("/series/<int:series_id>/brief", endpoint="next")
@access(leader)
def next_brief(series_id: int) -> Response:
    """The brief of its next date: what the entry of a series in a calendar leads to."""
    session = reading()
    row = found(session, Series, series_id)
    sitdown_id = next_of(session, series_id, ground().clock())
    following = session.get(Sitdown, sitdown_id) if sitdown_id is not None else None
    if following is not None and may_read_brief(me(), following):
        return brief(following.id)
    allowed(may_change_series(me(), row), see=False)
    return onward("sitdowns.series", _("Nothing of this series is still to come."), series_id=series_id)
