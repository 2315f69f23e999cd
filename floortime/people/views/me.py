"""One's own page: name, language, zone, password, browsers signed in, who acts for me; knows forms, actions, web."""

from typing import Any

from flask import Response, redirect, request
from sqlalchemy.orm import Session

from floortime import links, words
from floortime.errors import NotFound, Refused
from floortime.people import actions, passwords, queries
from floortime.people.forms.fields import offered_zones
from floortime.people.forms.signing import (
    AddDelegateForm,
    ChangeProfileForm,
    CloseSessionForm,
    DuesForm,
    LettersForm,
    SetPasswordForm,
)
from floortime.people.model import Password, Person
from floortime.people.profiles import letters_of, profile
from floortime.people.views import bp
from floortime.people.views.signing import keep_language
from floortime.web import acts
from floortime.web.access import access, signed_in
from floortime.web.acts import begin, found, ground, reading
from floortime.web.forms import Form
from floortime.web.pages import onward, page
from floortime.words import _, ngettext


@bp.get("/me")
@access(signed_in)
def me() -> Response:
    """What I may change about myself."""
    return _mine()


@bp.post("/me")
@access(signed_in)
def change_me() -> Response:
    """Name, language, zone."""
    form = ChangeProfileForm()
    if not form.validate():
        return _mine(422, profile_form=form)
    with begin() as act:
        person = found(act.session, Person, acts.me().id)
        actions.change_profile(
            act,
            person,
            first_name=form.first_name.data,
            last_name=form.last_name.data,
            language=form.language.data,
            zone=form.zone.data,
        )
    with words.in_language(form.language.data):
        response = onward("people.me", _("Kept. Letters to you come in this language and time zone."))
    keep_language(response, form.language.data)
    return response


@bp.post("/me/zone/back")
@access(signed_in)
def unsettle_zone() -> Response:
    """The browser's time zone was not mine: back to none, and to the field where one writes it."""
    with begin() as act:
        actions.unsettle_zone(act, found(act.session, Person, acts.me().id))
    acts.forget_house()
    return onward("people.me", _("Your time zone is UTC again. Write your own below."))


@bp.post("/me/language")
@access(signed_in)
def my_language() -> Response:
    """The language switch in the menu, for somebody we know."""
    chosen = request.form.get("language", "")
    if chosen not in words.LANGUAGES:
        raise Refused(_("Floortime does not speak this language yet."))
    with begin() as act:
        person = found(act.session, Person, acts.me().id)
        actions.change_profile(
            act,
            person,
            first_name=person.first_name,
            last_name=person.last_name,
            language=chosen,
            zone=person.zone,
        )
    response: Any = redirect(links.inside(request.form.get("next")) or "/me", 303)
    keep_language(response, chosen)
    return response  # type: ignore[no-any-return]


@bp.post("/me/password")
@access(signed_in)
def set_password() -> Response:
    """A first password, or a new one for the old; who came by link a moment ago may have forgotten it."""
    form = SetPasswordForm()
    form.validate()
    who, session = acts.me(), reading()
    mine = profile(
        session, found(session, Person, who.id), session_hash=who.session_hash, at=ground().clock()
    )
    kept = session.get(Password, who.id)
    if kept and not mine.came_by_link and not passwords.fits(kept.hash, form.current.data or ""):
        form.current.errors = [_("This is not your current password. Sign in by link to replace it.")]
    known = (who.name, *who.name.split(), mine.person.email_norm or "", queries.house(session).company)
    wrong = passwords.trouble(form.password.data or "", known=known)
    if wrong and not form.password.errors:
        form.password.errors = [wrong]
    if form.errors:
        return _mine(422, password_form=form)
    hash_ = passwords.hashed(form.password.data or "")
    with begin() as act:
        person = found(act.session, Person, who.id)
        actions.keep_password(act, person, hash_, session_hash=who.session_hash)
    return onward("people.me", _("Your password is set. Other browsers are signed out."))


@bp.post("/me/brief")
@access(signed_in)
def my_brief() -> Response:
    """Whether my invitations carry the brief of each date."""
    if not acts.me().has("leader"):
        raise NotFound
    with begin() as act:
        person = found(act.session, Person, acts.me().id)
        actions.choose_brief(act, person, in_calendar=request.form.get("in_calendar") == "1")
        on = person.brief_in_calendar
    if on:
        return onward("people.me", _("From the next brief on, the invitation of each date carries it."))
    return onward("people.me", _("The brief comes as a letter, the day before."))


@bp.post("/me/dues")
@access(signed_in)
def my_dues() -> Response:
    """How the dates of my promises stand in my calendar feed."""
    form = DuesForm()
    if not form.validate():
        return _mine(422, dues_form=form)
    with begin() as act:
        actions.choose_dues(act, found(act.session, Person, acts.me().id), how=form.how.data)
    return onward("people.me", _("Kept. Your calendar shows it when it next looks."))


@bp.post("/me/letters")
@access(signed_in)
def my_letters() -> Response:
    """When the one letter of the day comes, and what stands in it."""
    form = LettersForm()
    if not form.validate():
        return _mine(422, letters_form=form)
    with begin() as act:
        person = found(act.session, Person, acts.me().id)
        actions.choose_letters(
            act, person, hour=form.hour.data, early=bool(form.early.data), news=bool(form.news.data)
        )
    return onward("people.me", _("Kept. The letter of the day comes at %(hour)s:00.", hour=form.hour.data))


@bp.post("/me/sessions/close")
@access(signed_in)
def close_session() -> Response:
    """Sign one of my browsers out, or all others."""
    form = CloseSessionForm()
    who = acts.me()
    with begin() as act:
        if form.session.data:
            actions.close_session(act, who.id, form.session.data)
            n = 1
        else:
            n = actions.close_other_sessions(act, who.id, but=who.session_hash)
    return onward("people.me", ngettext("%(n)s browser is signed out.", "%(n)s browsers are signed out.", n))


@bp.post("/me/delegates")
@access(signed_in)
def add_delegate() -> Response:
    """Hand over while I am away."""
    if not acts.me().has("leader"):
        raise NotFound
    form = AddDelegateForm()
    valid = form.validate()
    person = queries.person_by_address(reading(), form.address.data) if valid else None
    if valid and (person is None or person.kind != "staff"):
        form.address.errors = [_("Nobody here has this address. Look for a colleague's work e-mail.")]
    if person is None or form.errors:
        return _mine(422, delegate_form=form)
    with begin() as act:
        leader = found(act.session, Person, acts.me().id)
        actions.add_delegate(act, leader, found(act.session, Person, person.id))
    return onward(
        "people.me",
        _("%(name)s acts for you from now on. Pages say who acted for whom.", name=person.first_name),
    )


@bp.post("/me/delegates/<int:delegate_id>/remove")
@access(signed_in)
def remove_delegate(delegate_id: int) -> Response:
    """Take it back."""
    with begin() as act:
        leader = found(act.session, Person, acts.me().id)
        actions.remove_delegate(act, leader, delegate_id)
    return onward("people.me", _("Only you act for you now, and whoever is still listed."))


def _mine(status: int = 200, **forms: Form) -> Response:
    """The page, with the form that needs mending in place of a fresh one."""
    session: Session = reading()
    who = acts.me()
    person = found(session, Person, who.id)
    return page(
        "people/me.html",
        status,
        mine=profile(session, person, session_hash=who.session_hash, at=ground().clock()),
        profile_form=forms.get("profile_form") or ChangeProfileForm(formdata=None, obj=person),
        password_form=forms.get("password_form") or SetPasswordForm(formdata=None),
        letters_form=forms.get("letters_form") or LettersForm(formdata=None, obj=letters_of(session, person)),
        dues_form=forms.get("dues_form") or DuesForm(formdata=None, how=person.dues_as),
        delegate_form=forms.get("delegate_form") or AddDelegateForm(formdata=None),
        zones=offered_zones(),
    )
