"""The duty that chases: one letter a day to each who must hear of promises, each step once.

Knows plans and readers, which say where to look; digests, which put a letter into words; the chase, and its own tables.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta

from msgspec import Struct, field
from sqlalchemy import Table, delete, select, update

from floortime.act import Act
from floortime.clock import day_in
from floortime.db import add_unless, bump, insert_or
from floortime.followups.brought import TOLD
from floortime.followups.chase import is_owners
from floortime.followups.digests import Item, write_digest
from floortime.followups.model import ChaseStep, Digest, DigestNews
from floortime.followups.plans import MANY, forget_those, plan_again, plan_chase
from floortime.followups.queries.chasing import chases
from floortime.followups.queries.news import news_of, news_waits
from floortime.followups.queries.ownerless import NOBODY, Lost, ownerless, without_owner
from floortime.followups.queries.readers import added, promises_of, ready, to_tell
from floortime.journal import actions as journal
from floortime.outbox.queries import taken_back
from floortime.people.model import Person

REMINDED = "reminded"
"""The revision that rises with each reminder: the log tells of them."""
AT_ONCE = 100
"""Steps that one statement claims."""
VERBS = {NOBODY: "followup.unowned"}
DAY = timedelta(days=1)
LONG_AGO = timedelta(days=60)
"""Letters of days before are not looked through any more for such as were taken back."""


def chase_a_part(act: Act) -> bool:
    """The duty: first whom the chase tells is worked out, five hundred promises a time, then letters go, fifty a time."""
    return plan_chase(act) == MANY or chase_promises(act) > 0


def chase_promises(act: Act) -> int:
    """Write letters of today whose hour has come, at most fifty; returns how many, and none only when none is left."""
    _say_again(act)
    while plan_chase(act) == MANY:
        pass
    lost = ownerless(act.session, act.today)
    due = added(to_tell(act.session, act.at), news_waits(act.session, act.at))
    due = added(due, [(one.chief.id, act.today - DAY, one.many) for one in lost])
    for people in ready(act.session, act.at, due):
        if written := _tell(act, people, lost):
            return written
    return 0


class Waiting(Struct):
    """What one person hears of now: promises, and news."""

    person: Person
    items: list[Item] = field(default_factory=list)
    news: list[DigestNews] = field(default_factory=list)


def _tell(act: Act, people: dict[int, Person], lost: Collection[Lost]) -> int:
    """The letters of these people; afterwards it is worked out anew who hears next of what stood in them."""
    waiting = {key: Waiting(person) for key, person in people.items()}
    looked_at = chases(act.session, promises_of(act.session, act.at, list(people)), act.at)
    for one in looked_at:
        for step in one.due_now():
            to = one.told[step.to].id
            if to in waiting and one.ready(step.to):
                waiting[to].items.append(Item(one.followup, step.name, one))
    _add_lost(act, waiting, [one for one in lost if one.chief.id in people])
    for key, rows in news_of(act.session, people, act.at).items():
        waiting[key].news.extend(rows)
    written, said = 0, defaultdict[int, set[str]](set)
    for of_one in waiting.values():
        told = _write(act, of_one) if of_one.items or of_one.news else None
        written += told is not None
        for item in told or ():
            said[item.followup.id].add(item.step)
    plan_again(act, looked_at, said)
    return written


def _add_lost(act: Act, waiting: dict[int, Waiting], lost: Collection[Lost]) -> None:
    """To each chief of staff what has no owner."""
    chiefs = {(one.site_id, one.department_id): one.chief.id for one in lost}
    for followup, site_id in without_owner(act.session, lost, act.today):
        waiting[chiefs[site_id, followup.department_id]].items.append(Item(followup, NOBODY))


def _write(act: Act, one: Waiting) -> list[Item] | None:
    """One letter, and what stands in it; whoever of two workers comes second finds it written, and writes nothing."""
    person = one.person
    day = day_in(act.at, person.zone)
    key = {"person_id": person.id, "on_day": day}
    if not add_unless(act.session, Digest.__table__, key, "person_id", "on_day"):
        return None
    kept = _taken(act, one.items, person)
    letter = write_digest(act, person, kept, one.news, day=day) if kept or one.news else None
    had = Digest.person_id == person.id, Digest.on_day == day
    if letter is None:
        act.session.execute(delete(Digest).where(*had))
        return None
    act.session.execute(update(Digest).where(*had).values(letter_id=letter.id))
    for told in one.news:
        told.letter_id = letter.id
    _say_where(act, kept, person, letter.id)
    lines = [(_verb(item.step), item.followup.id, {"to_id": person.id, "step": item.step}) for item in kept]
    journal.write_all(act, "followup", lines)
    bump(act.session, REMINDED)
    return kept


def _verb(step: str) -> str:
    return VERBS.get(step, "followup.reminded" if is_owners(step) else "followup.escalated")


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
        steps = select(ChaseStep.followup_id).where(ChaseStep.letter_id.in_(ids))
        forget_those(act, act.session.scalars(steps).all())
        act.session.execute(delete(ChaseStep).where(ChaseStep.letter_id.in_(ids), ChaseStep.step != TOLD))
        act.session.execute(delete(Digest).where(Digest.letter_id.in_(ids)))
        act.session.execute(update(DigestNews).where(DigestNews.letter_id.in_(ids)).values(letter_id=None))
        act.session.expire_all()
