"""A promise answered beside the rows of a board: its panel, a reminder by hand, and the way back from each; knows answers."""

from typing import Any

from flask import Response, url_for

from floortime.act import Act
from floortime.desk.answers import AnswerSignedInForm
from floortime.desk.coming import coming
from floortime.desk.followups import bp, facts, promised, site
from floortime.errors import Refused
from floortime.followups import access as may
from floortime.followups.model import Followup
from floortime.followups.queries.history import STEPS
from floortime.followups.reminding import remind_now, take_back_reminder
from floortime.followups.stages import OPEN
from floortime.journal.model import Entry
from floortime.journal.queries import history
from floortime.obstacles.actions.promises import pass_promise_on, take_back_move
from floortime.web.access import access, signed_in
from floortime.web.acts import allowed, begin, found, me
from floortime.web.forms import Form
from floortime.web.pages import onward, page
from floortime.words import _

IN_PLACE = ("notmine", "date", "done", "drop")
"""What a panel offers, each with its fields under it."""


@bp.get("/followups/<code>/panel")
@access(signed_in)
def panel(code: str) -> Response:
    """One promise with its answers, beside the rows: scripts fetch it, without them the row's link opens the page."""
    row = promised(code)
    is_open, where = row.stage in OPEN, site(row)
    return page(
        "followups/panel.html",
        f=facts(row),
        forms={way: _form(row, way) for way in IN_PLACE},
        coming=coming(row)[:1],
        may_answer=is_open and may.may_answer_followup(me(), row, where),
        may_drop=is_open and may.may_drop_followup(me(), row, where),
        may_remind=is_open and may.may_hold_chase(me(), row, where),
    )


def _form(row: Followup, way: str) -> AnswerSignedInForm:
    """A form of its own for each answer: their fields stand on one page and need names of their own."""
    form = AnswerSignedInForm(formdata=None, data={"version": row.version})
    for field in form:
        field.id = field.label.field_id = f"{way}-{field.id}"
    return form


@bp.post("/followups/<code>/remind")
@access(signed_in)
def remind(code: str) -> Response:
    """Write to the owner now."""
    row = promised(code)
    allowed(may.may_hold_chase(me(), row, site(row)))
    Form()
    with begin(for_id=_promiser(row)) as act:
        mine = found(act.session, Followup, row.id)
        remind_now(act, mine)
    name = getattr(facts(row)["owner"], "name", "")
    said = _("%(name)s gets a letter in two minutes.", name=name)
    return onward("followups.followup", said, url_for("followups.unremind", code=code), code=code)


@bp.post("/followups/<code>/unremind")
@access(signed_in)
def unremind(code: str) -> Response:
    """Take the letter back while it waits."""
    row = promised(code)
    allowed(may.may_hold_chase(me(), row, site(row)))
    Form()
    with begin(for_id=_promiser(row)) as act:
        take_back_reminder(act, found(act.session, Followup, row.id))
    return onward("followups.followup", _("No letter goes out."), code=code)


@bp.post("/followups/<code>/undo")
@access(signed_in)
def undo(code: str) -> Response:
    """Take back the date or the owner that one has just given it."""
    row = promised(code)
    allowed(may.may_see_followup(me(), row, site(row)))
    Form()
    with begin(for_id=_promiser(row)) as act:
        mine = found(act.session, Followup, row.id)
        _take_back(act, mine, _own_last(act, mine))
    return onward("followups.followup", _("It is as it was before."), code=code)


def _own_last(act: Act, row: Followup) -> Entry:
    """The newest step of it, if the reader took it today: nobody takes back what another has done."""
    steps = [e for e in history(act.session, "followup", row.id) if e.verb in STEPS]
    # Of lines of one second the round says which came last.
    entry = max(steps, key=lambda e: (e.facts.get("round", 0), STEPS[e.verb][0]), default=None)
    mine = entry is not None and entry.actor_id == me().id and entry.on_day == act.today
    if entry is None or not mine:
        raise Refused(_("Something else has happened to it since."))
    return entry


def _take_back(act: Act, row: Followup, entry: Entry) -> None:
    told: dict[str, Any] = entry.facts
    if entry.verb == "followup.moved" and not told.get("undone"):
        take_back_move(act, row)
    elif entry.verb == "followup.handed_over" and not told.get("undone"):
        pass_promise_on(act, row, owner_id=told.get("from_id"))
    else:
        raise Refused(_("Something else has happened to it since."))


def _promiser(row: Followup) -> int | None:
    return row.promised_by_id if row.promised_by_id in me().acts_for else None
