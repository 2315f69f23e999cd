"""A leader's published calendar: its address given, read anew, taken away; knows queries, forms and actions."""

from flask import Response, request

from floortime.errors import NotFound
from floortime.people.model import Person
from floortime.sitdowns.access import may_plan_for
from floortime.sitdowns.actions.free_time import forget_address, give_address
from floortime.sitdowns.forms.free_time import FreeTimeForm
from floortime.sitdowns.queries.free_time import source
from floortime.sitdowns.queries.series import is_leader
from floortime.sitdowns.views.blueprint import bp
from floortime.web.access import access, leader
from floortime.web.acts import allowed, begin, found, me, reading
from floortime.web.pages import onward, page, today
from floortime.words import _


@bp.route("/leaders/<int:leader_id>/free-time", methods=["GET", "POST"], endpoint="free_time")
@access(leader)
def free_time(leader_id: int) -> Response:
    """What is known of it, and the field for its address; the address itself is shown to nobody again."""
    person = _leader(leader_id)
    form = FreeTimeForm()
    if request.method != "POST" or not form.validate():
        status = 422 if request.method == "POST" else 200
        shown = source(reading(), leader_id)
        return page(
            "sitdowns/free_time.html",
            status,
            form=form,
            person=person,
            source=shown,
            own=person.id == me().id,
        )
    with begin(for_id=leader_id) as act:
        give_address(act, found(act.session, Person, leader_id), form.url.data)
    return onward("sitdowns.free_time", _("Kept. It is read within a minute."), leader_id=leader_id)


@bp.post("/leaders/<int:leader_id>/free-time/forget", endpoint="forget_free_time")
@access(leader)
def forget(leader_id: int) -> Response:
    """Take it away, with all that was read there."""
    _leader(leader_id)
    with begin(for_id=leader_id) as act:
        forget_address(act, leader_id)
    return onward(
        "sitdowns.free_time", _("Gone, with every busy time that was read there."), leader_id=leader_id
    )


def _leader(leader_id: int) -> Person:
    """A leader for whom this reader plans."""
    person = found(reading(), Person, leader_id)
    allowed(may_plan_for(me(), leader_id), see=False)
    if not is_leader(reading(), person, today()):
        raise NotFound
    return person
