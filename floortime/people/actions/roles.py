"""Giving and taking roles; knows act, journal, people's tables."""

from sqlalchemy import func, select

from floortime.act import Act
from floortime.errors import NotFound, Refused
from floortime.journal import actions as journal
from floortime.people.access import ROLES, Scope
from floortime.people.actions.places import derive_heads
from floortime.people.model import Department, Person, Role, Site
from floortime.people.queries import employed
from floortime.words import _


def give_role(act: Act, person: Person, scope: Scope) -> None:
    """Let somebody do more, everywhere or at one site or department. The one leader of a department answers for it."""
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
    if scope == Scope("leader"):
        act.session.flush()
        derive_heads(act)


def take_role(act: Act, person: Person, scope: Scope) -> None:
    """Take a role back; the last admin keeps it, since nobody could give it again."""
    row = act.session.get(Role, (person.id, scope.role, scope.kind, scope.id))
    if row is None:
        return
    if scope.role == "admin" and _other_admins(act, person.id) == 0:
        raise Refused(_("%(name)s is the last admin. Make somebody else admin first.", name=person.name))
    act.session.delete(row)
    _noted(act, "role.taken", person, scope)


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
