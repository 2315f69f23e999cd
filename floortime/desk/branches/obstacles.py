"""Obstacles on the morning board: to sort, reworded, to close, asked, to answer, without a promise, to look at again; knows their tables."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_, select, text
from sqlalchemy.orm import aliased

from floortime.desk.branches.shape import TODAY, WEEK_ON, Branch, everywhere, name_of, row, still_here
from floortime.followups.model import Followup
from floortime.followups.queries.lateness import Late
from floortime.followups.queries.parts import STILL
from floortime.obstacles.model import Answer, Obstacle, ObstacleFollowup, Raising, Round, Wording
from floortime.obstacles.queries.headless import UNANSWERED, headless
from floortime.people.filters import Within
from floortime.people.model import Department, DepartmentHead, Person
from floortime.people.sight import Sight

# Written out, not bound: a partial index is used only where its condition stands in the statement.
_NOBODYS: Any = literal_column(
    "COALESCE(obstacles.stage, '') = 'in_hand' AND obstacles.waiting_kind IN ('department', 'house')"
)
LATER = Obstacle.answer_due_on > WEEK_ON
_ROUND = and_(Round.obstacle_id == Obstacle.id, Round.n == Obstacle.asked_round)
_TITLE = and_(Wording.obstacle_id == Obstacle.id, Wording.language == Obstacle.language)


def to_sort(seer: Sight) -> ColumnElement[bool]:
    """Says in SQL what `obstacles.access.may_sort` says of one row."""
    if seer.is_chief_everywhere:
        return everywhere()
    return or_(
        Obstacle.site_id.in_(seer.chief_of("site")),
        Obstacle.department_id.in_(seer.chief_of("department")),
    )


def obstacles_within(within: Within) -> ColumnElement[bool]:
    """The condition that an entry is of one site, or one department's to clear."""
    site = Obstacle.site_id == within.site if within.site is not None else everywhere()
    whose = Obstacle.department_id == within.department if within.department is not None else everywhere()
    return and_(site, whose)


def of_obstacles(seen: ColumnElement[bool], late: Late) -> dict[str, Branch]:
    """Every branch by its name."""
    due, site, since = (
        Obstacle.answer_due_on,
        Obstacle.site_id,
        func.coalesce(Obstacle.waiting_since_on, Obstacle.raised_on),
    )
    not_so = select(Raising.obstacle_id).where(Raising.wording_says == text("'not_so'"))
    # Coalesced, so that the few dates are searched and not all that was ever refused.
    refused = func.coalesce(Obstacle.stage, "") == "refused"
    which: dict[str, tuple[Any, Any, tuple[Any, ...]]] = {
        "sort": (_raised(), Obstacle.raised_on, (Obstacle.stage == "sorting",)),
        "reworded": (_public("reworded", on=Obstacle.published_on), Obstacle.published_on,
                     (Obstacle.id.in_(not_so), Obstacle.published_on.is_not(None))),
        "close": (_public("close", on=since), since, (Obstacle.stage == "ready_to_close",)),
        "works": (_asked(), Round.asked_on, (Obstacle.stage == "asked",)),
        "answer": (_asked_of("answer", due), due, (UNANSWERED, due <= WEEK_ON)),
        "headless": (_asked_of("answer", due), due, (UNANSWERED, headless(TODAY))),
        "headless_far": (_asked_of("answer", due), due, (UNANSWERED, headless(TODAY), LATER)),
        "answer_late": (_asked_of("answer", due), due, (UNANSWERED, late.past(due, site))),
        "answer_week": (_asked_of("answer", due), due, (UNANSWERED, late.to_come(due, site), due <= WEEK_ON)),
        "unpromised": (_asked_of("unpromised", since), since, (_NOBODYS, ~_promised())),
        "review": (_refused(), Obstacle.review_on, (Obstacle.review_on <= WEEK_ON, refused)),
    }  # fmt: skip
    return {name: _branch(name, *of, seen) for name, of in which.items()}


def _branch(name: str, rows: Any, on: Any, where: tuple[Any, ...], seen: ColumnElement[bool]) -> Branch:
    bare = select(Obstacle.id).where(seen, *where)
    if name == "works":
        bare = bare.join(Round, _ROUND)
    # A key begins with the day of its raising.
    return Branch(
        rows,
        on,
        Obstacle.id,
        (bare,),
        in_order=name == "sort",
        walked=name.startswith(("answer", "headless", "review")),
    )


def _raised() -> Any:
    """What was said, not yet sorted: in the words of the first who said it."""
    first = aliased(Raising)
    found = select(func.min(first.id)).where(first.obstacle_id == Obstacle.id).correlate(Obstacle)
    return select(
        *row("sort", key=Obstacle.id, code=Obstacle.code, words=Raising.words, language=Raising.language,
             on=Obstacle.raised_on, site=Obstacle.site_id)
    ).select_from(Obstacle).join(Raising, Raising.id == found.scalar_subquery())  # fmt: skip


def _asked() -> Any:
    return _public("works", on=Round.asked_on, n=Obstacle.voices_n).join(Round, _ROUND)


def _promised() -> ColumnElement[bool]:
    """Whether something promised about it, or about what was merged into it, is still to be done."""
    merged = aliased(Obstacle)
    parts = select(merged.id).where(merged.merged_into_id == Obstacle.id).correlate(Obstacle)
    still = (
        select(ObstacleFollowup.followup_id)
        .join(Followup, Followup.id == ObstacleFollowup.followup_id)
        .where(STILL)
    )
    own = still.where(ObstacleFollowup.obstacle_id == Obstacle.id).correlate(Obstacle)
    return or_(
        own.exists(), still.where(ObstacleFollowup.obstacle_id.in_(parts)).correlate(Obstacle).exists()
    )


def _asked_of(kind: str, on: Any) -> Any:
    """With who answers for the department: its manager, else its sponsor."""
    here = (
        select(name_of(Person))
        .join(DepartmentHead, DepartmentHead.person_id == Person.id)
        .where(DepartmentHead.department_id == Obstacle.department_id, still_here(Person))
        .order_by(case((DepartmentHead.part == "manager", 0), else_=1))
        .limit(1)
        .correlate(Obstacle)
        .scalar_subquery()
    )
    department = func.coalesce(Department.name, "")
    who = func.coalesce(here, "")
    return _public(kind, on=on, who=who, department=department).outerjoin(
        Department, Department.id == Obstacle.department_id
    )


def _refused() -> Any:
    return (
        _public("review", on=Obstacle.review_on, who=name_of(Person))
        .outerjoin(Answer, and_(Answer.obstacle_id == Obstacle.id, Answer.n == Obstacle.answers_n))
        .outerjoin(Person, Person.id == Answer.decider_id)
    )


def _public(kind: str, **more: Any) -> Any:
    shown = row(kind, key=Obstacle.id, code=Obstacle.code, words=Wording.title, language=Wording.language,
                site=Obstacle.site_id, **more)  # fmt: skip
    return select(*shown).select_from(Obstacle).join(Wording, _TITLE)
