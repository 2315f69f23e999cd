"""Asking a department's head for an answer: one letter with the question, the day, and a link, after the two minutes in which it is taken back; knows act, mail, tokens."""

from datetime import timedelta

from floortime import links, tokens
from floortime.act import Act
from floortime.mail.posting import post, undoable_until
from floortime.obstacles.model import Obstacle
from floortime.people.queries import head_of, recipient

ANSWER = "answer"
"""The purpose of the token behind an answer link."""
OPEN_FOR = timedelta(days=120)


def ask_department(act: Act, obstacle: Obstacle, *, title: str) -> None:
    """Write to whoever answers for the department; without a head or an address the page is all there is."""
    head = head_of(act.session, obstacle.department_id, act.today) if obstacle.department_id else None
    to = recipient(head, act.today, about=obstacle.language) if head else None
    if head is None or to is None:
        return
    secret = tokens.issue(
        act.session, ANSWER, "obstacle", obstacle.id, person_id=head.id, expires_at=act.at + OPEN_FOR
    )
    post(
        act,
        to,
        "obstacle_published",
        dedupe_key=f"obstacle_published:{obstacle.id}:{obstacle.department_id}:{act.today}",
        subject=("obstacle", obstacle.id),
        not_before=undoable_until(act),
        facts={
            "title": title,
            "title_lang": obstacle.language,
            "due_on": obstacle.answer_due_on,
            "answer_url": links.to(act.settings, "answer", secret),
            "log_url": links.to(act.settings, "log", obstacle.code),
        },
    )
