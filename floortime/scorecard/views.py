"""The promise clock; knows its queries and figures, and web."""

from flask import Blueprint, Response

from floortime.people.access import may_act_for
from floortime.scorecard import access as may
from floortime.scorecard.choosing import chosen
from floortime.scorecard.figures import COLUMNS, as_shown, in_order
from floortime.scorecard.queries.clock import OVER, edition, span
from floortime.scorecard.queries.clock import clock as read_clock
from floortime.web.access import access, log_reader
from floortime.web.acts import house, looking, reader
from floortime.web.keeping import as_of, keepable
from floortime.web.pages import page, today

bp = Blueprint("scorecard", __name__)


@bp.get("/clock")
@access(log_reader)
def clock() -> Response:
    """Answered and fixed within the promise: the floor's sites first, executives last."""
    return keepable(_clock_page, as_of(edition(looking()), today(), house()))


def _clock_page() -> Response:
    over, by = chosen("over", OVER), chosen("by", ("name", *COLUMNS))
    found, who, k = read_clock(looking(), over, today()), reader(), house().k
    groups = {
        "site": as_shown(found.sites, found.total, k, lambda key: may.knows_site(who, key)),
        "department": found.departments,
        "leader": found.leaders,
    }
    return page(
        "scorecard/clock.html",
        total=found.total,
        groups={group: in_order(lines, by) for group, lines in groups.items()},
        over=over,
        by=by,
        span=span(over, today()),
        k=k,
        may_see_owed=lambda leader_id: who is not None and may_act_for(who, leader_id),
    )
