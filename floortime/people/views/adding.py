"""Adding one person in the browser, between two files of the HR system; knows forms, actions, web."""

from flask import Response
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from floortime import receipts
from floortime.act import Act
from floortime.people import actions, queries
from floortime.people.access import not_to_give
from floortime.people.forms.adding import AddPersonForm
from floortime.people.model import Person
from floortime.people.views import bp
from floortime.tokens import fresh
from floortime.web.access import access, importer
from floortime.web.acts import begin, me, reading
from floortime.web.pages import onward, page
from floortime.words import _


@bp.get("/people/add")
@access(importer)
def add() -> Response:
    """Who comes."""
    house = queries.house(reading())
    form = AddPersonForm(formdata=None, key=fresh(), language=house.language, roles=["agent"])
    return _form(reading(), form)


@bp.post("/people/add")
@access(importer)
def take_in() -> Response:
    """Make them staff, once; who has the address already is named, with the way to their page."""
    form = AddPersonForm()
    _offer(reading(), form)
    if not form.validate():
        return _form(reading(), form, 422)
    try:
        return _added(form)
    except IntegrityError:  # the same press, or the same address, at the same moment: by now it is there
        return _added(form)


def _added(form: AddPersonForm) -> Response:
    with begin() as act:
        known = _standing(act, form)
        if known is not None:
            return _form(act.session, form, 422, known=known)
        person = _taken_in(act, form)
    said = _("%(name)s is here now.", name=person.name)
    return onward("people.person", said, person_id=person.id)


def _taken_in(act: Act, form: AddPersonForm) -> Person:
    """The person of this press, also when it comes a second time."""
    taken = receipts.earlier(act.session, "person", form.once_key)
    if taken is not None:
        return act.session.get_one(Person, int(taken.answer or 0))
    person = actions.add_person(act, form.newcomer(act.session), roles=form.roles.data or ())
    receipts.keep(act.session, "person", form.once_key, on=act.today, answer=str(person.id))
    return person


def _standing(act: Act, form: AddPersonForm) -> Person | None:
    """Whoever works or worked here with this address, unless this very press put them there."""
    person = queries.person_by_address(act.session, form.email.data) if form.email.data else None
    if person is None or person.kind == "guest":
        return None
    taken = receipts.earlier(act.session, "person", form.once_key)
    if taken is not None and taken.answer == str(person.id):
        return None
    form.email.errors = [
        _("%(name)s, who left, had this address.", name=person.name)
        if person.left_on and person.left_on <= act.today
        else _("%(name)s has this address and is here already.", name=person.name)
    ]
    return person


def _offer(session: Session, form: AddPersonForm) -> None:
    form.offer(
        queries.sites(session), queries.teams(session), queries.departments(session), not_to_give(me())
    )


def _form(
    session: Session, form: AddPersonForm, status: int = 200, *, known: Person | None = None
) -> Response:
    _offer(session, form)
    return page("people/add.html", status, form=form, known=known)
