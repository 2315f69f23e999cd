"""Lines noted in the room: kept, changed, struck out; going back keeps what was typed. Knows forms, notes, web."""

from typing import Any

from flask import Response, request
from sqlalchemy.exc import IntegrityError

from floortime import receipts
from floortime.act import Act
from floortime.capture.notes import FORMS, Room, facts_of, form_for, named_in_log, room_of
from floortime.capture.views.blueprint import bp, mine
from floortime.errors import NotFound
from floortime.obstacles.queries.alike import alike
from floortime.obstacles.voices import count_said
from floortime.people.model import Person
from floortime.sitdowns.actions import change_note, drop_note, keep_note
from floortime.sitdowns.model import Note, Sitdown
from floortime.web.access import access, signed_in
from floortime.web.acts import begin, found, reading
from floortime.web.pages import onward, page, today
from floortime.words import _


@bp.route("/room/<int:sitdown_id>/<any(thanks, obstacle, promise):kind>", methods=["GET", "POST"])
@access(signed_in)
def note(sitdown_id: int, kind: str) -> Response:
    """One line: a thanks, an obstacle or a promise. Sent twice, it is kept once."""
    sitdown = mine(sitdown_id)
    here = room_of(reading(), sitdown)
    form = _form(kind, here, None)
    if not form.is_submitted():
        return _note_page(kind, here, form, None)
    if form.left_empty:
        return onward("capture.room", sitdown_id=sitdown_id)
    same = _alike(kind, form)
    if not form.validate() or same or named_in_log(reading(), kind, form, sitdown):
        return _note_page(kind, here, form, None, 422, same=same)
    try:
        with begin(for_id=sitdown.leader_id) as act:
            _keep(act, sitdown_id, kind, form)
    except IntegrityError:
        pass  # the same key at the same moment: the other one was kept
    return onward("capture.room", _("Noted."), sitdown_id=sitdown_id)


@bp.post("/room/<int:sitdown_id>/alike", endpoint="alike")
@access(signed_in)
def alike_rows(sitdown_id: int) -> Response:
    """Rows under the field while somebody types. A POST, so that the words stand in no address and no access log."""
    mine(sitdown_id)
    same = alike(reading(), request.form.get("words", ""))
    return page("capture/_alike.html", same=same, count_said=count_said)


@bp.route("/room/<int:sitdown_id>/notes/<int:note_id>", methods=["GET", "POST"])
@access(signed_in)
def edit(sitdown_id: int, note_id: int) -> Response:
    """Change a line before the sit-down is closed."""
    sitdown = mine(sitdown_id)
    row = _note(reading(), sitdown, note_id)
    here = room_of(reading(), sitdown)
    form = _form(row.kind, here, row)
    if not form.is_submitted():
        return _note_page(row.kind, here, form, row)
    if not form.validate() or named_in_log(reading(), row.kind, form, sitdown):
        return _note_page(row.kind, here, form, row, 422)
    with begin(for_id=sitdown.leader_id) as act:
        line = _note(act.session, sitdown, note_id)
        change_note(act, line, words=form.words.data, facts=facts_of(act.session, row.kind, form, line))
    return onward("capture.read_back", sitdown_id=sitdown_id)


@bp.post("/room/<int:sitdown_id>/notes/<int:note_id>/drop")
@access(signed_in)
def drop(sitdown_id: int, note_id: int) -> Response:
    """Strike a line out."""
    sitdown = mine(sitdown_id)
    with begin(for_id=sitdown.leader_id) as act:
        drop_note(act, _note(act.session, sitdown, note_id))
    return onward("capture.read_back", _("Struck out."), sitdown_id=sitdown_id)


def _note(session: Any, sitdown: Sitdown, note_id: int) -> Note:
    row = found(session, Note, note_id)
    if row.sitdown_id != sitdown.id or row.kind not in FORMS:
        raise NotFound
    return row


def _form(kind: str, here: Room, row: Note | None) -> Any:
    leader = found(reading(), Person, here.sitdown.leader_id)
    form = form_for(kind, here, row, sent=request.method == "POST", leader=leader.name)
    if kind == "promise":
        form.earliest = today()
    return form


def _alike(kind: str, form: Any) -> list[Any]:
    if kind != "obstacle" or form.seen.data or form.same.data:
        return []
    return list(alike(reading(), form.words.data or ""))


def _keep(act: Act, sitdown_id: int, kind: str, form: Any) -> None:
    if receipts.earlier(act.session, "note", form.once_key) is not None:
        return
    receipts.keep(act.session, "note", form.once_key, on=act.today)
    sitdown = found(act.session, Sitdown, sitdown_id)
    keep_note(act, sitdown, kind=kind, words=form.words.data, facts=facts_of(act.session, kind, form, None))


def _note_page(
    kind: str, here: Room, form: Any, row: Note | None, status: int = 200, *, same: list[Any] | None = None
) -> Response:
    return page(
        f"capture/{kind}.html",
        status,
        sitdown=here.sitdown,
        form=form,
        note=row,
        same=same or [],
        count_said=count_said,
        going=bool(form.back.data),
    )
