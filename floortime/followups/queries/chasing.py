"""The chase of follow-ups as it stands: whom each step tells, and when; the duty and the page read it here alike."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import BindParameter, ColumnElement, Date, Select, bindparam, select
from sqlalchemy.orm import Session

from floortime.followups import chase, stages
from floortime.followups.chase import Away, Hold, Promise, Rules, Said, Step, To
from floortime.followups.model import ChaseHold, ChaseRule, ChaseStep, Followup
from floortime.followups.queries.mornings import Mornings
from floortime.outbox.model import Letter
from floortime.people.model import DepartmentHead, Person, Posting
from floortime.people.queries import days_off, persons_by_id, posted, recipient
from floortime.people.workdays import Closed, add_working_days
from floortime.sitdowns.model import Programme, Sitdown

Open = tuple[Followup, Person, int | None, int | None]
"""A promise, its owner, and the site and programme of the sit-down at which it was made."""


class OfProgramme(Struct, frozen=True):
    """How a programme chases, and who its sponsor is; nobody named: the leader who promised."""

    rules: Rules = Rules()
    sponsor_id: int | None = None


class Chase(Struct, frozen=True):
    """The chase of one open promise."""

    followup: Followup
    owner: Person
    told: dict[To, Person]
    """Whom its steps tell, as far as there is somebody who can be written to."""
    plan: list[Step]
    said: Said
    mornings: Mornings
    away: Away

    def today(self, to: To) -> date:
        """The date where they are."""
        return self.mornings.today(self.told[to])

    def ready(self, to: To) -> bool:
        """Whether the one letter of the day goes to them now."""
        return self.mornings.ready(self.told[to], self.away.of(to))

    def when(self, step: Step) -> date:
        """The day of the letter in which a step will stand: its own, or the first on which one goes out."""
        first = max(step.on, self.mornings.next_on(self.told[step.to]))
        return add_working_days(first, 0, self.away.of(step.to))

    def due_now(self) -> list[Step]:
        """What is to be told now."""
        return chase.due_now(self.plan, self.said, self.today)

    def to_come(self) -> list[Step]:
        """What is still to be told, and what would be if nobody had stopped it."""
        return chase.to_come(self.plan, self.said, self.today)


def rules_of(session: Session) -> dict[int | None, OfProgramme]:
    """The chase of every programme, and under None that of the default one."""
    found: dict[int | None, OfProgramme] = defaultdict(OfProgramme)
    rows: dict[int, list[ChaseRule]] = defaultdict(list)
    for row in session.scalars(_RULES):
        rows[row.programme_id].append(row)
    for programme_id, of_one in rows.items():
        days = {row.step: row.days for row in of_one}
        sponsor = next((row.person_id for row in of_one if row.step == "sponsor"), None)
        found[programme_id] = OfProgramme(Rules(**days), sponsor)
    found[None] = found[session.scalar(_DEFAULT)]
    return found


def chase_of(session: Session, followup: Followup, at: datetime) -> Chase | None:
    """The chase of one promise; None when it has no owner who is still here, is not open, or is held back."""
    if followup.stage not in stages.OPEN or followup.held_back:
        return None
    return next(iter(chases(session, found(session, _ONE, {"one": followup.id}), at)), None)


def asked(*which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The question for promises of this kind that have an owner, those due first before the others."""
    return (
        select(Followup, Person, Sitdown.site_id, Sitdown.programme_id)
        .join(Person, Person.id == Followup.owner_id)
        .outerjoin(Sitdown, Sitdown.id == Followup.sitdown_id)
        .where(*which)
        .order_by(Followup.due_on, Followup.id)
    )


def found(session: Session, question: Select[*tuple[Any, ...]], told: Mapping[str, object]) -> list[Open]:
    """The answer."""
    rows = session.execute(question, dict(told))
    return [(followup, owner, site_id, programme_id) for followup, owner, site_id, programme_id in rows]


# Built once: each of them is asked for every promise that is handed over, moved or shown.
_THESE: BindParameter[list[int]] = bindparam("ids", expanding=True)
_ONE = asked(Followup.id == bindparam("one"))
_RULES = select(ChaseRule)
_DEFAULT = select(Programme.id).where(Programme.is_default).limit(1)
_HEADS = select(DepartmentHead)
_NAMED = select(ChaseRule.person_id).where(ChaseRule.person_id.is_not(None))
_SITES = (
    select(Posting.person_id, Posting.site_id)
    .where(Posting.person_id.in_(_THESE), posted(bindparam("day", type_=Date)), Posting.site_id.is_not(None))
    .order_by(Posting.person_id, Posting.from_on)
)
_SAID = select(ChaseStep.followup_id, ChaseStep.round, ChaseStep.step).where(
    ChaseStep.followup_id.in_(_THESE)
)
_HOLDS = select(ChaseHold).where(ChaseHold.followup_id.in_(_THESE))


def chases(
    session: Session,
    rows: Sequence[Open],
    at: datetime,
) -> list[Chase]:
    """The chases of these promises; one whose owner has left has none until somebody gives it an owner."""
    rules, house = rules_of(session), _House(session, rows, at)
    said, holds = _said(session, rows), _holds(session, rows)
    those = []
    for followup, owner, site_id, programme_id in rows:
        if not owner.reachable_on(at.date()):
            continue
        key = (followup.id, followup.chase_round)
        how = rules[followup.programme_id or programme_id]
        told = house.told(followup, owner, how.sponsor_id)
        away = house.away(told, owner, followup.site_id or site_id)
        plan = chase.steps(
            Promise(followup.due_on, followup.since_on, _again_on(followup)),
            how.rules if house.mornings.early(owner) else replace(how.rules, before=None),
            away,
            holds.get(key, {}),
            at.date(),
        )
        said_here = Said(frozenset({*said.get(key, ()), *said.get((followup.id, 0), ())}))
        plan = [step for step in plan if step.to in told]
        those.append(Chase(followup, owner, told, plan, said_here, house.mornings, away))
    return those


def _again_on(followup: Followup) -> date | None:
    return followup.reopened_on if followup.reopened >= 2 else None


class _House:
    """Who is above whom, and who works where: read once for many promises."""

    def __init__(
        self,
        session: Session,
        rows: Sequence[Open],
        at: datetime,
    ) -> None:
        self.day = at.date()
        self.heads = {(head.department_id, head.part): head.person_id for head in session.scalars(_HEADS)}
        named = session.scalars(_NAMED)
        ids = {*named, *self.heads.values()}
        for followup, owner, *_ in rows:
            ids |= {owner.manager_id, followup.promised_by_id}
        self.people = persons_by_id(session, ids)
        owners = {owner.id: owner for _f, owner, *_ in rows}
        self.mornings = Mornings(session, {**self.people, **owners}, at)
        self.sites = sites_of(session, {*self.people, *owners}, self.day)
        self.off: Callable[[int | None], Closed] = cache(lambda site_id: days_off(session, site_id))

    def told(self, followup: Followup, owner: Person, sponsor_id: int | None) -> dict[To, Person]:
        """The owner; whom they report to, else the head of their department; the sponsor, else who promised."""
        own, asked = owner.department_id or followup.department_id, followup.department_id
        above = (
            owner.manager_id,
            self.heads.get((own or 0, "manager")),
            self.heads.get((own or 0, "sponsor")),
        )
        sponsors = (sponsor_id, followup.promised_by_id, self.heads.get((asked or 0, "sponsor")))
        found: dict[To, Person] = {}
        if recipient(owner, self.day) is not None:
            found["owner"] = owner
        manager, sponsor = self._first(above, owner), self._first(sponsors, owner)
        if manager is not None:
            found["manager"] = manager
        if sponsor is not None:
            found["sponsor"] = sponsor
        return found

    def _first(self, ids: Iterable[int | None], owner: Person) -> Person | None:
        for key in ids:
            person = self.people.get(key or 0)
            if person is None or person.id == owner.id or person.kind != "staff":
                continue
            if recipient(person, self.day) is not None:
                return person
        return None

    def away(self, told: dict[To, Person], owner: Person, site_id: int | None) -> Away:
        """Everybody's days off are those of their own site; a guest's those of where it was said."""

        def of(person: Person | None) -> Closed:
            return self.off(self.sites.get(person.id, site_id) if person is not None else site_id)

        return Away(of(owner), of(told.get("manager")), of(told.get("sponsor")))


def sites_of(session: Session, ids: set[int], day: date) -> dict[int, int]:
    """Where each of them works on that day, if anywhere."""
    rows = session.execute(_SITES, {"ids": list(ids), "day": day})
    return {person_id: site_id for person_id, site_id in rows if site_id is not None}


def _said(session: Session, rows: Sequence[Open]) -> dict[tuple[int, int], set[str]]:
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    ids = [followup.id for followup, *_ in rows]
    for start in range(0, len(ids), 500):
        taken = session.execute(_SAID, {"ids": ids[start : start + 500]})
        for followup_id, number, step in taken:
            # That it came back twice is said once, whatever becomes of the date afterwards.
            found[followup_id, 0 if step == chase.AGAIN else number].add(step)
    return found


def _holds(session: Session, rows: Sequence[Open]) -> dict[tuple[int, int], dict[str, Hold]]:
    found: dict[tuple[int, int], dict[str, Hold]] = defaultdict(dict)
    ids = [followup.id for followup, *_ in rows]
    for start in range(0, len(ids), 500):
        for row in session.scalars(_HOLDS, {"ids": ids[start : start + 500]}):
            found[row.followup_id, row.round][row.step] = Hold(row.until_on)
    return found


def asked_at(session: Session, followup: Followup) -> datetime | None:
    """When its owner's first letter goes that still waits; None where it has gone, or none was written."""
    waits = Letter.kind == "followup", Letter.subject_id == followup.id, Letter.event == "followup_assigned"
    return session.scalar(select(Letter.not_before).where(*waits, Letter.state == "queued").limit(1))


def held(session: Session, followup: Followup) -> dict[str, ChaseHold]:
    """What somebody stopped or postponed in this round, and why."""
    rows = session.scalars(
        select(ChaseHold).where(ChaseHold.followup_id == followup.id, ChaseHold.round == followup.chase_round)
    )
    return {row.step: row for row in rows}
