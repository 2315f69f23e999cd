"""Erasing somebody from every room: the words of others that name them, calendars and kept letters; knows all rooms' tables.

`people` erases the row and what hangs on it. It stands below the other rooms and cannot reach their texts, so
whoever erases comes in here. Names are looked for as they were written: first and last together, and the address.
A first name alone is many people's; it goes only where the text is about this person.
"""

import re
from email import message_from_bytes
from email.message import Message
from email.policy import SMTP
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from floortime.act import Act
from floortime.followups.actions import forget_evidence
from floortime.followups.calendar import FOLLOWUP, keep_day
from floortime.followups.model import (
    Back,
    ChaseHold,
    DigestNews,
    DueMove,
    Evidence,
    Followup,
    NotYet,
    Progress,
)
from floortime.lists.model import ListRow
from floortime.obstacles.actions.sorting import index_anew
from floortime.obstacles.model import (
    Answer,
    Draft,
    Impact,
    NamedThanks,
    Obstacle,
    Raising,
    Round,
    Verdict,
    Wording,
)
from floortime.outbox.model import Letter
from floortime.people.actions import erase_person
from floortime.people.actions.erasing import GONE, without
from floortime.people.model import Person
from floortime.recognition.model import Thanks
from floortime.sitdowns.actions import set_brief
from floortime.sitdowns.actions.free_time import forget_address
from floortime.sitdowns.invitations.stored import keep_bytes
from floortime.sitdowns.model import (
    Booking,
    CalBytes,
    CalDue,
    CalEvent,
    Note,
    Proposal,
    Seat,
    Series,
    Sitdown,
)
from floortime.text import whole_words

SETTLED = ("sent", "superseded", "withdrawn", "failed")
TEXTS: tuple[InstrumentedAttribute[Any], ...] = (
    Raising.words, Raising.wording_note, Wording.title, Wording.html, Wording.source, Draft.title, Draft.source, Answer.html, Answer.plain,
    Round.sentence, Verdict.because, Impact.words, Obstacle.withheld_because, Followup.what, Followup.about, Followup.claim,
    Followup.reason, Progress.words, Evidence.name, DueMove.reason, ChaseHold.reason, Back.reason, NotYet.because, Note.words, Thanks.words, Seat.why, Sitdown.title, Sitdown.reason,
    Sitdown.brief, Series.title, Series.end_reason, Proposal.words, ListRow.reason,
)  # fmt: skip
"""Every column in which somebody writes freely."""


def erase_everywhere(act: Act, person: Person) -> None:
    """Make a leaver or a guest a blank person and take their name out of what others wrote. Counts stay."""
    if person.kind == "blank":
        return
    name, first, address = person.name, person.first_name, person.email or ""
    erase_person(act, person)
    forget_address(act, person.id, quiet=True)
    forget_evidence(act, person.id)
    act.session.execute(delete(NamedThanks).where(NamedThanks.person_id == person.id))
    whole = whole_words(name if " " in name else "", address)
    if whole is not None:
        for column in TEXTS:
            _rub_out(act, column, whole, [word for word in (name, address) if word])
        _rub_out_of_lists(act, whole)
        _rub_out_of_news(act, whole)
        _drop_letters(act, whole)
    _redraw_days(act, person, whole)
    alone = whole_words(name, first, address)
    if alone is not None:
        for thanks in act.session.scalars(
            select(Thanks).where(Thanks.to_kind == "person", Thanks.to_id == person.id)
        ):
            thanks.words = alone.sub(GONE, thanks.words)
        for note in act.session.scalars(select(Note).where(Note.kind == "thanks")):
            if (note.facts.get("to_kind"), note.facts.get("to_id")) == ("person", person.id):
                note.words = alone.sub(GONE, note.words)
    _drop_briefs(act, person)
    _redraw_calendars(act, person)
    act.session.flush()
    index_anew(act)


def _rub_out(act: Act, column: InstrumentedAttribute[Any], named: re.Pattern[str], words: list[str]) -> None:
    first_words = {word.split()[0] for word in words}
    rows = act.session.scalars(
        select(column.class_).where(or_(*(column.icontains(word, autoescape=True) for word in first_words)))
    )
    for row in rows:
        was = getattr(row, column.key)
        now = named.sub(GONE, was)
        if now != was:
            setattr(row, column.key, now)


def _rub_out_of_lists(act: Act, named: re.Pattern[str]) -> None:
    """What was wrong with rows of lists that were taken over: the values that stood in them."""
    for row in act.session.scalars(select(ListRow).where(ListRow.verdict == "refused")):
        row.faults = without(named, row.faults)


def _rub_out_of_news(act: Act, named: re.Pattern[str]) -> None:
    """What is kept of words for the letters of a day."""
    for row in act.session.scalars(select(DigestNews)):
        rubbed = {
            name: named.sub(GONE, said) if isinstance(said, str) else said for name, said in row.facts.items()
        }
        if rubbed != row.facts:
            row.facts = rubbed


def _drop_letters(act: Act, named: re.Pattern[str]) -> None:
    """The bytes of letters to others that have gone and name them; the rows stay, so nothing is said twice."""
    kept = select(Letter).where(Letter.body.is_not(None), Letter.state.in_(SETTLED))
    for letter in act.session.scalars(kept.execution_options(yield_per=100)):
        if named.search(_text_of(letter.body or b"")):
            letter.body = None


def _text_of(body: bytes) -> str:
    mail: Message = message_from_bytes(body, policy=SMTP)
    parts = [str(mail["Subject"] or ""), str(mail["From"] or ""), str(mail["To"] or "")]
    for part in mail.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            parts.append(payload.decode(errors="replace").replace("\r\n ", ""))  # iCalendar folds its lines
    return "\n".join(parts)


def _drop_briefs(act: Act, person: Person) -> None:
    """Briefs that say that they come: the words kept with the date, and the letters that have gone."""
    there = select(Seat.sitdown_id).where(Seat.person_id == person.id)
    for sitdown in act.session.scalars(select(Sitdown).where(Sitdown.id.in_(there), Sitdown.brief != "")):
        set_brief(act, sitdown, "")
    which = Letter.event == "brief_sent", Letter.kind == "sitdown", Letter.subject_id.in_(there)
    gone = update(Letter).where(*which, Letter.state.in_(SETTLED)).values(body=None)
    act.session.execute(gone.execution_options(synchronize_session=False))


def _redraw_days(act: Act, person: Person, named: re.Pattern[str] | None) -> None:
    """Dates of promises in feeds: theirs go, and those of others that name them are written anew."""
    rows = act.session.execute(
        select(CalDue.subject_id, CalDue.person_id, CalDue.todo).where(
            CalDue.kind == FOLLOWUP, CalDue.todo.is_not(None)
        )
    ).all()
    for followup_id, person_id, body in rows:
        said = bytes(body or b"").decode().replace("\r\n ", "")
        if person_id == person.id or (named is not None and named.search(said)):
            keep_day(act, act.session.get_one(Followup, followup_id))


def _redraw_calendars(act: Act, person: Person) -> None:
    """Feeds and downloads of what they led are written anew, without their name."""
    led = select(Sitdown).join(CalEvent, CalEvent.sitdown_id == Sitdown.id).join(
        CalBytes, CalBytes.event_id == CalEvent.id
    )  # fmt: skip
    for sitdown in act.session.scalars(led.where(Sitdown.leader_id == person.id).distinct()):
        keep_bytes(act, sitdown)
    for booking in act.session.scalars(select(Booking).where(Booking.leader_id == person.id)):
        booking.organizer, booking.organizer_cn = f"erased-{person.id}", ""
