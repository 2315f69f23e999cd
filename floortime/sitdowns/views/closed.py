"""Dates that stand in a closed week or on a day off: seen with who would hear of it, then called off together; knows actions."""

from flask import Response, request

from floortime.sitdowns import actions, queries
from floortime.sitdowns.forms import CallOffForm
from floortime.sitdowns.model import Sitdown
from floortime.sitdowns.queries.closed import in_closed_time
from floortime.sitdowns.views.blueprint import bp
from floortime.web.access import access, chief
from floortime.web.acts import begin, found, ground, me, reading
from floortime.web.pages import onward, page
from floortime.words import _, ngettext


@bp.route("/programme/closed", methods=["GET", "POST"], endpoint="closed")
@access(chief)
def closed() -> Response:
    """What stands there; what is ticked is called off, one act a date: pressed twice, each is called off once."""
    session = reading()
    dates = in_closed_time(session, queries.default_programme(session), me(), ground().clock())
    form, ticked = CallOffForm(), set(request.form.getlist("date", type=int))
    if request.method != "POST":
        form.why.data = _("Nobody works then.")
        return page("sitdowns/closed.html", form=form, dates=dates, ticked={one.id for one in dates})
    if not form.validate():
        return page("sitdowns/closed.html", 422, form=form, dates=dates, ticked=ticked)
    chosen = [one.id for one in dates if one.id in ticked]
    for sitdown_id in chosen:
        row = found(session, Sitdown, sitdown_id)
        with begin(for_id=row.leader_id) as act:
            row = found(act.session, Sitdown, sitdown_id)
            actions.cancel_sitdown(act, row, reason=form.why.data, side="house")
    said = ngettext("%(n)s date is called off.", "%(n)s dates are called off.", len(chosen))
    return onward("desk.programme", said)
