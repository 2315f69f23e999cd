"""The programme's settings; knows queries, forms and actions. The programme's page is desk's: it tells of promises too."""

from typing import Any

from flask import Response, request

from floortime.errors import Stale
from floortime.people import queries as people
from floortime.sitdowns import queries
from floortime.sitdowns.access import may_set_programme
from floortime.sitdowns.actions import change_programme, own_programme
from floortime.sitdowns.forms import ProgrammeForm
from floortime.sitdowns.queries.closed import closed_dates
from floortime.sitdowns.queries.programme import sites_with_hours
from floortime.sitdowns.views.blueprint import bp
from floortime.web.access import access, chief
from floortime.web.acts import allowed, begin, ground, me, reading
from floortime.web.pages import onward, page
from floortime.words import _


@bp.route("/programme/settings", methods=["GET", "POST"], endpoint="settings")
@access(chief)
def settings() -> Response:
    """The promise, closed weeks and questions."""
    allowed(may_set_programme(me()))
    form = ProgrammeForm()
    if request.method != "POST":
        form.show(queries.default_programme(reading()))
        return page("sitdowns/settings.html", form=form, **_sites())
    if not form.validate():
        return page("sitdowns/settings.html", 422, form=form, **_sites())
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
            hours=form.hours(),
            closing=form.closing(),
        )
    if closed_dates(reading(), queries.default_programme(reading()), me(), ground().clock()):
        return onward("sitdowns.closed", _("Kept. These dates stand in closed time."))
    return onward("desk.programme", _("Kept. Dates that already stand stay as they are."))


def _sites() -> dict[str, Any]:
    """The sites, and what those with hours of their own say."""
    return {"sites": people.sites(reading()), "own_hours": sites_with_hours(reading())}
