"""Our answers to events of leaders' own calendars: REPLY to their ORGANIZER, unchanged; knows mail, ical and values.

Source: RFC 5546 §3.2.3.
"""

from datetime import UTC, datetime, timedelta

from msgspec import Struct
from sqlalchemy import func, select

from floortime import links, tokens
from floortime.act import Act
from floortime.dates import local
from floortime.ical.octets import uri
from floortime.ical.values import Event, Method, PartStat, Party
from floortime.ical.writing import calendar
from floortime.mail.letters import Recipient
from floortime.mail.mime import CalendarPart
from floortime.mail.posting import post
from floortime.outbox.model import Letter
from floortime.people import queries as people
from floortime.people.model import Person
from floortime.sitdowns.invitations.values import sender_name
from floortime.sitdowns.model import Booking, Sitdown

ASKED_A_DAY = 5
"""Confirmation letters to one leader: somebody who forges their name must not fill their mailbox."""
OPEN_FOR = timedelta(days=14)


class Asked(Struct, frozen=True):
    """What is answered: the event's identity and numbers as its organizer wrote them."""

    uid: str
    sequence: int
    organizer: Party
    start: datetime
    minutes: int
    summary: str = ""
    recurrence: datetime | None = None


def answer_booking(
    act: Act,
    leader: Person,
    asked: Asked,
    answer: PartStat,
    *,
    reason: str,
    dates: int = 1,
    key: str = "",
    said: str = "",
) -> bool:
    """Send one REPLY with a text that says what happens next, or why not. False where nobody can be written to."""
    known = people.recipient(leader, act.today)
    try:
        uri(asked.organizer.address)
    except ValueError:
        known = None
    if known is None:
        return False
    at = act.at.replace(tzinfo=UTC)
    wall = asked.recurrence.replace(tzinfo=None) if asked.recurrence else None
    event = Event(
        uid=asked.uid, sequence=asked.sequence, stamp=at, zone="UTC",
        start_local=asked.start.replace(tzinfo=None), minutes=max(asked.minutes, 1),
        summary=asked.summary or "Floor time", organizer=asked.organizer,
        attendees=(Party(sender_name(act), act.settings.mailbox, partstat=answer),), recurrence_id=wall,
    )  # fmt: skip
    # Who invited us reads it: the leader, or a delegate in whose name the invitation is.
    reader = people.person_by_address(act.session, asked.organizer.address) or leader
    theirs = local(asked.start, reader.zone)
    post(
        act,
        Recipient(leader.id, asked.organizer.address, reader.name, reader.language, reader.zone),
        "booking_answered",
        dedupe_key=f"booking:{asked.uid}:{asked.sequence}:{wall or ''}:{answer}:{reason}:{key}"[:160],
        subject=("person", leader.id),
        facts={
            "first_name": reader.first_name,
            "leader": "" if reader.id == leader.id else leader.name,
            "accepted": answer is PartStat.ACCEPTED,
            "reason": reason,
            "day": theirs.date(),
            "start": theirs.time(),
            "count": dates,
            "said": said,
            "page": links.to(act.settings, "programme"),
        },
        sender_name=sender_name(act),
        calendar=CalendarPart(calendar([event], method=Method.REPLY), "REPLY"),
    )
    return True


def decline_booked(act: Act, sitdown: Sitdown) -> None:
    """The house called off what a leader booked: their calendar is told. What they called off there, it knows."""
    if sitdown.booked_uid is None or sitdown.original_start is None or act.by.kind == "mail_link":
        return
    booking = act.session.scalar(select(Booking).where(Booking.uid == sitdown.booked_uid))
    leader = act.session.get(Person, sitdown.leader_id)
    if booking is None or leader is None:
        return
    slot = sitdown.original_start
    asked = Asked(
        booking.uid,
        max(booking.sequence, 0),
        Party(booking.organizer_cn, booking.organizer),
        slot,
        sitdown.minutes,
        recurrence=slot if booking.recurring else None,
    )
    answer_booking(act, leader, asked, PartStat.DECLINED, reason="called_off", said=sitdown.reason)


def ask_to_confirm(act: Act, leader: Person, received_id: int, start: datetime) -> bool:
    """One letter to the leader's own address with a page to press; False when there were too many today."""
    to = people.recipient(leader, act.today)
    since = act.at - timedelta(days=1)
    sent = act.session.scalar(
        select(func.count()).where(
            Letter.to_id == leader.id, Letter.event == "booking_asked", Letter.made_at > since
        )
    )
    if to is None or (sent or 0) >= ASKED_A_DAY:
        return False
    secret = tokens.issue(
        act.session, "booking", "received", received_id, expires_at=act.at + OPEN_FOR, person_id=leader.id
    )
    theirs = local(start, leader.zone)
    letter = post(
        act,
        to,
        "booking_asked",
        dedupe_key=f"booking_asked:{received_id}:{leader.id}",
        subject=("received", received_id),
        facts={
            "first_name": leader.first_name,
            "day": theirs.date(),
            "start": theirs.time(),
            "page": links.to(act.settings, "bookings", secret),
        },
        sender_name=sender_name(act),
    )
    return letter is not None
