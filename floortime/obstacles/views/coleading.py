"""Leading a fix with its owner: the offer, the answer to it, the name on the entry, stepping down; knows forms, actions."""

from datetime import timedelta
from typing import Any

from flask import Response, url_for
from wtforms import BooleanField

from floortime.errors import NotFound
from floortime.obstacles.actions import coleading as acts
from floortime.obstacles.model import CoLead, Obstacle
from floortime.obstacles.queries.coleads import LEADABLE, agrees, coleads, owners_of
from floortime.obstacles.queries.entries import standing, wording_of
from floortime.obstacles.views.room import bp
from floortime.people.access import Reader
from floortime.people.model import Person
from floortime.sitdowns.forms.fields import Chosen, DayField, NumberField
from floortime.web.access import access, signed_in
from floortime.web.acts import allowed, begin, found, me, reading
from floortime.web.forms import Form
from floortime.web.pages import onward, page, today
from floortime.words import _, lazy

LONGEST = timedelta(days=365)
PAGE = "obstacles.co_lead"


class OfferForm(Form):
    """How many hours, until when, and whether the entry may say it."""

    hours = NumberField(
        lazy("Hours a week"), [Chosen(lazy("Write how many hours a week, for example 2."))], least=1, most=20
    )
    until = DayField(lazy("Until"), [Chosen(lazy("Choose until when."))])
    credited = BooleanField(lazy("My name may stand on the entry"))

    def good(self) -> bool:
        """Whether it can be offered: a day to come, within a year."""
        ok = bool(self.validate())
        if ok and not today() < self.until.data <= today() + LONGEST:
            self.until.errors = [_("Choose a day to come, within a year.")]
            return False
        return ok


@bp.route("/obstacles/<code>/co-lead", methods=["GET", "POST"])
@access(signed_in)
def co_lead(code: str) -> Response:
    """Offer to lead it with its owner; what became of that; offers that wait for the reader's word."""
    entry = _entry(code)
    form = OfferForm()
    if not form.is_submitted():
        return _page(entry, form)
    allowed(of_the_floor(me()))
    if not form.good():
        return _page(entry, form, 422)
    with begin() as act:
        mine = found(act.session, Obstacle, entry.id)
        person = found(act.session, Person, me().id)
        acts.offer_to_lead(
            act, mine, person, hours=form.hours.data, until_on=form.until.data, credited=form.credited.data
        )
    undo = url_for("obstacles.co_lead_left", code=entry.code)
    return onward(
        PAGE, _("Offered. Whoever leads your team is asked about the hours."), undo, code=entry.code
    )


@bp.post("/obstacles/<code>/co-lead/<int:person_id>/<any(agree, decline):way>", endpoint="co_lead_answered")
@access(signed_in)
def answered(code: str, person_id: int, way: str) -> Response:
    """Agree to the hours, or not now."""
    entry = _entry(code)
    allowed(agrees(reading(), me(), person_id, today()), see=False)
    Form()
    verb = acts.agree_to_lead if way == "agree" else acts.decline_to_lead
    with begin() as act:
        verb(act, found(act.session, Obstacle, entry.id), found(act.session, CoLead, (entry.id, person_id)))
    said = _("Agreed. Its owner is told.") if way == "agree" else _("Not now. Only who offered is told.")
    undo = url_for("obstacles.co_lead_unanswered", code=entry.code, person_id=person_id)
    return onward(PAGE, said, undo, code=entry.code)


@bp.post("/obstacles/<code>/co-lead/<int:person_id>/undo", endpoint="co_lead_unanswered")
@access(signed_in)
def unanswered(code: str, person_id: int) -> Response:
    """Take that word back, while nobody has read it."""
    entry = _entry(code)
    allowed(agrees(reading(), me(), person_id, today()), see=False)
    Form()
    with begin() as act:
        row = found(act.session, CoLead, (entry.id, person_id))
        acts.take_back_word(act, found(act.session, Obstacle, entry.id), row)
    return onward(PAGE, _("It waits for a word again."), code=entry.code)


@bp.post("/obstacles/<code>/co-lead/leave", endpoint="co_lead_left")
@access(signed_in)
def left(code: str) -> Response:
    """Step down, with one press and no reason."""
    entry = _entry(code)
    Form()
    with begin() as act:
        row = found(act.session, CoLead, (entry.id, me().id))
        acts.step_down(act, found(act.session, Obstacle, entry.id), row)
    return onward(PAGE, _("You have stepped down. Nobody asks why."), code=entry.code)


@bp.post("/obstacles/<code>/co-lead/<any(name, unname):way>", endpoint="co_lead_credited")
@access(signed_in)
def credited(code: str, way: str) -> Response:
    """Whether the entry names me."""
    entry = _entry(code)
    Form()
    with begin() as act:
        row = found(act.session, CoLead, (entry.id, me().id))
        acts.set_credit(act, found(act.session, Obstacle, entry.id), row, credited=way == "name")
    said = _("The entry names you.") if way == "name" else _("The entry does not name you any more.")
    return onward(PAGE, said, code=entry.code)


def of_the_floor(reader: Reader) -> bool:
    """Whoever serves customers: an agent, or somebody without another role."""
    return reader.has("agent") or not reader.has("leader", "owner", "chief_of_staff", "admin")


def _entry(code: str) -> Obstacle:
    entry = standing(reading(), code)
    if entry is None:
        raise NotFound
    return entry


def _page(entry: Obstacle, form: OfferForm, status: int = 200) -> Response:
    session, who, day = reading(), me().id, today()
    mine = session.get(CoLead, (entry.id, who))
    if mine is not None and not form.is_submitted():
        form.hours.data, form.until.data, form.credited.data = mine.hours, mine.until_on, mine.credited
    waiting = [
        one for one in coleads(session, entry.id, "offered") if agrees(session, me(), one.person.id, day)
    ]
    values: dict[str, Any] = {
        "entry": entry,
        "wording": wording_of(session, entry),
        "form": form,
        "mine": mine,
        "waiting": waiting,
        "owners": owners_of(session, entry, day),
        "may_offer": of_the_floor(me()) and entry.stage in LEADABLE,
    }
    return page("obstacles/co_lead.html", status, **values)
