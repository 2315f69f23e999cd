"""COUNTER and REFRESH: another time proposed, and the whole invitation asked for again; knows invitations and matching.

Source: RFC 5546 §3.2.7, §3.2.6.
"""

from datetime import timedelta

from msgspec.structs import replace
from sqlalchemy import select

from floortime.act import Act, Actor
from floortime.ical.incoming import Message
from floortime.journal import actions as journal
from floortime.mail.speaking import Speaker
from floortime.people.model import Person
from floortime.sitdowns.invitations.again import send_again
from floortime.sitdowns.model import CalEvent, CalGuest, Proposal
from floortime.sitdowns.replies.matching import date_of, our_event, person_of, stamp_of, who_says
from floortime.sitdowns.replies.outcome import Outcome, applied, held, nothing, refused
from floortime.text import one_line

LONGEST = timedelta(hours=8)


def take_counter(act: Act, message: Message, speaker: Speaker) -> Outcome:  # noqa: PLR0911 - each way out is one rule
    """Keep a proposal for the chief of staff. Of several by one person about one date, the newest is kept."""
    told = message.events[0]
    found = _listed(act, message, speaker)
    if isinstance(found, Outcome):
        return found
    cal, person, about = found
    date = date_of(act.session, cal, told)
    stamp = stamp_of(told, speaker, act.at)
    if date is None or stamp is None:
        return refused("no_such_date" if date is None else "clock", **about)
    if date.sitdown is None:
        return held("counter_series", **about)
    about["sitdown"] = date.sitdown.id
    if date.sitdown.state != "planned" or date.sitdown.starts_at <= act.at:
        return nothing("over", **about)
    length = told.length or timedelta(minutes=date.sitdown.minutes)
    if told.start is None or told.start.is_date or not timedelta(minutes=5) <= length <= LONGEST:
        return refused("no_time", **about)
    sequence = min(told.sequence, cal.sequence)
    row = act.session.scalar(
        select(Proposal).where(
            Proposal.event_id == cal.id,
            Proposal.person_id == person.id,
            Proposal.recurrence == date.recurrence,
            Proposal.sequence == sequence,
        )
    )
    if row is not None and stamp <= row.dtstamp:
        return nothing("superseded", **about)
    if row is None:
        row = Proposal(event_id=cal.id, person_id=person.id, recurrence=date.recurrence, sequence=sequence)
        act.session.add(row)
    row.dtstamp, row.sitdown_id, row.state = stamp, date.sitdown.id, "open"
    row.starts_at = told.start.instant_in(date.sitdown.zone)
    row.minutes = int(length.total_seconds() // 60)
    row.place = ""
    row.words = one_line(told.comment)[:400]
    act.session.flush()
    journal.write(
        replace(act, by=Actor("mail_link", person.id)), "sitdown.countered", "sitdown", date.sitdown.id,
        person=person.id,
    )  # fmt: skip
    return applied("countered", **about)


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
    cal, attendee = our_event(act.session, told.uid), who_says(told, speaker)
    if cal is None:
        return refused("unknown_event")
    if attendee is None or not attendee.addresses:
        return refused("no_attendee")
    where = {"sitdown": cal.sitdown_id} if cal.sitdown_id else {"series": cal.series_id}
    about: dict[str, object] = {"address": attendee.addresses[0], **where}
    if not speaker.may_speak_for(attendee.addresses):
        return held("unauthenticated", **about)
    person = person_of(act.session, attendee)
    guest = act.session.get(CalGuest, (cal.id, person.id)) if person else None
    if person is None or guest is None or guest.withdrawn_sequence is not None:
        return refused("not_invited", **about)
    return cal, person, {**about, "person": person.id}
