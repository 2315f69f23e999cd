"""Moving and calling off one sit-down; knows this room, its invitations and the journal."""

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import exists, select

from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.sitdowns import invitations, recurrence
from floortime.sitdowns.actions.briefing import forget_brief
from floortime.sitdowns.invitations.booked import decline_booked
from floortime.sitdowns.invitations.said import time_changed
from floortime.sitdowns.model import Programme, Series, Sitdown
from floortime.sitdowns.queries.planning import unmade_dates
from floortime.words import _

SIDES = ("leader", "floor", "house")


def move_sitdown(
    act: Act,
    sitdown: Sitdown,
    *,
    start_local: datetime,
    place: str,
    link: str,
    reason: str,
    minutes: int | None = None,
) -> None:
    """Give a sit-down another time or place, with the reason the floor reads. Without a difference nothing happens."""
    still_to_come(act, sitdown, _("This sit-down is over. It cannot move."))
    ours_to_change(act, sitdown)
    length = minutes or sitdown.minutes
    wanted = (start_local, place, link, length)
    if wanted == (sitdown.start_local, sitdown.place, sitdown.link, sitdown.minutes):
        return
    starts_at = recurrence.starts_at(start_local, sitdown.zone)
    if starts_at <= act.at:
        raise Refused(_("That time is over. Choose one that is still to come."))
    _one_clear_time(start_local, length, sitdown.zone)
    retimed = (start_local, length) != (sitdown.start_local, sitdown.minutes)
    if starts_at != sitdown.starts_at:
        sitdown.moved_from_at = sitdown.moved_from_at or sitdown.starts_at
    journal.write(
        act, "sitdown.moved", "sitdown", sitdown.id, from_local=f"{sitdown.start_local:%Y-%m-%dT%H:%M}",
        to_local=f"{start_local:%Y-%m-%dT%H:%M}",
    )  # fmt: skip
    if start_local.date() != sitdown.start_local.date():
        forget_brief(act, sitdown, of_id=sitdown.leader_id)
    sitdown.start_local, sitdown.starts_at = start_local, starts_at
    sitdown.place, sitdown.link, sitdown.minutes, sitdown.reason = place, link, length, reason
    act.session.flush()
    invitations.change_seats(act, sitdown, retimed=retimed)
    told = invitations.tell_leader_moved(act, sitdown, retimed=retimed)
    if retimed:
        time_changed(act, sitdown, told=told or sitdown.booked_uid is not None)


def cancel_sitdown(act: Act, sitdown: Sitdown, *, reason: str, side: str) -> None:
    """Call one date off, with the reason the floor reads and whose side it was. Cancelled twice, it is cancelled once."""
    if sitdown.state == "cancelled":
        return
    still_to_come(act, sitdown, _("This sit-down is over. Say what became of it instead."))
    if side not in SIDES:
        raise ValueError(f"no such side: {side}")
    sitdown.state, sitdown.reason, sitdown.side = "cancelled", reason, side
    forget_brief(act, sitdown, of_id=sitdown.leader_id)
    journal.write(act, "sitdown.cancelled", "sitdown", sitdown.id, side=side)
    act.session.flush()
    invitations.take_back_seats(act, sitdown)
    decline_booked(act, sitdown)
    series = act.session.get(Series, sitdown.series_id) if sitdown.series_id else None
    if series is not None and series.state == "open" and not _goes_on(act, series):
        # Its last living date: one letter ends the series, not one for the date and one for the rest.
        series.state, series.end_reason, series.end_side = "ended", reason, side
        act.session.flush()
        journal.write(act, "series.ended", "series", series.id, dates=1)
        invitations.cancel_leader_single(act, sitdown)
        invitations.end_leader_series(act, series)
        return
    invitations.tell_leader_cancelled(act, sitdown)


def _goes_on(act: Act, series: Series) -> bool:
    """Whether anything of a series is still to come, as rows or beyond the horizon."""
    coming = act.session.scalar(
        select(
            exists().where(
                Sitdown.series_id == series.id, Sitdown.state == "planned", Sitdown.starts_at > act.at
            )
        )
    )
    if coming or series.ends_on is None:
        return True
    programme = cast("Programme", act.session.get(Programme, series.programme_id))
    return bool(unmade_dates(act.session, programme, series, series.ends_on))


def still_to_come(act: Act, sitdown: Sitdown, sentence: str) -> None:
    """Refuse, with this sentence, what was held, missed or has begun; and what was called off."""
    if sitdown.state in {"held", "missed"} or (sitdown.state == "planned" and sitdown.starts_at <= act.at):
        raise Refused(sentence)
    if sitdown.state != "planned":
        raise Refused(_("This sit-down was called off."))


def ours_to_change(act: Act, sitdown: Sitdown) -> None:
    """Refuse to move what a leader booked from their own calendar, unless it is they who move it there."""
    if sitdown.booked_uid is not None and act.by.kind != "mail_link":
        raise Refused(_("Its leader booked this from their own calendar. Ask them to change it there."))


def _one_clear_time(start_local: datetime, minutes: int, zone: str) -> None:
    """Refuse a time that clocks skip or show twice: people would come at different hours."""
    end = start_local + timedelta(minutes=minutes)
    if recurrence.clock_change(start_local, zone) or recurrence.clock_change(end, zone):
        raise Refused(_("The clocks change at that hour. Choose another time."))
