"""What attendees said, kept so that the order of mails does not matter; knows answering and this room's tables."""

from datetime import UTC, datetime

from sqlalchemy import and_, bindparam, delete, or_, select
from sqlalchemy.orm import Session

from floortime.act import Act
from floortime.outbox.queries import told_sequence
from floortime.sitdowns.answering import ANSWERS, DECLINED, NEEDS_ACTION, Said, counting, floor_of
from floortime.sitdowns.model import CalAnswer, CalEvent, Proposal, Sitdown

ASKED_AT = datetime(1970, 1, 1, tzinfo=UTC)
"""The stamp of having been asked anew: before any answer with the same SEQUENCE, however slow its clock."""


def said_by(session: Session, event_id: int, person_id: int) -> list[Said]:
    """Everything a person said about an event."""
    return [Said(*row) for row in session.execute(_SAID, {"event": event_id, "person": person_id})]


_SAID = select(CalAnswer.recurrence, CalAnswer.sequence, CalAnswer.dtstamp, CalAnswer.answer).where(
    CalAnswer.event_id == bindparam("event"), CalAnswer.person_id == bindparam("person")
)
# What could outweigh an answer: the newer ones, and the times they were asked anew.
_NEWER = _SAID.where(
    CalAnswer.recurrence.in_(bindparam("about", expanding=True)),
    or_(
        CalAnswer.answer == NEEDS_ACTION,
        CalAnswer.sequence > bindparam("sequence"),
        and_(CalAnswer.sequence == bindparam("sequence"), CalAnswer.dtstamp >= bindparam("at")),
    ),
)


def note_answer(
    act: Act,
    cal: CalEvent,
    person_id: int,
    answer: str,
    *,
    recurrence: str = "",
    sequence: int | None = None,
    stamp: datetime | None = None,
) -> tuple[bool, bool]:
    """Keep one answer; returns whether it counts now, and whether it was to an older version.

    A SEQUENCE above ours is brought down to ours: nobody answers what was never sent. Noted twice, it is noted once.
    """
    at = (stamp or act.at).astimezone(UTC).replace(microsecond=0)
    number = cal.sequence if sequence is None else min(sequence, cal.sequence)
    facts = {"event": cal.id, "person": person_id, "about": ["", recurrence], "sequence": number, "at": at}
    before = [Said(*row) for row in act.session.execute(_NEWER, facts)]
    stale = number < floor_of(before, recurrence=recurrence, time_sequence=cal.time_sequence)
    key = (cal.id, person_id, recurrence, number, at)
    known = any((one.recurrence, one.sequence, one.stamp) == (recurrence, number, at) for one in before)
    row = act.session.get(CalAnswer, key) if known else None
    if row is None:
        row = CalAnswer(
            event_id=cal.id, person_id=person_id, recurrence=recurrence, sequence=number, dtstamp=at,
            answer=answer, stale=stale,
        )  # fmt: skip
        act.session.add(row)
    elif ANSWERS.index(answer) > ANSWERS.index(row.answer):
        row.answer = answer
    if row.answer == DECLINED:
        cal.declined = True
    elif cal.declined:
        cal.declined = _stands_declined(act.session, cal)
    act.session.flush()
    now = Said(recurrence, number, at, row.answer)
    others = [one for one in before if (one.recurrence, one.sequence, one.stamp) != (recurrence, number, at)]
    best = counting([*others, now], recurrence=recurrence, time_sequence=cal.time_sequence)
    return best == now and row.answer == answer, stale


def _stands_declined(session: Session, cal: CalEvent) -> bool:
    """Whether anybody's last word on an event, or on one of its dates, is a no, whatever was asked anew since.

    What was asked anew can be taken back, and then the no counts again: `answering` weighs it all.
    """
    rows = select(CalAnswer.person_id, *_SAID.selected_columns).where(
        CalAnswer.event_id == cal.id, CalAnswer.answer != NEEDS_ACTION
    )
    said: dict[int, list[Said]] = {}
    for person_id, *one in session.execute(rows):
        said.setdefault(person_id, []).append(Said(*one))
    return any(
        (best := counting(of, recurrence=date)) is not None and best.answer == DECLINED
        for of in said.values()
        for date in {one.recurrence for one in of}
    )


def ask_anew(act: Act, cal: CalEvent, person_id: int, *, recurrence: str = "") -> None:
    """From the event's present SEQUENCE on a person, or one date of theirs, waits for an answer again."""
    if act.session.get(CalAnswer, (cal.id, person_id, recurrence, cal.sequence, ASKED_AT)) is None:
        act.session.add(
            CalAnswer(
                event_id=cal.id, person_id=person_id, recurrence=recurrence, sequence=cal.sequence,
                dtstamp=ASKED_AT, answer=NEEDS_ACTION, stale=False,
            )
        )  # fmt: skip
        act.session.flush()


def take_back_asking(act: Act, cal: CalEvent) -> None:
    """Changes of time that were put back before anybody was told ask nobody: what was said before them counts."""
    told = told_sequence(act.session, cal.uid)
    if told is None:
        return
    cal.time_sequence = min(cal.time_sequence, told)
    act.session.execute(
        delete(CalAnswer).where(
            CalAnswer.event_id == cal.id, CalAnswer.dtstamp == ASKED_AT, CalAnswer.sequence > told
        )
    )


def time_changed(act: Act, sitdown: Sitdown, *, told: bool = True) -> None:
    """A date has another hour: what its leader said to the old one does not count, of this date alone; nor does
    what was proposed instead of it. Not `told`, it was put back before anybody heard of it."""
    of_it = Proposal.sitdown_id == sitdown.id, Proposal.cadence == "", Proposal.state == "open"
    for proposal in act.session.scalars(select(Proposal).where(*of_it)):
        proposal.state = "passed"
    for cal, recurrence in leader_events(act.session, sitdown):
        if told:
            ask_anew(act, cal, sitdown.leader_id, recurrence=recurrence)
        else:
            take_back_asking(act, cal)


def leader_events(session: Session, sitdown: Sitdown) -> list[tuple[CalEvent, str]]:
    """The events in which a leader holds a date, each with how the date is known there."""
    own = session.scalars(
        select(CalEvent).where(CalEvent.sitdown_id == sitdown.id, CalEvent.role != "seat")
    ).all()
    found = [(cal, "") for cal in own]
    if sitdown.series_id is not None and sitdown.original_start is not None:
        whole = session.scalar(
            select(CalEvent).where(CalEvent.series_id == sitdown.series_id, CalEvent.role == "series")
        )
        if whole is not None:
            found.append((whole, f"{sitdown.original_start:%Y%m%dT%H%M%SZ}"))
    return found
