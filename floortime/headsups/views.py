"""Giving a heads-up: written, previewed, published; changed, ended, withdrawn, each with its way back; knows forms, actions."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from floortime import dates
from floortime.errors import NotFound
from floortime.headsups import access as may
from floortime.headsups import actions, queries
from floortime.headsups.forms import GiveHeadsupForm
from floortime.headsups.kinds import KINDS, LATE
from floortime.headsups.model import Headsup
from floortime.headsups.notice import late
from floortime.people import queries as people
from floortime.people.model import Department
from floortime.sitdowns.queries import default_programme
from floortime.web.access import access, signed_in
from floortime.web.acts import allowed, begin, found, ground, me, not_stale, reading
from floortime.web.forms import Form
from floortime.web.pages import onward, page, this_year, today
from floortime.words import _

bp = Blueprint("headsups", __name__)


@bp.route("/heads-ups/new", methods=["GET", "POST"])
@access(signed_in)
def new() -> Response:
    """Write one; it is shown as the floor will read it before it goes out."""
    mine = my_departments()
    allowed(bool(mine))
    form = _form(mine)
    if not form.is_submitted():
        form.department.data = mine[0].id
        form.clock.data = me().zone if me().zone in form.clocks else form.clocks[0]
        return _write_page(form)
    if not form.good(ground().clock()):
        return _write_page(form, 422)
    if request.form.get("say") != "publish":
        return _write_page(form) if request.form.get("say") == "edit" else _preview(form)
    with begin() as act:
        row = actions.give_headsup(act, form.said(), department_id=form.department.data)
    undo = url_for("headsups.withdraw", code=row.code)
    return onward("log.headsup", _("It stands at the head of the log."), undo, code=row.code)


@bp.route("/heads-ups/<code>/change", methods=["GET", "POST"])
@access(signed_in)
def change(code: str) -> Response:
    """Say it anew; what it said before stays on its page."""
    row, mine = _mine(code), my_departments()
    form = _form([d for d in mine if d.id == row.department_id])
    if not form.is_submitted():
        said = actions.said_by(reading(), row)
        return _write_page(form.show(said, row.department_id, row.version), row=row)
    if not form.good(ground().clock()):
        return _write_page(form, 422, row=row)
    if request.form.get("say") != "publish":
        return _write_page(form, row=row) if request.form.get("say") == "edit" else _preview(form, row)
    with begin() as act:
        kept = found(act.session, Headsup, row.id)
        not_stale(act.session, "headsup", kept, kept.id, form)
        actions.change_headsup(act, kept, form.said())
    return onward("log.headsup", _("Changed. What it said before stays below."), code=row.code)


@bp.post("/heads-ups/<code>/end")
@access(signed_in)
def end(code: str) -> Response:
    """It is over."""
    _do(code, actions.end_headsup)
    return onward(
        "log.headsup",
        _("It is over, and gone from the head of the log."),
        url_for("headsups.restore", code=code),
        code=code,
    )


@bp.post("/heads-ups/<code>/withdraw")
@access(signed_in)
def withdraw(code: str) -> Response:
    """It does not come after all."""
    _do(code, actions.withdraw_headsup)
    return onward(
        "log.headsups",
        _("Withdrawn. Who has read it in a letter reads that, too."),
        url_for("headsups.restore", code=code),
    )


@bp.post("/heads-ups/<code>/restore")
@access(signed_in)
def restore(code: str) -> Response:
    """Undo an end or a withdrawal."""
    _do(code, actions.restore_headsup)
    return onward("log.headsup", _("It stands as before."), code=code)


def my_departments() -> list[Department]:
    """Those the reader may speak for, their own first."""
    heads = queries.heads(reading())
    known = people.departments(reading())
    return sorted(
        (d for d in known if may.may_give(me(), d.id, heads.get(d.id, ()))),
        key=lambda d: (me().id not in heads.get(d.id, ()), d.name),
    )


def _do(code: str, verb: Any) -> None:
    row = _mine(code)
    Form()
    with begin() as act:
        verb(act, found(act.session, Headsup, row.id))


def _mine(code: str) -> Headsup:
    row = queries.by_code(reading(), code)
    if row is None:
        raise NotFound
    heads = queries.heads(reading()).get(row.department_id, set())
    gave = row.by_id == me().id
    allowed(gave or may.may_give(me(), row.department_id, heads), see=row.state != "withdrawn")
    return row


def _form(mine: list[Department]) -> GiveHeadsupForm:
    return GiveHeadsupForm().offer(mine, people.departments(reading()), people.sites(reading()))


def _write_page(form: GiveHeadsupForm, status: int = 200, *, row: Headsup | None = None) -> Response:
    notice = default_programme(reading()).notice_days
    return page("headsups/write.html", status, form=form, row=row, notice=notice)


def _preview(form: GiveHeadsupForm, row: Headsup | None = None) -> Response:
    said, session = form.said(), reading()
    every = people.sites(session)
    places = [site for site in every if site.id in said.site_ids] or every
    told = row.told_at if row is not None and said.starts_at >= row.starts_at else ground().clock()
    off = people.days_off(session, min(said.site_ids, default=None))
    notice = default_programme(session).notice_days
    return page(
        "headsups/preview.html",
        form=form,
        said=said,
        row=row,
        kind=KINDS[said.kind],
        when=dates.on_clocks(said.starts_at, said.ends_at, [(s.zone, s.name) for s in places], this_year()),
        sites=[s.name for s in every if s.id in said.site_ids],
        departments=[d.name for d in people.departments(session) if d.id in said.department_ids],
        reads=queries.readers(
            session,
            set(queries.touched(session, said.site_ids, said.department_ids, today())) - {me().id},
        ),
        late=late(told, said.starts_at, zone=said.zone, notice_days=notice, off=off),
        notice=notice,
        lates=LATE,
    )
