"""One entry of the log in two statements: itself with the edition, then everything told of it; knows tables."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from msgspec import Struct
from sqlalchemy import BigInteger, Text, and_, bindparam, cast, func, literal, null, select, union_all
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from floortime.followups.model import ChaseStep, DueMove, Followup, Look, Progress
from floortime.headsups.model import Headsup
from floortime.journal.model import Entry
from floortime.log.queries.listing import Row, columns, name_of, written
from floortime.obstacles.model import (
    UNDONE,
    Answer,
    CoLead,
    Impact,
    NamedThanks,
    Obstacle,
    ObstacleFollowup,
    ObstacleHeadsup,
    Round,
    Verdict,
    Wording,
)
from floortime.people.model import ClosedDay, Department, Person, Site
from floortime.words import language

HANDED = "followup.handed_over"


class Found(Struct, frozen=True):
    """An entry as its page needs it."""

    id: int
    stage: str
    row: Row
    html: str
    site: str
    country: str
    department: str
    raised_on: date


class Told(NamedTuple):
    """One line of what happened: `kind` says what the other columns hold."""

    kind: str
    """answer, promise, made, handed, moved, progress, claimed, round, verdicts, voices, reminder, closed, impact, headsup,
    colead, thanked."""
    on: str
    n: int
    who: str
    department: str
    words: str
    more: str
    language: str
    due: str
    stage: str
    code: str
    """Of a promise: under which whoever may reads all about it."""
    at: str
    """When somebody did it, and which came after which then; nothing for what nobody known did."""
    turn: int


@cache
def _one() -> Any:
    own, readers = aliased(Wording), aliased(Wording)

    def html(wording: Any, code: Any) -> Any:
        return (
            select(wording.html)
            .where(wording.obstacle_id == Obstacle.id, wording.language == code)
            .correlate(Obstacle)
            .scalar_subquery()
        )

    return (
        columns()
        .add_columns(
            Obstacle.id,
            func.coalesce(html(readers, bindparam("language")), html(own, Obstacle.language), ""),
            func.coalesce(Site.name, ""),
            func.coalesce(Site.country, ""),
            func.coalesce(Department.name, ""),
            Obstacle.raised_on,
        )
        .outerjoin(Site, Site.id == Obstacle.shown_site_id)
        .outerjoin(Department, Department.id == Obstacle.department_id)
        .where(Obstacle.code == bindparam("code"))
    )


def found_entry(connection: Connection, code: str) -> Found | None:
    """The entry of this code if it ever had public words; its stage says whether the log shows it now."""
    row = connection.execute(_one(), {"code": code.upper(), "language": language()}).one_or_none()
    if row is None:
        return None
    entry = Row._make(row[: len(Row._fields)])
    key, html, site, country, department, raised_on = row[len(Row._fields) :]
    return Found(key, entry.stage, entry, html, site, country, department, raised_on)


def _line(kind: str, **given: Any) -> list[Any]:
    """The columns every branch shares, all text but one number."""
    texts = ("who", "department", "words", "more", "language", "due", "stage", "code", "at")
    return [
        cast(literal(kind), Text).label("kind"),
        cast(given.get("on", null()), Text).label("on_day"),
        cast(given.get("n", literal(0)), BigInteger).label("n"),
        *(
            cast(func.coalesce(cast(given[name], Text), "") if name in given else literal(""), Text).label(
                name
            )
            for name in texts
        ),
        cast(func.coalesce(given.get("turn", literal(0)), 0), BigInteger).label("turn"),
    ]


def _when(kind: str, subject: Any, *verbs: str, n: Any = None) -> dict[str, Any]:
    """When the line of it was written, the last one where there are several; `n`: which one of this subject."""
    line = select(func.max(cast(Entry.at, Text)), func.max(Entry.turn)).where(
        Entry.kind == written(kind), Entry.subject_id == subject, Entry.verb.in_([written(verb) for verb in verbs]),
        Entry.facts["undone"].as_string().is_(None),
    )  # fmt: skip
    if n is not None:
        line = line.where(cast(Entry.facts["n"].as_string(), BigInteger) == n)
    at, turn = (line.with_only_columns(part).scalar_subquery() for part in line.selected_columns)
    return {"at": at, "turn": turn}


def _beside(key: Any) -> list[Any]:
    """What hangs on the entry itself: what it brought, who led it, whom it thanks by name, which heads-up there was."""
    stater = aliased(Person)
    return [
        select(
            *_line("impact", on=Impact.stated_on, n=Impact.amount, who=name_of(stater), department=name_of(Person), words=Impact.words,
                   more=Impact.kind, language=Impact.language, due=Impact.checked_on, stage=Impact.unit)
        ).outerjoin(stater, stater.id == Impact.stated_by_id).outerjoin(Person, Person.id == Impact.checked_by_id)
        .where(Impact.obstacle_id == key),
        select(*_line("colead", on=CoLead.answered_on, who=name_of(Person), n=CoLead.hours)).join(Person, Person.id == CoLead.person_id)
        .where(CoLead.obstacle_id == key, CoLead.state == written("agreed"), CoLead.credited, Person.kind == written("staff")),
        select(*_line("thanked", who=name_of(Person), n=NamedThanks.obstacle_id)).join(Person, Person.id == NamedThanks.person_id)
        .where(NamedThanks.obstacle_id == key, Person.kind == written("staff")),
        select(*_line("headsup", on=ObstacleHeadsup.on, words=Headsup.title, more=Headsup.code, language=Headsup.language, stage=Headsup.state,
                      due=Headsup.late))
        .outerjoin(Headsup, Headsup.id == ObstacleHeadsup.headsup_id).where(ObstacleHeadsup.obstacle_id == key),
    ]  # fmt: skip


def _handed(linked: Any) -> Any:
    """Whose it became, as long as that was not taken back; neither of the two lines is told then."""
    back = aliased(Entry)
    same = back.facts["undone"].as_string() == Entry.facts["round"].as_string()
    taken = select(back.id).where(
        back.kind == "followup", back.subject_id == Entry.subject_id, back.verb == written(HANDED), same
    )
    return (
        select(
            *_line("handed", on=Entry.on_day, who=name_of(Person), department=Department.name, words=Followup.what,
                   at=cast(Entry.at, Text), turn=Entry.turn)
        )
        .join(Followup, Followup.id == Entry.subject_id)
        .outerjoin(Person, Person.id == cast(Entry.facts["to_id"].as_string(), BigInteger))
        .outerjoin(Department, Department.id == func.coalesce(Followup.department_id, Person.department_id))
        .where(Entry.kind == "followup", Entry.subject_id.in_(linked), Entry.verb == written(HANDED),
               Entry.facts["undone"].as_string().is_(None), ~taken.exists())
    )  # fmt: skip


def _moved(linked: Any) -> Any:
    return (
        select(
            *_line("moved", on=DueMove.on, words=DueMove.reason, language=Followup.language, due=DueMove.to_on,
                   **_when("followup", DueMove.followup_id, "followup.moved", n=DueMove.n))
        )
        .join(Followup, Followup.id == DueMove.followup_id)
        .where(DueMove.followup_id.in_(linked))
    )  # fmt: skip


def _made(linked: Any) -> Any:
    """By whom, whoever has it now."""
    made = (
        Entry.kind == written("followup"),
        Entry.subject_id == Followup.id,
        Entry.verb == written("followup.made"),
    )
    return (
        select(
            *_line("made", on=Followup.made_on, who=name_of(Person), department=Department.name, words=Followup.what,
                   at=cast(Entry.at, Text), turn=Entry.turn)
        )
        .select_from(Followup).outerjoin(Entry, and_(*made))
        .outerjoin(Person, Person.id == cast(Entry.facts["owner_id"].as_string(), BigInteger))
        .outerjoin(Department, Department.id == func.coalesce(Followup.department_id, Person.department_id))
        .where(Followup.id.in_(linked))
    )  # fmt: skip


@cache
def _all() -> Any:
    key: Any = bindparam("key")
    # What was promised about an entry merged into this one is kept here, however often it was merged on.
    parts = select(cast(key, BigInteger).label("id")).cte("parts", recursive=True)
    parts = parts.union(select(Obstacle.id).join(parts, Obstacle.merged_into_id == parts.c.id))
    linked = select(ObstacleFollowup.followup_id).where(ObstacleFollowup.obstacle_id.in_(select(parts.c.id)))
    voices = func.count()
    return union_all(
        select(
            *_line("answer", on=Answer.on, n=Answer.n, who=name_of(Person), department=Department.name, words=Answer.html, more=Answer.kind,
                   language=Answer.language, due=Answer.review_on,
                   **_when("obstacle", Answer.obstacle_id, "obstacle.answered", "obstacle.refused", "obstacle.closed", n=Answer.n))
        ).outerjoin(Person, Person.id == Answer.decider_id)
        .outerjoin(Department, Department.id == Person.department_id)
        .where(Answer.obstacle_id == key),
        select(
            *_line("promise", on=Followup.made_on, n=Followup.moves, who=name_of(Person), department=Department.name,
                   words=Followup.what, more=func.coalesce(cast(DueMove.from_on, Text) + "\n" + DueMove.reason, Followup.reason),
                   language=Followup.language, due=Followup.due_on, stage=Followup.stage, code=Followup.code)
        )
        .outerjoin(Person, Person.id == Followup.owner_id)
        .outerjoin(Department, Department.id == func.coalesce(Followup.department_id, Person.department_id))
        .outerjoin(DueMove, (DueMove.followup_id == Followup.id) & (DueMove.n == Followup.moves) & (Followup.moves > 0))
        .where(Followup.id.in_(linked)),
        _made(linked),
        _handed(linked),
        _moved(linked),
        select(*_line("round", on=Round.asked_on, n=Round.n, words=Round.sentence, stage=Round.outcome, due=Round.ended_on,
                      **_when("obstacle", Round.obstacle_id, "obstacle.asked", n=Round.n)))
        .where(Round.obstacle_id == key, Round.outcome != written(UNDONE)),
        select(
            *_line("progress", on=Progress.on, who=name_of(Person), department=Department.name, words=Progress.words, language=Followup.language,
                   **_when("followup", Progress.followup_id, "followup.progressed", "followup.done_waits", n=Progress.n))
        )
        .join(Followup, Followup.id == Progress.followup_id)
        .outerjoin(Person, Person.id == Progress.by_id)
        .outerjoin(Department, Department.id == func.coalesce(Followup.department_id, Person.department_id))
        .where(Progress.followup_id.in_(linked), Progress.shown_on.is_not(None)),
        select(
            *_line("claimed", on=Followup.claimed_on, who=name_of(Person), department=Department.name, words=Followup.claim,
                   language=Followup.language, **_when("followup", Followup.id, "followup.claimed"))
        )
        .outerjoin(Person, Person.id == Followup.claimed_by_id)
        .outerjoin(Department, Department.id == func.coalesce(Followup.department_id, Person.department_id))
        .where(Followup.id.in_(linked), Followup.stage.in_((written("claimed"), written("confirmed"))), Followup.claim != written(""),
               Followup.id.not_in(select(Look.followup_id))),
        select(*_line("verdicts", n=voices, more=Verdict.n)).where(Verdict.obstacle_id == key, Verdict.works).group_by(Verdict.n),
        select(*_line("voices", on=Entry.on_day, n=voices))
        .where(Entry.kind == "obstacle", Entry.subject_id == key, Entry.verb == written("voice.added")).group_by(Entry.on_day),
        select(*_line("reminder", on=func.substr(cast(ChaseStep.done_at, Text), 1, 10), department=Department.name, who=name_of(Person),
                      stage=ChaseStep.step, at=cast(ChaseStep.done_at, Text)))
        .join(Followup, Followup.id == ChaseStep.followup_id)
        .outerjoin(Person, Person.id == Followup.owner_id)
        .outerjoin(Department, Department.id == func.coalesce(Followup.department_id, Person.department_id))
        .where(ChaseStep.followup_id.in_(linked), ChaseStep.step.not_in(("before", "nobody"))),
        *_beside(key),
        select(*_line("closed", on=ClosedDay.day)).join(Obstacle, Obstacle.shown_site_id == ClosedDay.site_id).where(Obstacle.id == key),
    )  # fmt: skip


def told(connection: Connection, key: int) -> list[Told]:
    """Answers, promises, rounds, voices and reminders of one entry, as lines in no order."""
    return [Told._make(row) for row in connection.execute(_all(), {"key": key})]
