"""The programme page: who has met a leader, then 52 weeks with the promises kept; knows sit-downs' and follow-ups' queries."""

from flask import Response, request

from floortime import dates
from floortime.desk.views import bp
from floortime.followups.queries import Kept, kept_by
from floortime.sitdowns import queries as sitdowns
from floortime.sitdowns.access import may_set_programme
from floortime.sitdowns.queries import year as years
from floortime.sitdowns.queries.calendars import wishes
from floortime.sitdowns.queries.closed import closed_dates
from floortime.web.access import access, leader
from floortime.web.acts import ground, house, me, reading
from floortime.web.pages import page, today

SHOWN = 8


@bp.get("/programme")
@access(leader)
def programme() -> Response:
    """Who has met a leader, least first; then 52 weeks, leaders last."""
    session, day = reading(), today()
    row = sitdowns.default_programme(session)
    teams = years.coverage(session, day, k=house().k)
    strip = years.year(session, row, day)
    shown = teams if request.args.get("teams") else teams[:SHOWN]
    return page(
        "desk/programme.html",
        programme=row,
        teams=shown,
        more=len(teams) - len(shown),
        many=len(teams),
        met=years.met_of_all(teams),
        year=strip,
        kept=kept_by(session, [one.leader_id for one in strip.leaders], since=strip.first, today=day),
        none_yet=Kept(0, 0, 0),
        months=[(at, dates.month_short(first)) for at, first in strip.months],
        behind=years.BEHIND,
        drafts=sitdowns.drafts(session, me()),
        closed=len(closed_dates(session, row, me(), ground().clock())) if me().is_chief else 0,
        wishes=wishes(session, me(), ground().clock()),
        may_set=may_set_programme(me()),
    )
