"""Taking a list over in the browser: choose, look, correct the columns, take over, tell or not; knows forms, actions, web."""

from hashlib import sha256

from flask import Blueprint, Response, request, url_for
from sqlalchemy.orm import Session

from floortime.errors import Malformed, NotFound
from floortime.followups.stages import LIGHT, WORDS
from floortime.lists import queries
from floortime.lists.actions import take_over, tell_owners, undo_list
from floortime.lists.commands import codes_in
from floortime.lists.comparing import Plan, compared
from floortime.lists.forms import DecideForm, TakeOverForm, UploadListForm
from floortime.lists.headings import LABELS, Matching, matched
from floortime.lists.model import ActionList
from floortime.lists.previews import preview as in_words
from floortime.lists.queries import untouched
from floortime.lists.registers import known
from floortime.people import uploads
from floortime.people.importing.reading import Sheet, read
from floortime.web.access import access, importer
from floortime.web.acts import begin, found, ground, me, reading
from floortime.web.pages import onward, page, this_year, today
from floortime.words import _, lazy, ngettext

bp = Blueprint("lists", __name__)

STATES: dict[str, lazy] = {
    "asked": lazy("Nobody was written to yet"),
    "told": lazy("Owners were told"),
    "quiet": lazy("Reminders run, without a letter first"),
    "undone": lazy("Undone"),
}


@bp.get("/followups/import")
@access(importer)
def upload() -> Response:
    """Choose a file."""
    return _upload(UploadListForm(formdata=None))


def _upload(form: UploadListForm, status: int = 200) -> Response:
    return page("lists/upload.html", status, form=form, earlier=queries.earlier(reading()), states=STATES)


@bp.post("/followups/import")
@access(importer)
def receive() -> Response:
    """Take the file in; nothing is changed by it yet."""
    form = UploadListForm()
    if not form.validate():
        return _upload(form, 422)
    data = form.file.data.read()
    try:
        read(data)
    except Malformed as wrong:
        form.file.errors = [wrong.sentence]
        return _upload(form, 422)
    here = ground()
    key = uploads.keep(here.settings.data, me().id, data, at=here.clock())
    return onward("lists.preview", key=key)


@bp.get("/followups/import/<key>")
@access(importer)
def preview(key: str) -> Response:
    """What the list would bring. Columns are corrected by looking again, with other choices in the address."""
    sheet, matching, _data = _read(key)
    return _preview(sheet, matching, _plan(reading(), sheet, matching))


def _preview(sheet: Sheet, matching: Matching, plan: Plan | None, status: int = 200) -> Response:
    examples = [
        next((line.cells[i] for line in sheet.lines if i < len(line.cells) and line.cells[i].strip()), "")
        for i in range(len(sheet.headings))
    ]
    return page(
        "lists/preview.html",
        status,
        form=TakeOverForm(formdata=None, seen=plan.fingerprint if plan else ""),
        shown=in_words(plan, this_year=this_year()) if plan else None,
        nothing=plan is not None and not plan.new,
        lines=len(sheet.lines) + len(sheet.broken),
        columns=list(zip(sheet.headings, matching.columns, examples, strict=True)),
        labels={name: str(label) for name, label in LABELS.items()},
        missing=[str(LABELS[name]) for name in matching.missing],
        moved_on=status == 409,
    )


@bp.post("/followups/import/<key>")
@access(importer)
def carry_out(key: str) -> Response:
    """Take over what the preview showed; when something changed meanwhile, show the preview of now instead."""
    sheet, matching, data = _read(key)
    form = TakeOverForm()
    with begin() as act:
        plan = _plan(act.session, sheet, matching)
        if plan is None or plan.fingerprint != form.seen.data:
            return _preview(sheet, matching, plan, 409)
        made = take_over(act, plan, file_sha256=sha256(data).hexdigest())
    uploads.drop(ground().settings.data, me().id, key)
    if made is None:
        return onward("lists.upload", _("Everything in the file is as it is here. Nothing was changed."))
    return onward("lists.done", list_id=made.id)


@bp.get("/followups/import/done/<int:list_id>")
@access(importer)
def done(list_id: int) -> Response:
    """What a list brought, and the question whether its owners are told."""
    made = found(reading(), ActionList, list_id)
    return page(
        "lists/done.html",
        made=made,
        form=DecideForm(formdata=None),
        state=STATES[made.state],
        owners=queries.owners(reading(), list_id),
        brought=queries.brought(reading(), list_id),
        refused=queries.refused(reading(), list_id),
        may_undo=untouched(reading(), made),
        lights=LIGHT,
        words=WORDS,
    )


@bp.post("/followups/import/done/<int:list_id>/<any(tell, quiet):way>")
@access(importer)
def tell(list_id: int, way: str) -> Response:
    """Tell the owners now, or let each hear of it first when its reminder comes."""
    with begin() as act:
        made = found(act.session, ActionList, list_id)
        tell_owners(act, made, tell=way == "tell")
        n = queries.owners(act.session, list_id)
    said = (
        ngettext("%(n)s owner is told within minutes.", "%(n)s owners are told within minutes.", n)
        if way == "tell"
        else _("No letter goes out now. Reminders come as with every promise.")
    )
    return onward("lists.done", said, list_id=list_id)


@bp.post("/followups/import/done/<int:list_id>/undo")
@access(importer)
def undo(list_id: int) -> Response:
    """Take the whole list back."""
    with begin() as act:
        undo_list(act, found(act.session, ActionList, list_id))
    return onward("lists.done", _("Undone: every promise of this list is dropped."), list_id=list_id)


def _read(key: str) -> tuple[Sheet, Matching, bytes]:
    data = uploads.kept(ground().settings.data, me().id, key)
    if data is None:
        raise NotFound(
            _("This file is no longer here. Choose it again: %(url)s", url=url_for("lists.upload"))
        )
    sheet = read(data)
    n = len(sheet.headings)
    # Corrections by column, from the address or the form: c0=owner.
    chosen = {i: request.values[f"c{i}"] for i in range(n) if f"c{i}" in request.values}
    return sheet, matched(sheet.headings, chosen), data


def _plan(session: Session, sheet: Sheet, matching: Matching) -> Plan | None:
    if matching.missing:
        return None
    return compared(sheet, matching, known(session, codes_in(sheet, matching), today()))
