"""The house: what an admin may change while it runs, and its sites; knows forms, actions, web."""

from datetime import date

from flask import Response, url_for
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from floortime.errors import Refused
from floortime.outbox import actions as outbox
from floortime.outbox import queries as letters
from floortime.people import actions, queries, teams
from floortime.people.forms.fields import offered_zones
from floortime.people.forms.managing import (
    AddDepartmentForm,
    AddSiteForm,
    ChangeHouseForm,
    ChangeSiteForm,
    CloseDayForm,
    EraseForm,
)
from floortime.people.forms.teams import AddTeamForm
from floortime.people.model import ClosedDay, House, Site
from floortime.people.views import bp
from floortime.web.access import access, admin
from floortime.web.acts import begin, forget_house, found, not_stale, reading
from floortime.web.forms import Form, parsed_date
from floortime.web.pages import onward, page, today
from floortime.words import _, ngettext


@bp.get("/house")
@access(admin)
def house() -> Response:
    """What holds for everybody."""
    return _house(_as_it_stands())


@bp.post("/house")
@access(admin)
def change_house() -> Response:
    """Change it, unless somebody else did meanwhile."""
    form = ChangeHouseForm()
    if not form.validate():
        return _house(form, 422)
    with begin() as act:
        row = act.session.get(House, 1)
        if row is not None:
            not_stale(act.session, "house", row, row.id, form)
        actions.change_house(
            act,
            company=form.company.data,
            k=form.k.data or 5,
            language=form.language.data,
            zone=form.zone.data,
        )
    forget_house()
    return onward("people.house", _("Kept. It holds from the next page on."))


@bp.post("/house/departments")
@access(admin)
def add_department() -> Response:
    """A department before a file names it: what is published asks one."""
    form = AddDepartmentForm()
    if not form.validate():
        return _house(_as_it_stands(), 422, department_form=form)
    name = form.department.data
    try:
        with begin() as act:
            if any(d.name.casefold() == name.casefold() for d in queries.departments(act.session)):
                form.department.errors = [_("There is a department of that name.")]
                return _house(_as_it_stands(), 422, department_form=form)
            actions.add_department(act, name=name)
    except IntegrityError:  # the same name at the same moment: it is there
        pass
    return onward("people.house", _("%(name)s is kept.", name=name), _anchor="departments")


def _as_it_stands() -> ChangeHouseForm:
    return ChangeHouseForm(formdata=None, obj=queries.house(reading()))


def _house(
    form: ChangeHouseForm, status: int = 200, *, department_form: AddDepartmentForm | None = None
) -> Response:
    return page(
        "people/house.html",
        status,
        form=form,
        departments=[
            (d.name, queries.head_of(reading(), d.id, today())) for d in queries.departments(reading())
        ],
        department_form=department_form or AddDepartmentForm(formdata=None),
        sites=queries.sites(reading()),
        zones=offered_zones(),
        held=letters.held_since(reading()),
        shut=letters.shut(reading()),
        waiting=letters.not_gone(reading()),
    )


@bp.post("/house/letters/hold")
@access(admin)
def hold_letters() -> Response:
    """No letter leaves and no mailbox is read until somebody lets them go again."""
    with begin() as act:
        outbox.freeze(act)
    return onward("people.house", _("Letters are held back."), undo_url=url_for("people.release_letters"))


@bp.post("/house/letters/release")
@access(admin)
def release_letters() -> Response:
    """Let them go, also those that a backup brought."""
    with begin() as act:
        outbox.release(act)
        n = letters.not_gone(act.session)  # those written since leave with those that were frozen
    said = ngettext(
        "%(n)s letter is let go: it leaves within a minute, or at its hour.",
        "%(n)s letters are let go: each leaves within a minute, or at its hour.",
        n,
    )
    return onward(
        "people.house", said if n else _("Letters leave again."), undo_url=url_for("people.hold_letters")
    )


@bp.get("/house/sites/new")
@access(admin)
def new_site() -> Response:
    """A site before a file names it: an empty house needs one to sit down at."""
    return _new_site(AddSiteForm(formdata=None, zone=_own_zone()))


@bp.post("/house/sites/new")
@access(admin)
def add_site() -> Response:
    """Take it in; the same name twice is one site, and its page is named."""
    form = AddSiteForm()
    form.offer()
    if not form.validate():
        return _new_site(form, 422)
    try:
        return _site_added(form)
    except IntegrityError:  # the same name at the same moment: by now it is there
        return _site_added(form)


def _own_zone() -> str:
    """The house's zone, unless nobody chose it yet."""
    zone = queries.house(reading()).zone
    return "" if zone == "UTC" else zone


def _site_added(form: AddSiteForm) -> Response:
    with begin() as act:
        known = queries.site_named(act.session, form.name.data)
        if known is None:
            country = form.country.data or None
            actions.add_site(act, name=form.name.data, country=country, zone=form.zone.data)
            return onward("people.house", _("%(name)s is kept.", name=form.name.data))
    form.name.errors = [_("There is a site of that name.")]
    return _new_site(form, 422, known=known.id)


def _new_site(form: AddSiteForm, status: int = 200, *, known: int | None = None) -> Response:
    form.offer()
    return page("people/new_site.html", status, form=form, known=known, zones=offered_zones())


@bp.get("/house/sites/<int:site_id>")
@access(admin)
def site(site_id: int) -> Response:
    """One site: country, zone, closed days."""
    return site_page(found(reading(), Site, site_id))


@bp.post("/house/sites/<int:site_id>")
@access(admin)
def change_site(site_id: int) -> Response:
    """Say where it lies."""
    form = ChangeSiteForm()
    form.offer()
    if not form.validate():
        return site_page(found(reading(), Site, site_id), 422, site_form=form)
    with begin() as act:
        row = found(act.session, Site, site_id)
        actions.change_site(act, row, country=form.country.data or None, zone=form.zone.data)
    return onward("people.house", _("%(name)s is kept.", name=row.name))


@bp.post("/house/sites/<int:site_id>/days")
@access(admin)
def close_day(site_id: int) -> Response:
    """A day on which it does not work."""
    form = CloseDayForm()
    if not form.validate() or form.day.day is None:
        return site_page(found(reading(), Site, site_id), 422, day_form=form)
    with begin() as act:
        actions.close_day(act, found(act.session, Site, site_id), form.day.day, name=form.name.data)
    return onward("people.site", _("Nobody works there on that day."), site_id=site_id)


@bp.post("/house/sites/<int:site_id>/days/<day>/open")
@access(admin)
def open_day(site_id: int, day: str) -> Response:
    """Work on it after all."""
    EraseForm()
    with begin() as act:
        actions.open_day(act, found(act.session, Site, site_id), _day(day))
    return onward("people.site", _("That is a working day again."), site_id=site_id)


def _day(given: str) -> date:
    day = parsed_date(given)
    if day is None:
        raise Refused(_("This is not a day."))
    return day


def site_page(row: Site, status: int = 200, **forms: Form) -> Response:
    """The page of a site, with a form that did not go through."""
    site_form = forms.get("site_form")
    if not isinstance(site_form, ChangeSiteForm):
        site_form = ChangeSiteForm(formdata=None, country=row.country or "", zone=row.zone)
        site_form.offer()
    team_form = forms.get("team_form")
    if not isinstance(team_form, AddTeamForm):
        team_form = AddTeamForm(formdata=None)
        team_form.offer(queries.departments(reading()))
    days = reading().scalars(select(ClosedDay).where(ClosedDay.site_id == row.id).order_by(ClosedDay.day))
    return page(
        "people/site.html",
        status,
        site=row,
        site_form=site_form,
        day_form=forms.get("day_form") or CloseDayForm(formdata=None),
        days=days.all(),
        teams=teams.at_site(reading(), row.id, today()),
        team_form=team_form,
        zones=offered_zones(),
    )
