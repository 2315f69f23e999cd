"""Changing an open series, wholly or from a date on: first what it means, then the letters; knows queries, forms, actions."""

from datetime import date
from typing import Any

from flask import Response, request

from floortime.ical.profile import at_night
from floortime.people.model import Person
from floortime.sitdowns import actions, queries
from floortime.sitdowns.forms import ChangeSeriesForm
from floortime.sitdowns.model import Series, Sitdown
from floortime.sitdowns.queries.changing import SeriesChange, series_change
from floortime.sitdowns.queries.free_time import known_since
from floortime.sitdowns.queries.outgoing import outgoing
from floortime.sitdowns.queries.planning import against, one_series_event
from floortime.sitdowns.queries.proposed import change_proposed, open_proposals
from floortime.sitdowns.queries.series import coming_days
from floortime.sitdowns.views.blueprint import bp, open_series_row
from floortime.web.access import access, leader
from floortime.web.acts import begin, found, ground, not_stale, reading
from floortime.web.forms import parsed_date
from floortime.web.pages import onward, page, today
from floortime.words import _


@bp.route("/series/<int:series_id>/change", methods=["GET", "POST"])
@access(leader)
def change(series_id: int) -> Response:
    """What shall be different; then every date and every letter that this means; then it is sent."""
    row = open_series_row(reading(), series_id)
    days = coming_days(reading(), row, ground().clock())
    if row.state != "open" or not days:
        return onward("sitdowns.series", _("Nothing of this series is still to come."), series_id=series_id)
    form, step = ChangeSeriesForm().offer(days, today=today()), request.form.get("step", "")
    if request.method != "POST":
        form.show(row)
        form.version.data, form.from_on.data = str(row.version), request.args.get("from", f"{days[0]}")
        return _proposed(row, form, request.args.get("proposal", type=int)) or _asked(row, form)
    if step == "back" or not form.validate():
        return _asked(row, form)
    thought, form.from_on.errors = _thought(row, form)
    if thought is None:
        return _asked(row, form)
    if step != "send" or not (thought.way == "quiet" or form.say_why()):
        return page(
            "sitdowns/changes.html", 422 if form.why.errors else 200, form=form, **_shown(row, thought)
        )
    return _sent(row, form)


def _proposed(row: Series, form: ChangeSeriesForm, proposal_id: int | None) -> Response | None:
    """What somebody proposed from their calendar, thought through as if it had been typed."""
    session = reading()
    asked = next((one for one in open_proposals(session, row) if one.id == proposal_id), None)
    thought = change_proposed(session, row, asked, ground().clock()) if asked else None
    if asked is None or thought is None:
        return None
    form.show(thought.goal)
    form.why.data = actions.why_moved(asked, row.leader_id)
    return page("sitdowns/changes.html", form=form, **_shown(row, thought, form.as_typed()))


def _asked(row: Series, form: ChangeSeriesForm) -> Response:
    wrong = 422 if form.errors else 200
    return page("sitdowns/change.html", wrong, form=form, series=row, said=queries.said(row))


def _sent(row: Series, form: ChangeSeriesForm) -> Response:
    with begin(for_id=row.leader_id) as act:
        row = found(act.session, Series, row.id)
        not_stale(act.session, "series", row, row.id, form)
        row, left = actions.edit_series(
            act, row, form.rule(), from_on=form.begins_on(), reason=form.why.data, skip=_ticked()
        )
    return _told(row, left)


def _told(row: Series, left: list[int]) -> Response:
    """One act a sit-down: a crash in between leaves the rest to a duty."""
    for sitdown_id in left:
        with begin(for_id=row.leader_id) as act:
            one = found(act.session, Sitdown, sitdown_id)
            actions.tell_cancelled(act, one)
            actions.tell_changed(act, one)
    said = _("Changed. The letters leave in two minutes.")
    return onward("sitdowns.series", said, series_id=row.id)


def _ticked() -> frozenset[date]:
    return frozenset(day for given in request.form.getlist("skip") if (day := parsed_date(given)))


def _thought(row: Series, form: ChangeSeriesForm) -> tuple[SeriesChange | None, list[str]]:
    """What the typed values mean; else why they cannot be."""
    session = reading()
    try:
        thought = series_change(
            session, queries.default_programme(session), row, form.rule(),
            from_on=form.begins_on(), skip=_ticked(), at=ground().clock(),
        )  # fmt: skip
    except ValueError:
        return None, [_("Every date of this series is a holiday or in a closed week.")]
    if not thought.coming:
        return None, [_("No date would be left. End the series instead.")]
    if thought.way == "none":
        return None, [_("Nothing differs yet.")]
    return thought, []


def _shown(row: Series, thought: SeriesChange, typed: list[tuple[str, str]] | None = None) -> dict[str, Any]:
    session = reading()
    starts = [
        s.start_local for s in thought.coming if s.start_local is not None and (s.row is None or s.retimed)
    ]
    if typed is None:
        typed = list(request.form.items(multi=True))
    return {
        "series": row,
        "leader": found(session, Person, row.leader_id),
        "goal": thought.goal,
        "thought": thought,
        "said": queries.said(thought.goal),
        "before": queries.said(row),
        "against": against(session, thought.goal, starts, today(), own_id=row.id),
        "out": outgoing(session, row, thought, today()),
        "one_event": one_series_event(thought.goal),
        "at_night": at_night(row.zone, thought.goal.time_local, thought.goal.minutes),
        "zone": row.zone,
        "free_since": known_since(session, row.leader_id, ground().clock(), row.zone),
        "ticked": sorted(_ticked()),
        "typed": [(name, value) for name, value in typed if name not in ("csrf_token", "why", "step", "skip")],
    }  # fmt: skip
