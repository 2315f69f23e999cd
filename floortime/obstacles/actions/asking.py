"""Asking a department's head for an answer: one letter with the question, the day, and a link, after the two minutes in which it is taken back; knows act, mail, tokens."""

from datetime import timedelta
from typing import NamedTuple

from floortime import links, tokens
from floortime.act import Act
from floortime.mail.letters import Recipient
from floortime.mail.posting import post, undoable_until
from floortime.obstacles.model import Obstacle
from floortime.obstacles.queries.tallies import tallied
from floortime.outbox import actions as outbox
from floortime.people.model import Person, Site
from floortime.people.queries import head_of, recipient

ANSWER = "answer"
"""The purpose of the token behind an answer link."""
OPEN_FOR = timedelta(days=120)


REOPENED = "obstacle_reopened"


def ask_department(act: Act, obstacle: Obstacle, *, title: str) -> None:
    """Write to whoever answers for the department; without a head or an address the page is all there is."""
    asked = _whom(act, obstacle)
    if asked is not None:
        post(
            act,
            asked.to,
            "obstacle_published",
            dedupe_key=f"obstacle_published:{obstacle.id}:{obstacle.department_id}:{act.today}",
            subject=("obstacle", obstacle.id),
            not_before=undoable_until(act),
            facts=_facts(act, obstacle, asked.head, title)
            | _as_the_log_shows(act, obstacle)
            | {"due_on": obstacle.answer_due_on},
        )


def ask_once_more(act: Act, obstacle: Obstacle, *, title: str, because: str) -> None:
    """The floor says not yet of something that nobody had promised: whoever answers for the department hears it, and why.

    It waits for the end of the day, as an owner's does: the reason may come after the press, and is then in it.
    """
    asked = _whom(act, obstacle)
    key = f"{REOPENED}:{obstacle.id}:{obstacle.asked_round}" + (".why" if because else "")
    if asked is None or outbox.already(act, key):
        return
    outbox.withdraw(act, subject=("obstacle", obstacle.id), event=REOPENED)
    post(
        act,
        asked.to,
        REOPENED,
        dedupe_key=key,
        subject=("obstacle", obstacle.id),
        facts=_facts(act, obstacle, asked.head, title) | {"because": because},
        unnamed=True,
    )


class _Asked(NamedTuple):
    head: Person
    to: Recipient


def _whom(act: Act, obstacle: Obstacle) -> _Asked | None:
    head = head_of(act.session, obstacle.department_id, act.today) if obstacle.department_id else None
    to = recipient(head, act.today, about=obstacle.language) if head else None
    return _Asked(head, to) if head is not None and to is not None else None


def _facts(act: Act, obstacle: Obstacle, head: Person, title: str) -> dict[str, object]:
    secret = tokens.issue(
        act.session, ANSWER, "obstacle", obstacle.id, person_id=head.id, expires_at=act.at + OPEN_FOR
    )
    return {
        "title": title,
        "title_lang": obstacle.language,
        "answer_url": links.to(act.settings, "answer", secret),
        "log_url": links.to(act.settings, "log", obstacle.code),
    }


def _as_the_log_shows(act: Act, obstacle: Obstacle) -> dict[str, object]:
    """How many say the same, how many customers it hit, and from where: never the site that the log keeps to itself, and the month alone."""
    site = act.session.get(Site, obstacle.shown_site_id) if obstacle.shown_site_id is not None else None
    return {
        "voices": obstacle.voices_n,
        "customers": tallied(act.session, obstacle.id),
        "site": site.name if site is not None else "",
        "raised_on": obstacle.raised_on,
    }
