"""What a fix brought: stated by who answers for it, checked by a chief of staff or head who is not its owner; knows forms, actions."""

from typing import Any

from flask import Response, url_for

from floortime.obstacles import access as may
from floortime.obstacles.actions.impact import check_impact, state_impact, uncheck_impact
from floortime.obstacles.impact_form import StateImpactForm
from floortime.obstacles.impacts import said
from floortime.obstacles.model import Obstacle
from floortime.obstacles.queries.asked import answerers
from floortime.obstacles.queries.entries import standing, wording_of
from floortime.obstacles.queries.impact import brought_by, may_check
from floortime.obstacles.queries.rounds import question_about
from floortime.obstacles.views.naming import named
from floortime.obstacles.views.room import bp
from floortime.people import naming
from floortime.people.model import Department
from floortime.web.access import access, signed_in
from floortime.web.acts import allowed, begin, found, me, reading
from floortime.web.forms import Form
from floortime.web.pages import onward, page, today
from floortime.words import _


@bp.route("/obstacles/<code>/impact", methods=["GET", "POST"])
@access(signed_in)
def impact(code: str) -> Response:
    """Three optional numbers, and what stands there now."""
    entry = _entry(code)
    allowed(_may_state(entry) or may_check(reading(), me(), entry))
    form = StateImpactForm()
    if not form.is_submitted():
        form.show(brought_by(reading(), entry))
        return _page(entry, form)
    allowed(_may_state(entry))
    empties = not form.stated() and not form.impact_words.data and bool(brought_by(reading(), entry))
    says = form.validate() and (empties or form.says_something())
    if not says or named(form, "impact_words", obstacle=entry, signer_id=me().id):
        return _page(entry, form, 422)
    with begin() as act:
        mine = found(act.session, Obstacle, entry.id)
        state_impact(act, mine, form.stated(), words=form.impact_words.data or "")
    told = _("The log says nothing of it any more.") if empties else _("Kept. The log says who says so.")
    return onward("obstacles.impact", told, code=entry.code)


@bp.post("/obstacles/<code>/impact/check")
@access(signed_in)
def impact_checked(code: str) -> Response:
    """Stand for what is said."""
    entry = _entry(code)
    allowed(may_check(reading(), me(), entry))
    Form()
    with begin() as act:
        check_impact(act, found(act.session, Obstacle, entry.id))
    undo = url_for("obstacles.impact_unchecked", code=entry.code)
    return onward("obstacles.impact", _("Checked. The log says so, with your name."), undo, code=entry.code)


@bp.post("/obstacles/<code>/impact/uncheck")
@access(signed_in)
def impact_unchecked(code: str) -> Response:
    """Take one's own check back."""
    entry = _entry(code)
    allowed(any(one.checked_by_id == me().id for one in brought_by(reading(), entry)))
    Form()
    with begin() as act:
        uncheck_impact(act, found(act.session, Obstacle, entry.id))
    return onward("obstacles.impact", _("It is not checked any more."), code=entry.code)


def _entry(code: str) -> Obstacle:
    entry = standing(reading(), code)
    allowed(entry is not None, see=False)
    assert entry is not None
    return entry


def _may_state(entry: Obstacle) -> bool:
    return may.may_answer(me(), entry, {p.id for p in answerers(reading(), entry, today())})


def panel_values(code: str) -> dict[str, Any]:
    """What a chief of staff needs beside the board: what is said, what was done, and whether they may check it."""
    entry = _entry(code)
    allowed(may.may_sort(me(), entry), see=False)
    return {**_said(entry), "done": question_about(reading(), entry, today())}


def _said(entry: Obstacle) -> dict[str, Any]:
    """What every page about it shows."""
    brought = brought_by(reading(), entry)
    department = reading().get(Department, entry.department_id) if entry.department_id else None
    waits = any(one.checked_on is None for one in brought)
    return {
        "entry": entry,
        "wording": wording_of(reading(), entry),
        "brought": brought,
        "said": said,
        "called": lambda name: naming.said(name, department.name if department else ""),
        "waits": waits,
        "may_check": waits and may_check(reading(), me(), entry),
    }


def _page(entry: Obstacle, form: StateImpactForm, status: int = 200) -> Response:
    more = {"form": form, "may_state": _may_state(entry)}
    return page("obstacles/impact.html", status, **_said(entry), **more)
