"""Answering: what somebody with a name says to the floor, and what that moves; knows act, moving."""

from datetime import date

from floortime.act import Act
from floortime.errors import Refused
from floortime.journal import actions as journal
from floortime.obstacles.actions.asking import REOPENED
from floortime.obstacles.actions.moving import move_stage, recounted
from floortime.obstacles.actions.promises import promise_on, stand_anew
from floortime.obstacles.model import Answer, Obstacle
from floortime.obstacles.stages import PUBLIC
from floortime.outbox import actions as outbox
from floortime.text import bare, first_sentence, html, lines, one_line
from floortime.words import _, language

KINDS = ("answer", "no", "closing")
SHORT = 160
"""Letters of a promise that an answer makes: it stands in one row; all that was said stands in the answer."""


def answer_obstacle(
    act: Act,
    obstacle: Obstacle,
    *,
    kind: str,
    words: str,
    decider_id: int,
    review_on: date | None = None,
    due_on: date | None = None,
    what: str = "",
) -> Answer:
    """Keep an answer, signed by its decider; whoever wrote it down for them stands beside it.

    The first one stops the clock of the promise. A no takes the obstacle to refused until its review date. With a day
    an answer is a promise of its decider, which is followed like every other: of `what`, else of its first sentence.
    """
    if obstacle.stage not in PUBLIC:
        raise Refused(_("Only what the log shows can be answered."))
    if not words.strip():
        raise Refused(_("Write what the floor will read."))
    if kind == "no" and (review_on is None or review_on <= act.today):
        raise Refused(_("A no needs a day on which it is looked at again."))
    was = {"was": obstacle.stage, "was_review": obstacle.review_on.isoformat() if obstacle.review_on else ""}
    answer = Answer(
        obstacle_id=obstacle.id,
        n=obstacle.answers_n + 1,
        kind=kind,
        language=language(),
        html=html(words),
        plain=lines(words),
        decider_id=decider_id,
        by_id=act.person_id if act.person_id != decider_id else None,
        on=act.today,
        review_on=review_on if kind == "no" else None,
    )
    act.session.add(answer)
    with recounted(act, obstacle):
        obstacle.answers_n = answer.n
        obstacle.answered_on = obstacle.answered_on or act.today
    outbox.withdraw(act, subject=("obstacle", obstacle.id), event=REOPENED)  # answered before it was asked
    _move(act, obstacle, answer)
    journal.write(act, f"obstacle.{_VERBS[kind]}", "obstacle", obstacle.id, n=answer.n, **was)
    if kind == "answer" and due_on is not None:
        promise_on(
            act, obstacle, what=promised_in(words, what), owner_id=decider_id, due_on=due_on, promised_by_id=decider_id, language=language()
        )  # fmt: skip
    return answer


def promised_in(words: str, what: str = "") -> str:
    """What an answer with a day promises."""
    return one_line(what) or first_sentence(bare(words), SHORT)


_VERBS = {"answer": "answered", "no": "refused", "closing": "closed"}


def _move(act: Act, obstacle: Obstacle, answer: Answer) -> None:
    if answer.kind == "no":
        obstacle.review_on = answer.review_on
        move_stage(act, obstacle, "refused", waiting_kind="person", waiting_id=answer.decider_id)
    elif answer.kind == "answer" and obstacle.stage in {"published", "refused"}:
        obstacle.review_on = None
        move_stage(act, obstacle, "in_hand", waiting_kind="department", waiting_id=obstacle.department_id)
        stand_anew(act, obstacle)
