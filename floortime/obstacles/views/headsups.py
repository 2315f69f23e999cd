"""Sorting: which heads-up an obstacle had, or that none was given; knows forms, the verb, headsups' queries."""

from datetime import timedelta
from typing import Any

from flask import Response
from wtforms import SelectField
from wtforms.validators import Optional

from floortime import dates
from floortime.headsups import queries as headsups
from floortime.obstacles import access as may
from floortime.obstacles.actions.headsups import mark_headsup, unmark_headsup
from floortime.obstacles.model import Obstacle
from floortime.obstacles.queries.entries import by_code
from floortime.obstacles.queries.headsups import headsup_of
from floortime.obstacles.views.room import bp
from floortime.web.access import access, chief
from floortime.web.acts import allowed, begin, found, me, reading
from floortime.web.forms import Form, options
from floortime.web.pages import onward, this_year, today
from floortime.words import _, lazy

LATELY = timedelta(days=60)


class MarkHeadsupForm(Form):
    """Was the floor warned?"""

    headsup = SelectField(lazy("Was a heads-up given?"), validators=[Optional()])

    def offer(self, entry: Obstacle) -> "MarkHeadsupForm":
        """Those of the last weeks and to come, and the one that is marked."""
        row, given = headsup_of(reading(), entry.id)
        rows = list(headsups.lately(reading(), today(), today() - LATELY))
        if given is not None and given not in rows:
            rows.append(given)
        listed = [(h.code, _named(h.title, h.starts_at)) for h in rows]
        asked = [("", _("Not a case for one")), ("none", _("No heads-up was given")), *listed]
        self.headsup.choices = options(asked)
        if not self.is_submitted():
            self.headsup.data = given.code if given else "none" if row else ""
        return self


def _named(title: str, at: Any) -> str:
    return _("%(title)s, from %(day)s", title=title, day=dates.day_short(at.date(), this_year()))


@bp.post("/obstacles/<code>/headsup")
@access(chief)
def mark(code: str) -> Response:
    """Say which it was, that none was given, or neither."""
    entry = by_code(reading(), code)
    allowed(entry is not None and may.may_sort(me(), entry), see=False)
    assert entry is not None
    form = MarkHeadsupForm().offer(entry)
    if not form.validate():
        return onward("obstacles.sort", _("Choose one of the list."), code=code)
    chosen = form.headsup.data or ""
    with begin() as act:
        mine = found(act.session, Obstacle, entry.id)
        if chosen:
            mark_headsup(act, mine, headsup_id=None if chosen == "none" else _id_of(chosen))
        else:
            unmark_headsup(act, mine)
    return onward("obstacles.sort", _("Kept. The log says so."), code=code)


def _id_of(code: str) -> int:
    row = headsups.by_code(reading(), code)
    assert row is not None, "the form offers only those there are"
    return row.id
