"""One calendar letter to one person: what it replaces, what they already know, and its bytes; knows mail and outbox."""

import re
from datetime import UTC
from email import message_from_bytes
from email.policy import default as modern

from msgspec import Struct
from sqlalchemy.orm import Session

from floortime.act import Act
from floortime.clock import zone as zone_named
from floortime.ical.values import Event, Method
from floortime.ical.writing import calendar
from floortime.mail.letters import Recipient
from floortime.mail.mime import CalendarPart
from floortime.mail.posting import QUIET, post
from floortime.outbox import actions as outbox
from floortime.outbox.actions import Itip
from floortime.outbox.queries import Told, body_of, told
from floortime.people import queries as people
from floortime.people.model import Person
from floortime.sitdowns.invitations.values import sender_name
from floortime.sitdowns.model import CalEvent, CalGuest

_NUMBERS = re.compile(rb"^(SEQUENCE|DTSTAMP|ATTENDEE|COMMENT)[:;].*(\r\n[ \t].*)*\r\n", re.MULTILINE)


class Standing(Struct, frozen=True):
    """How a person stands to an event: what reached them, and whether something newer was still on its way."""

    to: Recipient
    told: Told
    replaced: int

    @property
    def knows(self) -> bool:
        """Whether the event is in their calendar as far as we can tell."""
        return self.told.last() is not None


def standing(
    act: Act, person: Person, cal: CalEvent, *, recurrence: str | None = None, method: str | None = "REQUEST"
) -> Standing | None:
    """Take back what waits for them about this event, then look what they know; None without an address."""
    to = people.recipient(person, act.today)
    if to is None:
        return None
    replaced = outbox.supersede(act, to_id=person.id, uid=cal.uid, recurrence=recurrence, method=method)
    return Standing(to, told(act.session, person.id, cal.uid), replaced)


def guest_row(act: Act, cal: CalEvent, person_id: int) -> CalGuest:
    """That this person is invited to this event; made when it is new."""
    row = act.session.get(CalGuest, (cal.id, person_id))
    if row is None:
        row = CalGuest(event_id=cal.id, person_id=person_id, invited_sequence=cal.sequence, mailed=False)
        act.session.add(row)
        act.session.flush()
    return row


def recurrence_text(event: Event) -> str:
    """A RECURRENCE-ID as the UTC instant it means: what the outbox and answers compare."""
    if event.recurrence_id is None:
        return ""
    instant = event.recurrence_id.replace(tzinfo=zone_named(event.zone)).astimezone(UTC)
    return f"{instant:%Y%m%dT%H%M%SZ}"


def send(
    act: Act,
    who: Standing,
    event: Event,
    *,
    method: Method,
    letter: str,
    subject: tuple[str, int],
    facts: dict[str, object],
    at_once: bool = False,
    compare: bool | None = None,
) -> bool:
    """Queue one calendar letter; False when it would say again what its reader already holds.

    That is looked at when it took the place of a waiting letter, or as `compare` says.
    """
    body = calendar([event], method=method)
    recurrence = recurrence_text(event)
    look = bool(who.replaced) if compare is None else compare
    if method is Method.REQUEST and look and _says_the_same(act.session, who.told.last(recurrence), body):
        return False
    post(
        act,
        who.to,
        letter,
        dedupe_key=f"{event.uid}:{who.to.id}:{recurrence}:{method}:{event.sequence}",
        subject=subject,
        facts=facts,
        sender_name=sender_name(act),
        not_before=None if at_once else act.at + QUIET,
        calendar=CalendarPart(body, str(method)),
        itip=Itip(event.uid, str(method), event.sequence, recurrence),
        references=who.told.first_message_id,
    )
    return True


def _says_the_same(session: Session, letter_id: int | None, body: bytes) -> bool:
    """Whether edits cancelled each other out: the newest letter that left holds the same event, numbers aside."""
    stored = body_of(session, letter_id) if letter_id is not None else None
    if stored is None:
        return False
    for part in message_from_bytes(stored, policy=modern).walk():
        if part.get_content_type() == "application/ics":
            before = part.get_payload(decode=True)
            assert isinstance(before, bytes)
            return _NUMBERS.sub(b"", before) == _NUMBERS.sub(b"", body)
    return False
