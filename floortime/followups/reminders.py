"""The duties that chase: one letter a day to each who must hear of promises, each step once; and what is overdue.

Knows digests, which put a letter into words, the chase, and its own tables.
"""

from collections import defaultdict
from datetime import timedelta

from msgspec import Struct
from sqlalchemy import Table, delete, select, update

from floortime.act import Act
from floortime.clock import day_in
from floortime.db import add_unless, bump, insert_or
from floortime.followups import stages
from floortime.followups.brought import TOLD
from floortime.followups.chase import is_owners
from floortime.followups.digests import Item, write_digest
from floortime.followups.model import ChaseStep, Digest, DigestNews, Followup
from floortime.followups.queries.chasing import NOBODY, chases, open_by, ownerless
from floortime.followups.queries.news import news_ready
from floortime.journal import actions as journal
from floortime.outbox.queries import taken_back
from floortime.people.model import Person

REMINDED = "reminded"
"""The revision that rises with each reminder: the log tells of them."""
MOST = 50
"""No act renders more letters than this; the duty comes back until nothing is left."""
MANY = 500
"""Lines of the journal that one part of a duty writes."""
AT_ONCE = 100
"""Steps that one statement claims."""
VERBS = {NOBODY: "followup.unowned"}
LONG_AGO = timedelta(days=60)
"""Letters of days before are not looked through any more for such as were taken back."""
LOOK_AHEAD = timedelta(days=35)
"""Wider than the earliest step before a date, holidays and a closed week between."""


def chase_promises(act: Act) -> int:
    """Write the letters of today whose hour has come, at most fifty; returns how many were written."""
    _say_again(act)
    written = 0
    for one in _waiting(act).values():
        written += _write(act, one)
        if written >= MOST:
            break
    return written


class Waiting(Struct, frozen=True):
    """Whose letter goes now, and what stands in it: what they must hear of, and news."""

    person: Person
    items: list[Item]
    news: list[DigestNews]


def _waiting(act: Act) -> dict[int, Waiting]:
    """What each person hears of whose letter of today goes now."""
    found: dict[int, Waiting] = {}
    items: dict[int, list[Item]] = defaultdict(list)
    news = news_ready(act.session, act.at)
    for one in chases(act.session, open_by(act.session, act.today + LOOK_AHEAD), act.at):
        for step in one.due_now():
            if one.ready(step.to):
                person = one.told[step.to]
                items[person.id].append(Item(one.followup, step.name, one))
                found[person.id] = Waiting(person, items[person.id], [])
    for followup, person, ready in ownerless(act.session, act.at):
        if ready:
            items[person.id].append(Item(followup, NOBODY))
            found[person.id] = Waiting(person, items[person.id], [])
    for person, rows in news:
        found[person.id] = Waiting(person, items[person.id], rows)
    return found


def _write(act: Act, one: Waiting) -> int:
    """One letter; whoever of two workers comes second finds it written, and writes nothing."""
    person, items = one.person, one.items
    day = day_in(act.at, person.zone)
    key = {"person_id": person.id, "on_day": day}
    if not add_unless(act.session, Digest.__table__, key, "person_id", "on_day"):
        return 0
    kept = _taken(act, items, person)
    letter = write_digest(act, person, kept, one.news, day=day) if kept or one.news else None
    if letter is None:
        act.session.execute(delete(Digest).where(Digest.person_id == person.id, Digest.on_day == day))
        return 0
    act.session.execute(
        update(Digest).where(Digest.person_id == person.id, Digest.on_day == day).values(letter_id=letter.id)
    )
    for told in one.news:
        told.letter_id = letter.id
    _say_where(act, kept, person, letter.id)
    for item in kept:
        verb = VERBS.get(item.step, "followup.reminded" if is_owners(item.step) else "followup.escalated")
        journal.write(act, verb, "followup", item.followup.id, to_id=person.id, step=item.step)
    bump(act.session, REMINDED)
    return 1


def _taken(act: Act, items: list[Item], person: Person) -> list[Item]:
    """Claim the steps; those that the other of two workers had claimed are left out, however close together they come."""
    table = ChaseStep.__table__
    assert isinstance(table, Table)
    statement = insert_or(act.session, table).on_conflict_do_nothing()
    mine: set[tuple[int, str]] = set()
    for start in range(0, len(items), AT_ONCE):
        rows = [
            {
                "followup_id": item.followup.id,
                "round": item.followup.chase_round,
                "step": item.step,
                "done_at": act.at,
                "to_id": person.id,
            }
            for item in items[start : start + AT_ONCE]
        ]
        claimed = act.session.execute(statement.values(rows).returning(table.c.followup_id, table.c.step))
        mine |= {(row.followup_id, row.step) for row in claimed}
    return [item for item in items if (item.followup.id, item.step) in mine]


def _say_where(act: Act, items: list[Item], person: Person, letter_id: int) -> None:
    """In which letter these steps stand."""
    ids = [item.followup.id for item in items]
    for start in range(0, len(ids), AT_ONCE):
        act.session.execute(
            update(ChaseStep)
            .where(
                ChaseStep.followup_id.in_(ids[start : start + AT_ONCE]),
                ChaseStep.to_id == person.id,
                ChaseStep.done_at == act.at,
                ChaseStep.letter_id.is_(None),
            )
            .values(letter_id=letter_id)
            .execution_options(synchronize_session=False)
        )


def _say_again(act: Act) -> None:
    """A letter that was taken back because of one promise: the others in it were not said, so they are to be said yet."""
    back = select(Digest.letter_id).where(
        Digest.on_day > act.today - LONG_AGO, Digest.letter_id.in_(taken_back(act.at))
    )
    ids = list(act.session.scalars(back))
    if ids:
        act.session.execute(delete(ChaseStep).where(ChaseStep.letter_id.in_(ids), ChaseStep.step != TOLD))
        act.session.execute(delete(Digest).where(Digest.letter_id.in_(ids)))
        act.session.execute(update(DigestNews).where(DigestNews.letter_id.in_(ids)).values(letter_id=None))
        act.session.expire_all()


def mark_overdue(act: Act) -> int:
    """Say of open promises whose date is over, where their owner is, that it is; returns how many."""
    rows = act.session.execute(
        select(Followup.id, Followup.due_on, Person.zone)
        .outerjoin(Person, Person.id == Followup.owner_id)
        .where(Followup.stage.in_(stages.OPEN), Followup.overdue_on.is_(None), Followup.due_on <= act.today)
        .order_by(Followup.due_on, Followup.id)
    ).all()
    over = [row for row in rows if row.due_on < day_in(act.at, row.zone or "UTC")][:MANY]
    for row in over:
        # Past the mapper: nobody edited it, so nobody who is just answering it has to look again.
        act.session.execute(
            update(Followup)
            .where(Followup.id == row.id, Followup.overdue_on.is_(None))
            .values(overdue_on=row.due_on + timedelta(days=1))
            .execution_options(synchronize_session=False)
        )
        journal.write(act, "followup.overdue", "followup", row.id, due_on=row.due_on.isoformat())
    return len(over)
