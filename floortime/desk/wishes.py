"""An owner without an account says when letters come, behind the link of any of them; knows owners.py, people's wishes."""

from flask import Response, request

from floortime.act import Actor
from floortime.desk.followups import bp
from floortime.desk.owners import granted_owner, spent
from floortime.people import actions
from floortime.people.forms.signing import LettersByLinkForm
from floortime.people.model import Person
from floortime.people.profiles import letters_of
from floortime.web.access import access, by_token
from floortime.web.acts import begin, found, reading
from floortime.web.limits import BY_LINK, GUESSING, limited, missed
from floortime.web.pages import page
from floortime.words import _


@bp.get("/f/<token>/letters", endpoint="letters_by_link")
@access(by_token)
def letters_by_link(token: str) -> Response:
    """The hour of the day's letter, and whether one is reminded before a date."""
    granted = granted_owner(token)
    if granted is None:
        return spent(token)
    owner = granted[1]
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


def _page(form: LettersByLinkForm, owner: Person, *, said: str = "", status: int = 200) -> Response:
    return page("followups/letters_by_link.html", status, form=form, owner=owner, said=said)
