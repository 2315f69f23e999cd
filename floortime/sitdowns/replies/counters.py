"""COUNTER and REFRESH: another time proposed, and the whole invitation asked for again; knows invitations and matching.

Source: RFC 5546 §3.2.7, §3.2.6.
"""

from datetime import timedelta
from typing import cast

from msgspec.structs import replace
from sqlalchemy import select

from floortime.act import Act, Actor
from floortime.clock import zone as zone_named
from floortime.ical.incoming import Message, Told
from floortime.journal import actions as journal
from floortime.mail.speaking import Speaker
from floortime.people.model import Person
from floortime.sitdowns.invitations.again import refuse_proposal, send_again
from floortime.sitdowns.model import CalEvent, Proposal, Series, Sitdown
from floortime.sitdowns.queries.planning import day_of_slot
from floortime.sitdowns.replies.matching import concerned, date_of, stamp_of, who_says
from floortime.sitdowns.replies.outcome import Outcome, applied, held, nothing, refused
from floortime.sitdowns.replies.retiming import Retime, retime_of
from floortime.text import one_line

LONGEST = timedelta(hours=8)


def take_counter(act: Act, message: Message, speaker: Speaker) -> Outcome:  # noqa: PLR0911 - each way out is one rule
    """Keep a proposal for the chief of staff. Of several by one person about one date, the newest is kept."""
    told = message.master or message.events[0]
    found = _listed(act, message, speaker)
    if isinstance(found, Outcome):
        return found
    cal, person, about = found
    date = date_of(act.session, cal, told)
    stamp = stamp_of(told, speaker, act.at)
    if date is None or stamp is None:
        return refused("no_such_date" if date is None else "clock", **about)
    whole = date.sitdown is None and not date.recurrence
    sitdown = _next_of(act, cal) if whole else date.sitdown
    if sitdown is None:
        return nothing("over", **about) if whole else held("counter_far", **about)
    about["sitdown"] = sitdown.id
    if sitdown.state != "planned" or sitdown.starts_at <= act.at:
        return nothing("over", **about)
    sequence = min(told.sequence, cal.sequence)
    row = _kept(act, cal, person.id, date.recurrence, sequence)
    if row is not None and stamp <= row.dtstamp:
        return nothing("superseded", **about)
    wanted = _series_time(act, cal, told, sitdown) if whole else _date_time(told, sitdown)
    if wanted is None and whole:
        refuse_proposal(act, cal, person, stamp)
        return refused("counter_unread", **about)
    if wanted is None:
        return refused("no_time", **about)
    row = row or Proposal(event_id=cal.id, person_id=person.id, recurrence=date.recurrence, sequence=sequence)
    row.dtstamp, row.words = stamp, one_line(told.comment)[:400]
    _propose(act, row, wanted, sitdown)
    return applied("countered_series" if whole else "countered", **about)


def _propose(act: Act, row: Proposal, wanted: Retime, sitdown: Sitdown) -> None:
    row.sitdown_id, row.state, row.place = sitdown.id, "open", ""
    row.cadence, row.starts_at, row.minutes = wanted.cadence, wanted.starts_at, wanted.minutes
    act.session.add(row)
    act.session.flush()
    whole = ("series", cast("int", sitdown.series_id))
    kind, key = whole if wanted.cadence else ("sitdown", sitdown.id)
    by = replace(act, by=Actor("mail_link", row.person_id))
    journal.write(by, f"{kind}.countered", kind, key, person=row.person_id)


def _date_time(told: Told, sitdown: Sitdown) -> Retime | None:
    """The time that is proposed for one date."""
    length = told.length or timedelta(minutes=sitdown.minutes)
    if told.start is None or told.start.is_date or not timedelta(minutes=5) <= length <= LONGEST:
        return None
    return Retime("", told.start.instant_in(sitdown.zone), int(length.total_seconds() // 60))


def _series_time(act: Act, cal: CalEvent, told: Told, next_one: Sitdown) -> Retime | None:
    """The time that is proposed for all dates to come; None as well where it is the one they have."""
    series = cast("Series", act.session.get(Series, cal.series_id))
    found = retime_of(told, series, next_on=day_of_slot(series, next_one), at=act.at)
    if found is None:
        return None
    wall = found.starts_at.astimezone(zone_named(series.zone)).time()
    same = (found.cadence, wall, found.minutes) == (series.cadence, series.time_local, series.minutes)
    return None if same else found


def _next_of(act: Act, cal: CalEvent) -> Sitdown | None:
    """The next date of an open series."""
    return act.session.scalar(
        select(Sitdown)
        .join(Series, Series.id == Sitdown.series_id)
        .where(Series.id == cal.series_id, Series.state == "open")
        .where(Sitdown.state == "planned", Sitdown.starts_at > act.at)
        .order_by(Sitdown.original_start)
        .limit(1)
    )


def _kept(act: Act, cal: CalEvent, person_id: int, recurrence: str, sequence: int) -> Proposal | None:
    return act.session.scalar(
        select(Proposal).where(
            Proposal.event_id == cal.id,
            Proposal.person_id == person_id,
            Proposal.recurrence == recurrence,
            Proposal.sequence == sequence,
        )
    )


def take_refresh(act: Act, message: Message, speaker: Speaker) -> Outcome:
    """Send a listed attendee the full current event, at most once an hour."""
    found = _listed(act, message, speaker)
    if isinstance(found, Outcome):
        return found
    cal, person, about = found
    sent = send_again(act, cal, person)
    return applied("refreshed", **about) if sent else nothing("refreshed_before", **about)


def _listed(
    act: Act, message: Message, speaker: Speaker
) -> Outcome | tuple[CalEvent, Person, dict[str, object]]:
    """The event and the invited person who speaks; or why nothing comes of it."""
    told = message.events[0]
    attendee = who_says(told, speaker)
    cal, person, guest = concerned(act.session, told.uid, attendee)
    if cal is None:
        return refused("unknown_event")
    if attendee is None or not attendee.addresses:
        return refused("no_attendee")
    where = {"sitdown": cal.sitdown_id} if cal.sitdown_id else {"series": cal.series_id}
    about: dict[str, object] = {"address": attendee.addresses[0], **where}
    if not speaker.may_speak_for(attendee.addresses):
        return held("unauthenticated", **about)
    if person is None or guest is None or guest.withdrawn_sequence is not None:
        return refused("not_invited", **about)
    return cal, person, {**about, "person": person.id}
