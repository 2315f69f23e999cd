"""Signing in and out, and the language of a browser; knows forms, actions, web."""

import re
from typing import Any

from flask import Response, redirect, request, session, url_for
from flask_login import login_user, logout_user
from sqlalchemy import select

from floortime import links, tokens, words
from floortime.act import NOBODY, Actor
from floortime.errors import Refused
from floortime.people import actions, passwords, queries
from floortime.people.forms.signing import SendLinkForm, UseLinkForm, UsePasswordForm
from floortime.people.model import Password, Person
from floortime.people.views import bp
from floortime.web.access import access, anyone, nobody_known
from floortime.web.acts import SignedIn, begin, forget_house, found, ground, me, reader, reading
from floortime.web.pages import YEAR, page, toast
from floortime.words import _

TOO_OFTEN = words.lazy("That was a lot of tries. Wait a quarter of an hour, then try again.")


@bp.get("/sign-in")
@access(anyone)
def sign_in() -> Response:
    """One field: a link comes by mail."""
    if reader() is not None:
        return _onward(request.args.get("next"))
    return page("people/sign_in.html", form=SendLinkForm(formdata=None, next=request.args.get("next", "")))


@bp.post("/sign-in")
@access(anyone)
def send_link() -> Response:
    """The same answer for a known and an unknown address."""
    form = SendLinkForm()
    if not form.validate():
        return page("people/sign_in.html", 422, form=form)
    if not _counted(form.email.data):
        form.email.errors = [str(TOO_OFTEN)]
        return page("people/sign_in.html", 429, form=form)
    with begin(by=NOBODY) as act:
        actions.send_link(act, form.email.data, then=links.inside(form.next.data))
    return page("people/link_sent.html", address=form.email.data)


@bp.get("/sign-in/password")
@access(anyone)
def password() -> Response:
    """Address and password, for those who set one."""
    given = request.args
    return page(
        "people/password.html",
        form=UsePasswordForm(formdata=None, next=given.get("next", ""), email=given.get("email", "")),
    )


@bp.post("/sign-in/password")
@access(anyone)
def use_password() -> Response:
    """A wrong password and an unknown address get one answer, after the same time."""
    form = UsePasswordForm()
    if not form.validate():
        return page("people/password.html", 422, form=form)
    if not _counted(form.email.data):
        form.password.errors = [str(TOO_OFTEN)]
        return page("people/password.html", 429, form=form)
    person = queries.person_by_address(reading(), form.email.data)
    kept = reading().scalar(select(Password.hash).where(Password.person_id == person.id)) if person else None
    # Compared outside of any transaction: argon2 is slow on purpose and must hold up no writer.
    if not passwords.fits(kept, form.password.data) or person is None or not _opened(person.id, form):
        form.password.errors = [
            _("Address and password do not belong together. Try again, or have a link sent.")
        ]
        return page("people/password.html", 422, form=form)
    return _onward(form.next.data)


def _opened(person_id: int, form: UsePasswordForm) -> bool:
    """Open a session for somebody whose password fitted; False when they have gone meanwhile."""
    with begin(by=Actor("person", person_id)) as act:
        person = act.session.get(Person, person_id)
        if person is None or not actions.may_sign_in(act, person):
            return False
        token = actions.open_session(act, person, device=_device(), way="password")
        zone = actions.settle_zone(act, person, form.zone.data or "")
    _let_in(token, zone)
    return True


@bp.get("/sign-in/link/<token>")
@access(anyone)
def link(token: str) -> Response:
    """Opening the link changes nothing, since mail scanners open links; the button signs in."""
    grant = tokens.opened(reading(), token, "sign_in", at=ground().clock())
    if grant is None:
        response = page("people/link_spent.html", 410)
    else:
        form = UseLinkForm(formdata=None, next=request.args.get("next", ""))
        response = page("people/link.html", form=form, token=token)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.post("/sign-in/link/<token>")
@access(anyone)
def use_link(token: str) -> Response:
    """Sign in, once."""
    form = UseLinkForm()
    grant = tokens.opened(reading(), token, "sign_in", at=ground().clock())
    secret, zone = None, ""
    if grant is not None and form.validate():
        with begin(by=Actor("person", grant.person_id)) as act:
            secret = actions.use_link(act, token, device=_device())
            if secret is not None:
                person = found(act.session, Person, grant.person_id)
                zone = actions.settle_zone(act, person, form.zone.data or "")
    if secret is None:
        return page("people/link_spent.html", 410)
    _let_in(secret, zone)
    return _onward(form.next.data)


@bp.post("/sign-out")
@access(anyone)
def sign_out() -> Response:
    """End this browser's session; pressed twice, it says the same."""
    who = reader()
    if who is not None:
        with begin() as act:
            actions.close_session(act, who.id, who.session_hash)
    logout_user()
    session.clear()
    response: Any = redirect("/sign-in", 303)
    response.delete_cookie("language")
    return response  # type: ignore[no-any-return]


@bp.post("/language")
@access(nobody_known)
def language() -> Response:
    """Remember a language in this browser; a person's own is kept on their page."""
    chosen = request.form.get("language", "")
    if chosen not in words.LANGUAGES:
        raise Refused(_("Floortime does not speak this language yet."))
    response: Any = redirect(links.inside(request.form.get("next")) or "/log", 303)
    keep_language(response, chosen)
    return response  # type: ignore[no-any-return]


def keep_language(response: Response, chosen: str) -> None:
    """Let pages that know nobody speak this language in this browser."""
    response.set_cookie(
        "language", chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=ground().settings.secure
    )


def _counted(address: str) -> bool:
    with begin(by=NOBODY) as act:
        return actions.note_try(act, address, request.remote_addr or "")


def _let_in(token: str, zone: str = "") -> None:
    """Start a fresh browser session, so that nothing planted before the sign-in survives it; a zone just taken is said."""
    who = queries.signed_in(reading(), token, at=ground().clock())
    if who is None:
        return
    session.clear()
    session.permanent = True
    login_user(SignedIn(token, who))
    if zone:
        forget_house()
        with words.in_language(who.language):
            toast(
                _("Your clock here is that of %(zone)s, as this browser has it.", zone=zone),
                url_for("people.unsettle_zone"),
            )


def _onward(target: str | None) -> Response:
    """Where the reader wanted to go, with their own language for pages that know nobody."""
    response: Any = redirect(links.inside(target) or "/", 303)
    if reader() is not None:
        keep_language(response, me().language)
    return response  # type: ignore[no-any-return]


_BROWSERS = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def _device() -> str:
    """The browser as its owner would recognise it in a list: “Firefox, Windows”."""
    agent = request.headers.get("User-Agent", "")
    parts = [
        next((name for mark, name in table if re.search(re.escape(mark), agent)), "")
        for table in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(part for part in parts if part)
