"""Importing people in the browser: choose, look, correct the columns, import; knows forms, actions, uploads, web."""

from hashlib import sha256

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from floortime.errors import Malformed, NotFound
from floortime.people import actions, queries, uploads
from floortime.people.access import not_to_give
from floortime.people.forms.managing import ImportForm, UploadForm
from floortime.people.importing.comparing import compared
from floortime.people.importing.headings import LABELS, Matching, matched
from floortime.people.importing.reading import Sheet, read
from floortime.people.importing.values import Plan
from floortime.people.model import ImportRow, ImportRun
from floortime.people.previews import preview as in_words
from floortime.people.registers import known
from floortime.people.views import bp
from floortime.web.access import access, importer
from floortime.web.acts import begin, found, ground, me, reading
from floortime.web.pages import onward, page
from floortime.words import LANGUAGES, _


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
    data = form.file.data.read()
    try:
        read(data)
    except Malformed as wrong:
        form.file.errors = [wrong.sentence]
        return page("people/upload.html", 422, form=form)
    here = ground()
    key = uploads.keep(here.settings.data, me().id, data, at=here.clock())
    return onward("people.preview", key=key)


@bp.get("/people/import/<key>")
@access(importer)
def preview(key: str) -> Response:
    """What the file would change. Columns are corrected by looking again, with other choices in the address."""
    data = _kept(key)
    sheet = read(data)
    matching = matched(sheet.headings, _chosen(len(sheet.headings)))
    return _preview(reading(), key, sheet, matching)


def _preview(session: Session, key: str, sheet: Sheet, matching: Matching, status: int = 200) -> Response:
    plan = None if matching.missing else compared(sheet, matching, known(session, withheld=not_to_give(me())))
    examples = [
        next((line.cells[i] for line in sheet.lines if i < len(line.cells) and line.cells[i].strip()), "")
        for i in range(len(sheet.headings))
    ]
    return page(
        "people/preview.html",
        status,
        form=ImportForm(formdata=None, seen=plan.fingerprint if plan else ""),
        key=key,
        shown=in_words(plan) if plan else None,
        nothing=plan is not None and not (plan.new or plan.changed or plan.leaving),
        lines=len(sheet.lines) + len(sheet.broken),
        columns=list(zip(sheet.headings, matching.columns, examples, strict=True)),
        labels={name: str(label) for name, label in LABELS.items()},
        missing=[str(LABELS[name]) for name in matching.missing],
        moved_on=status == 409,
    )


@bp.post("/people/import/<key>")
@access(importer)
def carry_out(key: str) -> Response:
    """Import what the preview showed; when something changed meanwhile, show the preview of now instead."""
    data = _kept(key)
    sheet = read(data)
    matching = matched(sheet.headings, _chosen(len(sheet.headings)))
    form = ImportForm()
    with begin() as act:
        plan: Plan | None = (
            None
            if matching.missing
            else compared(sheet, matching, known(act.session, withheld=not_to_give(me())))
        )
        if plan is None or plan.fingerprint != form.seen.data:
            return _preview(act.session, key, sheet, matching, 409)
        run = actions.import_people(act, plan, file_sha256=sha256(data).hexdigest())
    uploads.drop(ground().settings.data, me().id, key)
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
        refused=refused,
        unplaced=unplaced,
        unnamed=me().is_admin and not here.company,
        language=LANGUAGES[here.language],
        zone=here.zone,
    )


def _kept(key: str) -> bytes:
    data = uploads.kept(ground().settings.data, me().id, key)
    if data is None:
        raise NotFound(
            _("This file is no longer here. Choose it again: %(url)s", url=url_for("people.upload"))
        )
    return data


def _chosen(columns: int) -> dict[int, str]:
    """Corrections by column, from the address or the form: c0=email."""
    return {i: request.values[f"c{i}"] for i in range(columns) if f"c{i}" in request.values}
