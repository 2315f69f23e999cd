"""The programme: coverage, a year in weeks, and its settings; knows queries, forms and actions."""

from flask import Response, request

from floortime import dates
from floortime.errors import Stale
from floortime.people import queries as people
from floortime.sitdowns import queries
from floortime.sitdowns.access import may_set_programme
from floortime.sitdowns.actions import change_programme, own_programme
from floortime.sitdowns.forms import ProgrammeForm
from floortime.sitdowns.queries import year as years
from floortime.sitdowns.views.blueprint import bp
from floortime.web.access import access, chief, leader
from floortime.web.acts import begin, me, reading
from floortime.web.pages import onward, page, today
from floortime.words import _

SHOWN = 8


@bp.get("/programme")
@access(leader)
def programme() -> Response:
    """Who has met a leader, least first; then 52 weeks, leaders last."""
    session, day = reading(), today()
    row = queries.default_programme(session)
    teams = years.coverage(session, day, k=people.house(session).k)
    strip = years.year(session, row, day)
    everything = bool(request.args.get("teams"))
    return page(
        "sitdowns/programme.html",
        programme=row,
        teams=teams if everything else teams[:SHOWN],
        more=0 if everything else len(teams) - len(teams[:SHOWN]),
        many=len(teams),
        met=years.met_of_all(teams),
        year=strip,
        months=[(at, dates.month_short(first)) for at, first in strip.months],
        behind=years.BEHIND,
        drafts=queries.drafts(session, me()),
        may_set=may_set_programme(me()),
    )


@bp.route("/programme/settings", methods=["GET", "POST"], endpoint="settings")
@access(chief)
def settings() -> Response:
    """The promise, closed weeks and questions."""
    form = ProgrammeForm()
    if request.method != "POST":
        form.show(queries.default_programme(reading()))
        return page("sitdowns/settings.html", form=form)
    if not form.validate():
        return page("sitdowns/settings.html", 422, form=form)
    with begin() as act:
        row = own_programme(act)
        if form.seen_version is not None and form.seen_version != row.version:
            raise Stale
        change_programme(
            act,
            row,
            answer_days=form.answer_days.data,
            silence_days=form.silence_days.data,
            skip_holidays=form.skip_holidays.data,
            closed_weeks=form.weeks(),
            questions=form.questions.data,
        )
    return onward("sitdowns.programme", _("Kept. Dates that already stand stay as they are."))
