"""What the house does by itself with briefs: fill them the day before, follow what changes, put them away; knows actions."""

from floortime.act import Act
from floortime.briefing.actions import fill_brief, put_away_brief
from floortime.briefing.queries.due import due_briefs, over
from floortime.sitdowns.model import Sitdown

AT_ONCE = 10
"""Briefs a part of the duty writes, so that no transaction gets long."""


def fill_briefs(act: Act) -> bool:
    """Bring every brief that stands now up to date; says whether there is more to do."""
    due, written = due_briefs(act.session, act.at), 0
    for sitdown_id in due:
        written += fill_brief(act, act.session.get_one(Sitdown, sitdown_id))
        if written >= AT_ONCE:
            return True
    gone = over(act.session, act.at, due)
    if gone is None:
        return False
    put_away_brief(act, act.session.get_one(Sitdown, gone))
    return True
