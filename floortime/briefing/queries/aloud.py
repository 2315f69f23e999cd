"""You said, we did: what a leader reads aloud when they sit down again; reads the rooms below, owns nothing.

All of it is heard by the whole table. So it holds public words alone, and of where they were said no more than may
be known there: the earlier dates of this series, if at least k people sat at them, and otherwise the site, as far
as the log names it. What somebody who comes said elsewhere, under their name, stands in the leader's brief, not here.
"""

from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from floortime.followups.model import Followup
from floortime.followups.stages import LIGHT, WORDS
from floortime.obstacles.model import Answer, Obstacle, ObstacleFollowup, Raising, Round, Wording
from floortime.obstacles.stages import PUBLIC, light
from floortime.people import naming
from floortime.people import queries as people
from floortime.people.model import Department, Person
from floortime.sitdowns.model import Seat, Sitdown

MOST = 4
QUARTER = timedelta(days=90)
"""How far back one looks where nobody sat down here before."""
ORDER = ("fixed", "asked", "unconfirmed", "refused", "ready_to_close", "in_hand", "published")
"""What was done first; among alike the newest."""


class Done(Struct, frozen=True):
    """What was said, and what was done about it."""

    here: bool
    """Said at this table before; else at this site."""
    said: str
    language: str
    light: str
    light_word: str
    did: str
    """What was done, or answered, in the words of whoever did; empty while nobody answered."""
    did_in: str
    by: str
    due_on: date | None
    """Until when an answer is promised, where there is none yet."""
    code: str
    """The entry; empty for a promise that stands alone."""


def said_and_done(session: Session, sitdown: Sitdown) -> list[Done]:
    """What to open this sit-down with, the most done first."""
    day = sitdown.start_local.date()
    before = _held_before(session, sitdown)
    since = max((held.start_local.date() for held in before), default=day - QUARTER)
    ours = _said_here(before) if _enough(session, before) else None
    entries = _entries(session, sitdown, ours, since)
    alone = _promises(session, before, since)
    return [*entries, *alone][:MOST]


def _held_before(session: Session, sitdown: Sitdown) -> list[Sitdown]:
    """Earlier dates of this series at which the same leader sat there; the newest ten."""
    if sitdown.series_id is None:
        return []
    earlier = and_(Sitdown.series_id == sitdown.series_id, Sitdown.starts_at < sitdown.starts_at)
    same = and_(Sitdown.leader_id == sitdown.leader_id, Sitdown.state == "held")
    return list(
        session.scalars(select(Sitdown).where(earlier, same).order_by(Sitdown.starts_at.desc()).limit(10))
    )


def _enough(session: Session, before: list[Sitdown]) -> bool:
    there = and_(Seat.state == "invited", Seat.attended.is_not(False))
    count = select(func.count(Seat.person_id.distinct())).where(
        Seat.sitdown_id.in_([held.id for held in before]), there
    )
    return bool(before) and (session.scalar(count) or 0) >= people.house(session).k


def _said_here(before: list[Sitdown]) -> Select[Any]:
    """The entries of what was said at those dates, or those they were merged into."""
    return (
        select(func.coalesce(Obstacle.merged_into_id, Obstacle.id))
        .join(Raising, Raising.obstacle_id == Obstacle.id)
        .where(Raising.channel == "room", Raising.sitdown_id.in_([held.id for held in before]))
    )


def _entries(session: Session, sitdown: Sitdown, ours: Select[Any] | None, since: date) -> list[Done]:
    here = Obstacle.id.in_(ours) if ours is not None else Obstacle.id.is_(None)
    moved = or_(Obstacle.fixed_on >= since, Answer.on >= since, Round.asked_on >= since)
    there = and_(Obstacle.shown_site_id == sitdown.site_id, moved)
    rows = session.execute(
        select(Obstacle, Wording.title, Wording.language, Answer, Round.sentence, Person, Department.name,
               here.label("here"))
        .join(Wording, and_(Wording.obstacle_id == Obstacle.id, Wording.language == Obstacle.language))
        .outerjoin(Answer, and_(Answer.obstacle_id == Obstacle.id, Answer.n == Obstacle.answers_n))
        .outerjoin(Round, and_(Round.obstacle_id == Obstacle.id, Round.n == Obstacle.asked_round))
        .outerjoin(Person, Person.id == Answer.decider_id)
        .outerjoin(Department, Department.id == Obstacle.department_id)
        .where(Obstacle.stage.in_(PUBLIC), or_(here, there))
        .order_by(Obstacle.id.desc())
        .limit(MOST * 10)
    ).all()  # fmt: skip
    # What was said here goes before what was said elsewhere at the site, and what was done before what waits.
    first = sorted(rows, key=lambda row: (not row.here, ORDER.index(row[0].stage)))
    return [_done(*row) for row in first]


def _done(
    o: Obstacle, title: str, language: str, answer: Answer | None, sentence: str | None, who: Person | None,
    department: str | None, here: bool | None,
) -> Done:  # fmt: skip
    shown = light(o.stage)
    assert shown is not None, "only what the log shows is read aloud"
    closing = sentence if o.stage in {"fixed", "asked", "unconfirmed"} else None
    did, did_in = (closing, answer.language if answer else language) if closing else ("", "")
    if not did and answer is not None:
        did, did_in = answer.plain, answer.language
    return Done(
        here=bool(here), said=title, language=language, light=shown.kind, light_word=str(shown.word), did=did or "",
        did_in=did_in, by=naming.signed(who.public_name, department or "") if who else "",
        due_on=None if did else o.answer_due_on, code=o.code,
    )  # fmt: skip


def _promises(session: Session, before: list[Sitdown], since: date) -> list[Done]:
    """Promises of those dates that stand alone, settled since: this table heard them made."""
    rows = session.execute(
        select(Followup, Person)
        .outerjoin(
            Person,
            Person.id
            == case((Followup.stage == "confirmed", Followup.claimed_by_id), else_=Followup.owner_id),
        )
        .where(
            Followup.sitdown_id.in_([held.id for held in before]),
            Followup.settled_on >= since,
            Followup.id.not_in(select(ObstacleFollowup.followup_id)),
        )
        .order_by(Followup.settled_on.desc(), Followup.id)
        .limit(MOST)
    ).all()
    return [
        Done(
            here=True, said=f.what, language=f.language, light=LIGHT[f.stage], light_word=str(WORDS[f.stage]),
            did=f.claim if f.stage == "confirmed" else f.reason, did_in=f.language,
            by=naming.signed(who.public_name, "") if who else "", due_on=None, code="",
        )
        for f, who in rows
    ]  # fmt: skip
