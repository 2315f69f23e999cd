"""What people change about the chase: a programme's rules, one step held back, a round that begins anew; knows letters."""

from datetime import date

from sqlalchemy.orm.attributes import flag_modified

from floortime.act import Act
from floortime.errors import Refused
from floortime.followups import letters
from floortime.followups.chase import Rules
from floortime.followups.model import ChaseHold, ChaseRule, Followup
from floortime.followups.queries.chasing import chase_of, rules_of
from floortime.journal import actions as journal
from floortime.sitdowns.model import Programme
from floortime.text import one_line
from floortime.words import _


def chase_anew(act: Act, followup: Followup) -> None:
    """Another date, another owner, or a not yet: nothing that was about to be said holds any more."""
    letters.take_back(act, followup)
    followup.chase_round, followup.round_on = followup.chase_round + 1, act.today
    act.session.flush()


def change_chase(act: Act, programme: Programme, rules: Rules, *, sponsor_id: int | None) -> None:
    """When whom a programme tells, and who its sponsor is. What was said stays said."""
    was = rules_of(act.session)[programme.id]
    if (was.rules, was.sponsor_id) == (rules, sponsor_id):
        return
    for step in ("before", "week", "manager", "sponsor"):
        row = act.session.get(ChaseRule, (programme.id, step))
        if row is None:
            row = ChaseRule(programme_id=programme.id, step=step)
            act.session.add(row)
        row.days = getattr(rules, step)
        row.person_id = sponsor_id if step == "sponsor" else None
    # The rules are rows of their own; whoever edits them at the same time is told by the programme's version.
    flag_modified(programme, "name")
    act.session.flush()
    journal.write(
        act,
        "programme.chase_changed",
        "programme",
        programme.id,
        before=rules.before,
        week=rules.week,
        manager=rules.manager,
        sponsor=rules.sponsor,
        sponsor_id=sponsor_id,
    )


def hold_step(act: Act, followup: Followup, *, step: str, until_on: date | None, reason: str) -> None:
    """Stop a step of this round that is still to come, or postpone it until a day."""
    because = one_line(reason)
    if not because:
        raise Refused(_("Say why: whoever reads this promise sees it."))
    if until_on is not None and until_on <= act.today:
        raise Refused(_("That day is not to come. Choose a later one, or leave it empty to stop for good."))
    one = chase_of(act.session, followup, act.at)
    if one is None or step not in {coming.group for coming in one.to_come()}:
        raise Refused(_("Nothing of this kind is to come any more."))
    row = act.session.get(ChaseHold, (followup.id, followup.chase_round, step))
    if row is None:
        row = ChaseHold(followup_id=followup.id, round=followup.chase_round, step=step)
        act.session.add(row)
    row.until_on, row.reason, row.by_id, row.on = until_on, because[:400], act.person_id, act.today
    _another(act, followup)
    verb = "followup.chase_stopped" if until_on is None else "followup.chase_postponed"
    facts = {"until_on": until_on.isoformat()} if until_on is not None else {}
    journal.write(act, verb, "followup", followup.id, step=step, **facts)


def resume_step(act: Act, followup: Followup, *, step: str) -> None:
    """Let a step take its course again. Done twice, nothing happens the second time."""
    row = act.session.get(ChaseHold, (followup.id, followup.chase_round, step))
    if row is None:
        return
    act.session.delete(row)
    _another(act, followup)
    journal.write(act, "followup.chase_resumed", "followup", followup.id, step=step)


def _another(act: Act, followup: Followup) -> None:
    """What is held are rows of their own; whoever worked out this chase before sees by its version that it is another now."""
    flag_modified(followup, "chase_round")
    act.session.flush()
