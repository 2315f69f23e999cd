"""Promises that came with a list: held back until somebody says so, then each owner is asked in one letter; knows letters, asks."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import delete, or_, select, update

from floortime.act import Act
from floortime.clock import day_in
from floortime.followups.asks import ask_for_several
from floortime.followups.letters import tell_owner
from floortime.followups.model import ChaseStep, Followup
from floortime.followups.queries.askers import Asker, askers
from floortime.followups.stages import OPEN
from floortime.journal import actions as journal
from floortime.outbox.queries import taken_back
from floortime.people.model import Person

ASKED, TELL = "asked", "tell"
TOLD = "told"
"""The step that tells an owner of what a list brought."""
MOST = 50
"""No act renders more letters than this; the duty comes back until nothing is left."""


def let_go(act: Act, ids: Collection[int], *, tell: bool) -> None:
    """Hold these back no longer: their owners are told next, or hear of them first when their chase says so.

    Either way the days of grace are counted from today: whoever was not asked before is not late.
    """
    act.session.flush()
    for row in act.session.scalars(
        select(Followup).where(Followup.id.in_(ids), Followup.held_back == ASKED).order_by(Followup.id)
    ):
        row.held_back, row.round_on = TELL if tell else "", act.today
    act.session.flush()


def tell_brought(act: Act) -> int:
    """Write to owners of what is to be told, at most fifty letters; returns to how many owners."""
    _tell_again(act)
    rest = or_(Followup.owner_id.is_(None), Followup.stage.not_in(OPEN))
    act.session.execute(update(Followup).where(Followup.held_back == TELL, rest).values(held_back=""))
    some = select(Followup.owner_id).where(Followup.held_back == TELL).distinct().limit(MOST)
    owners = act.session.scalars(select(Person).where(Person.id.in_(some)).order_by(Person.id)).all()
    for owner in owners:
        _tell(act, owner)
    return len(owners)


def _tell(act: Act, owner: Person) -> None:
    """What each who took a list over asks of them, in a letter: that is no reminder, and not their letter of the day."""
    rows = act.session.scalars(
        select(Followup)
        .where(Followup.held_back == TELL, Followup.owner_id == owner.id)
        .order_by(Followup.due_on, Followup.id)
    ).all()
    for row in rows:
        # From today on they know of it: nothing else reminds them on the day on which they are asked.
        row.held_back, row.round_on = "", max(act.today, day_in(act.at, owner.zone))
    act.session.flush()
    who, asked = askers(act.session, rows), defaultdict[int, list[Followup]](list)
    for row in rows:
        asked[who[row.id].person_id if row.id in who else 0].append(row)
    for by, some in sorted(asked.items()):
        if by != owner.id:  # who took it over themselves has read it
            _ask(act, owner, some, who.get(some[0].id))


def _ask(act: Act, owner: Person, rows: list[Followup], asker: Asker | None) -> None:
    """One is asked as any other promise is; several in a letter of their own, in which each step says where it stands."""
    letter = tell_owner(act, rows[0]) if len(rows) == 1 else ask_for_several(act, owner, rows, asker)
    if letter is None:
        return
    for row in rows:
        if len(rows) > 1:
            key = {"followup_id": row.id, "round": row.chase_round, "step": TOLD}
            act.session.merge(ChaseStep(**key, done_at=act.at, letter_id=letter.id, to_id=owner.id))
        journal.write(act, "followup.asked", "followup", row.id, to_id=owner.id)


def _tell_again(act: Act) -> None:
    """A letter that was taken back because of one of them: all that still are its reader's are to be told yet, moved ones too."""
    back = (ChaseStep.step == TOLD, ChaseStep.letter_id.in_(taken_back(act.at)))
    rows = act.session.execute(select(ChaseStep.followup_id, ChaseStep.to_id).where(*back)).all()
    if not rows:
        return
    for followup_id, owner_id in rows:
        act.session.execute(
            update(Followup)
            .where(Followup.id == followup_id, Followup.owner_id == owner_id, Followup.stage.in_(OPEN))
            .values(held_back=TELL)
        )
    act.session.execute(delete(ChaseStep).where(*back))
    act.session.expire_all()
