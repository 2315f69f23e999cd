"""Series: written down, looked at, opened, ended; knows queries, forms and actions."""

from datetime import date, timedelta
from typing import Any

from flask import Response, request

from floortime.ical.profile import at_night
from floortime.people import queries as people
from floortime.people.access import may_import
from floortime.people.model import Person, Site
from floortime.sitdowns import actions, queries
from floortime.sitdowns.access import may_change_series, may_plan_for
from floortime.sitdowns.forms import EndSeriesForm, SeatForm, SeriesForm
from floortime.sitdowns.model import Series, Sitdown
from floortime.sitdowns.queries import planning
from floortime.sitdowns.queries.free_time import known_since
from floortime.sitdowns.queries.page import series_letters
from floortime.sitdowns.queries.proposed import proposed_for_series
from floortime.sitdowns.queries.series import leaders_for, neighbours, series_dates, to_fill
from floortime.sitdowns.queries.standing import standing_people
from floortime.sitdowns.views.blueprint import bp, open_series_row
from floortime.web.access import access, leader, signed_in
from floortime.web.acts import allowed, begin, found, ground, me, not_stale, reading
from floortime.web.forms import parsed_date
from floortime.web.pages import onward, page, today
from floortime.words import _, ngettext


@bp.route("/series/new", methods=["GET", "POST"], endpoint="new")
@access(leader)
def new() -> Response:
    """Write a series down; nobody hears of it."""
    session = reading()
    leaders, sites = leaders_for(session, me(), today()), people.sites(session)
    if not leaders or not sites:
        return page("sitdowns/lacking.html", leaders=leaders, sites=sites, may_import=may_import(me()))
    form = SeriesForm().offer(leaders, sites)
    if request.method != "POST":
        form.starts_on.data = today() + timedelta(days=form.notice_days.data)
        form.leader_id.data = request.args.get("leader", type=int)
        form.site_id.data = request.args.get("site", type=int)
        form.title.data = request.args.get("with", "")[:160]
        return page("sitdowns/new.html", form=form, series=None)
    if not form.validate():
        return page("sitdowns/new.html", 422, form=form, series=None)
    zone = found(session, Site, form.site_id.data).zone
    allowed(may_plan_for(me(), form.leader_id.data, form.site_id.data))
    with begin(for_id=form.leader_id.data) as act:
        series = actions.draft_series(act, form.plan(zone))
    return onward("sitdowns.series", _("Written down. Nothing has been sent."), series_id=series.id)


@bp.get("/series/<int:series_id>")
@access(signed_in)
def series(series_id: int) -> Response:
    """A draft's preview of every date; an open series' dates and their seats, also for those who belong to all."""
    session = reading()
    row = found(session, Series, series_id)
    standing, may = standing_people(session, row), may_change_series(me(), row)
    belongs = row.state != "draft" and me().id in {person.id for person in standing}
    allowed(may or belongs, see=False)
    leader_row = found(session, Person, row.leader_id)
    if row.state == "draft":
        return page("sitdowns/preview.html", leader=leader_row, form=SeatForm(), **_previewed(row))
    proposed = proposed_for_series(session, row, ground().clock()) if may else ()
    dates = series_dates(session, row)
    return page(
        "sitdowns/series.html",
        series=row,
        proposed=proposed,
        free_since=known_since(session, row.leader_id, ground().clock(), row.zone) if proposed else "",
        leader=leader_row,
        dates=dates,
        to_fill=to_fill(dates, row, ground().clock()),
        said=queries.said(row),
        standing=standing,
        may=may,
        waiting_letters=series_letters(session, row),
        **neighbours(session, row),
    )


def _previewed(row: Series) -> dict[str, Any]:
    session = reading()
    programme = queries.default_programme(session)
    try:
        slots = planning.preview(session, programme, row, today())
    except ValueError:
        slots = []
    goes = [slot for slot in slots if not slot.left_out and slot.day >= today()]
    return {
        "series": row,
        "said": queries.said(row),
        "against": [slot for slot in slots if slot.conflicts and slot.left_out != "skipped"],
        "left_out": [slot for slot in slots if slot.left_out in {"holiday", "closed"}],
        "rest": [
            slot for slot in slots if slot.left_out == "skipped" or (slot in goes and not slot.conflicts)
        ],
        "goes": goes,
        "one_event": planning.one_series_event(row),
        "at_night": at_night(row.zone, row.time_local, row.minutes),
        "zone": row.zone,
        "free_since": known_since(session, row.leader_id, ground().clock(), row.zone),
        "mailed": [p.name for p in standing_people(session, row) if people.recipient(p, today())],
        "by_mail": people.recipient(found(session, Person, row.leader_id), today()) is not None,
    }


@bp.route("/series/<int:series_id>/edit", methods=["GET", "POST"])
@access(leader)
def edit(series_id: int) -> Response:
    """Change a draft."""
    session = reading()
    row = open_series_row(session, series_id)
    form = SeriesForm().offer(leaders_for(session, me(), today()), people.sites(session))
    if request.method != "POST":
        form.show(row)
        form.version.data = str(row.version)
        return page("sitdowns/new.html", form=form, series=row)
    if not form.validate():
        return page("sitdowns/new.html", 422, form=form, series=row)
    zone = found(session, Site, form.site_id.data).zone
    allowed(may_plan_for(me(), form.leader_id.data, form.site_id.data))
    with begin(for_id=form.leader_id.data) as act:
        row = found(act.session, Series, series_id)
        not_stale(act.session, "series", row, row.id, form)
        actions.change_series(act, row, form.plan(zone))
    return onward("sitdowns.series", _("Changed. Nothing has been sent."), series_id=series_id)


@bp.post("/series/<int:series_id>/skip")
@access(leader)
def skip(series_id: int) -> Response:
    """Leave the ticked dates out, and look again."""
    row = open_series_row(reading(), series_id)
    with begin(for_id=row.leader_id) as act:
        actions.skip_dates(act, found(act.session, Series, series_id), _ticked())
    return onward("sitdowns.series", _("These dates are left out."), series_id=series_id)


@bp.post("/series/<int:series_id>/open", endpoint="open")
@access(leader)
def open_it(series_id: int) -> Response:
    """Leave the ticked dates out and send the series."""
    row = open_series_row(reading(), series_id)
    with begin(for_id=row.leader_id) as act:
        row = found(act.session, Series, series_id)
        not_stale(act.session, "series", row, row.id, SeatForm())
        if row.state == "draft":
            actions.skip_dates(act, row, _ticked())
        actions.open_series(act, row)
    return onward("sitdowns.series", _("The series is open. Now give its seats."), series_id=series_id)


def _ticked() -> set[date]:
    return {day for given in request.form.getlist("skip") if (day := parsed_date(given))}


@bp.post("/series/<int:series_id>/drop")
@access(leader)
def drop(series_id: int) -> Response:
    """Throw a draft away."""
    row = open_series_row(reading(), series_id)
    with begin(for_id=row.leader_id) as act:
        actions.drop_series(act, found(act.session, Series, series_id))
    return onward("desk.programme", _("The draft is gone. Nobody had heard of it."))


@bp.route("/series/<int:series_id>/end", methods=["GET", "POST"])
@access(leader)
def end(series_id: int) -> Response:
    """Call off all that is still to come, with its consequence in words before the button."""
    session = reading()
    row = open_series_row(session, series_id)
    allowed(may_change_series(me(), row))
    form = EndSeriesForm()
    coming = [one for one in series_dates(session, row) if one.coming]
    if request.method != "POST" or not form.validate():
        status = 200 if request.method != "POST" else 422
        told = standing_people(session, row)
        return page("sitdowns/end.html", status, form=form, series=row, coming=coming, standing=told)
    with begin(for_id=row.leader_id) as act:
        left = actions.end_series(
            act, found(act.session, Series, series_id), reason=form.why.data, side=form.side.data
        )
    for sitdown_id in left:  # one act a sit-down: a crash in between leaves the rest to a duty
        with begin(for_id=row.leader_id) as act:
            actions.tell_cancelled(act, found(act.session, Sitdown, sitdown_id))
    said = ngettext("Ended. %(n)s date is called off.", "Ended. %(n)s dates are called off.", len(left))
    return onward("sitdowns.series", said, series_id=series_id)
