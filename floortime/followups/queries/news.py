"""Who has news for their letter of the day, and what; knows its own tables and people's."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Date, bindparam, func, or_, select
from sqlalchemy.orm import Session

from floortime.clock import day_in
from floortime.followups.model import DigestNews
from floortime.people.model import MailWish, Person

DAY = timedelta(days=1)


def news_waits(session: Session, at: datetime) -> list[tuple[int, date, int]]:
    """Who has not been told of news and wants to be: (who, since when they may be, how much)."""
    rows = session.execute(_WAITS, {"until": at.date() - DAY})
    return [(person_id, date.min, many) for person_id, many in rows]


def news_of(session: Session, people: Mapping[int, Person], at: datetime) -> dict[int, list[DigestNews]]:
    """What each of them has not been told, as far as it is still news where they are."""
    rows = session.scalars(_OF, {"until": at.date() - DAY, "ids": list(people)})
    found: dict[int, list[DigestNews]] = defaultdict(list)
    for row in rows:
        if row.until_on >= day_in(at, people[row.person_id].zone):
            found[row.person_id].append(row)
    return found


_UNSAID = (
    DigestNews.letter_id.is_(None),
    DigestNews.until_on >= bindparam("until", type_=Date),
    # What is to be looked at is work: only heads-ups are switched off.
    or_(MailWish.person_id.is_(None), MailWish.news, DigestNews.kind != "headsup"),
)
_WAITS = (
    select(DigestNews.person_id, func.count())
    .outerjoin(MailWish, MailWish.person_id == DigestNews.person_id)
    .where(*_UNSAID)
    .group_by(DigestNews.person_id)
)
_OF = (
    select(DigestNews)
    .outerjoin(MailWish, MailWish.person_id == DigestNews.person_id)
    .where(*_UNSAID, DigestNews.person_id.in_(bindparam("ids", expanding=True)))
    .order_by(DigestNews.until_on, DigestNews.subject_id)
)
