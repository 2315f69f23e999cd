"""Who belongs to all dates of a series, and who leads one of them in another's place; knows queries, forms, actions."""

from flask import Response, request

from floortime.people import queries as people
from floortime.people.model import Person
from floortime.sitdowns import actions, queries
from floortime.sitdowns.forms import LeadForm, MemberForm
from floortime.sitdowns.model import Series, Sitdown
from floortime.sitdowns.queries.changing import has_series_event
from floortime.sitdowns.queries.page import SitdownPage
from floortime.sitdowns.queries.standing import could_belong, could_lead, standing_people
from floortime.sitdowns.views.blueprint import bp, open_series_row, open_sitdown
from floortime.web.access import access, leader
from floortime.web.acts import begin, found, not_stale, reading
from floortime.web.pages import onward, page, today
from floortime.words import _


@bp.route("/series/<int:series_id>/members", methods=["GET", "POST"])
@access(leader)
def members(series_id: int) -> Response:
    """Who belongs to all dates: somebody more, with the letter that goes to them alone."""
    session = reading()
    row = open_series_row(session, series_id)
    form = MemberForm().offer(could_belong(session, row, today()))
    if request.method != "POST" or not form.validate():
        status = 200 if request.method != "POST" else 422
        standing = standing_people(session, row)
        one = has_series_event(session, row)
        return page("sitdowns/members.html", status, form=form, series=row, standing=standing, one_event=one)
    with begin(for_id=row.leader_id) as act:
        person = found(act.session, Person, form.person_id.data)
        actions.add_member(act, found(act.session, Series, series_id), person)
    said = _("%(name)s belongs to all dates.", name=person.first_name)
    return onward("sitdowns.members", said, series_id=series_id)


@bp.post("/series/<int:series_id>/members/<int:person_id>/remove", endpoint="remove_member")
@access(leader)
def remove(series_id: int, person_id: int) -> Response:
    """Somebody belongs to it no more."""
    row = open_series_row(reading(), series_id)
    with begin(for_id=row.leader_id) as act:
        person = found(act.session, Person, person_id)
        actions.remove_member(act, found(act.session, Series, series_id), person)
    said = _("%(name)s no longer belongs to all dates.", name=person.first_name)
    return onward("sitdowns.members", said, series_id=series_id)


@bp.route("/sitdowns/<int:sitdown_id>/lead", methods=["GET", "POST"])
@access(leader)
def lead(sitdown_id: int) -> Response:
    """Another leads this date: who gets which letter stands before the button."""
    row = open_sitdown(sitdown_id, change=True)
    session = reading()
    shown = queries.sitdown_page(session, row)
    form = LeadForm().offer(could_lead(session, row, shown.series))
    if request.method != "POST" or not form.validate():
        form.version.data = form.version.data or str(row.version)
        return _asked(shown, form, 200 if request.method != "POST" else 422)
    with begin(for_id=row.leader_id) as act:
        row, person = found(act.session, Sitdown, sitdown_id), found(act.session, Person, form.person_id.data)
        not_stale(act.session, "sitdown", row, row.id, form)
        actions.hand_over_sitdown(act, row, person, reason=form.why.data)
    said = _("%(name)s leads it. The letters are on their way.", name=person.first_name)
    return onward("sitdowns.sitdown", said, sitdown_id=sitdown_id)


def _asked(shown: SitdownPage, form: LeadForm, status: int) -> Response:
    session, series = reading(), shown.series
    mailed = people.recipient(shown.leader, today()) is not None
    twice = series is not None and shown.leader.id == series.leader_id and has_series_event(session, series)
    others = standing_people(session, series)[1:] if series else []
    losing = (2 if twice else 1) if mailed else 0
    return page("sitdowns/lead.html", status, form=form, shown=shown, losing=losing, others=others)
