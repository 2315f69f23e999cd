"""Taking a list over, telling its owners or not, and undoing it whole; knows act, journal, the verbs of promises."""

from floortime.act import Act
from floortime.errors import Refused
from floortime.followups import actions as followups
from floortime.followups import brought
from floortime.followups.model import Followup
from floortime.journal import actions as journal
from floortime.lists.comparing import Plan, Taken
from floortime.lists.model import ActionList, ListRow
from floortime.lists.queries import promises_of, untouched
from floortime.obstacles.actions.promises import drop_promise, promise_on
from floortime.obstacles.model import Obstacle
from floortime.people.actions import add_guest
from floortime.people.queries import persons_by_id
from floortime.words import _, language

MOST = 1_000
"""Rows that one transaction brings in: on SQLite everybody who writes waits for it."""


def take_over(act: Act, plan: Plan, *, file_sha256: str) -> ActionList | None:
    """Make promises of the new rows, of which nobody is told yet. A plan that brings nothing leaves nothing behind: None."""
    if not plan.new:
        return None
    if len(plan.new) > MOST:
        raise Refused(_("The list brings more than %(most)s promises. Split it in parts.", most=f"{MOST:,}"))
    made = ActionList(file_sha256=file_sha256, by_id=act.person_id, at=act.at, counts=plan.counts)
    act.session.add(made)
    act.session.flush()
    guests = {
        taken.guest: add_guest(act, taken.guest, name=taken.wanted.name) for taken in plan.new if taken.guest
    }
    # Held while it lasts, so that nobody is looked up again for each of their rows.
    here = persons_by_id(act.session, [taken.owner_id for taken in plan.new])
    for taken in plan.new:
        owner = guests[taken.guest] if taken.guest else here.get(taken.owner_id or 0)
        followup = _promised(act, taken, owner.id if owner else None)
        act.session.add(_row(made, taken, followup))
    for one in plan.settled:
        act.session.add(ListRow(list_id=made.id, line=one.line, verdict="settled"))
    for refusal in plan.refused:
        row = ListRow(list_id=made.id, line=refusal.line, verdict="refused", faults=refusal.kept)
        act.session.add(row)
    act.session.flush()
    journal.write(act, "list.taken_over", "list", made.id, **plan.counts)
    return made


def _row(made: ActionList, taken: Taken, followup: Followup) -> ListRow:
    wanted = taken.wanted
    return ListRow(
        list_id=made.id, line=wanted.line, verdict="new", key_hash=wanted.key, followup_id=followup.id
    )


def _promised(act: Act, taken: Taken, owner_id: int | None) -> Followup:
    wanted = taken.wanted
    about = act.session.get(Obstacle, taken.obstacle_id) if taken.obstacle_id is not None else None
    if about is None:
        followup = followups.make_followup(
            act, what=wanted.what, due_on=wanted.due_on, owner_id=owner_id, department_id=taken.department_id,
            language=wanted.language or language(), held_back=brought.ASKED,
        )  # fmt: skip
    else:
        followup = promise_on(
            act, about, what=wanted.what, due_on=wanted.due_on, owner_id=owner_id,
            department_id=taken.department_id, language=wanted.language or language(), held_back=brought.ASKED,
        )  # fmt: skip
    if wanted.stage == "in_progress":
        followups.start_followup(act, followup)
    return followup


def tell_owners(act: Act, made: ActionList, *, tell: bool) -> None:
    """Tell the owners now, or let each hear of it first when its chase begins. Said twice, nothing happens."""
    if made.state == "undone":
        raise Refused(_("This list was undone."))
    if made.state != "asked":
        return
    brought.let_go(act, promises_of(act.session, made), tell=tell)
    made.state = "told" if tell else "quiet"
    act.session.flush()
    journal.write(act, "list.told" if tell else "list.let_go", "list", made.id)


def undo_list(act: Act, made: ActionList) -> None:
    """Drop every promise of a list with which nothing was done yet. Guests it brought stay in the list of people."""
    if made.state == "undone":
        return
    if not untouched(act.session, made):
        raise Refused(_("Something was done with a promise of this list. Drop single ones on their pages."))
    for followup_id in promises_of(act.session, made):
        followup = act.session.get(Followup, followup_id)
        if followup is not None:
            drop_promise(act, followup, reason=_("The list it came with was taken back."))
    made.state = "undone"
    act.session.flush()
    journal.write(act, "list.undone", "list", made.id)
