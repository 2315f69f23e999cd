"""Taking back what somebody has just done, while nothing else has happened and nobody was told; knows this room's verbs.

Who may: whoever did it, the same day. The journal keeps both lines. What has been told stays, and that is said.
"""

from datetime import date

from sqlalchemy import delete, func, select

from floortime import search, tokens
from floortime.act import Act
from floortime.errors import Refused
from floortime.followups import actions as followups
from floortime.followups.actions.looking import EVENT as LOOK_ASKED
from floortime.followups.letters import FIRST
from floortime.followups.model import Followup, Look
from floortime.followups.queries.history import STEPS, before_last, lines_of
from floortime.journal import actions as journal
from floortime.journal.model import Entry
from floortime.journal.queries import history
from floortime.obstacles.actions.asking import ANSWER
from floortime.obstacles.actions.moving import move_back, recounted, show_anew
from floortime.obstacles.actions.promises import (
    drop_promise,
    sorted_by,
    take_back_move,
    take_back_passing,
    wait_for_a_look,
)
from floortime.obstacles.actions.sorting import waits_after
from floortime.obstacles.model import UNDONE, Answer, Draft, Obstacle, Round, Verdict, Wording
from floortime.obstacles.promised import obstacle_of, still_open
from floortime.outbox import actions as outbox
from floortime.words import _


def take_back_step(act: Act, followup: Followup) -> None:
    """The newest step of a promise, taken by this person today: a date, an owner, taken on, done, or dropped."""
    steps = [e for e in history(act.session, "followup", followup.id) if e.verb in STEPS]
    # Of lines of one second the round says which came last.
    entry = max(steps, key=lambda e: (e.facts.get("round", 0), STEPS[e.verb][0]), default=None)
    if entry is None or not _own(act, entry) or entry.facts.get("undone"):
        raise _too_late()
    if entry.verb == "followup.moved":
        take_back_move(act, followup)
    elif entry.verb == "followup.handed_over":
        _pass_back(act, followup, entry)
    else:
        _step_back(act, followup, entry)


def _pass_back(act: Act, followup: Followup, entry: Entry) -> None:
    """Whoever has had the letter reads nothing that takes it back: handing over again does."""
    before = before_last(lines_of(act.session, followup.id))
    if before is None or entry.at is None or not isinstance(undone := entry.facts.get("round"), int):
        raise _too_late()
    if followup.owner_id is not None:
        _still_here(act, FIRST, f"{FIRST}:{followup.id}:{followup.owner_id}:{followup.chase_round}")
    take_back_passing(
        act, followup, owner_id=before.owner_id, stage=before.stage, handed_at=entry.at, undone=undone
    )


def _step_back(act: Act, followup: Followup, entry: Entry) -> None:
    before = before_last(lines_of(act.session, followup.id))
    if before is None or before.stage not in {"open", "in_progress"}:
        raise _too_late()
    if entry.verb == "followup.accepted":
        followups.take_back_accept(act, followup)
    elif entry.verb == "followup.claimed":
        _nobody_asked_yet(act, followup)
        followups.take_back_claim(act, followup, to=before.stage)
    elif entry.verb == "followup.dropped" and entry.at is not None:
        _still_to_keep(act, followup)
        followups.take_back_drop(act, followup, to=before.stage, dropped_at=entry.at)
    else:
        raise _too_late()
    obstacle = obstacle_of(act.session, followup.id)
    if obstacle is not None:
        wait_for_a_look(act, followup)
        show_anew(act, obstacle)


def _still_to_keep(act: Act, followup: Followup) -> None:
    obstacle = obstacle_of(act.session, followup.id)
    if obstacle is not None and obstacle.stage in {"asked", "fixed", "unconfirmed", "refused", "withheld"}:
        raise _too_late()


def _nobody_asked_yet(act: Act, followup: Followup) -> None:
    """Stop the letters that ask about it while they wait, and the round that they belong to."""
    obstacle = obstacle_of(act.session, followup.id)
    if act.session.get(Look, followup.id) is not None:
        _still_here(act, LOOK_ASKED, f"{LOOK_ASKED}:{followup.id}:")
        followups.end_look(act, followup)
    elif obstacle is None:
        _still_here(act, "works_asked", f"works_asked:promise:{followup.id}:{followup.chase_round}:")
        outbox.withdraw(act, subject=("followup", followup.id), event="works_asked")
    elif obstacle.stage == "asked":
        _end_round(act, obstacle)
    elif obstacle.stage not in {"sorting", "published", "in_hand", "ready_to_close"}:
        raise _too_late()


def _end_round(act: Act, obstacle: Obstacle) -> None:
    """As if it had not begun: its number is the next round's, and its sentence stands in no page but the one that asks anew."""
    running = act.session.get_one(Round, (obstacle.id, obstacle.asked_round))
    said = select(func.count()).where(Verdict.obstacle_id == obstacle.id, Verdict.n == running.n)
    if act.session.scalar(said):
        raise Refused(_("The floor has answered already."))
    _still_here(act, "works_asked", f"works_asked:{obstacle.id}:{running.n}:")
    outbox.take_out_all(act, "works_asked", f"works_asked:{obstacle.id}:{running.n}:")
    running.outcome, running.ended_on = UNDONE, act.today
    obstacle.asked_round -= 1
    last = act.session.get(Answer, (obstacle.id, obstacle.answers_n))
    if last is not None and last.kind == "closing" and last.on == act.today:
        _drop_answer(act, obstacle, last)
    act.session.flush()


def take_back_question(act: Act, obstacle: Obstacle) -> None:
    """The floor is not asked after all, and its closing sentence is no answer any more; it waits where it did, as long as it did."""
    entry = next(iter(_newest(act, obstacle, "obstacle.asked")), None)
    if obstacle.stage != "asked" or entry is None or "was" not in entry.facts:
        raise _too_late()
    _end_round(act, obstacle)
    was, fixed_on = str(entry.facts["was"]), str(entry.facts["was_fixed"])
    obstacle.fixed_on = date.fromisoformat(fixed_on) if fixed_on else None
    kind, key = waits_after(act, obstacle, was)
    move_back(act, obstacle, was, waiting_kind=kind, waiting_id=key)
    since = str(entry.facts["was_since"])
    obstacle.waiting_since_on = date.fromisoformat(since) if since else None
    journal.write(act, "obstacle.question_taken_back", "obstacle", obstacle.id, n=obstacle.asked_round + 1)


def take_back_answer(act: Act, obstacle: Obstacle) -> None:
    """The newest answer, given by this person today: the floor reads what stood there before."""
    last = act.session.get(Answer, (obstacle.id, obstacle.answers_n))
    found = _newest(act, obstacle, "obstacle.answered", "obstacle.refused")
    entry = next((e for e in found if last is not None and e.facts.get("n") == last.n), None)
    if entry is None or last is None or "was" not in entry.facts:
        raise _too_late()
    _drop_promise(act, entry)
    was, review_on = str(entry.facts["was"]), str(entry.facts["was_review"])
    _drop_answer(act, obstacle, last)
    obstacle.review_on = date.fromisoformat(review_on) if review_on else None
    kind, key = waits_after(act, obstacle, was)
    move_back(act, obstacle, was, waiting_kind=kind, waiting_id=key)


def _drop_promise(act: Act, answered: Entry) -> None:
    """The promise that the answer made, while its owner has done nothing about it yet."""
    lines_of_act = history(act.session, "obstacle", answered.subject_id)
    made = [e for e in lines_of_act if e.at == answered.at and e.verb == "obstacle.promised"]
    for entry in made:
        followup = act.session.get(Followup, entry.facts.get("followup_id"))
        if (
            followup is None
            or followup.stage != "open"
            or followup.moves
            or followup.owner_id != followup.promised_by_id
        ):
            raise _too_late()
        drop_promise(act, followup, reason=_("The answer that made it was taken back."))


def _drop_answer(act: Act, obstacle: Obstacle, last: Answer) -> None:
    n = last.n
    act.session.delete(last)
    with recounted(act, obstacle):
        obstacle.answers_n = n - 1
        obstacle.answered_on = obstacle.answered_on if obstacle.answers_n else None
    journal.write(act, "obstacle.answer_taken_back", "obstacle", obstacle.id, n=n)


def unpublish_obstacle(act: Act, obstacle: Obstacle) -> None:
    """Out of the log again, to be sorted, while its department has not been asked and nobody has joined it there.

    What was written for the public stays as a draft, so that nobody writes it twice.
    """
    if not _newest(act, obstacle, "obstacle.published"):
        raise _too_late()
    if (
        obstacle.voices_n
        or obstacle.answers_n
        or obstacle.stage
        not in {
            "published",
            "in_hand",
            "ready_to_close",
        }
    ):
        raise _too_late()
    _still_here(act, "obstacle_published", f"obstacle_published:{obstacle.id}:")
    outbox.take_out_all(act, "obstacle_published", f"obstacle_published:{obstacle.id}:")
    tokens.close(act.session, (ANSWER,), obstacle.id, at=act.at)
    for followup in still_open(act.session, obstacle.id):
        until = sorted_by(act, obstacle, followup.due_on)
        followups.set_about(act, followup, about="", voices=0, told_at=until)
    move_back(act, obstacle, "sorting", waiting_kind="house")
    search.drop(act.session, obstacle.id)
    _keep_draft(act, obstacle)
    act.session.execute(delete(Wording).where(Wording.obstacle_id == obstacle.id))
    obstacle.published_on = obstacle.answer_due_on = obstacle.department_id = None
    obstacle.shown_site_id = obstacle.shown_team_id = None
    journal.write(act, "obstacle.unpublished", "obstacle", obstacle.id)


def _keep_draft(act: Act, obstacle: Obstacle) -> None:
    wording = act.session.get(Wording, (obstacle.id, obstacle.language))
    if wording is None:
        return
    act.session.add(
        Draft(
            obstacle_id=obstacle.id, language=wording.language, title=wording.title, source=wording.source,
            department_id=obstacle.department_id, dimension=obstacle.dimension or "",
            show_site=obstacle.shown_site_id is not None,
        )
    )  # fmt: skip


def _newest(act: Act, obstacle: Obstacle, *verbs: str) -> list[Entry]:
    """The newest lines about it, where these verbs and this person wrote them; lines without an hour say nothing of that."""
    told = [e for e in history(act.session, "obstacle", obstacle.id) if e.at is not None]
    return [e for e in told if e.at == told[0].at and e.verb in verbs and _own(act, e)]


def _own(act: Act, entry: Entry) -> bool:
    """Nobody takes back what another has done, or on another day."""
    return entry.actor_id is not None and entry.actor_id == act.by.id and entry.on_day == act.today


def _still_here(act: Act, event: str, about: str) -> None:
    if outbox.has_gone(act, event, about):
        raise Refused(_("The letters about it have gone. It cannot be taken back any more."))


def _too_late() -> Refused:
    return Refused(_("Something else has happened to it since."))
