"""Promises that came with a list: held back until somebody says so, then told to each owner in one letter; knows digests."""

from collections.abc import Collection

from sqlalchemy import delete, or_, select, update

from floortime.act import Act
from floortime.clock import day_in
from floortime.db import add_unless
from floortime.followups.digests import Item, write_digest
from floortime.followups.model import ChaseStep, Digest, Followup
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
    """One letter with all of theirs; it counts as their letter of the day."""
    rows = act.session.scalars(
        select(Followup)
        .where(Followup.held_back == TELL, Followup.owner_id == owner.id)
        .order_by(Followup.due_on, Followup.id)
    ).all()
    day = day_in(act.at, owner.zone)
    letter = write_digest(act, owner, [Item(row, "due") for row in rows], day=day)
    for row in rows:
        row.held_back = ""
    act.session.flush()
    if letter is None:
        return
    had = {"person_id": owner.id, "on_day": day, "letter_id": letter.id}
    add_unless(act.session, Digest.__table__, had, "person_id", "on_day")
    for row in rows:
        key = {"followup_id": row.id, "round": row.chase_round, "step": TOLD}
        act.session.merge(ChaseStep(**key, done_at=act.at, letter_id=letter.id, to_id=owner.id))
        journal.write(act, "followup.reminded", "followup", row.id, to_id=owner.id, step=TOLD)


def _tell_again(act: Act) -> None:
    """A letter that was taken back because of one of them: the others in it are to be told yet."""
    back = (ChaseStep.step == TOLD, ChaseStep.letter_id.in_(taken_back(act.at)))
    rows = act.session.execute(select(ChaseStep.followup_id, ChaseStep.round).where(*back)).all()
    if not rows:
        return
    for followup_id, number in rows:
        act.session.execute(
            update(Followup)
            .where(Followup.id == followup_id, Followup.chase_round == number, Followup.stage.in_(OPEN))
            .values(held_back=TELL)
        )
    act.session.execute(delete(ChaseStep).where(*back))
    act.session.expire_all()
