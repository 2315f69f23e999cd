"""Evidence of a promise: its files, for those who may see the promise alone, and taking one away; knows the promise's page."""

from flask import Response, make_response

from floortime.desk.followups import bp, promised, site
from floortime.desk.owners import granted_owner
from floortime.errors import NotFound
from floortime.files import shelf
from floortime.files.model import File
from floortime.followups.access import may_answer_followup
from floortime.followups.actions import take_evidence_away
from floortime.followups.model import Evidence, Followup
from floortime.web.access import access, by_token, signed_in
from floortime.web.acts import allowed, begin, ground, me, reading
from floortime.web.forms import Form
from floortime.web.pages import onward
from floortime.words import _


@bp.get("/followups/<code>/evidence/<int:n>")
@access(signed_in)
def evidence(code: str, n: int) -> Response:
    """One file, to keep; never shown as a page of ours."""
    return kept_file(promised(code), n)


@bp.get("/f/<token>/evidence/<int:n>", endpoint="evidence_by_link")
@access(by_token)
def evidence_by_link(token: str, n: int) -> Response:
    """The same for the owner behind a mail link."""
    granted = granted_owner(token)
    if granted is None:
        raise NotFound
    return kept_file(granted[0], n)


@bp.post("/followups/<code>/evidence/<int:n>/remove")
@access(signed_in)
def remove(code: str, n: int) -> Response:
    """Take a file away for good."""
    row = promised(code)
    allowed(may_answer_followup(me(), row, site(row)))
    Form()
    with begin() as act:
        kept = act.session.get(Evidence, (row.id, n))
        if kept is None:
            raise NotFound
        take_evidence_away(act, kept)
    return onward("followups.followup", _("The file is gone for good."), code=code)


def kept_file(row: Followup, n: int) -> Response:
    """The file as an attachment, of the type that its content is."""
    kept = reading().get(Evidence, (row.id, n))
    file = reading().get(File, kept.sha256) if kept is not None else None
    body = shelf.take(ground().settings.data, file.sha256) if file is not None else None
    if kept is None or file is None or body is None:
        raise NotFound
    response = make_response(body)
    response.headers["Content-Type"] = file.type
    response.headers.set("Content-Disposition", "attachment", filename=kept.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
