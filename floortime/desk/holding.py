"""One step of the chase held back, with a reason, and let go again; knows the promise's page, the verbs of the chase."""

from flask import Response, url_for

from floortime.desk.acting import in_whose_name
from floortime.desk.coming import coming
from floortime.desk.followups import bp, facts, promised, site
from floortime.errors import NotFound
from floortime.followups.access import may_hold_chase
from floortime.followups.actions import hold_step, resume_step
from floortime.followups.actions.looking import HELD, hold_look
from floortime.followups.model import Followup
from floortime.sitdowns.forms.fields import DayField
from floortime.web.access import access, signed_in
from floortime.web.acts import allowed, begin, found, me
from floortime.web.forms import Form, Given, LineField, NotLonger
from floortime.web.pages import onward, page, today
from floortime.words import _, lazy

STEP = "<any(before, due, week, manager, sponsor, again, look):step>"


class HoldForm(Form):
    """Until when, and why."""

    until = DayField(lazy("Not before"))
    why = LineField(
        lazy("Why?"), [Given(lazy("Say why: whoever reads this promise sees it.")), NotLonger(400)]
    )

    def good(self) -> bool:
        """Whether it can be kept: a day, if there is one, is to come."""
        ok = bool(self.validate())
        if self.until.data is not None and self.until.data <= today():
            self.until.errors = [
                _("That day is not to come. Choose a later one, or leave it empty to stop for good.")
            ]
            return False
        return ok


@bp.route(f"/followups/<code>/{STEP}/hold", methods=["GET", "POST"])
@access(signed_in)
def hold(code: str, step: str) -> Response:
    """Stop a step of the chase, or postpone it."""
    row = promised(code)
    allowed(may_hold_chase(me(), row, site(row)))
    line = next((line for line in coming(row) if line.step == step), None)
    if line is None:
        raise NotFound
    form = HoldForm()
    if not form.is_submitted() or not form.good():
        status = 422 if form.is_submitted() else 200
        return page("followups/hold.html", status, f=facts(row), line=line, form=form)
    with begin(for_id=in_whose_name(may_hold_chase, row, row.promised_by_id)) as act:
        again = found(act.session, Followup, row.id)
        if step == HELD:
            hold_look(act, again, until_on=form.until.data, reason=form.why.data)
        else:
            hold_step(act, again, step=step, until_on=form.until.data, reason=form.why.data)
    said = (
        _("Postponed. The reason stands beside it.")
        if form.until.data
        else _("Stopped. The reason stands beside it.")
    )
    return onward("followups.followup", said, url_for("followups.resume", code=code, step=step), code=code)


@bp.post(f"/followups/<code>/{STEP}/resume")
@access(signed_in)
def resume(code: str, step: str) -> Response:
    """Let it take its course again."""
    row = promised(code)
    allowed(may_hold_chase(me(), row, site(row)))
    Form()
    with begin(for_id=in_whose_name(may_hold_chase, row, row.promised_by_id)) as act:
        resume_step(act, found(act.session, Followup, row.id), step=step)
    return onward("followups.followup", _("It takes its course again."), code=code)
