"""The list of people, and everything about one of them; knows people's tables and access."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from floortime.mail.receiving import last_bounce
from floortime.people.access import Reader, Scope
from floortime.people.addresses import plain
from floortime.people.model import Department, Person, Posting, Role, Site, Team
from floortime.people.profiles import delegates_of
from floortime.people.queries import posted

PAGE = 50


class Listed(Struct, frozen=True):
    """One row of the list."""

    id: int
    name: str
    kind: str
    job_title: str
    team: str
    site: str
    roles: tuple[str, ...]
    left_on: date | None
    has_mail: bool


class Roster(Struct, frozen=True):
    """One page of the list, and where the next begins."""

    people: list[Listed]
    next: str


class Wish(Struct, frozen=True):
    """What the reader looks for."""

    words: str = ""
    site_id: int | None = None
    role: str = ""
    show: str = "here"
    """here: staff who have not left; left; guests."""
    after: str = ""


class Stay(Struct, frozen=True):
    """Where somebody worked, from when until when."""

    from_on: date
    to_on: date | None
    team: str
    site: str


class Held(Struct, frozen=True):
    """A role somebody holds, with the name of its site or department."""

    scope: Scope
    where: str


class Dossier(Struct, frozen=True):
    """Everything about one person that an admin or chief of staff may see."""

    person: Person
    department: str
    manager: Person | None
    stays: list[Stay]
    roles: list[Held]
    delegates: list[Person]
    bounced_on: date | None
    """When a letter last came back from the address."""


def within(reader: Reader) -> ColumnElement[bool] | None:
    """Whom a chief of staff of one site or department may see; None for everybody."""
    if reader.is_chief_everywhere:
        return None
    last = select(Posting.person_id).where(Posting.site_id.in_(reader.chief_of("site")))
    theirs = Person.department_id.in_(reader.chief_of("department"))
    return or_(Person.id.in_(last), theirs, Person.id == reader.id)


def roster(session: Session, reader: Reader, wish: Wish, *, day: date) -> Roster:
    """A page of people in the order of their last names."""
    wanted = _narrowed(_base(day), wish, day)
    scope = within(reader)
    if scope is not None:
        wanted = wanted.where(scope)
    key, _mark, id_ = wish.after.rpartition("~")
    if id_.isdecimal():
        wanted = wanted.where(tuple_(Person.sort_key, Person.id) > tuple_(key, int(id_)))
    rows = session.execute(wanted.order_by(Person.sort_key, Person.id).limit(PAGE + 1)).all()
    roles = _roles(session, [row.Person.id for row in rows[:PAGE]])
    people = [_listed(row.Person, row.team, row.site, roles.get(row.Person.id, ())) for row in rows[:PAGE]]
    last = rows[PAGE - 1].Person if len(rows) > PAGE else None
    return Roster(people, f"{last.sort_key}~{last.id}" if last else "")


def _base(day: date) -> Select[Person, str, str]:
    return (
        select(Person, Team.name.label("team"), Site.name.label("site"))
        .outerjoin(Posting, and_(Posting.person_id == Person.id, posted(day)))
        .outerjoin(Team, Team.id == Posting.team_id)
        .outerjoin(Site, Site.id == Posting.site_id)
    )


def _narrowed(wanted: Select[Person, str, str], wish: Wish, day: date) -> Select[Person, str, str]:
    shown = {
        "left": and_(Person.kind == "staff", Person.left_on <= day),
        "guests": Person.kind == "guest",
    }.get(wish.show, and_(Person.kind == "staff", or_(Person.left_on.is_(None), Person.left_on > day)))
    wanted = wanted.where(shown)
    for word in wish.words.split()[:6]:
        wanted = wanted.where(
            or_(
                Person.sort_key.contains(plain(word), autoescape=True),
                Person.email_norm.contains(word.lower(), autoescape=True),
                Person.employee_no == word,
            )
        )
    if wish.site_id is not None:
        wanted = wanted.where(Posting.site_id == wish.site_id)
    if wish.role:
        wanted = wanted.where(Person.id.in_(select(Role.person_id).where(Role.role == wish.role)))
    return wanted


def _roles(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    rows = session.execute(
        select(Role.person_id, Role.role).where(Role.person_id.in_(ids)).distinct().order_by(Role.role)
    )
    for person_id, role in rows:
        found[person_id] = (*found.get(person_id, ()), role)
    return found


def _listed(person: Person, team: str | None, site: str | None, roles: tuple[str, ...]) -> Listed:
    return Listed(
        id=person.id,
        name=person.name,
        kind=person.kind,
        job_title=person.job_title or "",
        team=team or "",
        site=site or "",
        roles=roles,
        left_on=person.left_on,
        has_mail=person.email is not None,
    )


def may_see(session: Session, reader: Reader, person: Person) -> bool:
    """Whether this person is within the reader's scope."""
    scope = within(reader)
    return scope is None or session.scalar(select(Person.id).where(Person.id == person.id, scope)) is not None


def dossier(session: Session, person: Person) -> Dossier:
    """The page of one person."""
    rows = session.execute(
        select(Posting, Team.name, Site.name)
        .outerjoin(Team, Team.id == Posting.team_id)
        .outerjoin(Site, Site.id == Posting.site_id)
        .where(Posting.person_id == person.id)
        .order_by(Posting.from_on.desc())
    )
    sites = {s.id: s.name for s in session.scalars(select(Site))}
    departments = {d.id: d.name for d in session.scalars(select(Department))}
    names = {"site": sites, "department": departments}
    roles = session.scalars(
        select(Role).where(Role.person_id == person.id).order_by(Role.role, Role.scope_kind, Role.scope_id)
    )
    return Dossier(
        person=person,
        department=departments.get(person.department_id or 0, ""),
        manager=session.get(Person, person.manager_id) if person.manager_id else None,
        stays=[Stay(p.from_on, p.to_on, team or "", site or "") for p, team, site in rows],
        roles=[
            Held(Scope(r.role, r.scope_kind, r.scope_id), names.get(r.scope_kind, {}).get(r.scope_id, ""))
            for r in roles
        ],
        delegates=delegates_of(session, person.id),
        bounced_on=bounce.on if (bounce := last_bounce(session, person.email)) else None,
    )
