"""Importing people in the browser: choose, look, correct the columns, import; knows forms, actions, web."""

from hashlib import sha256

from flask import Response
from sqlalchemy.orm import Session

from floortime.people import actions, queries
from floortime.people.access import not_to_give
from floortime.people.forms.managing import ImportForm, UploadForm
from floortime.people.importing.comparing import compared
from floortime.people.importing.headings import LABELS, Matching, matched
from floortime.people.importing.values import Plan, why
from floortime.people.model import ImportRow, ImportRun
from floortime.people.previews import preview as in_words
from floortime.people.registers import known
from floortime.people.views import bp
from floortime.web import sheets
from floortime.web.access import access, importer
from floortime.web.acts import begin, found, me, reading
from floortime.web.pages import onward, page
from floortime.words import LANGUAGES, _

UPLOAD = "people.upload"


@bp.get("/people/import")
@access(importer)
def upload() -> Response:
    """Choose a file."""
    return page("people/upload.html", form=UploadForm(formdata=None))


@bp.post("/people/import")
@access(importer)
def receive() -> Response:
    """Take the file in; nothing is changed by it yet."""
    form = UploadForm()
    if not form.validate():
        return page("people/upload.html", 422, form=form)
    key = sheets.take_in(form.file)
    return page("people/upload.html", 422, form=form) if key is None else onward("people.preview", key=key)


@bp.get("/people/import/<key>")
@access(importer)
def preview(key: str) -> Response:
    """What the file would change. Columns are corrected by looking again, with other choices in the address."""
    brought, matching = _read(key)
    return _preview(brought, matching, _plan(reading(), brought, matching))


def _preview(brought: sheets.Brought, matching: Matching, plan: Plan | None, status: int = 200) -> Response:
    return page(
        "people/preview.html",
        status,
        form=ImportForm(formdata=None, seen=plan.fingerprint if plan else ""),
        shown=in_words(plan) if plan else None,
        nothing=plan is not None and not (plan.new or plan.changed or plan.leaving),
        again=UPLOAD,
        moved_on=status == 409,
        **sheets.columns(brought.sheet, matching.columns, LABELS, matching.missing),
    )


@bp.post("/people/import/<key>")
@access(importer)
def carry_out(key: str) -> Response:
    """Import what the preview showed; when something changed meanwhile, show the preview of now instead."""
    brought, matching = _read(key)
    form = ImportForm()
    with begin() as act:
        plan = _plan(act.session, brought, matching)
        if plan is None or plan.fingerprint != form.seen.data:
            return _preview(brought, matching, plan, 409)
        run = actions.import_people(act, plan, file_sha256=sha256(brought.data).hexdigest())
    sheets.forget(key)
    if run is None:
        return onward("people.people", _("Everything in the file is as it is here. Nothing was changed."))
    return onward("people.done", run_id=run.id)


@bp.get("/people/import/done/<int:run_id>")
@access(importer)
def done(run_id: int) -> Response:
    """What an import did, and what is left to do by hand."""
    session = reading()
    run = found(session, ImportRun, run_id)
    refused = session.query(ImportRow).filter_by(run_id=run.id).order_by(ImportRow.line).all()
    unplaced = [site for site in queries.sites(session) if site.country is None]
    here = queries.house(session)
    return page(
        "people/done.html",
        run=run,
        refused=[(row.line, why(row.faults) or row.reason) for row in refused],
        unplaced=unplaced,
        unnamed=me().is_admin and not here.company,
        language=LANGUAGES[here.language],
        zone=here.zone,
    )


def _read(key: str) -> tuple[sheets.Brought, Matching]:
    brought = sheets.brought(key, again=UPLOAD)
    return brought, matched(brought.sheet.headings, brought.chosen)


def _plan(session: Session, brought: sheets.Brought, matching: Matching) -> Plan | None:
    if matching.missing:
        return None
    return compared(brought.sheet, matching, known(session, withheld=not_to_give(me())))
