"""What an owner said of how far it is: shown in the log, or taken out of it again, by a chief of staff; knows the promise's page."""

from flask import Response, url_for

from floortime.desk.followups import bp, promised, site
from floortime.errors import NotFound, Refused
from floortime.followups.access import may_publish_progress
from floortime.followups.model import Progress
from floortime.obstacles.actions.progress import hide_from_log, show_in_log
from floortime.obstacles.promised import obstacle_of
from floortime.obstacles.queries.names import known_names
from floortime.web.access import access, signed_in
from floortime.web.acts import allowed, begin, me, reading
from floortime.web.forms import Form
from floortime.web.pages import onward
from floortime.words import _


@bp.post("/followups/<code>/progress/<int:n>/show")
@access(signed_in)
def show(code: str, n: int) -> Response:
    """Let the log show one line."""
    row = promised(code)
    allowed(may_publish_progress(me(), row, site(row)))
    Form()
    about = obstacle_of(reading(), row.id)
    if about is None:
        raise Refused(_("This promise is about no entry of the log."))
    with begin() as act:
        line = act.session.get(Progress, (row.id, n))
        if line is None or line.waits:
            raise NotFound
        known = known_names(act.session, obstacle=about, sitdown_id=row.sitdown_id, signer_id=row.owner_id)
        found = known.found(line.words).all
        if found:
            raise Refused(
                _("The log would show %(names)s. Ask for words without names.", names=", ".join(found))
            )
        show_in_log(act, line)
    undo = url_for("followups.hide", code=code, n=n)
    return onward("followups.followup", _("The log shows it now."), undo, code=code)


@bp.post("/followups/<code>/progress/<int:n>/hide")
@access(signed_in)
def hide(code: str, n: int) -> Response:
    """Take it out of the log again."""
    row = promised(code)
    allowed(may_publish_progress(me(), row, site(row)))
    Form()
    with begin() as act:
        line = act.session.get(Progress, (row.id, n))
        if line is None:
            raise NotFound
        hide_from_log(act, line)
    return onward("followups.followup", _("The log does not show it any more."), code=code)
