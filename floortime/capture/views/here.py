"""Who is here, as the leader says; knows forms, queries, web."""

from flask import Response, request

from floortime.capture import queries
from floortime.capture.forms import HereForm
from floortime.capture.views.blueprint import bp, mine
from floortime.sitdowns.actions import hold_sitdown
from floortime.sitdowns.model import Sitdown
from floortime.web.access import access, signed_in
from floortime.web.acts import begin, found, reading
from floortime.web.forms import options
from floortime.web.pages import onward, page


@bp.route("/room/<int:sitdown_id>/here", methods=["GET", "POST"])
@access(signed_in)
def here(sitdown_id: int) -> Response:
    """Who is here. Saying so also says that it takes place."""
    sitdown = mine(sitdown_id)
    people = queries.who_is_here(reading(), sitdown.id)
    form = HereForm(
        data=None if request.method == "POST" else {"people": [h.person.id for h in people if h.there]}
    )
    form.people.choices = options([(str(h.person.id), h.person.name) for h in people])
    if not form.is_submitted():
        return page("capture/here.html", sitdown=sitdown, form=form)
    if not form.validate():
        return page("capture/here.html", 422, sitdown=sitdown, form=form)
    with begin(for_id=sitdown.leader_id) as act:
        hold_sitdown(act, found(act.session, Sitdown, sitdown_id), attended=set(form.people.data or []))
    return onward("capture.room", sitdown_id=sitdown_id)
