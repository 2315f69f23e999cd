"""What one brief holds: who comes, what is owed, what was raised, thanks, questions; reads the rooms below, owns nothing.

Only what whoever leads heard themselves, or what everybody may read: a raising by the web, with a name or without,
went to the chief of staff alone and leads nobody here to a person.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.briefing.queries.owed import Owed, still_owed
from floortime.obstacles.model import Obstacle, Raising, Wording
from floortime.obstacles.stages import PUBLIC, light
from floortime.people.model import Person, Posting, Team
from floortime.people.naming import at_a_table
from floortime.people.queries import posted
from floortime.recognition.queries import Thanked, aloud_to
from floortime.sitdowns.model import Seat, Sitdown
from floortime.sitdowns.queries.programme import questions_of

MOST = 5
PASSED_ON = 2
LATELY = 3


class Coming(Struct, frozen=True):
    """Somebody who has a seat and did not decline."""

    name: str
    """As they are called at this table."""
    team: str
    hired_on: date | None
    answer: str


class Raised(Struct, frozen=True):
    """An entry of the log by its public words, and its light."""

    code: str
    title: str
    language: str
    light: str
    light_word: str


class Brief(Struct, frozen=True):
    """Everything that stands in the brief of one date."""

    coming: tuple[Coming, ...]
    free: int
    owed: tuple[Owed, ...]
    raised: tuple[Raised, ...]
    """What was said in the room to the same leader, here before or by name by those who come."""
    lately: tuple[Raised, ...]
    """What the log shows of this site, newest first."""
    thanks: tuple[Thanked, ...]
    questions: tuple[str, ...]
    """Three of the programme's."""


def brief_of(session: Session, sitdown: Sitdown) -> Brief:
    """The brief of one date, for whoever leads it; in half a dozen statements however many sit there."""
    day = sitdown.start_local.date()
    rows = _seated(session, sitdown, day)
    ids = [person.id for person, *_rest in rows]
    teams = {team_id for *_rest, team_id in rows if team_id is not None}
    called = at_a_table(person for person, *_rest in rows)
    raised = _raised(session, sitdown, ids)
    known = {one.code for one in raised}
    return Brief(
        coming=tuple(
            Coming(name, team or "", person.hired_on, answer)
            for name, (person, answer, team, _team_id) in zip(called, rows, strict=True)
        ),
        free=max(sitdown.capacity - len(rows), 0),
        owed=tuple(still_owed(session, sitdown)),
        raised=raised,
        lately=tuple(one for one in _lately(session, sitdown) if one.code not in known)[:LATELY],
        thanks=tuple(aloud_to(session, ids, teams, day, but_by=sitdown.leader_id, limit=PASSED_ON)),
        questions=tuple(questions_of(session, sitdown)),
    )


def _seated(session: Session, sitdown: Sitdown, day: date) -> Sequence[Any]:
    return session.execute(
        select(Person, Seat.answer, Team.name, Team.id)
        .join(Seat, Seat.person_id == Person.id)
        .outerjoin(Posting, (Posting.person_id == Person.id) & posted(day))
        .outerjoin(Team, Team.id == Posting.team_id)
        .where(Seat.sitdown_id == sitdown.id, Seat.state == "invited", Seat.answer != "declined")
        .order_by(Person.first_name, Person.id)
    ).all()


def _raised(session: Session, sitdown: Sitdown, ids: Collection[int]) -> tuple[Raised, ...]:
    """What was said to this leader in the room: at earlier dates of this series, or under their names by those who come.

    Who leads this date and did not lead those was not told.
    """
    heard = select(Sitdown.id).where(Sitdown.leader_id == sitdown.leader_id, Sitdown.id != sitdown.id)
    here = heard.where(Sitdown.series_id == sitdown.series_id) if sitdown.series_id else None
    which = Raising.named_id.in_(ids) & Raising.sitdown_id.in_(heard)
    if here is not None:
        which = which | Raising.sitdown_id.in_(here)
    found = session.scalars(
        select(Raising.obstacle_id)
        .where(Raising.channel == "room", Raising.obstacle_id.is_not(None), which)
        .order_by(Raising.raised_on.desc(), Raising.id.desc())
        .limit(MOST * 4)
    ).all()
    standing = dict.fromkeys(_followed(session, key) for key in found if key is not None)
    return _public(session, [key for key in standing if key is not None])[:MOST]


def _followed(session: Session, key: int) -> int | None:
    """The entry, or the one it was merged into."""
    entry = session.get(Obstacle, key)
    while entry is not None and entry.merged_into_id is not None:
        entry = session.get(Obstacle, entry.merged_into_id)
    return entry.id if entry is not None else None


def _lately(session: Session, sitdown: Sitdown) -> tuple[Raised, ...]:
    """The newest entries of which the log itself says that they come from this site."""
    if sitdown.site_id is None:
        return ()
    keys = session.scalars(
        select(Obstacle.id)
        .where(Obstacle.shown_site_id == sitdown.site_id, Obstacle.bar != "")
        .order_by(Obstacle.id.desc())
        .limit(LATELY + MOST)
    ).all()
    return _public(session, keys)


def _public(session: Session, keys: Sequence[int]) -> tuple[Raised, ...]:
    """These entries by their public words, in this order; what the log does not show is left out."""
    rows = session.execute(
        select(Obstacle.id, Obstacle.code, Obstacle.stage, Wording.title, Wording.language)
        .join(Wording, (Wording.obstacle_id == Obstacle.id) & (Wording.language == Obstacle.language))
        .where(Obstacle.id.in_(keys), Obstacle.stage.in_(PUBLIC))
    ).all()
    by_id = {row.id: row for row in rows}
    found = []
    for key in keys:
        row = by_id.get(key)
        shown = light(row.stage) if row else None
        if row is not None and shown is not None:
            found.append(Raised(row.code, row.title, row.language, shown.kind, str(shown.word)))
    return tuple(found)
