"""An owner without an account says when letters come, or that none are to, behind the link of any of them; knows owners.py, people's wishes."""

from collections.abc import Callable

from flask import Response, request

from floortime import tokens
from floortime.act import Act, Actor
from floortime.desk.followups import bp
from floortime.desk.owners import granted_owner, spent
from floortime.errors import NotAllowed
from floortime.followups.letters import PURPOSE
from floortime.followups.model import Followup
from floortime.people import actions
from floortime.people.forms.signing import LettersByLinkForm
from floortime.people.model import Person
from floortime.people.profiles import letters_of
from floortime.web.access import access, by_mail_program, by_token, same_origin
from floortime.web.acts import begin, found, reading
from floortime.web.limits import BY_LINK, GUESSING, limited, missed
from floortime.web.pages import page, speak_as_written, today
from floortime.words import _

ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""What a mail program sends for its reader (RFC 8058, 3.1)."""


@bp.get("/f/<token>/letters", endpoint="letters_by_link")
@access(by_token)
def letters_by_link(token: str) -> Response:
    """The hour of the day's letter, and whether one is reminded before a date."""
    granted = granted_owner(token)
    if granted is None:
        return spent(token)
    owner = granted[1]
    if owner.wants_no_letters:
        return _whether(token, owner)
    form = LettersByLinkForm(None, obj=letters_of(reading(), owner))
    return _page(form, owner)


@bp.post("/f/<token>/letters", endpoint="choose_letters_by_link")
@limited(BY_LINK, GUESSING)
@access(by_token)
def choose_letters_by_link(token: str) -> Response:
    """Keep it, for all that is asked of this person."""
    granted = granted_owner(token)
    if granted is None:
        missed()
        return spent(token)
    owner, form = granted[1], LettersByLinkForm(request.form)
    if not form.validate():
        return _page(form, owner, status=422)
    with begin(by=Actor("mail_link", owner.id)) as act:
        person = found(act.session, Person, owner.id)
        news = letters_of(act.session, person).news
        actions.choose_letters(act, person, hour=form.hour.data, early=bool(form.early.data), news=news)
    said = _("Kept. The letter of the day comes at %(hour)s:00.", hour=form.hour.data)
    return _page(form, owner, said=said)


@bp.get("/f/<token>/letters/stop", endpoint="no_letters")
@access(by_token)
def no_letters(token: str) -> Response:
    """Whether any letter comes at all, and one button."""
    reader = _guest(token)
    return spent(token) if reader is None else _whether(token, reader)


@bp.post("/f/<token>/letters/stop", endpoint="stop_letters")
@limited(BY_LINK, GUESSING)
@access(by_mail_program)
def stop_letters(token: str) -> Response:
    """No letters: pressed by their reader, or by a mail program for them."""
    if not same_origin() and request.form.get(ONE_CLICK[0]) != ONE_CLICK[1]:
        raise NotAllowed
    return _chosen(token, actions.stop_letters)


@bp.post("/f/<token>/letters/again", endpoint="write_again")
@limited(BY_LINK, GUESSING)
@access(by_token)
def write_again(token: str) -> Response:
    """Letters after all."""
    return _chosen(token, actions.write_again)


def _chosen(token: str, verb: Callable[[Act, Person], None]) -> Response:
    reader = _guest(token)
    if reader is None:
        missed()
        return spent(token)
    with begin(by=Actor("mail_link", reader.id)) as act:
        verb(act, found(act.session, Person, reader.id))
    reading().expire_all()
    return _whether(token, reader, said=_("Kept."))


def _guest(token: str) -> Person | None:
    """To whom the letter with this link went, whatever has become of its promise: an old letter stops the next ones too."""
    was = tokens.ended(reading(), token, PURPOSE)
    person = reading().get(Person, was.person_id) if was is not None and was.person_id else None
    row = reading().get(Followup, was.subject_id) if was is not None else None
    if person is None or row is None or person.kind != "guest" or not person.reachable_on(today()):
        return None
    speak_as_written(person, row.language)
    return person


def _whether(token: str, reader: Person, *, said: str = "") -> Response:
    asked = granted_owner(token) is not None
    return page("followups/no_letters.html", owner=reader, said=said, asked=asked)


def _page(form: LettersByLinkForm, owner: Person, *, said: str = "", status: int = 200) -> Response:
    return page("followups/letters_by_link.html", status, form=form, owner=owner, said=said)
