"""Reading people: who is signed in, the house row, recipients of letters; knows people's tables."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.mail.letters import Recipient
from floortime.people.access import Reader, Scope
from floortime.people.model import Delegate, House, Person, Role, WebSession
from floortime.tokens import hashed

_SIGNED_IN = (
    select(
        Person.id,
        Person.first_name,
        Person.last_name,
        Person.language,
        Person.zone,
        WebSession.expires_at,
        Role.role,
        Role.scope_kind,
        Role.scope_id,
        Delegate.leader_id,
    )
    .join(WebSession, WebSession.person_id == Person.id)
    .outerjoin(Role, Role.person_id == Person.id)
    .outerjoin(Delegate, Delegate.delegate_id == Person.id)
    .where(WebSession.revoked_at.is_(None), Person.kind == "staff")
)


def signed_in(session: Session, token: str, *, at: datetime) -> Reader | None:
    """Whom this browser's session belongs to; None when revoked, expired, or the person has gone."""
    digest = hashed(token)
    rows = session.execute(
        _SIGNED_IN.where(
            WebSession.token_hash == digest,
            (Person.left_on.is_(None)) | (Person.left_on > at.date()),
        )
    ).all()
    if not rows or rows[0].expires_at <= at:
        return None
    first = rows[0]
    return Reader(
        id=first.id,
        name=f"{first.first_name} {first.last_name}".strip(),
        first_name=first.first_name,
        language=first.language,
        zone=first.zone,
        roles=frozenset(Scope(r.role, r.scope_kind, r.scope_id) for r in rows if r.role is not None),
        acts_for=frozenset(r.leader_id for r in rows if r.leader_id is not None),
        session_hash=digest,
    )


def house(session: Session) -> House:
    """The one row of what an admin may change; a fresh database gets it with its first migration's defaults."""
    row = session.get(House, 1)
    return row if row is not None else House(id=1, company="", language="en", zone="UTC", k=5)


def recipient(person: Person) -> Recipient | None:
    """How to write to somebody; None without an address, and for those who have gone or must not be mailed."""
    if not person.email or not person.mail_ok or person.kind == "blank":
        return None
    return Recipient(person.id, person.email, person.name, person.language, person.zone)
