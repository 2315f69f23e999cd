"""The room itself: what is owed, the read-back, closing, and that it did not happen; knows closing, forms, queries."""

from datetime import timedelta
from typing import Any

from flask import Response, request, session

from floortime.briefing.queries.aloud import said_and_done
from floortime.briefing.queries.owed import still_owed
from floortime.capture import queries
from floortime.capture.closing import close_sitdown
from floortime.capture.forms import CloseForm, MissedForm
from floortime.capture.notes import room_of
from floortime.capture.views.blueprint import bp, mine
from floortime.sitdowns.actions import miss_sitdown
from floortime.sitdowns.model import Sitdown
from floortime.sitdowns.queries.programme import questions_of
from floortime.web.access import access, signed_in
from floortime.web.acts import begin, found, ground, reading
from floortime.web.pages import onward, page, today
from floortime.words import _

UNSENT = "did not happen"
"""Where a browser's session keeps a reason that was typed and not sent: it says nothing about anybody yet."""


@bp.get("/room/<int:sitdown_id>")
@access(signed_in)
def room(sitdown_id: int) -> Response:
    """What is still owed to these people, then the pyramid; after closing, what became of it."""
    sitdown = mine(sitdown_id)
    here = queries.who_is_here(reading(), sitdown.id)
    return page(
        "capture/closed.html" if sitdown.closed_at else "capture/room.html",
        sitdown=sitdown,
        here=here,
        owed=still_owed(reading(), sitdown),
        aloud=[] if sitdown.closed_at else said_and_done(reading(), sitdown),
        notes=room_of(reading(), sitdown).heard,
        questions=questions_of(reading(), sitdown),
        letters=queries.letters_to(here, today()),
        **_clock(sitdown),
    )


@bp.get("/room/<int:sitdown_id>/read-back")
@access(signed_in)
def read_back(sitdown_id: int) -> Response:
    """“This is what I heard”, to be read aloud."""
    sitdown = mine(sitdown_id)
    here = queries.who_is_here(reading(), sitdown.id)
    said = room_of(reading(), sitdown)
    lines = queries.heard(reading(), said.heard, sitdown.leader_id, said.called)
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
    sitdown = mine(sitdown_id)
    if not CloseForm().validate_on_submit():
        return onward("capture.read_back", sitdown_id=sitdown_id)
    with begin(for_id=sitdown.leader_id) as act:
        close_sitdown(act, found(act.session, Sitdown, sitdown_id))
    return onward("capture.room", sitdown_id=sitdown_id)


@bp.route("/room/<int:sitdown_id>/missed", methods=["GET", "POST"])
@access(signed_in)
def missed(sitdown_id: int) -> Response:
    """It did not happen: whose side, and why, in words the floor reads. Back notes nothing and keeps what was typed."""
    sitdown = mine(sitdown_id)
    form = MissedForm(data=None if request.method == "POST" else _set_aside(sitdown_id))
    if not form.is_submitted():
        return page("capture/missed.html", sitdown=sitdown, form=form)
    if form.back.data:
        session[UNSENT] = form.typed(sitdown_id)
        return onward("capture.room", sitdown_id=sitdown_id)
    if not form.validate():
        return page("capture/missed.html", 422, sitdown=sitdown, form=form)
    with begin(for_id=sitdown.leader_id) as act:
        miss_sitdown(
            act, found(act.session, Sitdown, sitdown_id), side=form.side.data, reason=form.reason.data
        )
    session.pop(UNSENT, None)
    return onward("capture.room", _("Noted: it did not happen."), sitdown_id=sitdown_id)


def _set_aside(sitdown_id: int) -> dict[str, Any] | None:
    """What this browser's owner typed about this sit-down before going back."""
    typed: dict[str, Any] = session.get(UNSENT) or {}
    return typed if typed.get("sitdown") == sitdown_id else None


def _clock(sitdown: Sitdown) -> dict[str, Any]:
    """The time in the room, and how many minutes are left: None before it begins and after it ends."""
    at = ground().clock()
    end = sitdown.starts_at + timedelta(minutes=sitdown.minutes)
    left = (end - at) // timedelta(minutes=1) if sitdown.starts_at <= at < end else None
    return {"at": at, "left": left, "before": at < sitdown.starts_at}
