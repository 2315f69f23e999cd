"""The duty that chases: one letter a day to each who must hear of promises, each step once.

Knows plans and readers, which say where to look; digests, which put a letter into words; the chase, and its own tables.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct, field
from sqlalchemy import FromClause, Row, bindparam, delete, select, update

from floortime.act import Act
from floortime.clock import day_in
from floortime.db import bump, in_act, insert_or
from floortime.followups.brought import TOLD
from floortime.followups.chase import is_owners
from floortime.followups.digests import Item, write_digest
from floortime.followups.model import ChaseStep, Digest, DigestNews
from floortime.followups.plans import MANY, basis_of, forget_those, plan_again, plan_chase
from floortime.followups.queries.chasing import chases
from floortime.followups.queries.news import news_of, news_waits
from floortime.followups.queries.ownerless import NOBODY, Lost, ownerless, without_owner
from floortime.followups.queries.readers import added, promises_of, ready, to_tell
from floortime.journal import actions as journal
from floortime.outbox.queries import taken_back
from floortime.people.model import Person

REMINDED = "reminded"
"""The revision that rises with each reminder: the log tells of them."""
VERBS = {NOBODY: "followup.unowned"}
DAY = timedelta(days=1)
LONG_AGO = timedelta(days=60)
"""Letters of days before are not looked through any more for such as were taken back."""


def chase_a_part(act: Act) -> bool:
    """The duty: first whom the chase tells is worked out, five hundred promises a time, then letters go, some at a time."""
    _say_again(act)
    basis = basis_of(act.session, act.at)
    return plan_chase(act, basis) == MANY or _write_some(act, basis) > 0


def chase_promises(act: Act) -> int:
    """Write some of the letters of today whose hour has come; returns how many, and none only when none is left."""
    _say_again(act)
    basis = basis_of(act.session, act.at)
    while plan_chase(act, basis) == MANY:
        pass
    return _write_some(act, basis)


def _write_some(act: Act, basis: str) -> int:
    lost = ownerless(act.session, act.today)
    due = added(to_tell(act.session, act.at), news_waits(act.session, act.at))
    due = added(due, [(one.chief.id, act.today - DAY, one.many) for one in lost])
    for people in ready(act.session, act.at, due):
        if written := _tell(act, basis, people, lost):
            return written
    return 0


class Waiting(Struct):
    """What one person hears of now: promises, and news."""

    person: Person
    day: date
    """The date where they are."""
    items: list[Item] = field(default_factory=list)
    news: list[DigestNews] = field(default_factory=list)


def _tell(act: Act, basis: str, people: dict[int, Person], lost: Collection[Lost]) -> int:
    """The letters of these people; afterwards it is worked out anew who hears next of what stood in them."""
    waiting = {key: Waiting(person, day_in(act.at, person.zone)) for key, person in people.items()}
    looked_at = chases(act.session, promises_of(act.session, act.at, list(people)), act.at)
    for one in looked_at:
        for step in one.due_now():
            to = one.told[step.to].id
            if to in waiting and one.ready(step.to):
                waiting[to].items.append(Item(one.followup, step.name, one))
    _add_lost(act, waiting, [one for one in lost if one.chief.id in people])
    for key, rows in news_of(act.session, people, act.at).items():
        waiting[key].news.extend(rows)
    told = _write(act, [one for one in waiting.values() if one.items or one.news])
    said = defaultdict[int, set[str]](set)
    for of_one in told:
        for item in of_one.items:
            said[item.followup.id].add(item.step)
    plan_again(act, basis, looked_at, said)
    return len(told)


def _add_lost(act: Act, waiting: dict[int, Waiting], lost: Collection[Lost]) -> None:
    """To each chief of staff what has no owner."""
    chiefs = {(one.site_id, one.department_id): one.chief.id for one in lost}
    for followup, site_id in without_owner(act.session, lost, act.today):
        waiting[chiefs[site_id, followup.department_id]].items.append(Item(followup, NOBODY))


def _write(act: Act, waiting: Collection[Waiting]) -> list[Waiting]:
    """The letters, and what stands in them; whoever of two workers comes second finds them written, and writes none."""
    told = list[Waiting]()
    for one in _taken(act, _first(act, waiting)):
        some = one.items or one.news
        letter = write_digest(act, one.person, one.items, one.news, day=one.day) if some else None
        had = Digest.person_id == one.person.id, Digest.on_day == one.day
        if letter is None:
            act.session.execute(delete(Digest).where(*had))
            continue
        told.append(one)
        act.session.execute(update(Digest).where(*had).values(letter_id=letter.id))
        for news in one.news:
            news.letter_id = letter.id
        _say_where(act, one, letter.id)
    if told:
        bump(act.session, REMINDED)
    return told


def _first(act: Act, waiting: Collection[Waiting]) -> list[Waiting]:
    """Those whose letter of the day is ours to write, and nobody else's."""
    rows = [{"person_id": one.person.id, "on_day": one.day} for one in waiting]
    mine = {row.person_id for row in _added(act, Digest.__table__, rows, "person_id")}
    return [one for one in waiting if one.person.id in mine]


def _taken(act: Act, waiting: Collection[Waiting]) -> list[Waiting]:
    """Claim the steps; those that the other of two workers had claimed are left out, however close together they come."""
    rows = [
        {
            "followup_id": item.followup.id,
            "round": item.followup.chase_round,
            "step": item.step,
            "done_at": act.at,
            "to_id": one.person.id,
        }
        for one in waiting
        for item in one.items
    ]
    claimed = _added(act, ChaseStep.__table__, rows, "followup_id", "step", "to_id")
    mine = {(row.followup_id, row.step, row.to_id) for row in claimed}
    for one in waiting:
        one.items = [i for i in one.items if (i.followup.id, i.step, one.person.id) in mine]
    return list(waiting)


def _added(act: Act, table: FromClause, rows: list[dict[str, object]], *names: str) -> Sequence[Row[Any]]:
    """Insert these rows but for those that are there already; what was inserted."""
    if not rows:
        return ()
    adding = insert_or(act.session, table).on_conflict_do_nothing()
    return act.session.execute(adding.returning(*(table.c[name] for name in names)), rows).all()


def _say_where(act: Act, one: Waiting, letter_id: int) -> None:
    """In which letter these steps stand, and that they were taken."""
    if one.items:
        steps = [
            {"which": i.followup.id, "of": i.followup.chase_round, "name": i.step, "letter": letter_id}
            for i in one.items
        ]
        in_act(act.session).execute(_STANDS_IN, steps)
    to = one.person.id
    lines = [(_verb(i.step), i.followup.id, {"to_id": to, "step": i.step}) for i in one.items]
    journal.write_all(act, "followup", lines)


_STANDS_IN = (
    update(ChaseStep.__table__)  # type: ignore[arg-type]
    .where(
        ChaseStep.followup_id == bindparam("which"),
        ChaseStep.round == bindparam("of"),
        ChaseStep.step == bindparam("name"),
    )
    .values(letter_id=bindparam("letter"))
)


def _verb(step: str) -> str:
    return VERBS.get(step, "followup.reminded" if is_owners(step) else "followup.escalated")


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
