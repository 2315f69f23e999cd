"""What the house does by itself with sit-downs: remind, extend, finish; knows queries, actions and invitations."""

from floortime.act import Act
from floortime.sitdowns import invitations, queries
from floortime.sitdowns.actions import extend_series, tell_cancelled, tell_changed
from floortime.sitdowns.model import Series, Sitdown

AT_ONCE = 20
"""Series or sit-downs a part of a duty does, so that no transaction gets long."""


def remind_seats(act: Act) -> bool:
    """One reminder for everybody who sits down on the next working day; says whether there is more to do."""
    written = 0
    for sitdown_id in queries.due_reminders(act.session, act.at):
        sitdown = act.session.get(Sitdown, sitdown_id)
        assert sitdown is not None
        for _seat, person in queries.seated(act.session, sitdown_id):
            written += invitations.remind_seat(act, sitdown, person)
        if written >= AT_ONCE:
            return True
    return False


def due_horizons(act: Act) -> bool:
    """Make rows of the dates of running series up to half a year ahead; one series a part."""
    for series_id in queries.due_horizons(act.session, act.today)[:1]:
        series = act.session.get(Series, series_id)
        assert series is not None
        extend_series(act, series)
        return True
    return False


def finish_cancellations(act: Act) -> bool:
    """Take sit-downs that were called off out of the calendars a crash left them in; one a part."""
    for sitdown_id in queries.due_cancellations(act.session)[:1]:
        sitdown = act.session.get(Sitdown, sitdown_id)
        assert sitdown is not None
        tell_cancelled(act, sitdown)
        return True
    return False


def finish_changes(act: Act) -> bool:
    """Tell those seated what a change of their series left unsaid when a crash came; one sit-down a part."""
    for sitdown_id in queries.due_changes(act.session)[:1]:
        sitdown = act.session.get(Sitdown, sitdown_id)
        assert sitdown is not None
        tell_changed(act, sitdown)
        return True
    return False
