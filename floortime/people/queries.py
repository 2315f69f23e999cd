"""Reading people: who is signed in, who works where on a day, whom to write to; knows people's tables."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from floortime.mail.letters import Recipient
from floortime.people.access import Reader, Scope
from floortime.people.addresses import norm
from floortime.people.guessing import greeted
from floortime.people.model import (
    ClosedDay,
    Delegate,
    Department,
    DepartmentHead,
    House,
    Person,
    Posting,
    Role,
    Site,
    Team,
    WebSession,
)
from floortime.people.workdays import public_holidays
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
    .where(
        WebSession.token_hash == bindparam("digest"),
        WebSession.revoked_at.is_(None),
        Person.kind == "staff",
        (Person.left_on.is_(None)) | (Person.left_on > bindparam("day")),
    )
)


def signed_in(connection: Connection | Session, token: str, *, at: datetime) -> Reader | None:
    """Whom this browser's session belongs to; None when revoked, expired, or the person has gone."""
    digest = hashed(token)
    rows = connection.execute(_SIGNED_IN, {"digest": digest, "day": at.date()}).all()
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


def recipient(person: Person, day: date, *, about: str = "") -> Recipient | None:
    """How to write to somebody on that day; None without an address, for whoever has left, is erased or wants no mail.

    Nobody knows a guest's own language: they are written to in that of the thing the letter is about.
    """
    if not person.email or not person.mail_ok or not person.reachable_on(day):
        return None
    guest = person.kind == "guest"
    language = about if about and guest else person.language
    named = not guest or greeted(person.first_name, person.email)
    name, first = (person.name, person.first_name) if named else ("", "")
    return Recipient(person.id, person.email, name, language, person.zone, first)


def person_by_address(session: Session, address: str) -> Person | None:
    """Whoever has this address, in any spelling of its case: staff or guest."""
    return session.scalar(_BY_ADDRESS, {"address": norm(address)})


_BY_ADDRESS = select(Person).where(Person.email_norm == bindparam("address"))  # built once: each mail asks it


def persons_by_id(session: Session, ids: Iterable[int | None]) -> dict[int, Person]:
    """Those persons, by id, in one query; unknown ids and None are left out."""
    wanted = {i for i in ids if i is not None}
    if not wanted:
        return {}
    return {p.id: p for p in session.scalars(_THESE, {"ids": list(wanted)})}


_THESE = select(Person).where(Person.id.in_(bindparam("ids", expanding=True)))


def employed(day: date) -> ColumnElement[bool]:
    """The condition that a person works here on that day; `Person.employed_on` says the same of one row."""
    return and_(
        # A leaver who was erased still counts for the days before: groups of the past keep their size.
        or_(Person.kind == "staff", and_(Person.kind == "blank", Person.left_on.is_not(None))),
        or_(Person.hired_on.is_(None), Person.hired_on <= day),
        or_(Person.left_on.is_(None), Person.left_on > day),
    )


def on_the_floor() -> ColumnElement[bool]:
    """The condition that a person serves customers: no role that answers or leads, or the agent's role beside it."""
    held = select(Role.person_id)
    above = held.where(Role.role.in_(("leader", "owner", "chief_of_staff", "admin")))
    return or_(Person.id.not_in(above), Person.id.in_(held.where(Role.role == "agent")))


def posted(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition that a posting holds on that day."""
    return and_(Posting.from_on <= day, or_(Posting.to_on.is_(None), Posting.to_on > day))


def team_on(session: Session, person_id: int, day: date) -> Team | None:
    """The team a person was in on that day."""
    return session.scalar(
        select(Team)
        .join(Posting, Posting.team_id == Team.id)
        .where(Posting.person_id == person_id, posted(day))
    )


def site_on(session: Session, person_id: int, day: date) -> Site | None:
    """The site a person worked at on that day."""
    return session.scalar(
        select(Site)
        .join(Posting, Posting.site_id == Site.id)
        .where(Posting.person_id == person_id, posted(day))
    )


def members(session: Session, team_id: int, day: date) -> list[Person]:
    """Who was in the team and employed on that day, by first name."""
    found = session.scalars(
        select(Person)
        .join(Posting, Posting.person_id == Person.id)
        .where(Posting.team_id == team_id, posted(day), employed(day))
        .order_by(Person.first_name, Person.id)
    )
    return list(found)


def headcount(
    session: Session,
    *,
    site_id: int | None = None,
    team_id: int | None = None,
    language: str | None = None,
    day: date,
) -> int:
    """How many people employed on that day share all the facts given: the group of the k rule."""
    count = select(func.count()).select_from(Person).where(employed(day))
    if site_id is not None or team_id is not None:
        count = count.join(Posting, and_(Posting.person_id == Person.id, posted(day)))
    if site_id is not None:
        count = count.where(Posting.site_id == site_id)
    if team_id is not None:
        count = count.where(Posting.team_id == team_id)
    if language is not None:
        count = count.where(Person.language == language)
    return session.scalar(count) or 0


def days_off(session: Session, site_id: int | None) -> Callable[[date], bool]:
    """Whether a site keeps a day free beside the weekend: its country's public holidays and its closed days.

    No site, or one whose country nobody has said yet, has weekends only.
    """
    site = session.get(Site, site_id) if site_id is not None else None
    country = site.country if site else None
    closed = frozenset(session.connection().scalars(_CLOSED, {"site": site_id}))

    def off(day: date) -> bool:
        return day in closed or is_holiday(country, day)

    return off


_CLOSED = select(ClosedDay.day).where(ClosedDay.site_id == bindparam("site"))


def is_holiday(country: str | None, day: date) -> bool:
    """Whether it is a public holiday there; where the country is not known, or its holidays are not, nothing is."""
    return day in _holidays(country, day.year)


def _holidays(country: str | None, year: int) -> frozenset[date]:
    try:
        return public_holidays(country, year) if country else frozenset()
    except ValueError:  # a country whose holidays nobody has written down
        return frozenset()


def chiefs(
    session: Session,
    *,
    site_id: int | None = None,
    department_id: int | None = None,
    day: date | None = None,
) -> list[Person]:
    """The chiefs of staff everywhere, and those of the site or department named; admins when there is none.

    Without a day nobody counts who has a last day; with one, nobody who has gone by then.
    """
    here = employed(day) if day else and_(Person.kind == "staff", Person.left_on.is_(None))
    scope = or_(
        Role.scope_kind == "",
        and_(Role.scope_kind == "site", Role.scope_id == site_id),
        and_(Role.scope_kind == "department", Role.scope_id == department_id),
    )
    for role in ("chief_of_staff", "admin"):
        found = session.scalars(
            select(Person)
            .where(here, Person.id.in_(select(Role.person_id).where(Role.role == role, scope)))
            .order_by(Person.id)
        ).all()
        if found:
            return list(found)
    return []


def head_of(session: Session, department_id: int, day: date) -> Person | None:
    """Who answers for a department on that day: its manager, else its sponsor.

    When all who did have left, its chief of staff is asked, until somebody is named; None where nobody ever was.
    """
    heads = session.scalars(
        select(Person)
        .join(DepartmentHead, DepartmentHead.person_id == Person.id)
        .where(DepartmentHead.department_id == department_id)
        .order_by(case((DepartmentHead.part == "manager", 0), else_=1))
    ).all()
    here = [person for person in heads if person.kind == "staff" and person.reachable_on(day)]
    if heads and not here:
        here = chiefs(session, department_id=department_id, day=day)
    return here[0] if here else None


def sites(session: Session) -> Sequence[Site]:
    """All sites, by name."""
    return session.scalars(select(Site).order_by(Site.name)).all()


def site_named(session: Session, name: str) -> Site | None:
    """The site that people call this, however it is capitalised."""
    called = name.casefold()
    return next((site for site in sites(session) if site.name.casefold() == called), None)


def site_names(connection: Connection) -> Sequence[tuple[int, str]]:
    """Every site's id and name, by name: what a choice of sites offers, also where nobody is known."""
    return [(key, name) for key, name in connection.execute(_SITE_NAMES)]


_SITE_NAMES = select(Site.id, Site.name).order_by(Site.name)


def departments(session: Session) -> Sequence[Department]:
    """All departments, by name."""
    return session.scalars(select(Department).order_by(Department.name)).all()


def teams(session: Session, *, site_id: int | None = None) -> Sequence[Team]:
    """All teams, or those at one site, by name."""
    wanted = select(Team).order_by(Team.name, Team.id)
    return session.scalars(wanted if site_id is None else wanted.where(Team.site_id == site_id)).all()
