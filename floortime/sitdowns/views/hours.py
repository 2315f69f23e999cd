"""A site's own hours of sit-downs; knows queries, forms and actions."""

from flask import Response, request

from floortime.people.model import Site
from floortime.sitdowns import actions, queries
from floortime.sitdowns.access import is_chief_at
from floortime.sitdowns.forms import HoursForm
from floortime.sitdowns.model import SiteHours
from floortime.sitdowns.queries.programme import hours_at, hours_of, hours_said
from floortime.sitdowns.views.blueprint import bp
from floortime.web.access import access, chief
from floortime.web.acts import allowed, begin, found, me, reading
from floortime.web.pages import onward, page
from floortime.words import _


@bp.route("/programme/hours/<int:site_id>", methods=["GET", "POST"], endpoint="hours")
@access(chief)
def hours(site_id: int) -> Response:
    """When people of this site sit down, where that is not as the programme has it."""
    session = reading()
    site, form = found(session, Site, site_id), HoursForm()
    allowed(is_chief_at(me(), site_id))
    programme = queries.default_programme(session)
    own = session.get(SiteHours, site_id)
    if request.method == "POST" and form.validate():
        with begin() as act:
            actions.set_site_hours(act, site_id, form.hours())
        return onward(
            "sitdowns.hours", _("Kept. Dates that already stand stay as they are."), site_id=site_id
        )
    if request.method != "POST":
        form.show_hours(hours_at(session, programme, site_id))
    usual = hours_said(hours_of(programme)) or _("Sit-downs take place at any hour.")
    return page(
        "sitdowns/hours.html", 422 if form.errors else 200, form=form, site=site, own=own, usual=usual,
        settable=me().is_chief_everywhere,
    )  # fmt: skip


@bp.post("/programme/hours/<int:site_id>/drop")
@access(chief)
def drop_hours(site_id: int) -> Response:
    """As the programme has it."""
    found(reading(), Site, site_id)
    allowed(is_chief_at(me(), site_id))
    with begin() as act:
        actions.drop_site_hours(act, site_id)
    return onward("sitdowns.hours", _("The programme’s hours count here again."), site_id=site_id)
