"""Everybody as an import compares them, in a handful of queries; knows people's tables and importing's values."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from floortime.people.importing.values import Known, KnownPerson
from floortime.people.model import Department, Person, Posting, Role, Site, Team
from floortime.people.queries import house


def known(session: Session, *, withheld: frozenset[str] = frozenset()) -> Known:
    """What is there before an import by somebody who may not give the `withheld` roles.

    Blank persons are left out: nothing could be compared with them.
    """
    sites = {s.id: s for s in session.scalars(select(Site))}
    departments = {d.id: d.name for d in session.scalars(select(Department))}
    teams = {t.id: t.name for t in session.scalars(select(Team))}
    persons = {p.id: p for p in session.scalars(select(Person).where(Person.kind != "blank"))}
    last: dict[int, Posting] = {}
    for posting in session.scalars(select(Posting).order_by(Posting.from_on)):
        last[posting.person_id] = posting
    roles: dict[int, set[str]] = defaultdict(set)
    for role in session.scalars(select(Role).where(Role.scope_kind == "")):
        roles[role.person_id].add(role.role)
    here = house(session)

    def as_known(person: Person) -> KnownPerson:
        posting = last.get(person.id)
        site = sites.get(posting.site_id) if posting and posting.site_id else None
        manager = persons.get(person.manager_id) if person.manager_id else None
        keys = (manager.email_norm, manager.employee_no) if manager else ()
        return KnownPerson(
            id=person.id,
            kind=person.kind,
            first_name=person.first_name,
            last_name=person.last_name,
            employee_no=person.employee_no,
            email=person.email,
            phone=person.phone,
            job_title=person.job_title,
            department=departments.get(person.department_id or 0),
            team=teams.get(posting.team_id or 0) if posting else None,
            site=site.name if site else None,
            zone=person.zone,
            language=person.language,
            manager_keys=frozenset(key for key in keys if key),
            manager_id=person.manager_id,
            shift_pattern=person.shift_pattern,
            hired_on=person.hired_on,
            left_on=person.left_on,
            roles=frozenset(roles[person.id]),
            own_choice=frozenset(person.own_choice),
        )

    return Known(
        withheld=withheld,
        persons=tuple(as_known(p) for p in persons.values()),
        sites={s.name: s.zone for s in sites.values()},
        departments=frozenset(departments.values()),
        language=here.language,
        zone=here.zone,
    )
