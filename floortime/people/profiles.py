"""Reading one person's own page: browsers signed in, who acts for them, whether a password is set; knows people's tables."""

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.people.model import USUAL_HOUR, Delegate, MailWish, Password, Person, WebSession

FRESH = timedelta(minutes=30)
"""How long after coming in by a link a forgotten password may be replaced."""


class Browser(Struct, frozen=True):
    """One browser that is signed in."""

    key: str
    device: str
    since: datetime
    this: bool


class Profile(Struct, frozen=True):
    """What one's own page shows beside the form."""

    person: Person
    browsers: list[Browser]
    delegates: list[Person]
    acts_for: list[Person]
    has_password: bool
    came_by_link: bool
    """Whether this browser was signed in by link a short while ago: then a forgotten password needs no old one."""


def profile(session: Session, person: Person, *, session_hash: str, at: datetime) -> Profile:
    """The page of one person, as that person sees it."""
    rows = session.scalars(
        select(WebSession)
        .where(WebSession.person_id == person.id, WebSession.revoked_at.is_(None), WebSession.expires_at > at)
        .order_by(WebSession.made_at.desc())
    ).all()
    here = next((r for r in rows if r.token_hash == session_hash), None)
    return Profile(
        person=person,
        browsers=[Browser(r.token_hash, r.device, r.made_at, r.token_hash == session_hash) for r in rows],
        delegates=delegates_of(session, person.id),
        acts_for=list(
            session.scalars(
                select(Person)
                .join(Delegate, Delegate.leader_id == Person.id)
                .where(Delegate.delegate_id == person.id)
                .order_by(Person.sort_key, Person.id)
            )
        ),
        has_password=session.get(Password, person.id) is not None,
        came_by_link=here is not None and here.way == "link" and at - here.made_at <= FRESH,
    )


def letters_of(session: Session, person: Person) -> MailWish:
    """When the one letter of the day comes: as chosen, else as usual."""
    return session.get(MailWish, person.id) or MailWish(hour=USUAL_HOUR, early=True, news=True)


def delegates_of(session: Session, leader_id: int) -> list[Person]:
    """Who acts for this leader."""
    return list(
        session.scalars(
            select(Person)
            .join(Delegate, Delegate.delegate_id == Person.id)
            .where(Delegate.leader_id == leader_id)
            .order_by(Person.sort_key, Person.id)
        )
    )
