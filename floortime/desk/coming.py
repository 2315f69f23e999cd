"""What a promise's page says of its chase: who hears of it when, and what somebody held back; knows the chase's query."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from floortime.dates import weekday_short
from floortime.followups.actions.looking import HELD
from floortime.followups.chase import AGAIN, Step
from floortime.followups.model import ChaseHold, Followup, Look
from floortime.followups.queries.backs import missing_in
from floortime.followups.queries.chasing import Chase, asked_at, chase_of, held
from floortime.followups.queries.history import BACK
from floortime.followups.queries.proofs import told_on
from floortime.journal.model import Entry
from floortime.people.model import Person
from floortime.people.queries import persons_by_id
from floortime.web.acts import ground, me, reading
from floortime.web.pages import today
from floortime.words import _, lazy

STEPS = {
    "before": lazy("the reminder before the day"),
    "due": lazy("the reminder on the day"),
    "week": lazy("the weekly reminders"),
    "manager": lazy("the letter to the manager"),
    "sponsor": lazy("the letter to the sponsor"),
    "again": lazy("the letter to the sponsor after the second “not yet”"),
    HELD: lazy("the reminder to look at it"),
}

SOON = timedelta(minutes=10)
"""What goes by then is on its way."""


class Coming(Struct, frozen=True):
    """One line: what will happen, when, and whether somebody stopped or postponed it."""

    step: str
    """Empty where nobody may stop it."""
    on: date
    words: str
    hold: ChaseHold | None
    held_by: str


def coming(row: Followup) -> list[Coming]:
    """What is still to come, from the same plan that the worker follows."""
    one = chase_of(reading(), row, ground().clock())
    if one is None:
        return _looking(row)
    holds = held(reading(), row)
    people = persons_by_id(reading(), [hold.by_id for hold in holds.values()])

    def line(one: Chase, step: Step) -> Coming:
        hold = holds.get(step.group)
        by = people.get(hold.by_id or 0) if hold is not None else None
        return Coming(
            step.group, one.when(step), in_words(one, step), hold, by.name if by is not None else ""
        )

    return [*_asked(row, one), *(line(one, step) for step in one.to_come())]


def _asked(row: Followup, one: Chase) -> list[Coming]:
    """The owner's first letter, while it waits for the floor's words."""
    goes_at = asked_at(reading(), row)
    if goes_at is None or goes_at <= ground().clock() + SOON:
        return []
    words = (
        _("You are asked by mail, as soon as it is sorted")
        if one.owner.id == me().id
        else _("%(name)s is asked by mail, as soon as it is sorted", name=one.owner.name)
    )
    return [Coming("", goes_at.astimezone(ZoneInfo(me().zone)).date(), words, None, "")]


def steps_of(row: Followup, entries: Sequence[Entry]) -> dict[int, str]:
    """What lines of the history say beside what was done: which step was held, to which day it moved, and what who looked found missing."""
    said = {one.n: one.words for one in missing_in(reading(), row.id)}
    back = {
        e.id: said[n]
        for e in entries
        if e.verb == BACK and isinstance(n := e.facts.get("n"), int) and n in said
    }
    found = {key: _("“%(words)s”", words=words) for key, words in back.items()}
    return found | _moved_to(entries) | _held_steps(row, entries)


def _moved_to(entries: Iterable[Entry]) -> dict[int, str]:
    """To which day each move went; of one that was taken back the line before it says which stands again."""
    return {
        e.id: weekday_short(date.fromisoformat(str(e.facts["to_on"])), today().year)
        for e in entries
        if e.verb == "followup.moved" and e.facts.get("to_on") and not e.facts.get("undone")
    }


def _held_steps(row: Followup, entries: Iterable[Entry]) -> dict[int, str]:
    """Which step each line of the history stopped, postponed or let go again; why, while that still holds."""
    holds, found = held(reading(), row), dict[int, str]()
    said: dict[str, Entry] = {}
    for entry in entries:
        step = str(entry.facts.get("step") or "")
        if entry.verb.startswith("followup.chase_") and step in STEPS:
            found[entry.id] = str(STEPS[step])
            said[step] = max(entry, said.get(step, entry), key=lambda one: one.id)
    for step, hold in holds.items():
        if step in said and said[step].verb != "followup.chase_resumed":
            found[said[step].id] += f": {_('“%(words)s”', words=hold.reason)}"
    return found


def _looking(row: Followup) -> list[Coming]:
    """The next letter to who is to look at what was done, or to the chief of staff in the end."""
    look = reading().get(Look, row.id)
    if look is None:
        return []
    hold = held(reading(), row).get(HELD)
    people = persons_by_id(reading(), [look.looker_id, hold.by_id if hold is not None else None])
    days = told_on(reading(), look, row.site_id)
    on = next(
        (day for day in days if day > max(today(), hold.until_on if hold and hold.until_on else today())),
        None,
    )
    if on is None and hold is None:
        return []
    looker, by = people.get(look.looker_id), people.get(hold.by_id or 0) if hold is not None else None
    words = (
        _("The chief of staff hears of it")
        if on == days[-1] or looker is None
        else _("%(name)s is reminded to look", name=looker.name)
    )
    if hold is not None and hold.until_on is not None:
        on = max(on or hold.until_on, hold.until_on)
    return [Coming(HELD, on or days[-1], words, hold, by.name if by is not None else "")]


def in_words(one: Chase, step: Step) -> str:
    """What a step will do."""
    person = one.told[step.to]
    if step.to == "owner":
        return _reminded(person, step)
    if step.to == "sponsor":
        return _to_sponsor(person, step)
    owner = one.owner
    if owner.manager_id != person.id:
        return _("%(name)s hears of it, for the department", name=person.name)
    if owner.id == me().id:
        return _("Your manager %(name)s hears of it", name=person.name)
    return _("%(name)s hears of it, whom %(owner)s reports to", name=person.name, owner=owner.first_name)


def _to_sponsor(sponsor: Person, step: Step) -> str:
    you = sponsor.id == me().id
    if step.name == AGAIN:
        if you:
            return _("You hear that the floor has said not yet twice")
        return _("%(name)s hears that the floor has said not yet twice", name=sponsor.name)
    if you:
        return _("You hear of it, as its sponsor")
    return _("%(name)s hears of it, as its sponsor", name=sponsor.name)


def _reminded(owner: Person, step: Step) -> str:
    you = owner.id == me().id
    if step.group == "week":
        if you:
            return _("You are reminded, and then once a week")
        return _("%(name)s is reminded, and then once a week", name=owner.name)
    return _("You are reminded") if you else _("%(name)s is reminded", name=owner.name)
