"""What this person said, what is asked of them, and who thanked them."""

from datetime import date

from msgspec import Struct
from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from floortime.home.queries.titles import MOST, TITLE
from floortime.obstacles import stages
from floortime.obstacles.model import Obstacle, Raising, Round, Verdict, Wording
from floortime.obstacles.whose_word import promises_heard, spoken_by, stored_voice
from floortime.people.model import Person
from floortime.recognition.model import Thanks
from floortime.settings import Settings


class Asked(Struct, frozen=True):
    """Something that is said to be done, of which this person's word is asked: does it work now?"""

    code: str
    title: str
    language: str
    sentence: str
    asked_on: date
    page: str
    """Where it is answered."""
    promise: bool = False
    """Whether it is a promise that stands alone: the house's words, not the floor's."""


class Mine(Struct, frozen=True):
    """An entry this person raised under their name, or said me too to."""

    code: str
    title: str
    language: str
    stage: str
    on: date

    @property
    def public(self) -> bool:
        """Whether the log shows it."""
        return self.stage in stages.PUBLIC


def asked(session: Session, settings: Settings, person_id: int) -> list[Asked]:
    """What runs now and asks this person, who raised it by name, said me too or sat there; unanswered by them."""
    spoken = spoken_by(person_id).subquery()
    rows = session.execute(
        select(Obstacle, Wording.title, Wording.language, Round.sentence, Round.asked_on)
        .join(Wording, TITLE)
        .join(Round, and_(Round.obstacle_id == Obstacle.id, Round.n == Obstacle.asked_round))
        .where(
            Obstacle.stage == "asked",
            exists()
            .where(spoken.c.id == Obstacle.id, spoken.c.on <= Round.asked_on)
            .correlate(Obstacle, Round),
        )
        .order_by(Round.asked_on)
        .limit(MOST)
    ).all()
    # A verdict is stored under a keyed hash, so that no statement can join it to a person.
    mine = {stored_voice(settings, o, ("person", str(person_id))): o.id for o, *_rest in rows}
    said = session.execute(
        select(Verdict.voice_key).join(Obstacle, Obstacle.id == Verdict.obstacle_id)
        .where(Verdict.n == Obstacle.asked_round, Verdict.voice_kind == "person", Verdict.voice_key.in_(mine))
    ).scalars()  # fmt: skip
    answered = {mine[key] for key in said}
    about = [
        Asked(o.code, title, code, sentence, on, f"/log/{o.code}/works/named")
        for o, title, code, sentence, on in rows
        if o.id not in answered
    ]
    heard = session.scalars(promises_heard(person_id).limit(MOST))
    return about + [
        Asked(
            f.code, f.what, f.language, f.claim, f.claimed_on or f.made_on, f"/followups/{f.code}/works", True
        )
        for f in heard
    ]


def mine(session: Session, person_id: int) -> list[Mine]:
    """What this person raised under their name, newest first."""
    rows = session.execute(
        select(Obstacle.code, func.coalesce(Wording.title, Raising.words), Raising.language, Obstacle.stage,
               Raising.raised_on)
        .join(Raising, Raising.obstacle_id == Obstacle.id)
        .outerjoin(Wording, TITLE)
        .where(Raising.named_id == person_id)
        .order_by(Raising.id.desc())
        .limit(MOST)
    ).all()  # fmt: skip
    return [Mine(*row) for row in rows]


def thanks_to(session: Session, person_id: int, team_id: int | None) -> list[tuple[int, str, str, date]]:
    """The newest thanks to this person or their team: (id, words, from whom, on)."""
    to_me = and_(Thanks.to_kind == "person", Thanks.to_id == person_id)
    to_us = and_(Thanks.to_kind == "team", Thanks.to_id == (team_id or 0))
    rows = session.execute(
        select(Thanks.id, Thanks.words, Person.first_name, Person.last_name, Thanks.on)
        .join(Person, Person.id == Thanks.by_id)
        .where(or_(to_me, to_us))
        .order_by(Thanks.on.desc(), Thanks.id.desc())
        .limit(3)
    ).all()
    return [(r[0], r[1], f"{r[2]} {r[3]}".strip(), r[4]) for r in rows]
