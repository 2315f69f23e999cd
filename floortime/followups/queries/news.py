"""Who has news for their letter of the day, and what; knows its own tables and people's."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from floortime.clock import day_in
from floortime.followups.model import DigestNews
from floortime.people.model import MailWish, Person

DAY = timedelta(days=1)


def news_waits(session: Session, at: datetime) -> list[tuple[int, date, int]]:
    """Who has not been told of news and wants to be: (who, since when they may be, how much)."""
    rows = session.execute(
        select(DigestNews.person_id, func.count())
        .outerjoin(MailWish, MailWish.person_id == DigestNews.person_id)
        .where(*_unsaid(at))
        .group_by(DigestNews.person_id)
    )
    return [(person_id, date.min, many) for person_id, many in rows]


def news_of(session: Session, people: Mapping[int, Person], at: datetime) -> dict[int, list[DigestNews]]:
    """What each of them has not been told, as far as it is still news where they are."""
    rows = session.scalars(
        select(DigestNews)
        .outerjoin(MailWish, MailWish.person_id == DigestNews.person_id)
        .where(*_unsaid(at), DigestNews.person_id.in_(people))
        .order_by(DigestNews.until_on, DigestNews.subject_id)
    )
    found: dict[int, list[DigestNews]] = defaultdict(list)
    for row in rows:
        if row.until_on >= day_in(at, people[row.person_id].zone):
            found[row.person_id].append(row)
    return found


def _unsaid(at: datetime) -> tuple[ColumnElement[bool], ...]:
    wanted = or_(MailWish.person_id.is_(None), MailWish.news)
    return DigestNews.letter_id.is_(None), DigestNews.until_on >= at.date() - DAY, wanted
