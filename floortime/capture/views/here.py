"""Who is here, as the leader says, those too who came without a seat; knows forms, queries, web."""

from flask import Response, request

from floortime.act import Act
from floortime.capture import queries
from floortime.capture.forms import HereForm
from floortime.capture.views.blueprint import bp, mine
from floortime.people.model import Person, Site
from floortime.people.naming import at_a_table
from floortime.sitdowns.actions import hold_sitdown, join_sitdown, leave_sitdown
from floortime.sitdowns.model import Sitdown
from floortime.sitdowns.queries import others
from floortime.web.access import access, signed_in
from floortime.web.acts import begin, found, reading
from floortime.web.forms import options
from floortime.web.pages import onward, page
from floortime.words import _


@bp.route("/room/<int:sitdown_id>/here", methods=["GET", "POST"])
@access(signed_in)
def here(sitdown_id: int) -> Response:
    """Who is here. Saying so also says that it takes place; whatever is pressed, the ticks are kept."""
    sitdown = mine(sitdown_id)
    people = queries.who_is_here(reading(), sitdown.id)
    form = HereForm(data=None if request.method == "POST" else _ticked(people))
    called = at_a_table(h.person for h in people)
    form.people.choices = options((str(h.person.id), name) for h, name in zip(people, called, strict=True))
    if not form.is_submitted():
        return _page(sitdown, form, people)
    if not form.validate():
        return _page(sitdown, form, people, 422)
    if form.back.data and set(form.people.data or []) == set(_ticked(people)["people"]):
        return onward("capture.room", sitdown_id=sitdown_id)
    with begin(for_id=sitdown.leader_id) as act:
        row = found(act.session, Sitdown, sitdown_id)
        hold_sitdown(act, row, attended=set(form.people.data or []))
        said = _taken_in_or_out(act, row, form)
    if said or form.look.data:
        looked = {"q": form.q.data} if form.look.data and form.q.data else {}
        return onward("capture.here", said, sitdown_id=sitdown_id, **looked)
    return onward("capture.room", sitdown_id=sitdown_id)


def _taken_in_or_out(act: Act, sitdown: Sitdown, form: HereForm) -> str:
    """Somebody who came without a seat, or was taken in by mistake; what was done, in words."""
    if form.join.data:
        person = found(act.session, Person, form.join.data)
        join_sitdown(act, sitdown, person)
        return _("%(name)s is here too.", name=person.first_name)
    if form.leave.data:
        person = found(act.session, Person, form.leave.data)
        leave_sitdown(act, sitdown, person)
        return _("%(name)s is not here.", name=person.first_name)
    return ""


def _ticked(people: list[queries.Here]) -> dict[str, list[int]]:
    return {"people": [h.person.id for h in people if h.there]}


def _page(sitdown: Sitdown, form: HereForm, people: list[queries.Here], status: int = 200) -> Response:
    """The list, and whom the words of the search may mean."""
    session, words = reading(), (form.q.data or request.args.get("q", ""))[:80]
    site = session.get(Site, sitdown.site_id) if sitdown.site_id else None
    form.q.data = words
    return page(
        "capture/here.html",
        status,
        sitdown=sitdown,
        form=form,
        joined={str(h.person.id) for h in people if h.joined},
        found=others(session, sitdown, words),
        words=words,
        site=site.name if site else "",
    )
