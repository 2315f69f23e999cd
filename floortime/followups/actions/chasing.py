"""What people change about the chase: a programme's rules, and a round that begins anew; knows letters, its tables."""

from sqlalchemy.orm.attributes import flag_modified

from floortime.act import Act
from floortime.followups import letters
from floortime.followups.chase import Rules
from floortime.followups.model import ChaseRule, Followup
from floortime.followups.queries.chasing import rules_of
from floortime.journal import actions as journal
from floortime.sitdowns.model import Programme


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
