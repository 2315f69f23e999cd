"""The chase of one promise as data: who is told on which day, what is still to come; pure: no database, no clock."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct, field

from floortime.people.workdays import Closed, add_working_days

To = Literal["owner", "manager", "sponsor"]
READERS: tuple[To, ...] = ("owner", "manager", "sponsor")
LAST_WEEK = 52
"""A promise a year late has been said often enough; the board still shows it."""
FIRST = ("before", "due")
AGAIN = "again"
"""The sponsor is told that the floor has said not yet for the second time."""
ABOVE = ("manager", "sponsor", AGAIN)
"""What is told above: when the owner's own time is over, or a fix did not hold twice."""
WEEK = "week"
"""What all weekly reminders are called together, when one stops or postpones them."""


class Rules(Struct, frozen=True):
    """What a programme says about its chase; None leaves a step out."""

    before: int | None = 2
    """Working days before the date on which the owner hears of it first."""
    week: int | None = 1
    """Weeks between one reminder and the next, once the date has passed."""
    manager: int | None = 5
    """Working days past the date after which the owner's manager is told."""
    sponsor: int | None = 10
    """Working days past the date after which the sponsor is told."""


class Hold(Struct, frozen=True):
    """That a step was stopped, or postponed until a day."""

    until_on: date | None = None


class Promise(Struct, frozen=True):
    """What the chase must know of a promise."""

    due_on: date
    since_on: date
    """Since when its owner knows this date: from then on the days of grace are counted."""
    again_on: date | None = None
    """When the floor said not yet for the second time or more; None: it has not."""


class Step(Struct, frozen=True):
    """One step: what it is called, whom it tells, and on which day."""

    name: str
    to: To
    on: date
    stopped: bool = False
    postponed: bool = False

    @property
    def rank(self) -> int:
        """How far along it lies among the steps that tell the same person."""
        return FIRST.index(self.name) if self.name in FIRST else rank_of(self.name)

    @property
    def group(self) -> str:
        """What it is stopped and postponed by: the weekly ones go together."""
        return group_of(self.name)


class Away(Struct, frozen=True):
    """The days on which each of those who are told does not work, beside weekends."""

    owner: Closed = frozenset()
    manager: Closed = frozenset()
    sponsor: Closed = frozenset()

    def of(self, to: To) -> Closed:
        """Their days."""
        days: Closed = getattr(self, to)
        return days


class Said(Struct, frozen=True):
    """Which steps of this round were taken already."""

    names: frozenset[str] = field(default_factory=frozenset)

    @property
    def furthest(self) -> int:
        """How far the owner's reminders have come; -1 before the first."""
        return max((rank_of(name) for name in self.names if is_owners(name)), default=-1)


def is_owners(name: str) -> bool:
    """Whether a step tells the owner."""
    return name in FIRST or name.startswith(WEEK)


def rank_of(name: str) -> int:
    """Before, on the day, then week after week; those above have one step each."""
    if name in FIRST:
        return FIRST.index(name)
    return 1 + int(name.removeprefix(WEEK)) if name.startswith(WEEK) else 0


def group_of(name: str) -> str:
    """The name by which a step is held: its own, or that of all weekly ones."""
    return WEEK if name.startswith(WEEK) else name


def steps(promise: Promise, rules: Rules, away: Away, held: Mapping[str, Hold], until: date) -> list[Step]:
    """Every step of this round, the weekly ones up to the first after `until`; each on a working day of whom it tells.

    Before and on the day are told to whoever knew the date by then. Grace and weeks are counted from the date,
    or from when the owner heard of it, if that was later: a new owner gets the time that the first one had.
    """
    found = [*_owners(promise, rules, away.owner), *_above(promise, rules, away)]
    weekly = _weekly(promise, rules, away.owner, held.get(WEEK), until)
    return sorted(
        [*(_held(step, held.get(step.name), away) for step in found), *weekly],
        key=lambda step: (step.on, READERS.index(step.to), step.rank),
    )


def _owners(promise: Promise, rules: Rules, off: Closed) -> list[Step]:
    # The date itself may lie in a weekend: the last working day up to it is the day on which one can still act.
    on_day = add_working_days(promise.due_on + timedelta(days=1), -1, off)
    found = [Step("due", "owner", on_day)]
    if rules.before is not None:
        first = add_working_days(promise.due_on, -rules.before, off)
        found = [Step("before", "owner", first), *found] if first < on_day else found
    return [step for step in found if promise.since_on < step.on]


def _above(promise: Promise, rules: Rules, away: Away) -> list[Step]:
    start = max(promise.due_on, promise.since_on)
    found: list[Step] = []
    graces: tuple[tuple[Literal["manager", "sponsor"], int | None], ...] = (
        ("manager", rules.manager),
        ("sponsor", rules.sponsor),
    )
    for to, grace in graces:
        if grace is not None:
            over = add_working_days(start, grace, away.owner)
            found.append(Step(to, to, add_working_days(over, 0, away.of(to))))
    if promise.again_on is not None:
        # The day after: its owner reads it first, and whoever promised it can stop this.
        found.append(Step(AGAIN, "sponsor", add_working_days(promise.again_on, 1, away.sponsor)))
    return found


def _weekly(promise: Promise, rules: Rules, off: Closed, hold: Hold | None, until: date) -> list[Step]:
    if rules.week is None:
        return []
    start, found = max(promise.due_on, promise.since_on), list[Step]()
    stopped, later = hold is not None and hold.until_on is None, hold.until_on if hold else None
    for n in range(rules.week, LAST_WEEK + 1, rules.week):
        on = add_working_days(start + timedelta(weeks=n), 0, off)
        if later is not None and on < later:
            continue
        if found and found[-1].on == on:
            found.pop()  # a closed fortnight: the newest of them is said
        found.append(Step(f"{WEEK}{n}", "owner", on, stopped=stopped, postponed=later is not None))
        if on > until or stopped:
            break
    return found


def _held(step: Step, hold: Hold | None, away: Away) -> Step:
    if hold is None:
        return step
    if hold.until_on is None:
        return Step(step.name, step.to, step.on, stopped=True)
    on = max(step.on, add_working_days(hold.until_on, 0, away.of(step.to)))
    return Step(step.name, step.to, on, postponed=True)


def due_now(plan: Collection[Step], said: Said, today: Callable[[To], date]) -> list[Step]:
    """What is told now: of the owner's steps the newest alone, of those above each one that has come.

    A worker that was down for a month sends the owner one letter, not five; a clock that jumps back repeats nothing.
    """
    come = [step for step in plan if not step.stopped and step.on <= today(step.to)]
    newest = max((s for s in come if s.to == "owner"), key=lambda s: s.rank, default=None)
    found = [newest] if newest is not None and newest.rank > said.furthest else []
    return found + [step for step in come if step.to != "owner" and step.name not in said.names]


def next_on(plan: Collection[Step], said: Said, to: To) -> date | None:
    """From which day on one of them is told of something, if nothing changes; None: of nothing more.

    `due_now` has something for them on that day of theirs and not before: whoever asks on it need not ask earlier.
    """
    to_say = (
        step.on
        for step in plan
        if step.to == to
        and not step.stopped
        and (step.rank > said.furthest if to == "owner" else step.name not in said.names)
    )
    return min(to_say, default=None)


def to_come(plan: Collection[Step], said: Said, today: Callable[[To], date]) -> list[Step]:
    """What is still to be told, as the page shows it: what is due now, then each next step, held ones with them."""
    now = due_now(plan, said, today)
    reached = max((s.rank for s in now if s.to == "owner"), default=said.furthest)
    rest = [
        step
        for step in plan
        if step not in now
        and (step.rank > reached if step.to == "owner" else step.name not in said.names)
        and (step.stopped or step.on > today(step.to))
    ]
    weekly = [step for step in rest if step.group == WEEK]
    return [step for step in (*now, *rest) if step.group != WEEK or step in now or step == weekly[0]]
