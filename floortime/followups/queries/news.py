"""Whose letter of the day has news in it and goes now; knows mornings, its own tables and people's."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.followups.model import DigestNews
from floortime.followups.queries.chasing import sites_of
from floortime.followups.queries.mornings import Mornings
from floortime.people.model import Person
from floortime.people.queries import days_off, recipient

DAY = timedelta(days=1)


def news_ready(session: Session, at: datetime) -> Iterator[tuple[Person, list[DigestNews]]]:
    """Each person with what has not been said to them, where they want it and their hour has come."""
    rows = session.execute(
        select(DigestNews, Person)
        .join(Person, Person.id == DigestNews.person_id)
        .where(DigestNews.letter_id.is_(None), DigestNews.until_on >= at.date() - DAY)
        .order_by(DigestNews.until_on, DigestNews.subject_id)
    ).all()
    found: dict[int, tuple[Person, list[DigestNews]]] = {}
    for news, person in rows:
        found.setdefault(person.id, (person, []))[1].append(news)
    people = {key: person for key, (person, _news) in found.items()}
    mornings, sites = Mornings(session, people, at), sites_of(session, set(people), at.date())
    off = cache(lambda site_id: days_off(session, site_id))
    for key, (person, unsaid) in found.items():
        told = [one for one in unsaid if one.until_on >= mornings.today(person)]
        wanted = told and mornings.news(person) and recipient(person, at.date()) is not None
        if wanted and mornings.ready(person, off(sites.get(key))):
            yield person, told
