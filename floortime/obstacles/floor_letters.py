"""Letters that ask the floor "works now?" and bring its word to the owner; knows mail, tokens, this room's voices."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from floortime import links
from floortime.act import Act
from floortime.followups import letters
from floortime.followups.model import Followup
from floortime.mail.posting import post, undoable_until
from floortime.obstacles.model import Obstacle, Round
from floortime.obstacles.promised import done_beside, title_of
from floortime.obstacles.whose_word import heard_promise, reachable
from floortime.outbox.actions import already
from floortime.people.model import Person
from floortime.people.queries import persons_by_id, recipient
from floortime.tokens import issue

PURPOSE = "works_now"
MOST = 50
"""No act renders more letters than this; the duty asks the rest."""
LINK_DAYS = 60


def ask_voices(act: Act, obstacle: Obstacle, running: Round) -> int:
    """Ask everybody with a name who can be asked and was not yet, at most fifty; returns how many."""
    ids = sorted(reachable(act.session, obstacle, asked_on=running.asked_on))
    people = persons_by_id(act.session, ids)
    beside = done_beside(act.session, obstacle.id, running.sentence)
    asked = 0
    for person_id in ids:
        key = f"works_asked:{obstacle.id}:{running.n}:{person_id}"
        if person_id not in people or already(act, key):
            continue
        title = title_of(act.session, obstacle, people[person_id].language)
        facts: dict[str, object] = {
            "said": title,
            "promise": False,
            "sentence": running.sentence,
            "beside": beside,
            "until": running.until_on,
        }
        asked += _ask(act, people[person_id], key, ("obstacle", obstacle.id), facts)
        if asked >= MOST:
            break
    return asked


def ask_the_table(act: Act, followup: Followup) -> int:
    """Ask those who heard a promise that stands alone whether it was kept."""
    asked = 0
    for person in heard_promise(act.session, followup)[:MOST]:
        key = f"works_asked:promise:{followup.id}:{followup.chase_round}:{person.id}"
        facts: dict[str, object] = {
            "said": followup.what, "promise": True, "sentence": followup.claim, "beside": [], "until": None,
        }  # fmt: skip
        asked += _ask(act, person, key, ("followup", followup.id), facts)
    return asked


def tell_works(act: Act, kept: Sequence[Followup]) -> None:
    """To each owner: the floor says that it works. Who kept several promises about it reads so once."""
    by_owner: dict[int, list[Followup]] = defaultdict(list)
    for followup in kept:
        by_owner[followup.owner_id or 0].append(followup)
    for owner_id, theirs in by_owner.items():
        first, owner = theirs[0], act.session.get(Person, owner_id)
        to = recipient(owner, act.today, about=first.language) if owner else None
        if owner is None or to is None:
            continue
        link = letters.mail_link(act, first, owner_id) if owner.kind == "guest" else ""
        post(
            act,
            to,
            "works_answered",
            dedupe_key=f"works_answered:{first.id}:{first.chase_round}:{owner_id}",
            subject=("followup", first.id),
            facts={
                "whats": [followup.what for followup in theirs],
                "said": first.about,
                "said_in": first.about_in or first.language,
                "link": link,
            },
            unnamed=True,
            stop=letters.stop_at(owner, link),
        )


def tell_closed(act: Act, followup: Followup) -> None:
    """To its owner: who has seen that it is done, where nobody of the floor heard the promise."""
    owner, by = (act.session.get(Person, who or 0) for who in (followup.owner_id, act.person_id))
    to = recipient(owner, act.today, about=followup.language) if owner else None
    if owner is None or to is None:
        return
    link = letters.mail_link(act, followup, owner.id) if owner.kind == "guest" else ""
    post(
        act,
        to,
        "promise_closed",
        dedupe_key=f"promise_closed:{followup.id}:{followup.chase_round}:{owner.id}",
        subject=("followup", followup.id),
        facts={"what": followup.what, "by": by.name if by else "", "link": link},
        not_before=undoable_until(act),
        stop=letters.stop_at(owner, link),
    )


def ask_the_rest(act: Act) -> int:
    """The duty: go on asking where a round began with more voices than one act may write to."""
    since: date = act.today - timedelta(days=3)
    rounds = act.session.execute(
        select(Round, Obstacle)
        .join(Obstacle, Obstacle.id == Round.obstacle_id)
        .where(Round.outcome == "", Round.asked_on >= since, Obstacle.stage == "asked")
        .order_by(Round.asked_on, Round.obstacle_id)
    ).all()
    for running, obstacle in rounds:
        asked = ask_voices(act, obstacle, running)
        if asked:
            return asked
    return 0


def _ask(act: Act, person: Person, key: str, subject: tuple[str, int], facts: dict[str, object]) -> int:
    to = recipient(person, act.today)
    if to is None or already(act, key):
        return 0
    secret = issue(
        act.session,
        PURPOSE,
        subject[0],
        subject[1],
        expires_at=act.at + timedelta(days=LINK_DAYS),
        person_id=person.id,
    )
    link = links.to(act.settings, "w", secret)
    return (
        post(
            act, to, "works_asked", dedupe_key=key, subject=subject, facts={**facts, "link": link},
            not_before=undoable_until(act),
        )
        is not None
    )  # fmt: skip
