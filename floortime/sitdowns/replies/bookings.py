"""REQUEST and CANCEL with a leader's own UID: booked, followed, called off, and answered; knows actions and invitations.

Source: RFC 5546 §3.2.2, §3.2.5. Order-free: of two versions the one with the greater (SEQUENCE, DTSTAMP) stands.
"""

from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from floortime.act import Act, Actor
from floortime.errors import Refused
from floortime.ical.incoming import Message, Told
from floortime.ical.values import PartStat, Party, Status
from floortime.mail.speaking import Speaker
from floortime.people import queries as people
from floortime.people.model import Person
from floortime.sitdowns.actions.booking import booked, drop_slots, follow_date, follow_slots
from floortime.sitdowns.invitations.booked import Asked, answer_booking, ask_to_confirm
from floortime.sitdowns.model import Booking
from floortime.sitdowns.queries.programme import hours_said
from floortime.sitdowns.recurrence import never
from floortime.sitdowns.replies.booking_people import hours_for, leader_for, open_hours, who_asks
from floortime.sitdowns.replies.booking_terms import Terms, slot_text, terms_of
from floortime.sitdowns.replies.matching import stamp_of
from floortime.sitdowns.replies.outcome import Outcome, applied, held, nothing, refused
from floortime.words import in_language

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class _Asking(Struct, frozen=True):
    """Who asks, for which leader, and for what."""

    person: Person
    leader: Person
    organizer: Party
    speaker: Speaker
    about: dict[str, object]

    @property
    def actor(self) -> Actor:
        """Whoever sent it, for the leader where that is somebody else."""
        return Actor("mail_link", self.person.id, None if self.person is self.leader else self.leader.id)


def take_request(act: Act, message: Message, speaker: Speaker, *, received_id: int) -> Outcome:
    """An invitation to our mailbox: a booking, if it is a leader's."""
    found = _asking(act, message, speaker, received_id=received_id)
    if isinstance(found, Outcome):
        return found
    acting = replace(act, by=found.actor)
    events = sorted(message.events, key=lambda told: told.recurrence_id is not None)
    outcomes = [
        _date(acting, found, told) if told.recurrence_id else _whole(acting, found, told) for told in events
    ]
    return next((one for one in outcomes if one.verdict == "refused"), outcomes[0])


def take_cancel(act: Act, message: Message, speaker: Speaker) -> Outcome:
    """What the leader called off in their own calendar, whole or one date."""
    booking = _booking(act, message.uid)
    person = who_asks(act, speaker)
    leader = leader_for(act, message.events[0], person, booking) if person else None
    if person is None or not isinstance(leader, Person) or (booking and booking.leader_id != leader.id):
        return refused("unknown_event")
    about: dict[str, object] = {"person": person.id, "address": speaker.address}
    if not (speaker.trusted or speaker.addresses):
        return held("unauthenticated", **about)
    asking = _Asking(person, leader, Party("", speaker.address), speaker, about)
    acting = replace(act, by=asking.actor)
    found = [_cancelled(acting, booking, asking, told) for told in message.events]
    return found[0]


def _asking(act: Act, message: Message, speaker: Speaker, *, received_id: int) -> Outcome | _Asking:  # noqa: PLR0911 - each way out is one rule
    told = message.events[0]
    if told.organizer is None or not told.organizer.address:
        return refused("no_organizer")
    if told.organizer.address.casefold() == act.settings.mailbox.casefold():
        return refused("ours")
    person = who_asks(act, speaker)
    if person is None:
        return refused("unknown_sender", address=speaker.address)
    about: dict[str, object] = {"person": person.id, "address": speaker.address}
    booking = _booking(act, message.uid)
    leader = leader_for(act, told, person, booking)
    if not (speaker.trusted or speaker.addresses):
        if isinstance(leader, str):
            return refused("unknown_sender", **about)
        start = told.start.instant_in(person.zone) if told.start else act.at
        asked = ask_to_confirm(act, person, received_id, start)
        about["start"] = start.isoformat()
        return held("booking_asked" if asked else "unauthenticated", **about)
    if isinstance(leader, str):
        return _no(act, _Asking(person, person, told.organizer, speaker, about), told, leader)
    if booking is not None and booking.leader_id != leader.id:
        return refused("not_yours", **about)
    return _Asking(person, leader, told.organizer, speaker, about)


def _booking(act: Act, uid: str) -> Booking | None:
    return act.session.scalar(select(Booking).where(Booking.uid == uid))


def _whole(act: Act, asking: _Asking, told: Told) -> Outcome:
    """The event itself, new or changed."""
    stamp = stamp_of(told, asking.speaker, act.at)
    if stamp is None:
        return refused("clock", **asking.about)
    booking = _booking(act, told.uid)
    if booking is not None and (told.sequence, stamp) <= (booking.sequence, booking.stamp):
        return nothing("superseded", **asking.about)
    site = people.site_on(act.session, asking.leader.id, act.today)
    terms = terms_of(
        told, asking.leader.zone, act.at, closed=people.days_off(act.session, site.id if site else None),
        open_at=open_hours(act, asking.leader),
    )  # fmt: skip
    if isinstance(terms, str):
        return _no(act, asking, told, terms)
    booking = booking or _new(act, asking, told)
    booking.sequence, booking.stamp, booking.state = told.sequence, stamp, "live"
    booking.minutes, booking.place, booking.recurring = terms.minutes, terms.place, terms.recurring
    settled = frozenset(text for text, said in booking.dates.items() if int(said[1]) >= told.sequence)
    try:
        with act.session.begin_nested():
            follow_slots(act, booking, terms.slots, settled=settled)
    except Refused as no:
        return _no(act, asking, told, "not_then", said=no.sentence)
    return _yes(act, asking, told, booking, terms)


def _yes(act: Act, asking: _Asking, told: Told, booking: Booking, terms: Terms) -> Outcome:
    booking.answers += 1
    asked = Asked(told.uid, told.sequence, asking.organizer, terms.slots[0], terms.minutes, told.summary)
    answer_booking(
        act, asking.leader, asked, PartStat.ACCEPTED, reason="booked", dates=len(terms.slots), key=str(booking.answers)
    )  # fmt: skip
    return applied("booked", **asking.about, dates=len(terms.slots))


def _no(act: Act, asking: _Asking, told: Told, reason: str, *, said: str = "") -> Outcome:
    """Declined, with the reason in words; what stood before stands on."""
    if reason == "outside":
        with in_language(asking.person.language):
            said = hours_said(hours_for(act, asking.leader))
    start = told.start.instant_in(asking.leader.zone) if told.start else act.at
    asked = Asked(told.uid, told.sequence, asking.organizer, start, 30, told.summary)
    answer_booking(
        act, asking.leader, asked, PartStat.DECLINED, reason=reason, said=said, key=f"{told.stamp:%Y%m%d%H%M%S}" if told.stamp else ""
    )  # fmt: skip
    booking = _booking(act, told.uid)
    stands = booking is not None and bool(booked(act, booking))
    # What stood before and was to change now differs from the leader's calendar: somebody must see to it.
    return (held if stands else refused)(f"booking_{reason}", **asking.about, said=said)


def _date(act: Act, asking: _Asking, told: Told) -> Outcome:
    """One date of a recurring event: moved by the leader, or the only one we are invited to."""
    stamp = stamp_of(told, asking.speaker, act.at)
    assert told.recurrence_id is not None
    if stamp is None:
        return refused("clock", **asking.about)
    booking = _booking(act, told.uid) or _new(act, asking, told)
    slot = told.recurrence_id.instant_in(booking.zone)
    if not _is_newer(booking, slot, told.sequence, stamp):
        return nothing("superseded", **asking.about)
    terms = terms_of(
        replace(told, rule="", slots=(), exdates=()), asking.leader.zone, act.at, closed=never,
        open_at=open_hours(act, asking.leader),
    )  # fmt: skip
    if isinstance(terms, str):
        return _no(act, asking, told, terms)
    _note(booking, slot, "live", told.sequence, stamp)
    booking.state, booking.minutes = "live", booking.minutes or terms.minutes
    start = terms.slots[0]
    try:
        with act.session.begin_nested():
            follow_date(act, booking, slot, start, minutes=terms.minutes, place=terms.place)
    except Refused as no:
        return _no(act, asking, told, "not_then", said=no.sentence)
    booking.answers += 1
    asked = Asked(told.uid, told.sequence, asking.organizer, start, terms.minutes, told.summary, slot)
    answer_booking(act, asking.leader, asked, PartStat.ACCEPTED, reason="booked", key=str(booking.answers))
    return applied("booked", **asking.about, dates=1)


def _cancelled(act: Act, booking: Booking | None, asking: _Asking, told: Told) -> Outcome:
    stamp, about = stamp_of(told, asking.speaker, act.at), asking.about
    if stamp is None:
        return refused("clock", **about)
    if booking is None:  # its REQUEST may come later, and must then find that it is over
        booking = _new(act, replace(asking, organizer=told.organizer or asking.organizer), told)
    if told.recurrence_id is not None:
        slot = told.recurrence_id.instant_in(booking.zone)
        if not _is_newer(booking, slot, told.sequence, stamp):
            return nothing("superseded", **about)
        _note(booking, slot, "gone", told.sequence, stamp)
        return applied("booking_off", **about, dates=drop_slots(act, booking, [slot]))
    if (told.sequence, stamp) <= (booking.sequence, booking.stamp):
        return nothing("superseded", **about)
    booking.sequence, booking.stamp, booking.state = told.sequence, stamp, "ended"
    return applied("booking_off", **about, dates=drop_slots(act, booking))


def _new(act: Act, asking: _Asking, told: Told) -> Booking:
    zone = told.start.zone if told.start and told.start.zone not in {"", "UTC"} else asking.leader.zone
    booking = Booking(
        uid=told.uid, leader_id=asking.leader.id, organizer=asking.organizer.address,
        organizer_cn=asking.organizer.cn, sequence=-1, stamp=NEVER, zone=zone,
        recurring=told.recurrence_id is not None or bool(told.rule), slots=[], minutes=45, place="", dates={},
        answers=0, state="ended" if told.status is Status.CANCELLED else "live",
    )  # fmt: skip
    act.session.add(booking)
    act.session.flush()
    return booking


def _is_newer(booking: Booking, slot: datetime, sequence: int, stamp: datetime) -> bool:
    said = booking.dates.get(slot_text(slot))
    return said is None or (sequence, slot_text(stamp)) > (int(said[1]), said[2])


def _note(booking: Booking, slot: datetime, state: str, sequence: int, stamp: datetime) -> None:
    booking.dates = {**booking.dates, slot_text(slot): [state, str(sequence), slot_text(stamp)]}
