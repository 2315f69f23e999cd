"""Giving and taking roles, and making the first admin; knows act, journal, people's tables."""

from sqlalchemy import func, select

from floortime.act import Act
from floortime.db import bump
from floortime.errors import NotFound, Refused
from floortime.journal import actions as journal
from floortime.people import addresses
from floortime.people.access import ROLES, Scope
from floortime.people.model import NAMES, Department, Person, Role, Site
from floortime.people.queries import employed, house, person_by_address
from floortime.text import one_line
from floortime.words import _


def give_role(act: Act, person: Person, scope: Scope) -> None:
    """Let somebody do more, everywhere or at one site or department."""
    if scope.role not in ROLES:
        raise Refused(_("This is not a role."))
    if scope.role == "admin":
        scope = Scope("admin")  # whoever gives roles could widen their own: there is no admin of one site
    if not person.employed_on(act.today):
        raise Refused(_("%(name)s does not work here and can have no role.", name=person.name))
    table = {"site": Site, "department": Department}.get(scope.kind)
    if scope.kind and (table is None or act.session.get(table, scope.id) is None):
        raise NotFound
    key = (person.id, scope.role, scope.kind, scope.id)
    if act.session.get(Role, key) is not None:
        return
    act.session.add(Role(person_id=person.id, role=scope.role, scope_kind=scope.kind, scope_id=scope.id))
    _noted(act, "role.given", person, scope)


def take_role(act: Act, person: Person, scope: Scope) -> None:
    """Take a role back; the last admin keeps it, since nobody could give it again."""
    row = act.session.get(Role, (person.id, scope.role, scope.kind, scope.id))
    if row is None:
        return
    if scope.role == "admin" and _other_admins(act, person.id) == 0:
        raise Refused(_("%(name)s is the last admin. Make somebody else admin first.", name=person.name))
    act.session.delete(row)
    _noted(act, "role.taken", person, scope)


def add_person(act: Act, *, email: str, first_name: str, last_name: str, role: str) -> Person:
    """Somebody by hand: the first admin before any import. A known address gets the role; a guest becomes staff."""
    wrong = addresses.trouble(one_line(email))
    if wrong:
        raise Refused(wrong)
    if role not in ROLES:
        raise Refused(_("This is not a role."))
    person = person_by_address(act.session, email)
    if person is None:
        here = house(act.session)
        person = Person(
            email=one_line(email),
            email_norm=addresses.norm(email),
            language=here.language,
            zone=here.zone,
            hired_on=act.today,
        )
        act.session.add(person)
    person.kind = "staff"
    person.first_name, person.last_name = one_line(first_name)[:120], one_line(last_name)[:120]
    person.sort_key = addresses.sort_key(person.first_name, person.last_name)
    act.session.flush()
    bump(act.session, NAMES)
    journal.write(act, "person.added", "person", person.id)
    give_role(act, person, Scope(role))
    return person


def _other_admins(act: Act, person_id: int) -> int:
    count = (
        select(func.count(Role.person_id))
        .join(Person, Person.id == Role.person_id)
        .where(Role.role == "admin", Role.person_id != person_id, employed(act.today))
    )
    return act.session.scalar(count) or 0


def _noted(act: Act, verb: str, person: Person, scope: Scope) -> None:
    facts = {"role": scope.role, "scope": scope.kind, "id": scope.id}
    journal.write(act, verb, "person", person.id, **facts)
