"""The phone pages in the room: three buttons, a line each, the read-back, done; knows forms, notes, closing."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.exc import IntegrityError

from floortime import receipts
from floortime.act import Act
from floortime.briefing.queries.owed import still_owed
from floortime.capture import queries
from floortime.capture.access import may_capture
from floortime.capture.closing import close_sitdown
from floortime.capture.forms import CloseForm, HereForm, MissedForm
from floortime.capture.notes import FORMS, Room, facts_of, form_for, named_in_log, room_of
from floortime.errors import NotFound
from floortime.obstacles.queries.alike import alike
from floortime.obstacles.voices import count_said
from floortime.people.model import Person
from floortime.sitdowns.actions import change_note, drop_note, hold_sitdown, keep_note, miss_sitdown
from floortime.sitdowns.model import Note, Sitdown
from floortime.web.access import access, signed_in
from floortime.web.acts import allowed, begin, found, ground, me, reading
from floortime.web.forms import options
from floortime.web.pages import onward, page, today
from floortime.words import _

bp = Blueprint("capture", __name__)


@bp.get("/room/<int:sitdown_id>")
@access(signed_in)
def room(sitdown_id: int) -> Response:
    """What is still owed to these people, then the pyramid; after closing, what became of it."""
    sitdown = _mine(sitdown_id)
    here = queries.who_is_here(reading(), sitdown.id)
    return page(
        "capture/closed.html" if sitdown.closed_at else "capture/room.html",
        sitdown=sitdown,
        here=here,
        owed=still_owed(reading(), sitdown),
        notes=room_of(reading(), sitdown).heard,
        letters=queries.letters_to(here, today()),
        **_clock(sitdown),
    )


@bp.route("/room/<int:sitdown_id>/<any(thanks, obstacle, promise):kind>", methods=["GET", "POST"])
@access(signed_in)
def note(sitdown_id: int, kind: str) -> Response:
    """One line: a thanks, an obstacle or a promise. Sent twice, it is kept once."""
    sitdown = _mine(sitdown_id)
    here = room_of(reading(), sitdown)
    form = _form(kind, here, None)
    if not form.is_submitted():
        return _note_page(kind, here, form, None)
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
    _mine(sitdown_id)
    same = alike(reading(), request.form.get("words", ""))
    return page("capture/_alike.html", same=same, count_said=count_said)


@bp.route("/room/<int:sitdown_id>/notes/<int:note_id>", methods=["GET", "POST"])
@access(signed_in)
def edit(sitdown_id: int, note_id: int) -> Response:
    """Change a line before the sit-down is closed."""
    sitdown = _mine(sitdown_id)
    row = _note(reading(), sitdown, note_id)
    here = room_of(reading(), sitdown)
    form = _form(row.kind, here, row)
    if not form.is_submitted():
        return _note_page(row.kind, here, form, row)
    if not form.validate() or named_in_log(reading(), row.kind, form, sitdown):
        return _note_page(row.kind, here, form, row, 422)
    with begin(for_id=sitdown.leader_id) as act:
        mine = _note(act.session, sitdown, note_id)
        change_note(act, mine, words=form.words.data, facts=facts_of(act.session, row.kind, form, mine))
    return onward("capture.read_back", sitdown_id=sitdown_id)


@bp.post("/room/<int:sitdown_id>/notes/<int:note_id>/drop")
@access(signed_in)
def drop(sitdown_id: int, note_id: int) -> Response:
    """Strike a line out."""
    sitdown = _mine(sitdown_id)
    with begin(for_id=sitdown.leader_id) as act:
        drop_note(act, _note(act.session, sitdown, note_id))
    return onward("capture.read_back", _("Struck out."), sitdown_id=sitdown_id)


@bp.route("/room/<int:sitdown_id>/here", methods=["GET", "POST"])
@access(signed_in)
def here(sitdown_id: int) -> Response:
    """Who is here. Saying so also says that it takes place."""
    sitdown = _mine(sitdown_id)
    people = queries.who_is_here(reading(), sitdown.id)
    form = HereForm(
        data=None if request.method == "POST" else {"people": [h.person.id for h in people if h.there]}
    )
    form.people.choices = options([(str(h.person.id), h.person.name) for h in people])
    if not form.is_submitted():
        return page("capture/here.html", sitdown=sitdown, form=form)
    if not form.validate():
        return page("capture/here.html", 422, sitdown=sitdown, form=form)
    with begin(for_id=sitdown.leader_id) as act:
        hold_sitdown(act, found(act.session, Sitdown, sitdown_id), attended=set(form.people.data or []))
    return onward("capture.room", sitdown_id=sitdown_id)


@bp.get("/room/<int:sitdown_id>/read-back")
@access(signed_in)
def read_back(sitdown_id: int) -> Response:
    """“This is what I heard”, to be read aloud."""
    sitdown = _mine(sitdown_id)
    here = queries.who_is_here(reading(), sitdown.id)
    lines = queries.heard(reading(), room_of(reading(), sitdown).heard, sitdown.leader_id)
    return page(
        "capture/read_back.html",
        sitdown=sitdown,
        lines=lines,
        here=here,
        letters=queries.letters_to(here, today()),
        obstacles=sum(1 for line in lines if line.kind == "obstacle"),
    )


@bp.post("/room/<int:sitdown_id>/close")
@access(signed_in)
def close(sitdown_id: int) -> Response:
    """“That is right”: everything goes to its room, once."""
    sitdown = _mine(sitdown_id)
    if not CloseForm().validate_on_submit():
        return onward("capture.read_back", sitdown_id=sitdown_id)
    with begin(for_id=sitdown.leader_id) as act:
        close_sitdown(act, found(act.session, Sitdown, sitdown_id))
    return onward("capture.room", sitdown_id=sitdown_id)


@bp.route("/room/<int:sitdown_id>/missed", methods=["GET", "POST"])
@access(signed_in)
def missed(sitdown_id: int) -> Response:
    """It did not happen: whose side, and why, in words the floor reads."""
    sitdown = _mine(sitdown_id)
    form = MissedForm()
    if not form.is_submitted():
        return page("capture/missed.html", sitdown=sitdown, form=form)
    if not form.validate():
        return page("capture/missed.html", 422, sitdown=sitdown, form=form)
    with begin(for_id=sitdown.leader_id) as act:
        miss_sitdown(
            act, found(act.session, Sitdown, sitdown_id), side=form.side.data, reason=form.reason.data
        )
    return onward("capture.room", _("Noted: it did not happen."), sitdown_id=sitdown_id)


def _mine(sitdown_id: int) -> Sitdown:
    sitdown = found(reading(), Sitdown, sitdown_id)
    allowed(may_capture(me(), sitdown), see=False)
    return sitdown


def _note(session: Any, sitdown: Sitdown, note_id: int) -> Note:
    row = found(session, Note, note_id)
    if row.sitdown_id != sitdown.id or row.kind not in FORMS:
        raise NotFound
    return row


def _form(kind: str, here: Room, row: Note | None) -> Any:
    leader = found(reading(), Person, here.sitdown.leader_id)
    form = form_for(kind, here, row, sent=request.method == "POST", leader=leader.first_name)
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
    )


def _clock(sitdown: Sitdown) -> dict[str, Any]:
    """The time in the room, and how many minutes are left: None before it begins and after it ends."""
    at = ground().clock()
    end = sitdown.starts_at + timedelta(minutes=sitdown.minutes)
    left = (end - at) // timedelta(minutes=1) if sitdown.starts_at <= at < end else None
    return {"at": at, "left": left, "before": at < sitdown.starts_at}
