"""REPLY: an attendee's answer, applied whatever order answers come in; knows this room's actions and invitations.

Source: RFC 5546 §3.2.3, §2.1.5.
"""

from typing import cast

from msgspec.structs import replace

from floortime.act import Act, Actor
from floortime.errors import Refused
from floortime.ical.incoming import Message, Told
from floortime.ical.values import PartStat
from floortime.journal import actions as journal
from floortime.mail.speaking import Speaker
from floortime.outbox import actions as outbox
from floortime.people import queries as people
from floortime.people.model import Person
from floortime.sitdowns.actions import give_seat, replace_seat
from floortime.sitdowns.invitations.said import note_answer
from floortime.sitdowns.invitations.stored import touch_feeds
from floortime.sitdowns.model import CalEvent, CalGuest, Seat, Series, Sitdown
from floortime.sitdowns.queries.seats import seated
from floortime.sitdowns.replies.matching import concerned, date_of, stamp_of, who_says
from floortime.sitdowns.replies.outcome import Outcome, applied, held, nothing, refused

ORDER = ("held", "refused", "applied", "nothing")
"""Of several answers in one message, the outcome that somebody should see first."""


def take_reply(act: Act, message: Message, speaker: Speaker, *, admit: bool = False) -> Outcome:
    """Apply an answer, or several to single dates. `admit`: a chief of staff lets in whom it was held for."""
    found = [_one(act, told, speaker, admit=admit) for told in message.events]
    return min(found, key=lambda outcome: ORDER.index(outcome.verdict))


def _one(  # noqa: PLR0911 - each way out is one rule, read from top to bottom
    act: Act, told: Told, speaker: Speaker, *, admit: bool
) -> Outcome:
    attendee = who_says(told, speaker)
    cal, person, guest = concerned(act.session, told.uid, attendee)
    if cal is None:
        return refused("unknown_event")
    if attendee is None or not attendee.addresses:
        return refused("no_attendee")
    about: dict[str, object] = {"address": attendee.addresses[0], **_where(cal)}
    if not speaker.may_speak_for(attendee.addresses):
        return held("unauthenticated", **about)
    if person is None or guest is None:
        return _stranger(act, cal, person, about, admit=admit)
    about["person"] = person.id
    if attendee.partstat is PartStat.DELEGATED:
        return _delegated(act, cal, person, attendee.delegated_to, about, admit=admit)
    if attendee.partstat is PartStat.NEEDS_ACTION:
        return nothing("no_answer", **about)
    acting = replace(act, by=Actor("mail_link", person.id))
    return _apply(acting, cal, guest, person, told, attendee.partstat.lower(), speaker, about)


def _apply(  # noqa: PLR0911 - the same
    act: Act,
    cal: CalEvent,
    guest: CalGuest,
    person: Person,
    told: Told,
    answer: str,
    speaker: Speaker,
    about: dict[str, object],
) -> Outcome:
    date = date_of(act.session, cal, told)
    if date is None:
        return refused("no_such_date", **about)
    stamp = stamp_of(told, speaker, act.at)
    if stamp is None:
        return refused("clock", **about)
    if date.sitdown is not None:
        about["sitdown"] = date.sitdown.id
        if date.sitdown.state != "planned" or date.sitdown.starts_at <= act.at:
            return nothing("over", **about)
    seat = act.session.get(Seat, (cal.sitdown_id, person.id)) if cal.role == "seat" else None
    if cal.role == "seat" and (seat is None or seat.state != "invited"):
        return refused("taken_back", **about)
    counts, stale = note_answer(
        act, cal, person.id, answer, recurrence=date.recurrence, sequence=told.sequence, stamp=stamp
    )
    if stale:
        return nothing("older", **about, answer=answer)
    if not counts:
        return nothing("superseded", **about, answer=answer)
    if seat is not None:
        return _seat_says(act, cast("Sitdown", date.sitdown), guest, person, seat, answer, about)
    part = "leader" if person.id == _leader_of(act, cal, date.sitdown) else "member"
    kind, key = ("sitdown", date.sitdown.id) if date.sitdown else ("series", cast("int", cal.series_id))
    journal.write(act, f"{part}.{answer}", kind, key, person=person.id, recurrence=date.recurrence)
    return applied(f"{part}_{answer}", **about)


def _leader_of(act: Act, cal: CalEvent, sitdown: Sitdown | None) -> int | None:
    """Who leads what was answered: others belong to it and only say whether they are there."""
    if sitdown is not None:
        return sitdown.leader_id
    series = act.session.get(Series, cal.series_id)
    return series.leader_id if series is not None else None


def _seat_says(
    act: Act,
    sitdown: Sitdown,
    guest: CalGuest,
    person: Person,
    seat: Seat,
    answer: str,
    about: dict[str, object],
) -> Outcome:
    """A seat's answer. Their own calendar knows it already, so nobody is sent a letter."""
    before = seat.answer
    if before == answer:
        return applied(answer, **about)
    if before == "declined" and len(seated(act.session, sitdown.id)) >= sitdown.capacity:
        return held("full", **about)
    seat.answer = answer
    if answer == "declined":
        guest.withdrawn_sequence, guest.mailed = guest.invited_sequence, False
        outbox.withdraw(act, subject=("sitdown", sitdown.id), to_id=person.id, event="seat_reminded")
    elif before == "declined":
        guest.withdrawn_sequence, guest.mailed = None, True
    if "declined" in {before, answer}:  # else nothing that a feed shows has changed
        touch_feeds(act, [person.id])
    verb = {"declined": "seat.given_back", "accepted": "seat.accepted", "tentative": "seat.tentative"}[answer]
    journal.write(act, verb, "sitdown", sitdown.id, person=person.id)
    return applied(answer, **about)


def _stranger(
    act: Act, cal: CalEvent, person: Person | None, about: dict[str, object], *, admit: bool
) -> Outcome:
    """Somebody who was not invited: never added by themselves."""
    known = person is not None and cal.role == "seat"
    if not admit or person is None or not known:
        return held("stranger", **about, person=person.id if person else None, may_admit=known)
    try:
        give_seat(act, cast("Sitdown", act.session.get(Sitdown, cal.sitdown_id)), person)
    except Refused as no:
        return refused("cannot_sit", **about, said=no.sentence)
    return applied("admitted", **about, person=person.id)


def _delegated(
    act: Act,
    cal: CalEvent,
    person: Person,
    to: tuple[str, ...],
    about: dict[str, object],
    *,
    admit: bool,
) -> Outcome:
    """A seat passed on (RFC 5546 §3.2.2.3): somebody decides whether the other one sits there instead."""
    other = people.person_by_address(act.session, to[0]) if to else None
    known = other is not None and cal.role == "seat"
    facts = {**about, "to": to[0] if to else "", "other": other.id if other else None}
    if not admit or other is None or not known:
        return held("delegated", **facts, may_admit=known)
    try:
        replace_seat(act, cast("Sitdown", act.session.get(Sitdown, cal.sitdown_id)), person, other)
    except Refused as no:
        return refused("cannot_sit", **facts, said=no.sentence)
    return applied("delegate_seated", **facts)


def _where(cal: CalEvent) -> dict[str, object]:
    """Where a page can lead to."""
    return {"sitdown": cal.sitdown_id} if cal.sitdown_id else {"series": cal.series_id}
