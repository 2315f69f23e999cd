"""The inbox: what came in by mail, what became of it, and what waits for a hand; knows queries and actions."""

from flask import Blueprint, Response, make_response, request

from floortime import tokens
from floortime.act import Actor
from floortime.errors import NotFound
from floortime.followups.model import Followup
from floortime.mail.model import Received
from floortime.mailroom import actions, queries
from floortime.mailroom.forms import BringMailForm
from floortime.people.model import Person
from floortime.sitdowns.model import Sitdown
from floortime.web.access import access, by_token, chief
from floortime.web.acts import allowed, begin, found, ground, me, reading
from floortime.web.limits import BY_LINK, GUESSING, limited
from floortime.web.pages import onward, page
from floortime.words import _, speak

bp = Blueprint("mailroom", __name__)


def _may() -> None:
    """Mail comes from everywhere: it is for a chief of staff of the whole house."""
    allowed(me().is_chief_everywhere)


@bp.get("/inbox")
@access(chief)
def inbox() -> Response:
    """What waits first; done and the rest behind links."""
    _may()
    shown = request.args.get("show", "")
    shown = shown if shown in queries.SHOWN else ""
    lines, before = queries.inbox(reading(), shown, before=request.args.get("before", type=int))
    return page(
        "mailroom/inbox.html", lines=lines, before=before, shown=shown, counts=queries.counts(reading())
    )


@bp.route("/inbox/new", methods=["GET", "POST"])
@access(chief)
def new() -> Response:
    """Bring a mail or a calendar file."""
    _may()
    form = BringMailForm()
    raw = form.raw() if request.method == "POST" else None
    if raw is None:
        return page("mailroom/new.html", 422 if request.method == "POST" else 200, form=form)
    with begin() as act:
        row = actions.bring(act, raw)
    return onward("mailroom.mail", _("Taken in. It is read within seconds."), received_id=row.id)


@bp.get("/inbox/<int:received_id>")
@access(chief)
def mail(received_id: int) -> Response:
    """One mail: its verdict and reason, and the two ways on where there are some."""
    _may()
    row = found(reading(), Received, received_id)
    line = queries.one(reading(), row)
    sitdown = reading().get(Sitdown, line.sitdown) if line.sitdown else None
    promise = reading().get(Followup, line.promise) if line.promise else None
    return page(
        "mailroom/mail.html",
        line=line,
        sitdown=sitdown,
        promise=promise,
        wanted=queries.wanted(row, me().zone),
    )


@bp.get("/inbox/<int:received_id>/raw")
@access(chief)
def raw(received_id: int) -> Response:
    """The mail as it came, as a file."""
    _may()
    row = found(reading(), Received, received_id)
    if row.raw is None:
        raise NotFound
    response = make_response(row.raw)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = f'attachment; filename="mail-{row.id}.eml"'
    return response


@bp.post("/inbox/<int:received_id>/accept")
@access(chief)
def accept(received_id: int) -> Response:
    """Let a held mail through."""
    _may()
    with begin() as act:
        actions.let_through(act, found(act.session, Received, received_id))
    return onward("mailroom.mail", _("It goes through now."), received_id=received_id)


@bp.post("/inbox/<int:received_id>/again")
@access(chief)
def again(received_id: int) -> Response:
    """Read it once more."""
    _may()
    with begin() as act:
        actions.read_again(act, found(act.session, Received, received_id))
    return onward("mailroom.mail", _("It is read again within seconds."), received_id=received_id)


@bp.post("/inbox/<int:received_id>/discard")
@access(chief)
def discard(received_id: int) -> Response:
    """Leave it."""
    _may()
    with begin() as act:
        actions.discard(act, found(act.session, Received, received_id))
    return onward("mailroom.inbox", _("Discarded. It changed nothing."))


@bp.get("/bookings/<token>")
@access(by_token)
def booking(token: str) -> Response:
    """A leader looks at an invitation that came in their name. Opening it changes nothing."""
    grant = tokens.opened(reading(), token, "booking", at=ground().clock())
    if grant is None or grant.person_id is None:
        raise NotFound
    person = found(reading(), Person, grant.person_id)
    speak(request.cookies.get("language") or person.language)
    row = found(reading(), Received, grant.subject_id)
    return page(
        "mailroom/booking.html", token=token, person=person, row=row, pressed=False,
        wanted=queries.wanted(row, person.zone),
    )  # fmt: skip


@bp.post("/bookings/<token>")
@access(by_token)
@limited(BY_LINK, GUESSING)
def confirm(token: str) -> Response:
    """It is theirs: it goes through, once."""
    seen = tokens.opened(reading(), token, "booking", at=ground().clock())
    if seen is None or seen.person_id is None:
        raise NotFound
    person = found(reading(), Person, seen.person_id)
    speak(request.cookies.get("language") or person.language)
    with begin(by=Actor("mail_link", person.id)) as act:
        grant = tokens.used(act.session, token, "booking", at=act.at)
        if grant is None:
            raise NotFound
        row = found(act.session, Received, grant.subject_id)
        actions.confirm_booking(act, row)
    return page("mailroom/booking.html", token=token, person=person, row=row, pressed=True)
