"""Whose letter of the day goes now, because there is something to tell them; knows plans, news, mornings and people."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache

from msgspec import Struct
from sqlalchemy import Date, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from floortime.followups import stages
from floortime.followups.model import ChasePlan, Followup
from floortime.followups.queries.chasing import Open, asked, found, sites_of
from floortime.followups.queries.mornings import Mornings
from floortime.people.model import Person
from floortime.people.queries import days_off, persons_by_id, recipient

PEOPLE = 10
"""No act renders more letters than this: while it does, nobody else writes to an embedded database."""
PROMISES = 60
"""No act puts many more promises into words than this: who would bring it above them comes in the next part."""
AT_ONCE = 200
"""People whose mornings one statement asks for."""
AHEAD = timedelta(hours=14)
"""So much earlier than in UTC a day begins at most, anywhere."""
_TOLD = (
    (ChasePlan.owner_id, ChasePlan.owner_on),
    (ChasePlan.manager_id, ChasePlan.manager_on),
    (ChasePlan.sponsor_id, ChasePlan.sponsor_on),
)


class Due(Struct, frozen=True):
    """That somebody is to be told: since which day, where they are, and of how much."""

    since: date
    many: int


def to_tell(session: Session, at: datetime) -> dict[int, Due]:
    """Those whom the chase tells of something today, or tomorrow where the day begins early."""
    return added({}, [(row.who, row.since, row.many) for row in session.execute(_TO_TELL, _latest(at))])


def added(due: Mapping[int, Due], more: Collection[tuple[int, date, int]]) -> dict[int, Due]:
    """With these, too: (who, since, how much)."""
    both = dict(due)
    for who, since, many in more:
        had = both.get(who)
        both[who] = Due(min(since, had.since), many + had.many) if had is not None else Due(since, many)
    return both


def ready(session: Session, at: datetime, due: Mapping[int, Due]) -> Iterator[dict[int, Person]]:
    """Those of them whose letter of today goes now, a part at a time: their hour has come, and they have had none."""
    off = cache(lambda site_id: days_off(session, site_id))
    ids, part, many = sorted(due), dict[int, Person](), 0
    for start in range(0, len(ids), AT_ONCE):
        people = persons_by_id(session, ids[start : start + AT_ONCE])
        mornings, sites = Mornings(session, people, at), sites_of(session, set(people), at.date())
        for key, person in sorted(people.items()):
            come = due[key].since <= mornings.today(person) and recipient(person, at.date()) is not None
            if not (come and mornings.ready(person, off(sites.get(key)))):
                continue
            if part and (len(part) == PEOPLE or many + due[key].many > PROMISES):
                yield part
                part, many = {}, 0
            part[key], many = person, many + due[key].many
    if part:
        yield part


def promises_of(session: Session, at: datetime, ids: Collection[int]) -> list[Open]:
    """The promises of which the chase tells them."""
    return found(session, _OF, {**_latest(at), "ids": list(ids)})


def _latest(at: datetime) -> dict[str, object]:
    return {"latest": (at + AHEAD).date()}


_LATEST = bindparam("latest", type_=Date)
_STILL = Followup.stage.in_(stages.OPEN), Followup.held_back == ""
_TO_TELL = union_all(
    *(
        select(who.label("who"), func.min(on).label("since"), func.count().label("many"))
        .join(Followup, Followup.id == ChasePlan.followup_id)
        .where(on <= _LATEST, *_STILL)
        .group_by(who)
        for who, on in _TOLD
    )
)
_OF = asked(
    *_STILL,
    Followup.id.in_(
        union_all(
            *(
                select(ChasePlan.followup_id).where(who.in_(bindparam("ids", expanding=True)), on <= _LATEST)
                for who, on in _TOLD
            )
        )
    ),
)
