"""Today for one person: what waits for them, what is asked of them, what comes next; reads all rooms, owns no table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from floortime.followups.model import Followup
from floortime.obstacles import stages
from floortime.obstacles.model import Obstacle, ObstacleFollowup, Raising, Round, Verdict, Voice, Wording
from floortime.obstacles.whose_word import stored_voice
from floortime.people.model import Department, DepartmentHead, Person, Posting, Team
from floortime.recognition.model import Thanks
from floortime.settings import Settings
from floortime.sitdowns.model import Programme, Seat, Sitdown

MOST = 30
"""What a person can do in a day; the rest is on the follow-ups page."""
OPEN_AFTER = timedelta(hours=12)
"""How long a sit-down that has begun keeps its place: the leader comes back to it to read back and close."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that waits for this person: a promise of theirs, or an answer of their department's."""

    kind: str
    """promise, answer."""
    code: str
    said: str
    language: str
    what: str
    voices: int
    since: date
    due: date
    version: int


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who will sit at the table."""

    name: str
    team: str
    hired_on: date | None
    answer: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What these people were promised last time, and its light."""

    what: str
    stage: str


@dataclass(frozen=True, slots=True)
class Asked:
    """An entry whose raiser or me too this person is: does it work now?"""

    code: str
    title: str
    language: str
    sentence: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class Mine:
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


@dataclass(frozen=True, slots=True)
class Next:
    """A sit-down that comes."""

    id: int
    title: str
    leader: str
    start: datetime
    """Wall time in `zone`."""
    starts_at: datetime
    minutes: int
    zone: str
    place: str
    link: str
    answer: str


def _title_of(obstacle: Any = Obstacle) -> Any:
    return and_(Wording.obstacle_id == obstacle.id, Wording.language == obstacle.language)


def owed(session: Session, person_id: int) -> list[Owed]:
    """Promises this person owns, and answers their department owes; the earliest due date first."""
    promises = session.execute(
        select(
            Followup.code, Wording.title, Wording.language, Followup.about, Followup.language, Followup.what,
            Followup.voices, Followup.made_on, Followup.due_on, Followup.version,
        )
        .outerjoin(ObstacleFollowup, ObstacleFollowup.followup_id == Followup.id)
        .outerjoin(Obstacle, Obstacle.id == ObstacleFollowup.obstacle_id)
        .outerjoin(Wording, _title_of())
        .where(Followup.owner_id == person_id, Followup.stage.in_(("open", "in_progress")))
        .order_by(Followup.due_on, Followup.id)
        .limit(MOST)
    ).all()  # fmt: skip
    answers = session.execute(
        select(Obstacle.code, Wording.title, Wording.language, Obstacle.voices_n, Obstacle.published_on,
               Obstacle.answer_due_on, Obstacle.version)
        .join(Wording, _title_of())
        .join(DepartmentHead, DepartmentHead.department_id == Obstacle.department_id)
        .where(
            DepartmentHead.person_id == person_id,
            DepartmentHead.part == "manager",
            Obstacle.stage == "published",
            Obstacle.answered_on.is_(None),
        )
        .order_by(Obstacle.answer_due_on, Obstacle.id)
        .limit(MOST)
    ).all()  # fmt: skip
    found = [
        Owed("promise", p[0], p[1] or p[3] or "", p[2] or p[4], p[5], p[6], p[7], p[8], p[9])
        for p in promises
    ]
    found += [
        Owed(
            "answer", a.code, a.title, a.language, "", a.voices_n, a.published_on, a.answer_due_on, a.version
        )
        for a in answers
        if a.published_on is not None and a.answer_due_on is not None
    ]
    return sorted(found, key=lambda o: (o.due, o.since, o.code))


def next_led(session: Session, leader_ids: Sequence[int], now: datetime) -> Next | None:
    """The sit-down that one of these leaders holds next; one that has begun stays until it is closed or half a day old."""
    led = Sitdown.leader_id.in_(leader_ids)
    unclosed = and_(Sitdown.state.in_(("planned", "held")), Sitdown.closed_at.is_(None))
    return _next(session, now - OPEN_AFTER, and_(led, unclosed))


def next_seat(session: Session, person_id: int, now: datetime) -> Next | None:
    """The next sit-down at which this person has a seat."""
    seated = exists().where(
        Seat.sitdown_id == Sitdown.id,
        Seat.person_id == person_id,
        Seat.state == "invited",
        Seat.answer != "declined",
    )
    coming = and_(Sitdown.state == "planned", seated.correlate(Sitdown))
    return _next(session, now, coming, person_id)


def _next(session: Session, since: datetime, which: Any, person_id: int = 0) -> Next | None:
    mine = and_(Seat.sitdown_id == Sitdown.id, Seat.person_id == person_id)
    row = session.execute(
        select(Sitdown, Person.first_name, Person.last_name, Seat.answer)
        .join(Person, Person.id == Sitdown.leader_id)
        .outerjoin(Seat, mine)
        .where(which, Sitdown.starts_at >= since)
        .order_by(Sitdown.starts_at)
        .limit(1)
    ).first()
    if row is None:
        return None
    sitdown, first, last, answer = row
    return Next(
        id=sitdown.id,
        title=sitdown.title,
        leader=f"{first} {last}".strip(),
        start=sitdown.start_local,
        starts_at=sitdown.starts_at,
        minutes=sitdown.minutes,
        zone=sitdown.zone,
        place=sitdown.place,
        link=sitdown.link,
        answer=answer or "",
    )


def comers(session: Session, sitdown_id: int, day: date) -> list[Comer]:
    """Who has a seat, by first name, with the team they are in that day."""
    rows = session.execute(
        select(Person.first_name, Team.name, Person.hired_on, Seat.answer)
        .join(Seat, Seat.person_id == Person.id)
        .outerjoin(
            Posting,
            and_(
                Posting.person_id == Person.id,
                Posting.from_on <= day,
                or_(Posting.to_on.is_(None), Posting.to_on > day),
            ),
        )
        .outerjoin(Team, Team.id == Posting.team_id)
        .where(Seat.sitdown_id == sitdown_id, Seat.state == "invited", Seat.answer != "declined")
        .order_by(Person.first_name)
    ).all()
    return [Comer(r[0], r[1] or "", r[2], r[3]) for r in rows]


def heard_last_time(session: Session, sitdown_id: int) -> list[Heard]:
    """What was promised at the series' last sit-down before this one, and where it stands."""
    this, before = aliased(Sitdown), aliased(Sitdown)
    last = (
        select(before.id)
        .join(this, and_(this.series_id == before.series_id, this.starts_at > before.starts_at))
        .where(this.id == sitdown_id, before.state == "held")
        .order_by(before.starts_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Followup.what, Followup.stage)
        .where(Followup.sitdown_id == last)
        .order_by(Followup.id)
        .limit(6)
    ).all()
    return [Heard(r[0], r[1]) for r in rows]


def questions(session: Session) -> list[str]:
    """The default programme's question set."""
    said = session.scalar(select(Programme.questions).where(Programme.is_default.is_(True))) or ""
    return [line for line in said.splitlines() if line.strip()][:3]


def asked(session: Session, settings: Settings, person_id: int) -> list[Asked]:
    """Rounds that run now, of entries this person raised by name or said me too to, unanswered by them."""
    voice = exists().where(Voice.obstacle_id == Obstacle.id, Voice.person_id == person_id).correlate(Obstacle)
    raiser = (
        exists().where(Raising.obstacle_id == Obstacle.id, Raising.named_id == person_id).correlate(Obstacle)
    )
    rows = session.execute(
        select(Obstacle, Wording.title, Wording.language, Round.sentence, Round.asked_on)
        .join(Wording, _title_of())
        .join(Round, and_(Round.obstacle_id == Obstacle.id, Round.n == Obstacle.asked_round))
        .where(Obstacle.stage == "asked", or_(voice, raiser))
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
    return [
        Asked(o.code, title, code, sentence, on)
        for o, title, code, sentence, on in rows
        if o.id not in answered
    ]


def mine(session: Session, person_id: int) -> list[Mine]:
    """What this person raised under their name, newest first."""
    rows = session.execute(
        select(Obstacle.code, func.coalesce(Wording.title, Raising.words), Raising.language, Obstacle.stage,
               Raising.raised_on)
        .join(Raising, Raising.obstacle_id == Obstacle.id)
        .outerjoin(Wording, _title_of())
        .where(Raising.named_id == person_id)
        .order_by(Raising.id.desc())
        .limit(MOST)
    ).all()  # fmt: skip
    return [Mine(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Record:
    """What became of this person's promises: numbers for one sentence."""

    settled: int
    on_time: int
    confirmed: int


def record(session: Session, person_id: int, since: date) -> Record:
    """Promises of this person claimed done since a day: how many, by their date, confirmed by the floor."""
    row = session.execute(
        select(
            func.count(),
            func.count().filter(Followup.claimed_on <= Followup.due_on),
            func.count().filter(Followup.stage == "confirmed"),
        ).where(Followup.owner_id == person_id, Followup.claimed_on >= since)
    ).one()
    return Record(row[0], row[1], row[2])


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


def department_of(session: Session, person_id: int) -> str:
    """The department this person answers for, if any."""
    return (
        session.scalar(
            select(Department.name)
            .join(DepartmentHead, DepartmentHead.department_id == Department.id)
            .where(DepartmentHead.person_id == person_id)
            .limit(1)
        )
        or ""
    )
