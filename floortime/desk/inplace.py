"""A promise answered beside the rows of a board: its panel, a reminder by hand, and the way back from each; knows answers."""

from flask import Response, url_for

from floortime.desk.acting import in_whose_name
from floortime.desk.answers import AnswerSignedInForm
from floortime.desk.coming import coming
from floortime.desk.followups import bp, facts, looks_at, promised, site
from floortime.desk.whose import whose
from floortime.followups import access as may
from floortime.followups.model import Followup
from floortime.followups.queries.backs import still_missing
from floortime.followups.queries.evidence import evidence_of
from floortime.followups.queries.progress import last_words, progress_of
from floortime.followups.reminding import remind_now, take_back_reminder
from floortime.followups.stages import OPEN
from floortime.journal.queries import last_change
from floortime.obstacles.actions.undoing import take_back_step
from floortime.web.access import access, signed_in
from floortime.web.acts import allowed, begin, found, me, reading
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
        whose=whose(row, where),
        looks=looks_at(row),
        missing=still_missing(reading(), row),
        progress=last_words(progress_of(reading(), row.id)) if is_open else [],
        evidence=evidence_of(reading(), row.id),
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
    with begin(for_id=in_whose_name(may.may_hold_chase, row, row.promised_by_id)) as act:
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
    with begin(for_id=in_whose_name(may.may_hold_chase, row, row.promised_by_id)) as act:
        take_back_reminder(act, found(act.session, Followup, row.id))
    return onward("followups.followup", _("No letter goes out."), code=code)


@bp.post("/followups/<code>/undo")
@access(signed_in)
def undo(code: str) -> Response:
    """Take back what one has just done with it, as long as nobody was told."""
    row = promised(code)
    allowed(may.may_see_followup(me(), row, site(row)))
    Form()
    with begin(for_id=_named_then(row)) as act:
        take_back_step(act, found(act.session, Followup, row.id))
    return onward("followups.followup", _("It is as it was before."), code=code)


def _named_then(row: Followup) -> int | None:
    """It is taken back in the name in which it was done."""
    entry = last_change(reading(), "followup", row.id)
    mine = entry is not None and entry.actor_id == me().id and entry.for_id in me().acts_for
    return entry.for_id if entry is not None and mine else None
