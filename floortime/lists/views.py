"""Taking a list over in the browser: choose, look, correct the columns, take over, tell or not; knows forms, actions, web."""

from hashlib import sha256

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from floortime.followups.stages import LIGHT, WORDS
from floortime.lists import queries
from floortime.lists.actions import take_over, tell_owners, undo_list
from floortime.lists.commands import codes_in
from floortime.lists.comparing import Plan, compared
from floortime.lists.forms import DecideForm, TakeOverForm, UploadListForm
from floortime.lists.headings import LABELS, Matching, matched
from floortime.lists.model import ActionList
from floortime.lists.previews import preview as in_words
from floortime.lists.previews import why_nothing
from floortime.lists.queries import untouched
from floortime.lists.registers import known
from floortime.web import sheets
from floortime.web.access import access, importer
from floortime.web.acts import begin, found, reading
from floortime.web.pages import onward, page, this_year, today
from floortime.words import _, lazy, ngettext

bp = Blueprint("lists", __name__)
UPLOAD = "lists.upload"

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
    key = sheets.take_in(form.file)
    return _upload(form, 422) if key is None else onward("lists.preview", key=key)


@bp.get("/followups/import/<key>")
@access(importer)
def preview(key: str) -> Response:
    """What the list would bring. Columns are corrected by looking again, with other choices in the address."""
    brought, matching = _read(key)
    return _preview(brought, matching, _plan(reading(), brought, matching))


def _preview(brought: sheets.Brought, matching: Matching, plan: Plan | None, status: int = 200) -> Response:
    return page(
        "lists/preview.html",
        status,
        form=TakeOverForm(formdata=None, seen=plan.fingerprint if plan else ""),
        shown=in_words(plan, this_year=this_year()) if plan else None,
        nothing=why_nothing(plan) if plan is not None and not plan.new else "",
        again=UPLOAD,
        moved_on=status == 409,
        **sheets.columns(brought.sheet, matching.columns, LABELS, matching.missing),
    )


@bp.post("/followups/import/<key>")
@access(importer)
def carry_out(key: str) -> Response:
    """Take over what the preview showed; when something changed meanwhile, show the preview of now instead."""
    brought, matching = _read(key)
    form = TakeOverForm()
    with begin() as act:
        plan = _plan(act.session, brought, matching)
        if plan is None or plan.fingerprint != form.seen.data:
            return _preview(brought, matching, plan, 409)
        made = take_over(act, plan, file_sha256=sha256(brought.data).hexdigest())
    sheets.forget(key)
    if made is None:
        return onward(UPLOAD, _("Everything in the file is as it is here. Nothing was changed."))
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
        owners=queries.owners(reading(), made),
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
        n = queries.owners(act.session, made)
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


def _read(key: str) -> tuple[sheets.Brought, Matching]:
    brought = sheets.brought(key, again=UPLOAD)
    return brought, matched(brought.sheet.headings, brought.chosen)


def _plan(session: Session, brought: sheets.Brought, matching: Matching) -> Plan | None:
    if matching.missing:
        return None
    return compared(brought.sheet, matching, known(session, codes_in(brought.sheet, matching), today()))
