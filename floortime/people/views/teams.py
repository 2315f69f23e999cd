"""Teams of a site by hand: add one, say whose it is, take somebody in; knows forms, actions, web."""

from flask import Response
from sqlalchemy.exc import IntegrityError

from floortime.people import queries, teams
from floortime.people.actions import teams as actions
from floortime.people.forms.teams import AddTeamForm, ChangeTeamForm, JoinTeamForm
from floortime.people.model import Person, Site, Team
from floortime.people.views import bp
from floortime.people.views.house import site_page
from floortime.web.access import access, admin
from floortime.web.acts import begin, found, reading
from floortime.web.forms import Form
from floortime.web.pages import onward, page, today
from floortime.words import _


@bp.post("/house/sites/<int:site_id>/teams")
@access(admin)
def add_team(site_id: int) -> Response:
    """A team before a file names it."""
    form = AddTeamForm()
    form.offer(queries.departments(reading()))
    site = found(reading(), Site, site_id)
    if form.validate() and teams.named(reading(), site.id, form.team.data):
        form.team.errors = [_("There is a team of that name here.")]
    if form.errors:
        return site_page(site, 422, team_form=form)
    try:
        with begin() as act:
            site = found(act.session, Site, site_id)
            actions.add_team(act, site, name=form.team.data, department_id=_key(form.department.data))
    except IntegrityError:  # the same name at the same moment: it is there
        pass
    said = _("%(name)s is kept.", name=form.team.data)
    return onward("people.site", said, site_id=site_id, _anchor="teams")


@bp.get("/house/teams/<int:team_id>")
@access(admin)
def team(team_id: int) -> Response:
    """One team: whose it is, who is in it, who joins."""
    return _team(found(reading(), Team, team_id))


@bp.post("/house/teams/<int:team_id>")
@access(admin)
def change_team(team_id: int) -> Response:
    """Say whose it is."""
    row = found(reading(), Team, team_id)
    form = ChangeTeamForm()
    form.offer(queries.departments(reading()), _might_lead(row))
    if not form.validate():
        return _team(row, 422, change_form=form)
    with begin() as act:
        row = found(act.session, Team, team_id)
        department, lead = _key(form.department.data), _key(form.lead.data)
        actions.change_team(act, row, department_id=department, lead_id=lead)
    return onward("people.team", _("%(name)s is kept.", name=row.name), team_id=team_id)


@bp.post("/house/teams/<int:team_id>/people")
@access(admin)
def join_team(team_id: int) -> Response:
    """Somebody works there from today on."""
    row = found(reading(), Team, team_id)
    form = JoinTeamForm()
    form.offer(teams.could_join(reading(), row, today()))
    if not form.validate():
        return _team(row, 422, join_form=form)
    with begin() as act:
        person = found(act.session, Person, int(form.person.data))
        actions.join_team(act, person, found(act.session, Team, team_id))
    said = _("%(name)s works there from today on.", name=person.name)
    return onward("people.team", said, team_id=team_id)


def _key(chosen: str) -> int | None:
    return int(chosen) if chosen else None


def _might_lead(row: Team) -> list[Person]:
    """Who is in it, and whoever leads it from outside."""
    inside = queries.members(reading(), row.id, today())
    leads = reading().get(Person, row.lead_id) if row.lead_id else None
    return inside if leads is None or leads in inside else [leads, *inside]


def _team(row: Team, status: int = 200, **forms: Form) -> Response:
    session = reading()
    change = forms.get("change_form")
    if not isinstance(change, ChangeTeamForm):
        change = ChangeTeamForm(
            formdata=None, department=str(row.department_id or ""), lead=str(row.lead_id or "")
        )
        change.offer(queries.departments(session), _might_lead(row))
    join = forms.get("join_form")
    others = teams.could_join(session, row, today())
    if not isinstance(join, JoinTeamForm):
        join = JoinTeamForm(formdata=None)
        join.offer(others)
    return page(
        "people/team.html",
        status,
        team=row,
        site=found(session, Site, row.site_id),
        change_form=change,
        join_form=join,
        inside=queries.members(session, row.id, today()),
        others=others,
    )
