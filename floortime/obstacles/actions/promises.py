"""Promises about obstacles, and those that stand alone: made, taken on, moved, claimed, dropped; knows followups below.

Each verb takes the step of the follow-up and then brings the obstacle along: whom it waits on, and the
moment when nothing is open any more.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from floortime.act import Act
from floortime.errors import Refused
from floortime.followups import actions as followups
from floortime.followups.model import Followup
from floortime.followups.queries.proofs import Proof, looker_for, waiting_for_a_look
from floortime.journal import actions as journal
from floortime.mail.posting import undoable_until
from floortime.obstacles import floor_letters
from floortime.obstacles.actions.moving import move_back, move_stage, show_anew
from floortime.obstacles.model import Obstacle, ObstacleFollowup, Round
from floortime.obstacles.promised import numbers_of, obstacle_of, promises_of, still_open, title_of
from floortime.obstacles.queries.tallies import tallied
from floortime.obstacles.whose_word import heard_promise
from floortime.people.model import Site
from floortime.people.queries import days_off, house
from floortime.people.workdays import add_working_days
from floortime.words import _

PROMISABLE = frozenset(
    {"sorting", "published", "in_hand", "ready_to_close", "asked", "unconfirmed", "refused"}
)
"""Where a promise may still be made: not on what is fixed, withheld or merged into another."""
NOON = time(12)


def promise_on(
    act: Act,
    obstacle: Obstacle,
    *,
    what: str,
    owner_id: int | None,
    due_on: date,
    sitdown_id: int | None = None,
    promised_by_id: int | None = None,
    department_id: int | None = None,
    language: str = "",
    held_back: str = "",
) -> Followup:
    """Promise something about an obstacle: it is in hand from now on, and waits on the owner.

    Words that nobody says the language of are taken to be in the obstacle's.
    """
    if obstacle.stage not in PROMISABLE:
        raise Refused(_("Nothing is open about this obstacle. Raise what still is in the way."))
    followup = followups.make_followup(
        act,
        what=what,
        due_on=due_on,
        owner_id=owner_id,
        sitdown_id=sitdown_id,
        promised_by_id=promised_by_id,
        department_id=department_id or obstacle.department_id,
        language=language or obstacle.language,
        about=title_of(act.session, obstacle),
        about_in=obstacle.language,
        voices=obstacle.voices_n,
        customers=tallied(act.session, obstacle.id),
        site_id=obstacle.site_id,
        programme_id=obstacle.programme_id,
        held_back=held_back,
        told_at=sorted_by(act, obstacle, due_on) if obstacle.stage == "sorting" else None,
    )
    act.session.add(ObstacleFollowup(followup_id=followup.id, obstacle_id=obstacle.id))
    act.session.flush()
    journal.write(act, "obstacle.promised", "obstacle", obstacle.id, followup_id=followup.id)
    if obstacle.stage != "sorting":
        _take_question_back(act, obstacle)
        _in_hand(act, obstacle)
    return followup


def sorted_by(act: Act, obstacle: Obstacle, due_on: date) -> datetime | None:
    """Until when an owner's first letter waits for the floor's words, which are public once the obstacle is sorted.

    Noon of the next working day at its site; what is due by then is asked for at once, in the words of the promise alone.
    """
    day = add_working_days(act.today, 1, days_off(act.session, obstacle.site_id))
    site = act.session.get(Site, obstacle.site_id) if obstacle.site_id is not None else None
    zone = ZoneInfo((site or house(act.session)).zone)
    return datetime.combine(day, NOON, zone) if due_on > day else None


def take_up(act: Act, obstacle: Obstacle) -> None:
    """What was promised before the public words stood, or about an entry merged into this one.

    Its owners' letters get these words, and the entry is in hand at once.
    """
    waiting = still_open(act.session, obstacle.id)
    if not waiting:
        stand_anew(act, obstacle)
        return
    title, customers = title_of(act.session, obstacle), tallied(act.session, obstacle.id)
    for followup in waiting:
        followups.set_about(
            act,
            followup,
            about=title,
            about_in=obstacle.language,
            voices=obstacle.voices_n,
            customers=customers,
            department_id=obstacle.department_id,
            site_id=obstacle.site_id,
            told_at=undoable_until(act),
        )
    if obstacle.stage in PROMISABLE - {"sorting", "refused"}:
        _take_question_back(act, obstacle)
        _in_hand(act, obstacle)


def accept_promise(act: Act, followup: Followup) -> None:
    """The owner takes it on, by the date that stands."""
    followups.start_followup(act, followup)
    _shown(act, followup)


def move_promise(act: Act, followup: Followup, *, to_on: date, reason: str) -> None:
    """Another date, with its reason, which the floor reads."""
    followups.move_due(act, followup, to_on=to_on, reason=reason)
    _due_anew(act, followup)


def take_back_move(act: Act, followup: Followup) -> None:
    """The date before stands again, and the floor reads that one."""
    followups.take_back_move(act, followup)
    _due_anew(act, followup)


def pass_promise_on(act: Act, followup: Followup, *, owner_id: int | None) -> None:
    """Not mine: it goes to somebody else, and the obstacle waits on them. Their letter says the numbers of today."""
    voices, customers = numbers_of(act.session, followup)
    followups.count_anew(followup, voices=voices, customers=customers)
    followups.hand_over(act, followup, owner_id=owner_id)
    _due_anew(act, followup)


def take_back_passing(
    act: Act, followup: Followup, *, owner_id: int | None, stage: str, handed_at: datetime, undone: int
) -> None:
    """It is its former owner's still, and the obstacle waits on them."""
    followups.take_back_hand_over(
        act, followup, owner_id=owner_id, stage=stage, handed_at=handed_at, undone=undone
    )
    _due_anew(act, followup)


def claim_done(act: Act, followup: Followup, *, claim: str) -> None:
    """The owner says that it is done. A promise that stands alone is put to those who heard it at once."""
    if followup.stage == "claimed":
        return
    followups.claim_followup(act, followup, claim=claim)
    put_to_the_floor(act, followup)


def put_to_the_floor(act: Act, followup: Followup) -> None:
    """What was claimed goes on to the floor: at once where it stands alone, with the last of its obstacle's promises else.

    Where nobody of the floor heard it, whoever promised it looks, or a chief of staff.
    """
    obstacle = obstacle_of(act.session, followup.id)
    if obstacle is not None:
        _after_one_less(act, obstacle)
    elif heard_promise(act.session, followup):
        floor_letters.ask_the_table(act, followup)
    elif (looker := looker_for(act.session, followup, Proof(), act.today)) is not None:
        followups.ask_to_look(act, followup, looker)


def close_unheard(act: Act, followup: Followup) -> None:
    """Somebody has seen that it is done, and nobody of the floor can say so: no green light, and its owner hears whose word it is."""
    followups.close_unheard(act, followup)
    floor_letters.tell_closed(act, followup)


def wait_for_a_look(act: Act, followup: Followup) -> None:
    """It waits on who looks; the floor is not asked yet."""
    obstacle = obstacle_of(act.session, followup.id)
    if obstacle is not None and obstacle.stage in {"published", "in_hand", "ready_to_close", "asked"}:
        _take_question_back(act, obstacle)
        _in_hand(act, obstacle)


def drop_promise(act: Act, followup: Followup, *, reason: str) -> None:
    """Take it back, with a reason that the floor reads."""
    if followup.stage == "dropped":
        return
    followups.drop_followup(act, followup, reason=reason)
    obstacle = obstacle_of(act.session, followup.id)
    if obstacle is not None:
        _after_one_less(act, obstacle)


def judge_promise(act: Act, followup: Followup, *, works: bool, because: str = "") -> None:
    """The word of those who heard a promise that stands alone: one suffices, since few heard it."""
    if obstacle_of(act.session, followup.id) is not None:
        raise Refused(_("The floor is asked about the obstacle, not about each promise."))
    if not heard_promise(act.session, followup):
        raise Refused(_("Nobody of the floor was there to ask, so somebody looks at it."))
    if followup.stage == "confirmed" and works:
        return
    if followup.stage not in {"claimed", "confirmed"}:
        raise Refused(_("Nobody asks about this right now."))
    if waiting_for_a_look(act.session, [followup.id]):
        raise Refused(_("Somebody looks at it first. You are asked afterwards."))
    if works:
        followups.confirm_followup(act, followup)
        floor_letters.tell_works(act, [followup])
    else:
        followups.reopen_followup(act, followup, because=because)


def waits_on(act: Act, obstacle: Obstacle) -> tuple[str, int | None]:
    """Whom an obstacle in hand waits on: the owner of the promise due next, or who is to look at it, else its department.

    Where nobody owns that one, no owner of a later one is said to be late with it.
    """
    rows = still_open(act.session, obstacle.id)
    looks = waiting_for_a_look(act.session, [f.id for f in rows])
    whom = looks.get(rows[0].id, rows[0].owner_id) if rows else None
    if whom is not None:
        return "person", whom
    return ("department", obstacle.department_id) if obstacle.department_id else ("house", None)


def _in_hand(act: Act, obstacle: Obstacle) -> None:
    kind, key = waits_on(act, obstacle)
    move_stage(act, obstacle, "in_hand", waiting_kind=kind, waiting_id=key)


def _after_one_less(act: Act, obstacle: Obstacle) -> None:
    if obstacle.stage not in {"published", "in_hand", "ready_to_close"}:
        show_anew(act, obstacle)
    elif still_open(act.session, obstacle.id):
        _in_hand(act, obstacle)
    else:
        _ready_to_close(act, obstacle)


def stand_anew(act: Act, obstacle: Obstacle) -> None:
    """Where its promises take it, after they came or went with another entry, or it was sorted or answered after them."""
    if obstacle.stage not in {"published", "in_hand", "ready_to_close"}:
        return
    rows = promises_of(act.session, obstacle.id)
    done = any(f.stage == "claimed" for f in rows) and not still_open(act.session, obstacle.id)
    if done:
        _ready_to_close(act, obstacle)
    elif not rows and obstacle.answered_on is None:
        kind = "department" if obstacle.department_id else "house"
        move_back(act, obstacle, "published", waiting_kind=kind, waiting_id=obstacle.department_id)
    elif obstacle.stage == "in_hand" or (obstacle.stage == "ready_to_close" and not rows):
        _in_hand(act, obstacle)


def _ready_to_close(act: Act, obstacle: Obstacle) -> None:
    """The chief of staff writes the closing sentence: their board alone asks for it, whoever else may write it."""
    move_stage(act, obstacle, "ready_to_close", waiting_kind="house")


def _take_question_back(act: Act, obstacle: Obstacle) -> None:
    """Who promises more while the floor is asked says that it is not done yet."""
    running = act.session.get(Round, (obstacle.id, obstacle.asked_round))
    if obstacle.stage == "asked" and running is not None and not running.outcome:
        running.outcome, running.ended_on = "taken_back", act.today
        act.session.flush()


def _shown(act: Act, followup: Followup) -> None:
    obstacle = obstacle_of(act.session, followup.id)
    if obstacle is not None:
        show_anew(act, obstacle)


def _due_anew(act: Act, followup: Followup) -> None:
    """Another promise may be the one that is due next, or another's."""
    obstacle = obstacle_of(act.session, followup.id)
    if obstacle is not None and obstacle.stage == "in_hand":
        _in_hand(act, obstacle)
    else:
        _shown(act, followup)
