"""The list of people and one person's page: roles, delegates, erasing; knows forms, actions, web."""

from urllib.parse import urlencode

from flask import Response, request
from sqlalchemy.orm import Session

from floortime.people import actions, queries
from floortime.people.access import may_import, may_manage_people
from floortime.people.forms.managing import ROLE_WORDS, GiveRoleForm, TakeRoleForm, scope
from floortime.people.forms.signing import AddDelegateForm
from floortime.people.model import Person
from floortime.people.rosters import Wish, dossier, may_see, roster
from floortime.people.views import bp
from floortime.web.access import access, chief
from floortime.web.acts import allowed, begin, found, me, reading
from floortime.web.forms import Form
from floortime.web.pages import onward, page, today
from floortime.words import _


@bp.get("/people")
@access(chief)
def people() -> Response:
    """Who is here, by last name."""
    wish = _wish()
    session = reading()
    shown = roster(session, me(), wish, day=today())
    sites = queries.sites(session)
    return page(
        "people/people.html",
        roster=shown,
        wish=wish,
        sites=sites,
        site_name=next((s.name for s in sites if s.id == wish.site_id), ""),
        role_words=ROLE_WORDS,
        groups=_filters(wish, [(str(s.id), s.name) for s in sites]),
        more=f"/people?{urlencode(_query(wish) | {'after': shown.next})}" if shown.next else "",
        may_manage=may_manage_people(me()),
        may_import=may_import(me()),
    )


def _wish() -> Wish:
    given = request.args
    site = given.get("site", "")
    role = given.get("role", "")
    show = given.get("show", "here")
    return Wish(
        words=given.get("q", "").strip()[:100],
        site_id=int(site) if site.isdecimal() and len(site) < 19 else None,
        role=role if role in ROLE_WORDS else "",
        show=show if show in {"here", "left", "guests"} else "here",
        after=given.get("after", "")[:300],
    )


def _query(wish: Wish) -> dict[str, str]:
    """What is chosen, as an address carries it."""
    query = {"q": wish.words, "site": str(wish.site_id or ""), "role": wish.role, "show": wish.show}
    return {key: value for key, value in query.items() if value and value != "here"}


Filter = dict[str, object]


def _filters(wish: Wish, sites: list[tuple[str, str]]) -> list[tuple[str, list[Filter]]]:
    now = {"site": str(wish.site_id or ""), "role": wish.role, "show": wish.show}

    def links(name: str, offered: list[tuple[str, str]]) -> list[Filter]:
        made: list[Filter] = []
        for value, label in offered:
            query = {**_query(wish), name: value}
            href = "/people?" + urlencode({k: v for k, v in query.items() if v and v != "here"})
            made.append(
                {"href": href.rstrip("?"), "label": label, "count": None, "current": now[name] == value}
            )
        return made

    return [
        (_("Show"), links("show", [("here", _("Who works here")), ("left", _("Who has left")), ("guests", _("Guests"))])),
        (_("Site"), links("site", [("", _("All sites")), *sites])),
        (_("Role"), links("role", [("", _("All roles")), *((n, str(w)) for n, w in ROLE_WORDS.items())])),
    ]  # fmt: skip


@bp.get("/people/<int:person_id>")
@access(chief)
def person(person_id: int) -> Response:
    """Everything about one person."""
    session = reading()
    return _one(session, _seen(session, person_id))


def _seen(session: Session, person_id: int) -> Person:
    """The person, if this reader may see them."""
    row = found(session, Person, person_id)
    allowed(row.kind != "blank" and may_see(session, me(), row), see=False)
    return row


def _led(session: Session, person_id: int) -> Person:
    """The leader, if this reader's part of the house is theirs: who acts for somebody sees what they see."""
    row = _seen(session, person_id)
    site = queries.site_on(session, row.id, today())
    allowed(me().is_chief_at(site_id=site.id if site else None, department_id=row.department_id))
    return row


@bp.post("/people/<int:person_id>/roles")
@access(chief)
def give_role(person_id: int) -> Response:
    """Let somebody do more."""
    with begin() as act:
        row = _seen(act.session, person_id)
        allowed(may_manage_people(me()))
        form = _role_form(act.session)
        if not form.validate():
            return _one(reading(), row, 422, role_form=form)
        actions.give_role(act, row, form.chosen)
    return onward(
        "people.person",
        _("%(name)s: %(role)s.", name=row.name, role=str(ROLE_WORDS[form.chosen.role])),
        person_id=person_id,
    )


@bp.post("/people/<int:person_id>/roles/take")
@access(chief)
def take_role(person_id: int) -> Response:
    """Take a role back."""
    form = TakeRoleForm()
    taken = scope(form.role.data or "", form.scope.data or "")
    with begin() as act:
        row = _seen(act.session, person_id)
        allowed(may_manage_people(me()))
        actions.take_role(act, row, taken)
    return onward("people.person", _("%(name)s has one role less.", name=row.name), person_id=person_id)


@bp.post("/people/<int:person_id>/delegates")
@access(chief)
def hand_over(person_id: int) -> Response:
    """Say who acts for this leader, when the leader cannot say it."""
    form = AddDelegateForm()
    valid = form.validate()
    with begin() as act:
        leader = _led(act.session, person_id)
        delegate = queries.person_by_address(act.session, form.address.data or "") if valid else None
        if valid and (delegate is None or delegate.kind != "staff"):
            form.address.errors = [_("Nobody here has this address. Look for a colleague's work e-mail.")]
        if delegate is None or form.errors:
            return _one(reading(), leader, 422, delegate_form=form)
        actions.add_delegate(act, leader, delegate)
    said = _("%(name)s acts for %(leader)s from now on.", name=delegate.name, leader=leader.name)
    return onward("people.person", said, person_id=person_id)


@bp.post("/people/<int:person_id>/delegates/<int:delegate_id>/remove")
@access(chief)
def take_back(person_id: int, delegate_id: int) -> Response:
    """End that."""
    with begin() as act:
        leader = _led(act.session, person_id)
        actions.remove_delegate(act, leader, delegate_id)
    return onward("people.person", _("Taken back."), person_id=person_id)


def _role_form(session: Session) -> GiveRoleForm:
    form = GiveRoleForm()
    form.offer(
        [(s.id, s.name) for s in queries.sites(session)],
        [(d.id, d.name) for d in queries.departments(session)],
    )
    return form


def _one(session: Session, row: Person, status: int = 200, **forms: Form) -> Response:
    return page(
        "people/person.html",
        status,
        one=dossier(session, row),
        role_form=forms.get("role_form") or _role_form(session),
        delegate_form=forms.get("delegate_form") or AddDelegateForm(formdata=None),
        role_words=ROLE_WORDS,
        may_manage=may_manage_people(me()),
        gone=row.kind == "guest" or (row.left_on is not None and row.left_on <= today()),
    )
