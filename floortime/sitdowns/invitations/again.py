"""The whole event again for one person who lost it, and the answer to a time they proposed; knows series and values."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from floortime.act import Act
from floortime.ical.values import Event, Method
from floortime.ical.writing import calendar
from floortime.mail.letters import Recipient
from floortime.mail.mime import CalendarPart
from floortime.mail.posting import post
from floortime.outbox.queries import told
from floortime.people import queries as people
from floortime.people.model import Person
from floortime.sitdowns.invitations.copies import date_alone, seat_of, whole_of
from floortime.sitdowns.invitations.edition import edition, series_event
from floortime.sitdowns.invitations.facts import about, company, led, of_series, seat_page
from floortime.sitdowns.invitations.holders import Holder, is_away, person_of, series_of
from floortime.sitdowns.invitations.values import (
    Revision,
    fresh_numbers,
    guest,
    override,
    sender_name,
    single,
)
from floortime.sitdowns.model import CalEvent, Proposal, Series, Sitdown
from floortime.words import in_language


def send_again(act: Act, cal: CalEvent, person: Person) -> bool:
    """The full current event with the SEQUENCE it has (RFC 5546 §3.2.6); False when that was sent within this hour."""
    to = people.recipient(person, act.today)
    if to is None:
        return False
    numbers = fresh_numbers(act, cal, rise=False)
    events, facts, subject, letter = _current(act, cal, person, numbers)
    if not events:
        return False
    queued = post(
        act,
        to,
        letter,
        dedupe_key=f"again:{cal.id}:{person.id}:{act.at:%Y%m%d%H}",
        subject=subject,
        facts=facts,
        sender_name=sender_name(act),
        calendar=CalendarPart(calendar(events, method=Method.REQUEST), "REQUEST"),
        references=told(act.session, person.id, cal.uid).first_message_id,
    )
    return queued is not None


def _current(
    act: Act, cal: CalEvent, person: Person, numbers: Revision
) -> tuple[Sequence[Event], dict[str, object], tuple[str, int], str]:
    """Everything that stands of an event: the series with its moved dates, or the single event."""
    if cal.role == "series":
        return _series_now(act, cast("Series", act.session.get(Series, cal.series_id)), cal, person, numbers)
    sitdown = cast("Sitdown", act.session.get(Sitdown, cal.sitdown_id))
    subject = ("sitdown", sitdown.id)
    leader, to = person_of(act, sitdown.leader_id), people.recipient(person, act.today)
    assert to is not None
    if sitdown.state != "planned" or sitdown.starts_at <= act.at:
        return (), {}, subject, ""
    if cal.role == "seat":
        mates = company(act, sitdown, but=person.id)
        own = {"company": mates, "seat_page": seat_page(act, sitdown, person), "retimed": False}
        held = (seat_of(act, sitdown, person, numbers),)
        return held, {**about(act, sitdown, leader, to), **own}, subject, "seat_invited"
    holder = Holder(person, chair=person.id == sitdown.leader_id)
    facts = {**led(act, sitdown, leader, to, chair=holder.chair), "retimed": False}
    return (date_alone(act, cal, sitdown, holder, numbers),), facts, subject, "sitdown_planned"


def _series_now(
    act: Act, series: Series, cal: CalEvent, person: Person, numbers: Revision
) -> tuple[Sequence[Event], dict[str, object], tuple[str, int], str]:
    now = edition(act, series, cal, numbers)
    holder = Holder(person, chair=person.id == series.leader_id)
    leader = person_of(act, series.leader_id)
    coming = [row for row in now.rows if row.state == "planned" and row.starts_at > act.at]
    mine = [row for row in coming if not is_away(series, row, holder)]
    facts = of_series(act, series, leader, person, mine, "")
    held = whole_of(act, now, holder) if mine else ()
    return held, facts, ("series", series.id), "series_opened"


def decline_proposal(act: Act, proposal: Proposal) -> None:
    """Tell whoever proposed another time that it stays as it was (DECLINECOUNTER, RFC 5546 §3.2.8)."""
    person = person_of(act, proposal.person_id)
    cal = cast("CalEvent", act.session.get(CalEvent, proposal.event_id))
    key = f"proposal_declined:{proposal.id}:{proposal.dtstamp:%Y%m%d%H%M%S}"
    if proposal.cadence:
        _decline_series(act, cal, person, key=key, read=True)
        return
    to = people.recipient(person, act.today)
    if to is None:
        return
    sitdown = cast("Sitdown", act.session.get(Sitdown, proposal.sitdown_id))
    leader = person_of(act, sitdown.leader_id)
    numbers = fresh_numbers(act, cal, rise=False)
    party = guest(person, chair=person.id == sitdown.leader_id)
    series = series_of(act, sitdown)
    whole = series_event(act, series) if series else None
    with in_language(person.language):
        if series is not None and whole is not None and whole.id == cal.id:
            event = override(act, series, sitdown, leader, numbers, party=party)
        else:
            event = single(act, sitdown, leader, numbers, party=party)
    facts, subject = about(act, sitdown, leader, to), ("sitdown", sitdown.id)
    _decline(act, cal, to, event, "proposal_declined", facts, key, subject)


def refuse_proposal(act: Act, cal: CalEvent, person: Person, stamp: datetime) -> None:
    """Tell whoever proposed something for a whole series that it cannot be read as another time for it."""
    key = f"proposal_unread:{cal.id}:{person.id}:{stamp:%Y%m%d%H%M%S}"
    _decline_series(act, cal, person, key=key, read=False)


def _decline_series(act: Act, cal: CalEvent, person: Person, *, key: str, read: bool) -> None:
    to = people.recipient(person, act.today)
    if to is None:
        return
    series = cast("Series", act.session.get(Series, cal.series_id))
    now = edition(act, series, cal, fresh_numbers(act, cal, rise=False))
    mine = Holder(person, chair=person.id == series.leader_id)
    coming = [row for row in now.rows if row.state == "planned" and row.starts_at > act.at]
    facts = {**of_series(act, series, person_of(act, series.leader_id), person, coming, ""), "read": read}
    event, subject = now.to(act, mine), ("series", series.id)
    _decline(act, cal, to, event, "series_proposal_declined", facts, key, subject)


def _decline(
    act: Act,
    cal: CalEvent,
    to: Recipient,
    event: Event,
    letter: str,
    facts: dict[str, object],
    key: str,
    subject: tuple[str, int],
) -> None:
    post(
        act,
        to,
        letter,
        dedupe_key=key,
        subject=subject,
        facts=facts,
        sender_name=sender_name(act),
        calendar=CalendarPart(calendar([event], method=Method.DECLINECOUNTER), "DECLINECOUNTER"),
        references=told(act.session, cast("int", to.id), cal.uid).first_message_id,
    )
