"""One sit-down: its page, moving it, calling it off, cards to print; knows queries, forms and actions."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import Response, render_template, request
from markupsafe import Markup

from floortime.sitdowns import actions, queries
from floortime.sitdowns.forms import CancelSitdownForm, MissSitdownForm, MoveSitdownForm, SeatForm
from floortime.sitdowns.model import Sitdown
from floortime.sitdowns.queries.calendars import calendars
from floortime.sitdowns.queries.conflicts import against_time
from floortime.sitdowns.queries.free_time import known_since
from floortime.sitdowns.queries.page import SeatRow, SitdownPage
from floortime.sitdowns.queries.planning import day_of_slot, wall_end
from floortime.sitdowns.queries.story import story
from floortime.sitdowns.recurrence import starts_at
from floortime.sitdowns.views.blueprint import bp, may_change, open_sitdown
from floortime.web.access import access, leader, signed_in
from floortime.web.acts import begin, found, ground, not_stale, reading
from floortime.web.pages import onward, page, today
from floortime.words import _, in_language

AGENDA = ((0.0, "owed"), (0.22, "thanks"), (0.33, "obstacles"), (0.88, "read_back"))
"""Shares of the time at which each part begins: the read-back is never squeezed out."""


@bp.get("/sitdowns/<int:sitdown_id>")
@access(signed_in)
def sitdown(sitdown_id: int) -> Response:
    """Seats, agenda, and what may be done; those who sit there only read."""
    session, now = reading(), ground().clock()
    row = open_sitdown(sitdown_id)
    shown = queries.sitdown_page(session, row)
    may = may_change(row, shown.series)
    coming = row.state == "planned" and row.starts_at > now
    first = queries.candidates(session, row, limit=1) if may and coming and shown.free else ()
    return page(
        "sitdowns/sitdown.html",
        shown=shown,
        sitdown=row,
        end=wall_end(row.start_local, row.minutes, row.zone),
        said=queries.said(shown.series) if shown.series else "",
        agenda=[(row.start_local + timedelta(minutes=round(row.minutes * at)), what) for at, what in AGENDA],
        may=may,
        coming=coming,
        calendars=calendars(session, row, now) if may and coming else None,
        following=first[0] if first else None,
        story=story(session, "sitdown", row.id, today()) if may else (),
        form=SeatForm(),
        slot=day_of_slot(shown.series, row) if shown.series else None,
        soon=(row.starts_at - now).total_seconds() < 12 * 3600,
    )


@bp.route("/sitdowns/<int:sitdown_id>/move", methods=["GET", "POST"])
@access(leader)
def move(sitdown_id: int) -> Response:
    """Another time or place: who gets which letter stands before the button."""
    row = open_sitdown(sitdown_id, change=True)
    form = MoveSitdownForm()
    if request.method != "POST":
        to = request.args.get("to", type=datetime.fromisoformat)
        return _moving(row, form.show(row, by_leader="by" in request.args, to=to))
    if not form.validate():
        return _moving(row, form, 422)
    against = _against(row, form)
    if against and form.seen.data != f"{form.start_local:%Y-%m-%dT%H:%M}":
        return _moving(row, form, against=against)
    with begin(for_id=row.leader_id) as act:
        row = found(act.session, Sitdown, sitdown_id)
        not_stale(act.session, "sitdown", row, row.id, form)
        actions.move_sitdown(
            act, row, start_local=form.start_local, place=form.place.data, link=form.link.data,
            reason=form.why.data,
        )  # fmt: skip
    return onward("sitdowns.sitdown", _("Moved. The letters leave in two minutes."), sitdown_id=sitdown_id)


def _moving(
    row: Sitdown, form: MoveSitdownForm, status: int = 200, *, against: Sequence[str] = ()
) -> Response:
    session, now = reading(), ground().clock()
    if against:
        form.seen.data = f"{form.start_local:%Y-%m-%dT%H:%M}"
    return page(
        "sitdowns/move.html", status, form=form, shown=queries.sitdown_page(session, row), against=against,
        free_since=known_since(session, row.leader_id, now, row.zone),
    )  # fmt: skip


def _against(row: Sitdown, form: MoveSitdownForm) -> tuple[str, ...]:
    """What speaks against the typed time; a time that is not another one needs no warning."""
    if form.start_local == row.start_local:
        return ()
    start = starts_at(form.start_local, row.zone)
    return against_time(reading(), row, start, row.minutes, ground().clock(), place=form.place.data)


@bp.route("/sitdowns/<int:sitdown_id>/cancel", methods=["GET", "POST"])
@access(leader)
def cancel(sitdown_id: int) -> Response:
    """Call it off, with the reason the floor reads."""
    row = open_sitdown(sitdown_id, change=True)
    form = CancelSitdownForm()
    if request.method != "POST" or not form.validate():
        status = 200 if request.method != "POST" else 422
        return page("sitdowns/cancel.html", status, form=form, shown=queries.sitdown_page(reading(), row))
    with begin(for_id=row.leader_id) as act:
        row = found(act.session, Sitdown, sitdown_id)
        actions.cancel_sitdown(act, row, reason=form.why.data, side=form.side.data)
    return onward("sitdowns.sitdown", _("Called off. The letters are on their way."), sitdown_id=sitdown_id)


@bp.route("/sitdowns/<int:sitdown_id>/missed", methods=["GET", "POST"])
@access(leader)
def missed(sitdown_id: int) -> Response:
    """It did not take place, and nobody had called it off."""
    row = open_sitdown(sitdown_id, change=True)
    form = MissSitdownForm()
    if request.method != "POST" or not form.validate():
        status = 200 if request.method != "POST" else 422
        return page("sitdowns/missed.html", status, form=form, shown=queries.sitdown_page(reading(), row))
    with begin(for_id=row.leader_id) as act:
        row = found(act.session, Sitdown, sitdown_id)
        actions.miss_sitdown(act, row, side=form.side.data, reason=form.why.data)
    return onward("sitdowns.sitdown", _("Noted."), sitdown_id=sitdown_id)


@bp.get("/sitdowns/<int:sitdown_id>/cards")
@access(leader)
def cards(sitdown_id: int) -> Response:
    """Cards for people without e-mail, to print and to put into the tray."""
    row = open_sitdown(sitdown_id, change=True)
    shown = queries.sitdown_page(reading(), row)
    return page("sitdowns/cards.html", sitdown=row, cards=[_card(shown, seat) for seat in shown.by_paper])


def _card(shown: SitdownPage, seat: SeatRow) -> Markup:
    """A card is a letter on paper: in the language of whoever it is for."""
    row = shown.sitdown
    end = wall_end(row.start_local, row.minutes, row.zone)
    with in_language(seat.language):
        card = render_template("sitdowns/_card.html", row=seat, leader=shown.leader, sitdown=row, end=end)
    return Markup(card)  # noqa: S704 - the template escaped it
