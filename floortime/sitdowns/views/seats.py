"""Seats: given and taken back by hand, and each seated person's own page behind a secret; knows actions and forms."""

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from floortime import tokens
from floortime.act import Actor
from floortime.errors import NotFound
from floortime.people.model import Person
from floortime.sitdowns import actions, queries
from floortime.sitdowns.forms import SeatForm
from floortime.sitdowns.model import Seat, Sitdown
from floortime.sitdowns.queries.planning import wall_end
from floortime.sitdowns.views.blueprint import bp, open_sitdown
from floortime.web.access import access, by_token, leader
from floortime.web.acts import begin, found, ground, reading
from floortime.web.limits import BY_LINK, GUESSING, limited
from floortime.web.pages import onward, page, today
from floortime.words import _, speak


@bp.get("/sitdowns/<int:sitdown_id>/seat")
@access(leader)
def seat(sitdown_id: int) -> Response:
    """Choose who gets a seat: who met a leader longest ago stands first."""
    row = open_sitdown(sitdown_id, change=True)
    session = reading()
    search = request.args.get("q", "")[:80]
    out_id = request.args.get("instead_of", type=int)
    out = session.get(Seat, (row.id, found(session, Person, out_id).id)) if out_id else None
    return page(
        "sitdowns/seat.html",
        shown=queries.sitdown_page(session, row),
        people=queries.candidates(session, row, search=search),
        search=search,
        out=session.get(Person, out.person_id) if out else None,
        form=SeatForm(),
    )


@bp.post("/sitdowns/<int:sitdown_id>/seats/<int:person_id>/give")
@access(leader)
def give(sitdown_id: int, person_id: int) -> Response:
    """Give a seat, or put somebody on another's chair."""
    row = open_sitdown(sitdown_id, change=True)
    out_id = request.form.get("instead_of", type=int)
    with begin(for_id=row.leader_id) as act:
        row, person = found(act.session, Sitdown, sitdown_id), found(act.session, Person, person_id)
        if out_id:
            actions.replace_seat(act, row, found(act.session, Person, out_id), person)
        else:
            actions.give_seat(act, row, person)
    undo = "" if out_id else url_for("sitdowns.withdraw", sitdown_id=sitdown_id, person_id=person_id)
    return onward(
        "sitdowns.sitdown",
        _("%(name)s has a seat.", name=person.first_name),
        undo,
        sitdown_id=sitdown_id,
    )


@bp.post("/sitdowns/<int:sitdown_id>/seats/<int:person_id>/withdraw")
@access(leader)
def withdraw(sitdown_id: int, person_id: int) -> Response:
    """Take a seat back."""
    row = open_sitdown(sitdown_id, change=True)
    with begin(for_id=row.leader_id) as act:
        person = found(act.session, Person, person_id)
        actions.withdraw_seat(act, found(act.session, Sitdown, sitdown_id), person)
    return onward(
        "sitdowns.sitdown",
        _("The seat of %(name)s is free again.", name=person.first_name),
        url_for("sitdowns.give", sitdown_id=sitdown_id, person_id=person_id),
        sitdown_id=sitdown_id,
    )


@bp.get("/seats/<token>")
@access(by_token)
def own_seat(token: str) -> Response:
    """A seated person's page. Opening it changes nothing."""
    sitdown, person = _opened(reading(), token)
    return _own_page(sitdown, person, token, asked=request.args.get("say", ""))


@bp.post("/seats/<token>")
@limited(BY_LINK, GUESSING)
@access(by_token)
def answer(token: str) -> Response:
    """Yes, or no without a reason."""
    sitdown, person = _opened(reading(), token)
    comes = request.form.get("say") == "yes"
    with begin(by=Actor("mail_link", person.id)) as act:
        actions.answer_seat(
            act, found(act.session, Sitdown, sitdown.id), found(act.session, Person, person.id), comes=comes
        )
    return _own_page(sitdown, person, token, said="yes" if comes else "no")


def _opened(session: Session, token: str) -> tuple[Sitdown, Person]:
    grant = tokens.opened(session, token, "seat", at=ground().clock())
    if grant is None or grant.person_id is None:
        raise NotFound
    person = found(session, Person, grant.person_id)
    if not person.reachable_on(today()):
        raise NotFound
    speak(request.cookies.get("language") or person.language)
    return found(session, Sitdown, grant.subject_id), person


def _own_page(sitdown: Sitdown, person: Person, token: str, *, asked: str = "", said: str = "") -> Response:
    session = reading()
    seat = session.get(Seat, (sitdown.id, person.id), populate_existing=True)
    shown = queries.sitdown_page(session, sitdown)
    # The house's own Referrer-Policy, same-origin: with none at all, a browser on plain HTTP names no origin
    # when the button is pressed, and the press could not be told from a forged one.
    return page(
        "sitdowns/own_seat.html",
        shown=shown,
        sitdown=sitdown,
        end=wall_end(sitdown.start_local, sitdown.minutes, sitdown.zone),
        person=person,
        seat=seat if seat and seat.state == "invited" else None,
        others=[row.first_name for row in shown.seats if row.person_id != person.id],
        over=sitdown.starts_at <= ground().clock(),
        token=token,
        asked=asked,
        said=said,
    )
